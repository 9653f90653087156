"""Tables that people bring: read without trust, every fault named by line and column."""
