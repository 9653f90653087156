"""Ways out of the house that are neither the store nor events: mail, and questions to membership. Used by the background process only."""
