"""As much linear algebra as a round of reviews needs: symmetric positive definite systems of a few hundred unknowns."""

import math
from collections.abc import Sequence
from operator import mul

Vector = list[float]
Lower = list[Vector]
"""A lower triangular matrix, row by row: row i has i + 1 entries."""


def cholesky(matrix: Sequence[Sequence[float]]) -> Lower:
    """L with L Lᵀ = `matrix`, of which only the lower triangle is read. Raises `ValueError` when it is not positive definite."""
    rows: Lower = []
    for i, given in enumerate(matrix):
        row: Vector = []
        for j in range(i):
            other = rows[j]
            row.append((given[j] - sum(map(mul, row, other))) / other[j])
        left = given[i] - sum(map(mul, row, row))
        if left <= 0.0:
            raise ValueError("not positive definite")
        row.append(math.sqrt(left))
        rows.append(row)
    return rows


def log_determinant(lower: Lower) -> float:
    """Of L Lᵀ."""
    return 2.0 * sum(math.log(row[-1]) for row in lower)


def forward(lower: Lower, right: Sequence[float]) -> Vector:
    """x with L x = `right`."""
    x: Vector = []
    for row, value in zip(lower, right, strict=True):
        x.append((value - sum(map(mul, row, x))) / row[-1])
    return x


def transposed(lower: Lower) -> list[Vector]:
    """The columns of L from the diagonal down: what `backward` reads."""
    size = len(lower)
    return [[lower[i][j] for i in range(j, size)] for j in range(size)]


def backward(columns: Sequence[Vector], right: Sequence[float]) -> Vector:
    """x with Lᵀ x = `right`."""
    size = len(columns)
    x = [0.0] * size
    for j in range(size - 1, -1, -1):
        column = columns[j]
        x[j] = (right[j] - sum(map(mul, column[1:], x[j + 1 :]))) / column[0]
    return x
