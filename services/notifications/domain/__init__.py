"""What is written to whom, when, and how often it is tried. Pure."""
