"""Handing an application in, and taking it back."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from contracts.technical_fund.applications import FundApplicationView
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Doc, Id, Instant, Line, OneOf, Paragraph, Sha256, Word

CITY = (FOCAL_POINT, MAYORS_OFFICE)


@dataclass(frozen=True, kw_only=True)
class FundNextStep:
    """What happens now. `at` is when, where that is known."""

    step: Annotated[str, OneOf(["received", "screening", "review", "decision", "letter"])]
    at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class FundReceipt:
    """The application was handed in: under which reference, at which instant by the clock that decides, and what follows."""

    application: FundApplicationView
    reference: Word
    submitted_at: Instant
    submitted_at_local: Annotated[Line, Doc("The same instant in the call's own zone.")]
    version_number: Annotated[Count, Doc("The version that is kept as handed in.")]
    digest: Annotated[Sha256, Doc("SHA-256 over all that was handed in.")]
    next_steps: tuple[FundNextStep, ...]


@request(PUBLISHER, kind="command", may=CITY, answer=FundReceipt)
@dataclass(frozen=True, kw_only=True)
class SubmitFundApplication:
    """Hand a complete application in. It counts from the instant at which the Fund begins this piece of work; the
    deadline itself is too late."""

    application_id: Id


@request(PUBLISHER, kind="command", may=CITY, answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class WithdrawFundApplication:
    """Take an application back that was handed in and is not decided."""

    application_id: Id
    reason: Paragraph | None = None
