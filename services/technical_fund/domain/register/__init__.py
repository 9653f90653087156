"""The public register: what is withheld, and an award as the public may know it."""
