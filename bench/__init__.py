"""Measured comparisons, each beside its peer in the same run. `python -m bench`."""
