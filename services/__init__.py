"""The services of the platform. `python -m services NAME` runs one; see `__main__`."""
