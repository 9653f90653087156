"""The words and rules of membership: pure, told the time, unaware of stores and brokers."""
