"""Who goes where: reviewers to applications, mentors to awards. One solver for both.

What goes in (`problem`) is plain data with a digest, what comes out (`solution`) too, so that a run can be replayed by anybody years later.
SciPy and NumPy are imported inside the functions of `model`, `solver` and what calls them: only a process of its own ever does.
"""
