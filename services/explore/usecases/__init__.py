"""What people may ask of explore, and how cities are compared in the background."""
