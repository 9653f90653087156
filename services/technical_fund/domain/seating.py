"""Which applications want reviewers, how many, and who sits there already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.bidding import bidding_states
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.workflow import Workflow


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Looking(Protocol):
    @property
    def call_versions(self) -> CallVersions: ...
    @property
    def workflows(self) -> Workflows: ...


@dataclass(frozen=True, kw_only=True)
class Table:
    """The panel of one application in its present round."""

    application: Application
    panel: Panel
    seats: int
    all: Sequence[Assignment]

    @property
    def seated(self) -> tuple[Assignment, ...]:
        return tuple(one for one in self.all if one.seated and one.round == self.panel.round)

    @property
    def missing(self) -> int:
        return max(0, self.seats - len(self.seated))

    def gave_it_back(self) -> frozenset[str]:
        """Who has declined this very seat, or was let go of it by hand: no run asks them again."""
        return frozenset(
            one.reviewer_id
            for one in self.all
            if one.round == self.panel.round and (one.state == "declined" or (one.state == "released" and one.reason == "by_hand"))
        )


class Tables:
    """Tables of many applications: what they share is looked up once."""

    def __init__(self, unit: Looking) -> None:
        self._unit = unit
        self._seats: dict[tuple[str, int], int] = {}
        self._states: dict[tuple[str, int], frozenset[str]] = {}

    def of(self, application: Application, panel: Panel, assignments: Iterable[Assignment]) -> Table:
        return Table(application=application, panel=panel, seats=self._number(application), all=tuple(assignments))

    def wants_reviewers(self, application: Application) -> bool:
        """Whether a panel is being found for it, or sits and may still change."""
        key = (application.workflow_id, application.workflow_version)
        if key not in self._states:
            self._states[key] = bidding_states(self._unit.workflows.version(*key))
        return application.state in self._states[key]

    def _number(self, application: Application) -> int:
        key = (application.call_id, application.call_version)
        if key not in self._seats:
            self._seats[key] = self._unit.call_versions.pinned(*key).content.reviews_per_application
        return self._seats[key]


def themes_of(facts: CityFacts | None, priorities: tuple[str, ...]) -> tuple[str, ...]:
    """What it is about: the call's priorities among the needs the city has declared; all of the priorities where it has declared none of
    them, and its needs where the call has none."""
    needed = facts.themes_needed if facts else frozenset()
    both = needed & frozenset(priorities)
    return tuple(sorted(both or priorities or needed))
