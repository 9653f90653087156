"""Reviewers with their role and profile, and applications that wait for them."""

from typing import Any

from chassis.context import Actor
from contracts.roles import REVIEWER
from contracts.technical_fund import JoinReviewerPool, ReviewerProfile
from services.technical_fund.usecases import reviewers
from tests.builders.fund import facts
from tests.fakes.technical_fund import Fund, reviewer


def profile(**changes: Any) -> ReviewerProfile:
    """Somebody based in Canada, far from the cities of the builders."""
    whole: dict[str, Any] = {"country": "CA", "languages": ("en", "es"), "themes": ("youth_engagement",), "max_load": 5}
    return ReviewerProfile(**{**whole, **changes})


def a_reviewer(fund: Fund, id: str | None = None, **changes: Any) -> Actor:
    """Somebody who holds the role and has joined the pool."""
    actor = reviewer(id)
    fund.hear(facts.granted(str(actor.person_id), None, REVIEWER))
    fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(**changes)), actor)
    return actor
