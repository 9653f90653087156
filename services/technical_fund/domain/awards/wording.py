"""What the document of an agreement says, as values for its template."""

from typing import Any

from services.technical_fund.domain.awards.agreement import Version
from services.technical_fund.domain.awards.award import Award


def agreement_context(
    award: Award, version: Version, *, city: str | None, title: str | None, application_reference: str | None
) -> dict[str, Any]:
    """Nothing in it changes when it is drawn again, so neither does the document."""
    schedule = version.schedule
    return {
        "dated": version.drawn_up_at,
        "reference": award.reference,
        "number": version.number,
        "application_reference": application_reference or "",
        "title": title or "",
        "city": city,
        "support": version.amount.support(award.currency),
        "terms": version.terms,
        "names": {one.code: one.texts for one in schedule.milestones},
        "milestones": schedule.milestones,
        "reports": schedule.reports,
        "tranches": schedule.tranches,
        "amended": version.amendment_id is not None,
    }
