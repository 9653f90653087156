"""What a membership's facts make of it: a pure function of facts, rules and a day. The clocks are one table.

Every clock begins on some day and leads, stage by stage, to a worse status; the city's own admission is as good as its worst clock. A
membership is as good as the best thing it rests on, and no better than a suspension by the network allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.membership.domain.days import months_later
from services.membership.domain.status_rules import RuleBook, StatusRules

ACTIVE: Final = "active"
DORMANT: Final = "dormant"
GRACE: Final = "grace"
SUSPENDED: Final = "suspended"
WITHDRAWN: Final = "withdrawn"
RANK: Final = {ACTIVE: 0, DORMANT: 1, GRACE: 2, SUSPENDED: 3, WITHDRAWN: 4}

IN_GOOD_STANDING: Final = "in_good_standing"
SUSPENDED_BY_NETWORK: Final = "suspended_by_network"
COVERING_AREA: Final = "covering_area"
NO_BASIS: Final = "no_basis"

CLOCKS: Final = {
    # reason                    (status, months after the stage before, by name in the rules) …
    "silence": (
        (DORMANT, "silence_months"),
        (GRACE, "dormant_months"),
        (SUSPENDED, "grace_months"),
        (WITHDRAWN, "suspended_months"),
    ),
    "mandate_lapsed": ((GRACE, None), (SUSPENDED, "grace_months"), (WITHDRAWN, "suspended_months")),
    "principles_not_accepted": ((GRACE, None), (SUSPENDED, "grace_months"), (WITHDRAWN, "suspended_months")),
    SUSPENDED_BY_NETWORK: ((SUSPENDED, None), (WITHDRAWN, "suspended_months")),
}


@dataclass(frozen=True, kw_only=True)
class Area:
    """A member area that covers the city: counts from a day to another, with the area's own status."""

    starts_on: date
    ends_on: date | None
    status: str

    def live(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that matters to a status. `own_since` is where the clocks of its own admission begin at the earliest, None without one;
    `mandate_until` and `accept_by` are the last good days, None where there is no such limit."""

    own_since: date | None
    last_sign_on: date
    mandate_until: date | None = None
    accept_by: date | None = None
    suspended_on: date | None = None
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stage:
    """From a day on, one clock alone would make the status this."""

    reason: str
    on: date
    status: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A status with what made it, the worst first. `own` is what the city's own admission has come to; None where it has none."""

    status: str
    reasons: tuple[str, ...]
    own: str | None
    due: tuple[Stage, ...]


def standing(facts: Facts, rules: StatusRules, today: date) -> Verdict:
    """The status that the facts make today, why, and what comes next unless something is done."""
    own_clocks = tuple(_own_clocks(facts, rules))
    network = _clock(SUSPENDED_BY_NETWORK, facts.suspended_on, rules)
    running = [stage for clock in (*own_clocks, network) if (stage := _reached(clock, today))]
    own = _worst(ACTIVE, *(stage.status for stage in running if stage.reason != SUSPENDED_BY_NETWORK)) if facts.own_since else None
    bases = [status for status in (own, *(area.status for area in facts.areas if area.live(today))) if status]
    status = _best(*bases) if bases else WITHDRAWN
    capped = _worst(status, *(stage.status for stage in running if stage.reason == SUSPENDED_BY_NETWORK))
    return Verdict(status=capped, reasons=_reasons(running, bases, capped), own=own, due=_next(facts, (*own_clocks, network), today))


def next_look(facts: Facts, book: RuleBook, today: date) -> date | None:
    """The next day on which the same facts make something else, be it by a clock, an affiliation or a coming version of the rules."""
    now = standing(facts, book.on(today), today)
    for day in sorted(_turning_days(facts, book, today)):
        then = standing(facts, book.on(day), day)
        if (then.status, then.reasons, then.own) != (now.status, now.reasons, now.own):
            return day
    return None


def _own_clocks(facts: Facts, rules: StatusRules) -> Iterator[tuple[Stage, ...]]:
    """The clocks of the city's own admission. What had lapsed before it began counts from its beginning."""
    if facts.own_since is None:
        return
    yield _clock("silence", max(facts.last_sign_on, facts.own_since), rules)
    for reason, last_good in (("mandate_lapsed", facts.mandate_until), ("principles_not_accepted", facts.accept_by)):
        lapsed = None if last_good is None else max(last_good + timedelta(days=1), facts.own_since)
        yield _clock(reason, lapsed, rules)


def _clock(reason: str, start: date | None, rules: StatusRules) -> tuple[Stage, ...]:
    if start is None:
        return ()
    months, stages = 0, []
    for status, threshold in CLOCKS[reason]:
        months += getattr(rules, threshold) if threshold else 0
        stages.append(Stage(reason=reason, on=months_later(start, months), status=status))
    return tuple(stages)


def _reached(clock: tuple[Stage, ...], today: date) -> Stage | None:
    return next((stage for stage in reversed(clock) if stage.on <= today), None)


def _reasons(running: list[Stage], bases: list[str], status: str) -> tuple[str, ...]:
    """Why the status is not better, the worst first; what a better basis makes up for is not a reason."""
    if not bases:
        return (NO_BASIS,)
    if status == ACTIVE:
        return (IN_GOOD_STANDING,)
    blamed = sorted((stage for stage in running if RANK[stage.status] <= RANK[status]), key=lambda stage: -RANK[stage.status])
    return tuple(stage.reason for stage in blamed) or (COVERING_AREA,)


def _next(facts: Facts, clocks: tuple[tuple[Stage, ...], ...], today: date) -> tuple[Stage, ...]:
    """The next stage of every clock."""
    coming = (next((stage for stage in clock if stage.on > today), None) for clock in clocks)
    return tuple(sorted((stage for stage in coming if stage), key=lambda stage: (stage.on, stage.reason)))


def _turning_days(facts: Facts, book: RuleBook, today: date) -> set[date]:
    days = {rules.effective_from for rules in book.versions}
    for area in facts.areas:
        days |= {area.starts_on, *([area.ends_on] if area.ends_on else [])}
    for rules in book.from_on(today):
        for clock in (*_own_clocks(facts, rules), _clock(SUSPENDED_BY_NETWORK, facts.suspended_on, rules)):
            days |= {stage.on for stage in clock}
    return {day for day in days if day > today}


def _worst(*statuses: str) -> str:
    return max(statuses, key=RANK.__getitem__)


def _best(*statuses: str) -> str:
    return min(statuses, key=RANK.__getitem__)
