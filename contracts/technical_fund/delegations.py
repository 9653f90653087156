"""Letting somebody else into one application, for a while."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from contracts.technical_fund.applications import FundApplicationView
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Doc, Id, Instant, OneOf


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class DelegateFundApplication:
    """Let somebody read the application, or read and edit it, until an instant at most 180 days ahead."""

    application_id: Id
    person_id: Id
    right: Annotated[str, OneOf(["read", "edit"])]
    until: Annotated[Instant, Doc("From then on they know nothing of it.")]


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class RevokeFundDelegation:
    """Take the right away before its time."""

    application_id: Id
    delegation_id: Id
