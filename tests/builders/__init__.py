"""Messages and records as tests need them: whole, and different where a test says so."""
