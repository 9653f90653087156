"""The usual way to build the same, twice."""
