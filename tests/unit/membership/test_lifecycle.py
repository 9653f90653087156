"""Whatever people try, in whatever order: no application leaves the table, and every step is said exactly once."""

from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.declare import EVENTS, event_declaration
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    AdmitCity,
    BeginReview,
    DeclineApplication,
    DiscardApplication,
    ProvideInformation,
    RecommendApplication,
    RequestInformation,
    ReviseApplication,
    SubmitApplication,
    WithdrawApplication,
)
from services.membership.domain.application import EDITS, LIVE, STEPS
from services.membership.usecases import applications, reviews
from tests.builders.membership import drafted, opened_hub
from tests.fakes.membership import MemoryMembership, hub_officer, management, person

ACTIONS: dict[str, tuple[Any, Any]] = {
    "submit_application": (applications.submit_application, lambda id: SubmitApplication(application_id=id)),
    "begin_review": (reviews.begin_review, lambda id: BeginReview(application_id=id)),
    "request_information": (reviews.request_information, lambda id: RequestInformation(application_id=id, question="Why?")),
    "provide_information": (applications.provide_information, lambda id: ProvideInformation(application_id=id, answer="Because.")),
    "recommend_application": (reviews.recommend_application, lambda id: RecommendApplication(application_id=id)),
    "admit_city": (reviews.admit_city, lambda id: AdmitCity(application_id=id)),
    "decline_application": (reviews.decline_application, lambda id: DeclineApplication(application_id=id, reason="other", note="No.")),
    "withdraw_application": (applications.withdraw_application, lambda id: WithdrawApplication(application_id=id)),
    "revise_application": (applications.revise_application, lambda id: ReviseApplication(application_id=id, changes={"needs": []})),
    "discard_application": (applications.discard_application, lambda id: DiscardApplication(application_id=id)),
}
NEXT = {(step.state, step.action): step for step in STEPS}


class Lifecycle(RuleBasedStateMachine):
    """Several people do anything to applications for one city. The model is the table itself and nothing else."""

    drafts = Bundle("drafts")

    @initialize(with_hub=st.booleans())
    def open(self, with_hub: bool) -> None:
        self.membership = MemoryMembership()
        hub = opened_hub(self.membership) if with_hub else None
        self.people = {
            "applicant": person(),
            "stranger": person(),
            "management": management(),
            "officer": hub_officer(hub.id if hub else "none"),
        }
        self.parts = {"applicant": {"applicant"}, "stranger": set(), "management": {"management"}, "officer": {"hub"}}
        if hub is None:
            self.parts |= {"management": {"management", "hub"}, "officer": set()}
        self.expected: dict[str, str] = {}
        self.said: dict[str, list[str]] = {}

    @precondition(lambda self: len(self.said) < 4)
    @rule(target=drafts)
    def draft(self) -> str:
        made = drafted(self.membership, self.people["applicant"])
        self.expected[made.id], self.said[made.id] = "draft", []
        return str(made.id)

    @rule(
        application=drafts, action=st.sampled_from(sorted(ACTIONS)), who=st.sampled_from(["applicant", "stranger", "management", "officer"])
    )
    def attempt(self, application: str, action: str, who: str) -> None:
        use_case, request_of = ACTIONS[action]
        allowed = self._allowed(application, action, who)
        try:
            self.membership.ask(use_case, request_of(application), self.people[who])
        except (Conflict, NotAllowed, NotFound, Invalid):
            assert not allowed, f"{who} should have been able to {action} when {self.expected.get(application)}"
            return
        assert allowed, f"{who} could {action} when {self.expected.get(application)}"
        self._advance(application, action)

    def _allowed(self, application: str, action: str, who: str) -> bool:
        state = self.expected.get(application)
        if state is None:
            return False
        if action in EDITS:
            return who == "applicant" and state in EDITS[action]
        step = NEXT.get((state, action))
        others = [other for id, other in self.expected.items() if id != application and other in (*LIVE, "admitted")]
        if action == "submit_application" and others:
            return False
        return step is not None and step.who in self.parts[who]

    def _advance(self, application: str, action: str) -> None:
        if action == "discard_application":
            del self.expected[application]
        elif action not in EDITS:
            step = NEXT[(self.expected[application], action)]
            self.expected[application] = step.next
            self.said[application].append(event_declaration(step.event).type)

    @invariant()
    def states_and_events_are_as_the_table_says(self) -> None:
        stored = self.membership.work.store["applications"].rows
        assert {id: row["state"] for id, row in stored.items()} == self.expected
        assert sum(state in (*LIVE, "admitted") for state in self.expected.values()) <= 1
        for id, expected in self.said.items():
            rows = [row for row in self.membership.work.store["outbox"].rows.values() if row["subject"] == f"applications/{id}"]
            assert [row["type"] for row in rows] == expected
            assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
            if id in stored:
                assert stored[id]["sequence"] == len(rows)

    @invariant()
    def a_city_is_there_when_its_application_was_admitted(self) -> None:
        admitted = {id for id, state in self.expected.items() if state == "admitted"}
        assert {row["application_id"] for row in self.membership.work.store["cities"].rows.values()} == admitted


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_every_state_is_reached_and_every_end_is_final() -> None:
    reached, ends = {"draft"}, {"admitted", "declined", "withdrawn"}
    for _ in STEPS:
        reached |= {step.next for step in STEPS if step.state in reached}
    assert reached == {"draft", *LIVE, *ends}
    assert not {step.state for step in STEPS} & ends


def test_every_step_lets_a_declared_fact_be_known() -> None:
    assert {event_declaration(step.event).type for step in STEPS} <= set(EVENTS)
