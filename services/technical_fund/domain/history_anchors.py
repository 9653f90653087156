"""Daily digests of all histories: what outsiders have kept of them can be held against us."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.technical_fund import HistoryAnchored
from services.technical_fund.domain.history import GENESIS

NAMESPACE: Final = uuid.UUID("c0a5f1de-7a52-4d0e-9a3c-0d6a9b7c4e10")
"""Of the ids of anchors: one a day, whoever makes it."""

MARGIN: Final = timedelta(minutes=10)
"""Entries of a transaction that took long are older than the anchor made before it was kept: a little is looked at twice."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """How far one history was."""

    application_id: str
    seq: int
    hash: str


@dataclass(kw_only=True)
class Anchor(Aggregate):
    """One day's digest, with the digest before it in it."""

    kind: ClassVar[str] = "fund-history-anchors"
    day: date
    at: datetime
    histories: int
    previous: str
    digest: str


def anchor_id(day: date) -> str:
    return str(uuid.uuid5(NAMESPACE, day.isoformat()))


def digest_of(previous: str, lines: Sequence[Line]) -> str:
    """SHA-256 over the digest before and one line for each history, ordered by application."""
    told = [previous, *(f"{one.application_id} {one.seq} {one.hash}" for one in sorted(lines, key=lambda one: one.application_id))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def anchored(day: date, at: datetime, before: Anchor | None, lines: Sequence[Line]) -> Anchor:
    previous = before.digest if before else GENESIS
    digest = digest_of(previous, lines)
    anchor = Anchor(id=anchor_id(day), day=day, at=at, histories=len(lines), previous=previous, digest=digest)
    anchor.say(HistoryAnchored(anchor_id=anchor.id, day=day, histories=len(lines), previous=previous, digest=digest))
    return anchor
