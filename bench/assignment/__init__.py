"""Who reviews what: ours, with every rule, beside OR-Tools' flow and SciPy's linear assignment, which know some of them."""

from bench.assignment.measure import run as run
