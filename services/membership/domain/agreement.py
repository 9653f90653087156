"""An agreement with partner organisations: its states, who takes which step, its terms, and what everybody hears of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Conflict, Invalid
from contracts.membership import (
    AgreementContent,
    AgreementEnded,
    AgreementExpired,
    AgreementNegotiationBegun,
    AgreementOpened,
    AgreementPaper,
    AgreementRenewed,
    AgreementReviewBegun,
    AgreementReviewDue,
    AgreementRevised,
    AgreementSigned,
    PartnerHistoryEntry,
)
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.clearance import NETWORK
from services.membership.domain.days import months_later
from services.membership.domain.faults import fault
from services.membership.domain.partners import changed_fields, entry, opened_by

MANAGEMENT: Final = "management"
TIME: Final = "time"
"""Who takes a step: the management unit, or the calendar by itself."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the process: in `state`, `who` may do `action`, which leads to `next`."""

    state: str
    action: str
    next: str
    who: str
    word: str


def _steps(*rows: tuple[str, str, str, str, str]) -> tuple[Step, ...]:
    return tuple(Step(state=s, action=a, next=n, who=w, word=word) for s, a, n, w, word in rows)


STEPS: Final = _steps(
    # state          action                    next           who         word in the history
    ("prospect", "begin_negotiation", "negotiating", MANAGEMENT, "negotiation_begun"),
    ("negotiating", "sign_agreement", "signed", MANAGEMENT, "signed"),
    ("signed", "begin_agreement_review", "in_review", MANAGEMENT, "review_begun"),
    ("renewed", "begin_agreement_review", "in_review", MANAGEMENT, "review_begun"),
    ("in_review", "renew_agreement", "renewed", MANAGEMENT, "renewed"),
    ("signed", "expire_agreement", "expired", TIME, "expired"),
    ("in_review", "expire_agreement", "expired", TIME, "expired"),
    ("renewed", "expire_agreement", "expired", TIME, "expired"),
    ("prospect", "end_agreement", "ended", MANAGEMENT, "ended"),
    ("negotiating", "end_agreement", "ended", MANAGEMENT, "ended"),
    ("signed", "end_agreement", "ended", MANAGEMENT, "ended"),
    ("in_review", "end_agreement", "ended", MANAGEMENT, "ended"),
    ("renewed", "end_agreement", "ended", MANAGEMENT, "ended"),
)
IN_FORCE: Final = frozenset({"signed", "in_review", "renewed"})
OVER: Final = frozenset({"expired", "ended"})
FIXED_ONCE_SIGNED: Final = frozenset({"type", "organisation_ids", "city_ids"})
HIDDEN_WITH_IT: Final = (
    "type", "organisation_ids", "city_ids", "themes", "countries", "signed_on", "starts_on", "ends_on",
)  # fmt: skip
"""What events say about an agreement only while members may know of it."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """From the first to the last day; without a last day it is open."""

    number: int
    starts_on: date
    ends_on: date | None
    signed_on: date
    paper: AgreementPaper | None = None
    file_id: str | None = None


@dataclass(kw_only=True)
class Agreement(Aggregate):
    """What the network has agreed with others, from a first talk to its end. The network itself is always a party."""

    kind: ClassVar[str] = "agreements"
    reference: str
    content: AgreementContent
    opened_at: datetime
    updated_at: datetime
    state: str = "prospect"
    terms: tuple[Term, ...] = ()
    reviewed_on: date | None = None
    review_said_for: date | None = None
    history: tuple[PartnerHistoryEntry, ...] = ()

    @classmethod
    def open(cls, content: AgreementContent, *, id: str, reference: str, note: str | None, by: Actor, at: datetime) -> "Agreement":
        begun = entry("opened", by, at, note=note)
        made = cls(id=id, reference=reference, content=content, opened_at=at, updated_at=at, history=(begun,))
        made.say(AgreementOpened(agreement_id=id, opened_at=at))
        return made

    # ---- who

    def readers(self) -> tuple[str, ...]:
        """The keys that open it: compare `partners.reader_keys`. Others hear of it only while it is in force."""
        areas = (*(f"country:{code}" for code in self.content.countries), *(f"hub:{id}" for id in self.content.hub_ids))
        cities = tuple(f"city:{id}" for id in self.content.city_ids) if self.terms else ()
        others = opened_by(self.content.visibility) if self.state in IN_FORCE else ()
        return (NETWORK, *areas, f"agreement:{self.id}", *cities, *others)

    def next_steps(self, actor: Actor) -> tuple[str, ...]:
        """What `actor` may do now, by request name."""
        if not actor.has(MANAGEMENT_UNIT):
            return ()
        return ("revise_agreement", *(step.action for step in STEPS if step.state == self.state and step.who == MANAGEMENT))

    # ---- when

    @property
    def term(self) -> Term | None:
        return self.terms[-1] if self.terms else None

    @property
    def live(self) -> bool:
        return self.state not in OVER

    @property
    def review_due_on(self) -> date | None:
        """The day of the next review; none when there is no rhythm, nothing in force, or a review under way."""
        if self.state not in ("signed", "renewed") or self.reviewed_on is None or self.content.review_months is None:
            return None
        return months_later(self.reviewed_on, self.content.review_months)

    @property
    def over_on(self) -> date | None:
        """The first day on which it is over, if nobody renews it."""
        if self.state not in IN_FORCE or self.term is None or self.term.ends_on is None:
            return None
        return self.term.ends_on + timedelta(days=1)

    # ---- what is written down

    def revise(self, content: AgreementContent, *, by: Actor, at: datetime) -> bool:
        """Whether it has been hidden: then what was said before must be taken back."""
        changed = changed_fields(self.content, content)
        if not changed:
            return False
        self._check_revision(changed)
        told = self._told()
        hidden = "visibility" in changed and content.visibility == NETWORK
        self.content = content
        self._note("revised", by, at, fields=changed)
        if self.terms and told != self._told():
            self.say(AgreementRevised(agreement_id=self.id, **self._told()))
        return hidden

    def _check_revision(self, changed: tuple[str, ...]) -> None:
        if self.state in OVER and set(changed) != {"visibility"}:
            raise Conflict("membership.agreement_over", "what is over can only be hidden or shown", {"state": self.state})
        if self.terms and (fixed := [name for name in changed if name in FIXED_ONCE_SIGNED]):
            raise Conflict("membership.agreement_fixed", "parties and type are fixed once it is signed", {"fields": fixed})

    # ---- steps

    def begin_negotiation(self, note: str | None, *, by: Actor, at: datetime) -> None:
        self._take("begin_negotiation", by, at, note, lambda: AgreementNegotiationBegun(agreement_id=self.id, begun_at=at))

    def sign(self, term: Term, note: str | None, *, by: Actor, at: datetime) -> None:
        self.check_step("sign_agreement")
        check_term(term, None, at.date())
        self.terms = (term,)
        self.reviewed_on = term.starts_on
        self._take("sign_agreement", by, at, note, lambda: AgreementSigned(agreement_id=self.id, **self._told()))

    def begin_review(self, note: str | None, *, by: Actor, at: datetime) -> None:
        self._take("begin_agreement_review", by, at, note, lambda: AgreementReviewBegun(agreement_id=self.id, begun_at=at))

    def renew(self, term: Term, note: str | None, *, by: Actor, at: datetime) -> None:
        """The next term; the rhythm of reviews begins again today, or with the term if that is later."""
        self.check_step("renew_agreement")
        check_term(term, self.term, at.date())
        self.terms = (*self.terms, term)
        self.reviewed_on = max(term.starts_on, at.date())
        days = {name: self._told()[name] for name in ("signed_on", "starts_on", "ends_on")}
        self._take("renew_agreement", by, at, note, lambda: AgreementRenewed(agreement_id=self.id, term=term.number, **days))

    def end(self, note: str, *, by: Actor, at: datetime) -> None:
        self._take("end_agreement", by, at, note, lambda: AgreementEnded(agreement_id=self.id, ended_at=at))

    # ---- what the calendar does

    def expire(self, *, by: Actor, at: datetime) -> bool:
        """Whether its last day has passed; nothing happens otherwise, or twice."""
        over = self.over_on
        if over is None or at.date() < over:
            return False
        self._take("expire_agreement", by, at, None, lambda: AgreementExpired(agreement_id=self.id, expired_at=at))
        return True

    def call_for_review(self, *, by: Actor, at: datetime) -> bool:
        """Whether a review is due that nobody has been told of."""
        due = self.review_due_on
        if due is None or at.date() < due or self.review_said_for == due:
            return False
        self.review_said_for = due
        self._note("review_due", by, at)
        self.say(AgreementReviewDue(agreement_id=self.id, due_on=due))
        return True

    # ---- inside

    def check_step(self, action: str) -> Step:
        """The line of the table. Raises `Conflict` when the step cannot be taken now."""
        for step in STEPS:
            if (step.state, step.action) == (self.state, action):
                return step
        details = {"state": self.state, "action": action}
        raise Conflict("membership.agreement_state", f"{action} is not possible when {self.state}", details)

    def _take(self, action: str, by: Actor, at: datetime, note: str | None, event: Callable[[], Any]) -> None:
        step = self.check_step(action)
        self.state = step.next
        self._note(step.word, by, at, note=note)
        self.say(event())

    def _note(self, word: str, by: Actor, at: datetime, *, note: str | None = None, fields: tuple[str, ...] = ()) -> None:
        self.updated_at = at
        self.history = (*self.history, entry(word, by, at, note=note, fields=fields))

    def _told(self) -> dict[str, Any]:
        """What members may hear of it now."""
        term = self.term
        if self.content.visibility == NETWORK or term is None:
            return dict.fromkeys(HIDDEN_WITH_IT)
        agreed = {name: getattr(self.content, name) for name in HIDDEN_WITH_IT[:5]}
        return agreed | {"signed_on": term.signed_on, "starts_on": term.starts_on, "ends_on": term.ends_on}


def check_term(term: Term, last: Term | None, today: date) -> None:
    """Raises `Invalid` naming every day that does not fit."""
    errors = []
    if term.signed_on > today:
        errors.append(fault("/signed_on", "membership.in_the_future", "lies in the future"))
    if term.ends_on is not None and term.ends_on < max(term.starts_on, today):
        errors.append(fault("/ends_on", "membership.ends_too_early", "must lie after the start and not in the past"))
    if last is not None and term.starts_on <= last.starts_on:
        errors.append(fault("/starts_on", "membership.term_too_early", "must lie after the start of the term before"))
    if last is not None and last.ends_on is not None and term.starts_on > last.ends_on + timedelta(days=1):
        errors.append(fault("/starts_on", "membership.gap_between_terms", "must follow the term before without a gap"))
    if errors:
        raise Invalid.fields(errors)
