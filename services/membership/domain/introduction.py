"""One city is introduced to another: suggested, asked for, agreed to by both, and what came of it.

It knows cities and sides. Of persons it keeps only with whom the work lies on each side, which nobody is ever shown: whom to write to is
looked up when both have agreed, so that what a person takes back or a city ends is gone from here as well.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.membership import (
    ExchangeBegun,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionExpired,
    IntroductionReported,
    IntroductionRequested,
    IntroductionStep,
    IntroductionSuggested,
    IntroductionWithdrawn,
)
from services.membership.domain.themes import CODES

FROM: Final = "from"
TO: Final = "to"
NETWORK: Final = "network"
TIME: Final = "time"
"""The sides one can be on: the city introduced, the other one, the network's staff; and the clock."""

ANSWER_WITHIN: Final = timedelta(days=30)
PAUSE: Final = timedelta(days=183)
"""How long the same city waits before it may ask again the city that has declined."""

MOST_OPEN: Final = 10
"""Requests of one city that may wait for an answer at once."""

WAITING: Final = frozenset({"suggested", "requested"})
AGREED: Final = frozenset({"accepted", "in_exchange", "reported"})
"""States in which both have agreed, so that each may know whom to write to."""

OPEN: Final = frozenset({"suggested", "requested", "accepted", "in_exchange"})

STEPS: Final = (
    # state        action                   by       leads to
    ("suggested", "accept_introduction", FROM, "requested"),
    ("suggested", "decline_introduction", FROM, "declined"),
    ("suggested", "withdraw_introduction", NETWORK, "withdrawn"),
    ("suggested", "expire", TIME, "expired"),
    ("requested", "accept_introduction", TO, "accepted"),
    ("requested", "decline_introduction", TO, "declined"),
    ("requested", "withdraw_introduction", FROM, "withdrawn"),
    ("requested", "expire", TIME, "expired"),
    ("accepted", "begin_exchange", FROM, "in_exchange"),
    ("accepted", "begin_exchange", TO, "in_exchange"),
    ("accepted", "report_introduction", FROM, "in_exchange"),
    ("accepted", "report_introduction", TO, "in_exchange"),
    ("in_exchange", "report_introduction", FROM, "in_exchange"),
    ("in_exchange", "report_introduction", TO, "in_exchange"),
)
"""The second report of the two leads from `in_exchange` to `reported`."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one side says came of it."""

    side: str
    outcome: str
    text: str | None
    reported_at: datetime


@dataclass(kw_only=True)
class Introduction(Aggregate):
    """Two cities, what they could talk about, and how far they have come."""

    kind: ClassVar[str] = "introductions"
    from_city_id: str
    to_city_id: str
    themes: tuple[str, ...]
    updated_at: datetime
    state: str = "suggested"
    message: str | None = None
    suggested_at: datetime | None = None
    requested_at: datetime | None = None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    declined_by: str | None = None
    expires_at: datetime | None = None
    lies_with: dict[str, str] = field(default_factory=dict)
    history: tuple[IntroductionStep, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @classmethod
    def suggest(
        cls, *, id: str, from_city_id: str, to_city_id: str, themes: tuple[str, ...], note: str | None, at: datetime
    ) -> "Introduction":
        _check(from_city_id, to_city_id, themes, {"/note": note})
        made = cls(id=id, from_city_id=from_city_id, to_city_id=to_city_id, themes=themes, updated_at=at, suggested_at=at)
        made.expires_at = at + ANSWER_WITHIN
        made._note("suggested", NETWORK, at, note=note)
        made.say(IntroductionSuggested(**made._pair(), themes=themes, expires_at=made.expires_at))
        return made

    @classmethod
    def request(
        cls, *, id: str, from_city_id: str, to_city_id: str, themes: tuple[str, ...], message: str, by: str, at: datetime
    ) -> "Introduction":
        _check(from_city_id, to_city_id, themes, {"/message": message})
        made = cls(id=id, from_city_id=from_city_id, to_city_id=to_city_id, themes=themes, updated_at=at)
        made._ask(message, by, at)
        return made

    # ---- steps

    def accept(self, side: str, message: str | None, *, by: str, at: datetime) -> None:
        """Whoever asked for it cannot agree for the other side as well."""
        suggested = self.state == "suggested"
        self._check_step("accept_introduction", side)
        if suggested:
            _check_text("/message", message)
            self._ask(message, by, at)
            return
        if by == self.lies_with.get(FROM):
            raise NotAllowed("membership.own_introduction", "whoever asked does not answer as well")
        self.state, self.accepted_at, self.expires_at = "accepted", at, None
        self.lies_with = {**self.lies_with, TO: by}
        self._note("accepted", side, at)
        self.say(IntroductionAccepted(**self._pair(), accepted_at=at))

    def decline(self, side: str, reason: str, note: str | None, *, at: datetime) -> None:
        self._check_step("decline_introduction", side)
        _check_text("/note", note)
        self.state, self.declined_at, self.declined_by, self.expires_at = "declined", at, side, None
        self._note("declined", side, at, note=note, reason=reason)
        self.say(IntroductionDeclined(**self._pair(), by=side, reason=reason, declined_at=at))

    def withdraw(self, side: str, *, at: datetime) -> None:
        self._check_step("withdraw_introduction", side)
        self.state, self.expires_at = "withdrawn", None
        self._note("withdrawn", side, at)
        self.say(IntroductionWithdrawn(**self._pair(), withdrawn_at=at))

    def expire(self, *, at: datetime) -> None:
        waited_for = FROM if self.state == "suggested" else TO
        self._check_step("expire", TIME)
        self.state = "expired"
        self._note("expired", TIME, at)
        self.say(IntroductionExpired(**self._pair(), waited_for=waited_for, expired_at=at))

    def begin_exchange(self, side: str, *, at: datetime) -> None:
        self._check_step("begin_exchange", side)
        self.state = "in_exchange"
        self._note("exchange_begun", side, at)
        self.say(ExchangeBegun(**self._pair(), begun_at=at))

    def report(self, side: str, outcome: str, text: str | None, *, at: datetime) -> None:
        """Raises `Conflict` when this side has said it already."""
        self._check_step("report_introduction", side)
        if side in self._told:
            raise Conflict("membership.reported_already", "this side has said already what came of it")
        self.outcomes = (*self.outcomes, Outcome(side=side, outcome=outcome, text=text, reported_at=at))
        complete = self._told == {FROM, TO}
        self.state = "reported" if complete else "in_exchange"
        self._note("reported", side, at)
        self.say(IntroductionReported(**self._pair(), side=side, outcome=outcome, complete=complete, reported_at=at))

    # ---- questions

    @property
    def agreed(self) -> bool:
        return self.state in AGREED

    @property
    def shown_to_the_other(self) -> bool:
        """The other city hears nothing of a suggestion that the first has not agreed to."""
        return self.requested_at is not None

    def city_of(self, side: str) -> str:
        return self.from_city_id if side == FROM else self.to_city_id

    def next_steps(self, sides: frozenset[str]) -> tuple[str, ...]:
        """What somebody on these sides may do now, by request name."""
        steps = dict.fromkeys(action for state, action, by, _ in STEPS if state == self.state and by in sides)
        done = "report_introduction" if (sides & {FROM, TO}) <= self._told else None
        return tuple(step for step in steps if step != done)

    def side_for(self, action: str, sides: frozenset[str]) -> str:
        """On which side somebody takes `action` now. Raises `NotAllowed` or `Conflict`: not theirs to take, or not now."""
        able = {by for _, step, by, _ in STEPS if step == action}
        if able.isdisjoint(sides):
            raise NotAllowed("membership.not_yours_to_do", f"{action} is for another side", {"action": action})
        now = [by for state, step, by, _ in STEPS if (state, step) == (self.state, action)]
        for by in now:
            if by in sides and not (action == "report_introduction" and by in self._told and sides >= {FROM, TO}):
                return by
        if now:
            raise NotAllowed("membership.not_yours_to_do", f"{action} is for the other side now", {"action": action})
        raise self._wrong_state(action)

    def hand_over(self, side: str, person_id: str) -> None:
        """Somebody else of the same city has it from now on."""
        self.lies_with = {**self.lies_with, side: person_id}

    # ---- inside

    @property
    def _told(self) -> frozenset[str]:
        return frozenset(outcome.side for outcome in self.outcomes)

    def _ask(self, message: str | None, by: str, at: datetime) -> None:
        self.state, self.message, self.requested_at, self.expires_at = "requested", message, at, at + ANSWER_WITHIN
        self.lies_with = {FROM: by}
        self._note("requested", FROM, at)
        self.say(IntroductionRequested(**self._pair(), themes=self.themes, expires_at=self.expires_at))

    def _check_step(self, action: str, side: str) -> None:
        if not any((state, step, by) == (self.state, action, side) for state, step, by, _ in STEPS):
            raise self._wrong_state(action)

    def _wrong_state(self, action: str) -> Conflict:
        details = {"state": self.state, "action": action}
        return Conflict("membership.introduction_state", f"{action} is not possible when {self.state}", details)

    def _pair(self) -> dict[str, str]:
        return {"introduction_id": self.id, "from_city_id": self.from_city_id, "to_city_id": self.to_city_id}

    def _note(self, step: str, by: str, at: datetime, *, note: str | None = None, reason: str | None = None) -> None:
        self.updated_at = at
        self.history = (*self.history, IntroductionStep(step=step, at=at, by=by, note=note, reason=reason))


# ---------------------------------------------------------------- what may be written before both have agreed

_ADDRESS: Final = re.compile(r"\S@\S+\.\S|\bmailto:", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?\d(?:[\s().\-/]*\d){6,}")
_FEW: Final = 9
"""Digits in a row that are taken for a telephone number; fewer when they begin with a plus."""


def holds_contact(text: str) -> bool:
    """Whether a text gives an e-mail address or a telephone number away, whatever script its digits are in."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = (found[0] for found in _NUMBER.finditer(plain))
    return bool(_ADDRESS.search(plain)) or any(number.startswith("+") or sum(map(str.isdigit, number)) >= _FEW for number in numbers)


def _check(from_city_id: str, to_city_id: str, themes: tuple[str, ...], texts: dict[str, str | None]) -> None:
    if from_city_id == to_city_id:
        raise Invalid.field("/to_city_id", "membership.same_city", "is the same city")
    for position, theme in enumerate(themes):
        if theme not in CODES:
            raise Invalid.field(f"/themes/{position}", "membership.unknown_theme", "is not in the vocabulary")
        if theme in themes[:position]:
            raise Invalid.field(f"/themes/{position}", "membership.repeated_theme", "is named twice")
    for pointer, text in texts.items():
        _check_text(pointer, text)


def _check_text(pointer: str, text: str | None) -> None:
    if text is not None and holds_contact(text):
        raise Invalid.field(pointer, "membership.contact_in_text", "holds an address or a telephone number")
