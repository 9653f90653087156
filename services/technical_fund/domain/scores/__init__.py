"""Scores: from what reviewers gave to an order of applications, with how sure it is. Pure, and without NumPy: a round is small."""
