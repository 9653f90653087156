"""The Fund as everybody sees it: a world with applications that some may know nothing of, and rows written by hand."""
