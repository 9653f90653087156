"""Ways out of the house that are neither the store nor events: the virus scanner, and papers. Used by the background process only."""
