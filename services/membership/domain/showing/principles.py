"""How the principles are shown, and to whom: drafts are the management unit's."""

from collections.abc import Sequence

from chassis.context import Actor
from contracts.membership import Principles, PrinciplesRow
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.principles import PrinciplesVersion


def may_see(version: PrinciplesVersion, reader: Actor) -> bool:
    return version.published or reader.has(MANAGEMENT_UNIT)


def principles_view(
    version: PrinciplesVersion, all_versions: Sequence[PrinciplesVersion], reader: Actor, *, job_id: str | None = None
) -> Principles:
    return Principles(
        version=version.id,
        state=_state(version),
        published_on=version.published_at.date() if version.published_at else None,
        accept_by=version.accept_by,
        texts=version.texts,
        versions=tuple(_row(one) for one in reversed(all_versions) if may_see(one, reader)),
        job_id=job_id,
    )


def _row(version: PrinciplesVersion) -> PrinciplesRow:
    return PrinciplesRow(
        version=version.id,
        state=_state(version),
        published_on=version.published_at.date() if version.published_at else None,
        accept_by=version.accept_by,
    )


def _state(version: PrinciplesVersion) -> str:
    return "published" if version.published else "draft"
