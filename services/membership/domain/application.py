"""An application to join: its states, who may take which step, and what everybody hears of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Conflict, NotAllowed
from contracts.membership import (
    ApplicationAdmitted,
    ApplicationContent,
    ApplicationDeclined,
    ApplicationRecommended,
    ApplicationRerouted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    HistoryEntry,
    InformationProvided,
    InformationRequested,
    Mandate,
    ReviewBegun,
)
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT

APPLICANT: Final = "applicant"
HUB: Final = "hub"
MANAGEMENT: Final = "management"
"""The parts one can play in an application. Where a country has no hub, the management unit plays the hub's."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the process: in `state`, `who` may do `action`, which leads to `next` and lets `event` be known."""

    state: str
    action: str
    next: str
    who: str
    event: type
    word: str


def _steps(*rows: tuple[str, str, str, str, type, str]) -> tuple[Step, ...]:
    return tuple(Step(state=s, action=a, next=n, who=w, event=e, word=word) for s, a, n, w, e, word in rows)


STEPS: Final = _steps(
    # state           action                   next              who         event                   word in the history
    ("draft", "submit_application", "submitted", APPLICANT, ApplicationSubmitted, "submitted"),
    ("submitted", "begin_review", "in_hub_review", HUB, ReviewBegun, "review_begun"),
    ("in_hub_review", "request_information", "info_requested", HUB, InformationRequested, "information_requested"),
    ("info_requested", "provide_information", "in_hub_review", APPLICANT, InformationProvided, "information_provided"),
    ("in_hub_review", "recommend_application", "recommended", HUB, ApplicationRecommended, "recommended"),
    ("recommended", "admit_city", "admitted", MANAGEMENT, ApplicationAdmitted, "admitted"),
    ("in_hub_review", "decline_application", "declined", MANAGEMENT, ApplicationDeclined, "declined"),
    ("info_requested", "decline_application", "declined", MANAGEMENT, ApplicationDeclined, "declined"),
    ("recommended", "decline_application", "declined", MANAGEMENT, ApplicationDeclined, "declined"),
    ("submitted", "withdraw_application", "withdrawn", APPLICANT, ApplicationWithdrawn, "withdrawn"),
    ("in_hub_review", "withdraw_application", "withdrawn", APPLICANT, ApplicationWithdrawn, "withdrawn"),
    ("info_requested", "withdraw_application", "withdrawn", APPLICANT, ApplicationWithdrawn, "withdrawn"),
    ("recommended", "withdraw_application", "withdrawn", APPLICANT, ApplicationWithdrawn, "withdrawn"),
)
EDITS: Final = {
    "revise_application": frozenset({"draft", "info_requested"}),
    "attach_mandate": frozenset({"draft", "info_requested"}),
    "discard_application": frozenset({"draft"}),
}
"""What the applicant may do without a step being taken, and in which states."""

LIVE: Final = frozenset({"submitted", "in_hub_review", "info_requested", "recommended"})
"""States in which an application stands for its city, so that nobody else can apply for the same one."""


@dataclass(kw_only=True)
class Application(Aggregate):
    """A city's request to become a member, from first draft to decision."""

    kind: ClassVar[str] = "applications"
    reference: str
    applicant_id: str
    created_at: datetime
    updated_at: datetime
    state: str = "draft"
    content: ApplicationContent = field(default_factory=ApplicationContent)
    mandate: Mandate | None = None
    mandate_file_id: str | None = None
    hub_id: str | None = None
    city_id: str | None = None
    submitted_at: datetime | None = None
    identities: tuple[str, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @classmethod
    def start(cls, *, id: str, reference: str, by: Actor, at: datetime, content: ApplicationContent) -> "Application":
        applicant = str(by.person_id)
        begun = HistoryEntry(step="started", at=at, by=applicant)
        return cls(id=id, reference=reference, applicant_id=applicant, created_at=at, updated_at=at, content=content, history=(begun,))

    # ---- who

    def readers(self) -> tuple[str, ...]:
        """Who may know that the application exists. Drafts are the applicant's alone."""
        own = f"person:{self.applicant_id}"
        if self.state == "draft":
            return (own,)
        return (own, "network", *([f"hub:{self.hub_id}"] if self.hub_id else []))

    def may_be_read_by(self, actor: Actor) -> bool:
        return not readings(actor).isdisjoint(self.readers())

    def parts_of(self, actor: Actor) -> frozenset[str]:
        """What `actor` is in this application. Nobody judges an application of their own."""
        if actor.person_id == self.applicant_id:
            return frozenset({APPLICANT})
        parts: set[str] = set()
        if actor.has(MANAGEMENT_UNIT):
            parts |= {MANAGEMENT} if self.hub_id else {MANAGEMENT, HUB}
        if self.hub_id and actor.has(HUB_OFFICER, self.hub_id):
            parts.add(HUB)
        return frozenset(parts)

    def next_steps(self, actor: Actor) -> tuple[str, ...]:
        """What `actor` may do now, by request name."""
        parts = self.parts_of(actor)
        edits = [action for action, states in EDITS.items() if APPLICANT in parts and self.state in states]
        return (*edits, *(step.action for step in STEPS if step.state == self.state and step.who in parts))

    # ---- whose it is

    def hand_over(self, person_id: str, *, at: datetime) -> None:
        """Somebody else stands where the applicant stood."""
        self.applicant_id, self.updated_at = person_id, at
        self.history = (*self.history, HistoryEntry(step="handed_over", at=at, by=None))

    # ---- what the applicant writes

    def check_edit(self, action: str, by: Actor) -> None:
        """Raises `NotAllowed` or `Conflict` when `by` may not do `action` (one of `EDITS`) now."""
        self._check_part(action, {APPLICANT}, by)
        if self.state not in EDITS[action]:
            raise self._wrong_state(action)

    def revise(self, content: ApplicationContent, *, by: Actor, at: datetime) -> None:
        self.check_edit("revise_application", by)
        if self.state != "draft" and content.city.country != self.content.city.country:
            raise Conflict("membership.country_fixed", "the country cannot change once a hub reads the application")
        self.content = content
        self._note("revised", by, at)

    def attach_mandate(self, mandate: Mandate, file_id: str, *, by: Actor, at: datetime) -> None:
        self.check_edit("attach_mandate", by)
        self.mandate, self.mandate_file_id = mandate, file_id
        self._note("mandate_attached", by, at)

    # ---- steps

    def submit(self, *, by: Actor, at: datetime, hub_id: str | None) -> None:
        step = self._allowed("submit_application", by)
        self.hub_id, self.submitted_at = hub_id, at
        city = self.content.city
        self._take(step, by, at, lambda: ApplicationSubmitted(
            application_id=self.id, country=str(city.country), hub_id=hub_id, tier=str(city.tier)
        ))  # fmt: skip

    def begin_review(self, *, by: Actor, at: datetime) -> None:
        self._take(self._allowed("begin_review", by), by, at)

    def request_information(self, question: str, fields: tuple[str, ...], *, by: Actor, at: datetime) -> None:
        self._take(self._allowed("request_information", by), by, at, note=question, fields=fields)

    def provide_information(self, answer: str, *, by: Actor, at: datetime) -> None:
        self._take(self._allowed("provide_information", by), by, at, note=answer)

    def recommend(self, note: str | None, *, by: Actor, at: datetime) -> None:
        self._take(self._allowed("recommend_application", by), by, at, note=note)

    def admit(self, note: str | None, *, city_id: str, by: Actor, at: datetime) -> None:
        step = self._allowed("admit_city", by)
        self.city_id = city_id
        self._take(step, by, at, lambda: ApplicationAdmitted(application_id=self.id, city_id=city_id), note=note)

    def decline(self, reason: str, note: str, *, by: Actor, at: datetime) -> None:
        step = self._allowed("decline_application", by)
        self._take(step, by, at, lambda: ApplicationDeclined(application_id=self.id, reason=reason), note=note, reason=reason)

    def withdraw(self, note: str | None, *, by: Actor, at: datetime) -> None:
        self._take(self._allowed("withdraw_application", by), by, at, lambda: ApplicationWithdrawn(application_id=self.id), note=note)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def reroute(self, hub_id: str, *, by: Actor, at: datetime) -> None:
        """Another hub looks after it from now on; the review goes on where it stands."""
        self.say(ApplicationRerouted(application_id=self.id, from_hub_id=self.hub_id, to_hub_id=hub_id))
        self.hub_id = hub_id
        self._note("rerouted", by, at)

    def check(self, action: str, by: Actor) -> None:
        """Raises `NotAllowed` or `Conflict` when `by` may not take the step `action` now."""
        self._allowed(action, by)

    # ---- inside

    def _allowed(self, action: str, by: Actor) -> Step:
        self._check_part(action, {step.who for step in STEPS if step.action == action}, by)
        for step in STEPS:
            if (step.state, step.action) == (self.state, action):
                return step
        raise self._wrong_state(action)

    def _check_part(self, action: str, who: set[str], by: Actor) -> None:
        if not who.isdisjoint(self.parts_of(by)):
            return
        if by.person_id == self.applicant_id:
            raise NotAllowed("membership.own_application", "nobody decides on an application of their own", {"action": action})
        raise NotAllowed("membership.not_yours_to_do", f"{action} is for the {' or the '.join(sorted(who))}", {"action": action})

    def _wrong_state(self, action: str) -> Conflict:
        return Conflict("membership.wrong_state", f"{action} is not possible when {self.state}", {"state": self.state, "action": action})

    def _take(
        self,
        step: Step,
        by: Actor,
        at: datetime,
        event: Callable[[], Any] | None = None,
        *,
        note: str | None = None,
        reason: str | None = None,
        fields: tuple[str, ...] = (),
    ) -> None:
        self.state = step.next
        self._note(step.word, by, at, note=note, reason=reason, fields=fields)
        self.say(event() if event else step.event(application_id=self.id, hub_id=self.hub_id))

    def _note(
        self, word: str, by: Actor, at: datetime, *, note: str | None = None, reason: str | None = None, fields: tuple[str, ...] = ()
    ) -> None:
        self.updated_at = at
        entry = HistoryEntry(step=word, at=at, by=by.person_id, note=note, reason=reason, fields=fields)
        last = self.history[-1] if self.history else None
        if last and word == "revised" == last.step and last.by == entry.by:
            self.history = (*self.history[:-1], replace(last, at=at))
        else:
            self.history = (*self.history, entry)


def readings(actor: Actor) -> frozenset[str]:
    """The keys that `actor` holds to applications; compare `Application.readers`."""
    keys = {f"hub:{hub_id}" for hub_id in actor.scopes(HUB_OFFICER)}
    if actor.person_id:
        keys.add(f"person:{actor.person_id}")
    if actor.has(MANAGEMENT_UNIT):
        keys.add("network")
    return frozenset(keys)
