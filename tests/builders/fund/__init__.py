"""Builders for the Fund, a module per area."""
