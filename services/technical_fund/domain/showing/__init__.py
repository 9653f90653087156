"""Aggregates as they are shown: one module per area, shared by commands, which answer with what they changed, and by views."""
