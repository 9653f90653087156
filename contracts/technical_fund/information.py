"""Questions of the management unit to a city about its application."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE, REVIEWER
from contracts.technical_fund.applications import FundApplicationView
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import Doc, Id, Instant, Length, Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT, REVIEWER), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class RequestFundInformation:
    """Ask the city for something. Its application waits; only the answers named here can be changed meanwhile.

    A reviewer may ask where they lead the call's panel.
    """

    application_id: Id
    question: Paragraph
    questions: Annotated[tuple[Code, ...], Length(max=100), Doc("Questions of the form whose answers the city may change.")] = ()
    due_at: Instant


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class ProvideFundInformation:
    """Answer. What the application says now becomes a version, and its processing goes on."""

    application_id: Id
    answer: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class CloseFundInformationRequest:
    """Go on without an answer, or with what the city has changed so far."""

    application_id: Id
    reason: Paragraph | None = None
