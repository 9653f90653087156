"""Questions of the management unit to a city: only what was unlocked changes, and every answer is a version."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    CloseFundInformationRequest,
    DetachFundFile,
    FundApplicationView,
    GetFundApplication,
    InformationProvided,
    InformationRequested,
    ProvideFundInformation,
    RequestFundInformation,
    ReviseFundApplication,
    SubmitFundApplication,
    WithdrawFundApplication,
)
from services.technical_fund import views
from services.technical_fund.usecases import applications, attachments, information, submissions
from tests.builders.fund.applications import a_call, a_city, a_draft, attached, submitted
from tests.fakes.technical_fund import Fund, MemoryFund, focal_point, management, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def in_screening(fund: Fund, application_id: str) -> None:
    def move(unit: Any) -> None:
        application = unit.applications.get(application_id)
        application.move("screening", at=fund.now)
        unit.applications.save(application)

    fund.within(move)


def ask(fund: Fund, application_id: str, *questions: str, by: Any = None, days: int = 7) -> FundApplicationView:
    due_at = fund.now + timedelta(days=days)
    request = RequestFundInformation(application_id=application_id, question="How many?", questions=questions, due_at=due_at)
    view: FundApplicationView = fund.ask(information.request_fund_information, request, by or management())
    return view


def answer(fund: Fund, application_id: str, by: Any) -> FundApplicationView:
    request = ProvideFundInformation(application_id=application_id, answer="A hundred")
    view: FundApplicationView = fund.ask(information.provide_fund_information, request, by)
    return view


def revise(fund: Fund, application: FundApplicationView, changes: dict[str, Any], by: Any) -> FundApplicationView:
    request = ReviseFundApplication(application_id=application.id, changes=changes)
    view: FundApplicationView = fund.ask(applications.revise_fund_application, request, by, version=application.version)
    return view


@pytest.fixture
def asked(fund: MemoryFund) -> tuple[str, FundApplicationView]:
    """A city that was asked about one answer."""
    city = a_city(fund)
    application = submitted(fund, a_call(fund), city).application
    in_screening(fund, application.id)
    return city, ask(fund, application.id, "people")


def test_the_city_is_asked_and_may_change_what_was_unlocked(fund: MemoryFund, asked: tuple[str, FundApplicationView]) -> None:
    city, application = asked
    assert (application.state, application.information[-1].questions) == ("info_requested", ("people",))
    saved = revise(fund, application, {"answers": {"people": 100}}, focal_point(city))
    assert (saved.editable, [one.question for section in saved.sections for one in section.questions if one.editable]) == (
        "unlocked",
        ["people"],
    )
    done = answer(fund, application.id, focal_point(city))
    assert (done.state, done.versions, done.information[-1].answer) == ("screening", 2, "A hundred")
    heard = [one for one in fund.said() if isinstance(one, InformationRequested | InformationProvided)]
    assert [type(one).__name__ for one in heard] == ["InformationRequested", "InformationProvided"]
    assert (heard[-1].answered, heard[-1].version_number) == (True, 2)


@pytest.mark.parametrize(
    ("changes", "part"), [({"title": "New"}, "title"), ({"answers": {"plan": "New"}}, "answers/plan"), ({"language": "fr"}, "language")]
)
def test_nothing_else_can_be_changed(fund: MemoryFund, asked: tuple[str, FundApplicationView], changes: dict[str, Any], part: str) -> None:
    city, application = asked
    with pytest.raises(Conflict) as refused:
        revise(fund, application, {**changes, "answers": {**changes.get("answers", {}), "people": 100}}, focal_point(city))
    assert (refused.value.code, refused.value.details["parts"]) == ("technical_fund.part_locked", [part])


def test_while_the_city_works_on_an_answer_the_fund_reads_what_was_handed_in(
    fund: MemoryFund, asked: tuple[str, FundApplicationView]
) -> None:
    city, application = asked
    revise(fund, application, {"answers": {"people": 100}}, focal_point(city))

    def people(by: Any) -> Any:
        return fund.see(views.applications.get_fund_application, GetFundApplication(application_id=application.id), by).content.answers[
            "people"
        ]

    assert (people(management()), people(focal_point(city))) == (120, 100)
    answer(fund, application.id, focal_point(city))
    assert people(management()) == 100


def test_an_answer_leaves_no_unlocked_question_wrong(fund: MemoryFund) -> None:
    city = a_city(fund)
    application = submitted(fund, a_call(fund), city).application
    in_screening(fund, application.id)
    application = ask(fund, application.id, "plan")
    revise(fund, application, {"answers": {"plan": None}}, focal_point(city))
    with pytest.raises(Invalid) as refused:
        answer(fund, application.id, focal_point(city))
    assert (refused.value.code, refused.value.details["errors"][0]["pointer"]) == ("technical_fund.incomplete", "/answers/plan")


def test_a_question_names_questions_of_the_form_and_a_day_to_come(fund: MemoryFund) -> None:
    application = submitted(fund, a_call(fund), a_city(fund)).application
    in_screening(fund, application.id)
    for wrong in ({"questions": ("no_such",)}, {"questions": ("plan", "plan")}, {"questions": (), "days": 0}):
        with pytest.raises(Invalid):
            ask(fund, application.id, *wrong["questions"], days=wrong.get("days", 7))  # type: ignore[misc, arg-type]
    assert not [one for one in fund.said() if isinstance(one, InformationRequested)]


def test_the_application_goes_on_without_an_answer(fund: MemoryFund, asked: tuple[str, FundApplicationView]) -> None:
    _, application = asked
    request = CloseFundInformationRequest(application_id=application.id, reason="Too late")
    done = fund.ask(information.close_fund_information_request, request, management())
    assert (done.state, done.versions, done.information[-1].answer) == ("screening", 1, None)
    assert (fund.said()[-1].answered, fund.said()[-1].version_number) == (False, 0)


def test_what_the_city_changed_before_the_question_was_closed_is_a_version(
    fund: MemoryFund, asked: tuple[str, FundApplicationView]
) -> None:
    city, application = asked
    revise(fund, application, {"answers": {"people": 100}}, focal_point(city))
    done = fund.ask(information.close_fund_information_request, CloseFundInformationRequest(application_id=application.id), management())
    assert (done.versions, fund.said()[-1].version_number) == (2, 2)


def test_nobody_asks_about_what_is_no_longer_there_to_ask(fund: MemoryFund) -> None:
    city = a_city(fund)
    application = submitted(fund, a_call(fund), city).application
    with pytest.raises(Conflict) as refused:
        ask(fund, application.id)
    assert refused.value.code == "technical_fund.wrong_state"
    with pytest.raises(NotFound):
        ask(fund, application.id, by=reviewer())
    with pytest.raises(Conflict) as again:
        answer(fund, application.id, mayors_office(city))
    assert again.value.code == "technical_fund.wrong_state"


def test_the_management_unit_answers_nothing_for_the_city(fund: MemoryFund, asked: tuple[str, FundApplicationView]) -> None:
    _, application = asked
    with pytest.raises(NotAllowed):
        answer(fund, application.id, management())


def test_a_city_that_waits_for_nothing_any_more_may_withdraw(fund: MemoryFund, asked: tuple[str, FundApplicationView]) -> None:
    city, application = asked
    request = WithdrawFundApplication(application_id=application.id)
    done = fund.ask(submissions.withdraw_fund_application, request, mayors_office(city))
    assert (done.state, done.editable) == ("withdrawn", "none")


def test_a_file_that_was_handed_in_stays_with_its_version(fund: MemoryFund) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by)
    fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    in_screening(fund, draft.id)
    ask(fund, draft.id, "letter")
    request = DetachFundFile(application_id=draft.id, attachment_id=draft.attachments[0].id)
    done = fund.ask(attachments.detach_fund_file, request, by)
    assert done.attachments == ()
    assert fund.within(lambda unit: unit.files.read(draft.attachments[0].id).size) > 0
