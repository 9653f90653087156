"""Which appeals somebody may know of."""

from typing import Protocol

from contracts.errors import NotFound
from services.technical_fund.domain import access
from services.technical_fund.domain.access import CITY_SIDE, MANAGEMENT
from services.technical_fund.domain.appeals import Appeal
from services.technical_fund.domain.applications import Application


class Appeals(Protocol):
    def find(self, id: str) -> Appeal | None: ...


class Looking(access.Looking, Protocol):
    @property
    def appeals(self) -> Appeals: ...


def known_appeal(unit: Looking, appeal_id: str) -> tuple[Appeal, Application, frozenset[str]]:
    """Raises `technical_fund.no_appeal` for everybody but the management unit and the city."""
    appeal = unit.appeals.find(appeal_id)
    application = None if appeal is None else unit.applications.find(appeal.application_id)
    parts = frozenset[str]() if application is None else access.parts_of(unit, application)
    if appeal is None or application is None or not may_read(parts):
        raise no_appeal()
    return appeal, application, parts


def may_read(parts: frozenset[str]) -> bool:
    return MANAGEMENT in parts or bool(parts & CITY_SIDE)


def no_appeal() -> NotFound:
    """The one answer for what is not there and for what one may not know."""
    return NotFound("technical_fund.no_appeal", "there is no such appeal")
