"""What is kept of every change of a city's profile."""

from dataclasses import dataclass

from services.membership.domain.revision import Step


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One step of one field, and the version of the city that it led to. `sort_key` is the order of the history."""

    id: str
    city_id: str
    version: int
    sort_key: str
    step: Step
