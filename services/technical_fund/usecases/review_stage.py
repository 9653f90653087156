"""Opening an application to its reviewers, and ending reviewing."""

from contracts.errors import Conflict
from contracts.technical_fund import BeginApplicationReview, CloseApplicationReview, ReviewStage
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.usecases import steps
from services.technical_fund.usecases.ports import Fund


def begin_application_review(unit: Fund, request: BeginApplicationReview) -> ReviewStage:
    application = access.acting(unit, request.application_id, access.MANAGEMENT)
    unit.expect(application)
    steps.take(unit, application, "begin_review")
    return _stage(unit, application)


def close_application_review(unit: Fund, request: CloseApplicationReview) -> ReviewStage:
    """Raises `technical_fund.reviews_missing` while reviews are missing and nobody says why that will do."""
    application = access.acting(unit, request.application_id, access.MANAGEMENT, access.CHAIR)
    unit.expect(application)
    submitted, wanted = counted(unit, application)
    if submitted < wanted and request.reason is None:
        raise Conflict("technical_fund.reviews_missing", "not every review is there", {"submitted": submitted, "wanted": wanted})
    steps.take(unit, application, "close_review", data={"submitted": submitted, "wanted": wanted}, texts={"reason": request.reason})
    return _stage(unit, application)


def counted(unit: Fund, application: Application) -> tuple[int, int]:
    """Reviews submitted in the present round, and how many the call wants."""
    round_ = unit.panels.of(application.id, application.call_id).round
    submitted = sum(review.counts and review.round == round_ for review in unit.reviews.of_application(application.id))
    call = unit.call_versions.pinned(application.call_id, application.call_version)
    return submitted, call.content.reviews_per_application


def _stage(unit: Fund, application: Application) -> ReviewStage:
    submitted, wanted = counted(unit, application)
    return ReviewStage(
        application_id=application.id, state=application.state, submitted=submitted, wanted=wanted, version=application.version
    )
