"""The words and rules of the Fund: pure, told the time, unaware of stores and brokers."""
