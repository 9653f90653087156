"""Appeals as they are shown: who decides on one is for the management unit, and reasons are the city's once they were told."""

from typing import Any

from contracts.technical_fund import AppealFile, AppealRow, AppealView
from services.technical_fund.domain.access import MANAGEMENT
from services.technical_fund.domain.appeals import Appeal


def appeal_view(appeal: Appeal, parts: frozenset[str], person_id: str | None) -> AppealView:
    staff = MANAGEMENT in parts
    return AppealView(
        **_plain(appeal),
        text=appeal.text,
        language=appeal.language,
        files=tuple(AppealFile(id=one.id, file_name=one.file_name, size=one.size, sha256=one.sha256) for one in appeal.files),
        admitted_at=appeal.admitted_at,
        reasons=appeal.reasons if staff or appeal.told_at else None,
        possible=appeal.possible(person_id) if staff else (),
        opened_by=appeal.opened_by,
        admitted_by=appeal.admitted_by if staff else None,
        decided_by=appeal.decided_by if staff else None,
    )


def appeal_row(appeal: Appeal) -> AppealRow:
    return AppealRow(**_plain(appeal))


def _plain(appeal: Appeal) -> dict[str, Any]:
    return {
        "id": appeal.id,
        "application_id": appeal.application_id,
        "call_id": appeal.call_id,
        "decision_id": appeal.decision_id,
        "state": appeal.state,
        "ground": appeal.ground,
        "opened_at": appeal.opened_at,
        "decided_at": appeal.decided_at,
        "version": appeal.version,
    }
