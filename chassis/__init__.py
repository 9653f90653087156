"""How services stand and speak: the only code that knows nameko and kombu."""
