"""When an application is with its reviewers: the steps into and out of reviewing."""

from dataclasses import dataclass

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund.reviews import Reason
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Id, Word


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationReviewBegun:
    """An eligible application goes to its reviewers."""

    application_id: Id
    call_id: Id
    city_id: Id


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationReviewClosed:
    """Reviewing is over: the panel has the word. `submitted` reviews there are, of `wanted`."""

    application_id: Id
    call_id: Id
    city_id: Id
    submitted: Count
    wanted: Count


@dataclass(frozen=True, kw_only=True)
class ReviewStage:
    """Where an application stands after the step."""

    application_id: Id
    state: Word
    submitted: Count
    wanted: Count
    version: Count


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ReviewStage)
@dataclass(frozen=True, kw_only=True)
class BeginApplicationReview:
    """Open an eligible application to its reviewers."""

    application_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=ReviewStage)
@dataclass(frozen=True, kw_only=True)
class CloseApplicationReview:
    """End reviewing and hand the application to the panel's discussion. Before every seat has submitted, only with a reason."""

    application_id: Id
    reason: Reason | None = None
