"""The words that came with the house, a module per language."""
