"""What the Fund knows of cities and people: a copy fed by membership's events, which can be built anew."""

from dataclasses import dataclass

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT, service
from contracts.standard import Job
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Instant, Sha256

OPERATOR = service("operator")


@dataclass(frozen=True, kw_only=True)
class FundReadModelView:
    """The facts in use. `digest` is over all of them as the last rebuild left them; `same` says whether what it replaced was equal, null
    when news came in between."""

    generation: Count
    rebuilt_at: Instant | None
    events: Count | None
    digest: Sha256 | None
    same: bool | None
    job: Job | None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT, OPERATOR), answer=Job)
@dataclass(frozen=True, kw_only=True)
class StartFundRebuild:
    """Build what is known of cities and people anew from everything membership has ever said; what is there is used until that is done."""


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT, OPERATOR), answer=FundReadModelView)
@dataclass(frozen=True, kw_only=True)
class GetFundReadModel:
    """Which facts the Fund works with, and how the last rebuild goes or went."""
