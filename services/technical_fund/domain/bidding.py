"""Which applications wait for reviewers, what may be known of them before, and what reviewers say of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.technical_fund import Support
from services.technical_fund.domain.workflow import Workflow

WANTS_REVIEWERS: Final = frozenset({"begin_review", "close_review"})
"""From where these lead on, a panel is being found or sits."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """An application without what is written in it."""

    application_id: str
    call_id: str
    city_id: str
    country: str | None
    state: str
    title: str | None
    language: str
    reference: str | None
    requested: Support


@dataclass(frozen=True, kw_only=True)
class Bid:
    """What a reviewer says of an application they have no conflict with."""

    application_id: str
    person_id: str
    call_id: str
    bid: str
    said_at: datetime

    @property
    def id(self) -> str:
        return f"{self.application_id}:{self.person_id}"


def bidding_states(workflow: Workflow) -> frozenset[str]:
    """The states of a process in which reviewers may say how they would like to judge an application."""
    return frozenset(source for step in workflow.transitions if step.event in WANTS_REVIEWERS for source in step.sources)
