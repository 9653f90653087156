"""Every command on applications in every state by every kind of person: what the process allows happens, all else is refused with a code
and changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Refusal
from contracts.technical_fund import (
    AttachFundFile,
    CloseFundInformationRequest,
    DetachFundFile,
    DiscardFundApplication,
    ProvideFundInformation,
    RequestFundInformation,
    ReviseFundApplication,
    SubmitFundApplication,
    WithdrawFundApplication,
)
from services.technical_fund.domain.applications import InformationRequest
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from services.technical_fund.usecases import applications, attachments, information, submissions
from tests.builders.fund.applications import a_call, a_city, a_draft, submitted
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, person, reviewer

STATES = [state.code for state in STANDARD_WORKFLOW.states]
SOURCES = {
    event: {source for step in STANDARD_WORKFLOW.transitions if step.event == event for source in step.sources}
    for event in ("submit", "withdraw", "request_information", "provide_information")
}
WAITING = SOURCES["provide_information"]

COMMANDS: dict[str, Any] = {
    # command: the use case, the request, the states it is possible in, who may
    "submit": (submissions.submit_fund_application, SubmitFundApplication, SOURCES["submit"], "city"),
    "withdraw": (submissions.withdraw_fund_application, WithdrawFundApplication, SOURCES["withdraw"], "city"),
    "ask": (information.request_fund_information, RequestFundInformation, SOURCES["request_information"], "management"),
    "answer": (information.provide_fund_information, ProvideFundInformation, WAITING, "city"),
    "go on": (information.close_fund_information_request, CloseFundInformationRequest, WAITING, "management"),
    "revise": (applications.revise_fund_application, ReviseFundApplication, {"draft", *WAITING}, "city"),
    "discard": (applications.discard_fund_application, DiscardFundApplication, {"draft"}, "city"),
    "attach": (attachments.attach_fund_file, AttachFundFile, {"draft", *WAITING}, "city"),
    "detach": (attachments.detach_fund_file, DetachFundFile, {"draft", *WAITING}, "city"),
}
PEOPLE = {
    "city": lambda city: mayors_office(city),
    "another city": lambda _: mayors_office(new_id()),
    "management": lambda _: management(),
    "reviewer": lambda _: reviewer(),
    "stranger": lambda _: person(),
}
POSSIBLE_FAULTS = {"not_found", "technical_fund.no_attachment"}
"""What is said of an upload or a file that is not there, once state and person are right."""


def request_for(kind: type, application_id: str, fund: MemoryFund) -> Any:
    more: dict[type, dict[str, Any]] = {
        RequestFundInformation: {"question": "Why?", "questions": ("people",), "due_at": fund.now + timedelta(days=3)},
        ProvideFundInformation: {"answer": "Because."},
        ReviseFundApplication: {"changes": {"answers": {"people": 7}}},
        AttachFundFile: {"question": "letter", "upload_id": new_id()},
        DetachFundFile: {"attachment_id": new_id()},
    }
    return kind(application_id=application_id, **more.get(kind, {}))


def in_state(fund: MemoryFund, state: str) -> tuple[str, str]:
    """An application in that state, and its city; one that waits was asked about two answers."""
    city, call = a_city(fund), a_call(fund)
    if state == "draft":
        return a_draft(fund, call, city).id, city
    application_id = submitted(fund, call, city).application.id

    def move(unit: Any) -> None:
        application = unit.applications.get(application_id)
        if state in WAITING:
            asked = InformationRequest(
                id=new_id(), question="?", questions=("people", "letter"), due_at=fund.now, asked_by=new_id(), asked_at=fund.now
            )
            application.ask(asked, at=fund.now)
        application.move(state, at=fund.now)
        unit.applications.save(application)

    fund.within(move)
    return application_id, city


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", STATES)
def test_what_the_process_does_not_allow_is_refused_and_changes_nothing(state: str, who: str) -> None:
    fund = MemoryFund()
    application_id, city = in_state(fund, state)
    by, before = PEOPLE[who](city), fund.work.store.snapshot()
    for command, (use_case, kind, possible, whose) in COMMANDS.items():
        fund.work.store.restore(before)
        before = fund.work.store.snapshot()
        refusal = refusal_of(fund, use_case, request_for(kind, application_id, fund), by)
        changed = fund.work.store.snapshot() != before
        if who == whose and state in possible:
            assert changed if refusal is None else refusal.code in POSSIBLE_FAULTS, (command, refusal)
        else:
            assert refusal is not None, f"{who} did {command} when {state}"
            assert not changed
            assert refusal.code in codes_for(state, who, whose), (command, refusal)


def refusal_of(fund: MemoryFund, use_case: Any, request: Any, by: Any) -> Refusal | None:
    try:
        fund.ask(use_case, request, by)
    except Refusal as refused:
        return refused
    return None


def codes_for(state: str, who: str, whose: str) -> set[str]:
    """The door says `not_allowed` by role; who may not know of it hears of no application; who may, what keeps them."""
    if who == whose:
        return {"technical_fund.no_application" if whose == "management" and state == "draft" else "technical_fund.wrong_state"}
    if who in ("city", "management"):
        return {"not_allowed", "technical_fund.not_yours_to_do", "technical_fund.wrong_state", "technical_fund.no_application"}
    return {"not_allowed", "technical_fund.no_application"}
