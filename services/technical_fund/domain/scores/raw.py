"""Raw scores: mean and spread over the reviews of one application. What one review gives, `domain.rubric.share` says."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Of one application. `spread` is the standard deviation over its reviews (n − 1), None for a single one."""

    reviews: int
    mean: float
    spread: float | None
    least: float
    most: float


def raw(points_given: Sequence[float]) -> Raw:
    count = len(points_given)
    mean = math.fsum(points_given) / count
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in points_given) / (count - 1)) if count > 1 else None
    return Raw(reviews=count, mean=mean, spread=spread, least=min(points_given), most=max(points_given))
