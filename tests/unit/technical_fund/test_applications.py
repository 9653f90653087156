"""Applications: begun by a city, written by several of its people at once, checked as they go."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Grant, new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT
from contracts.technical_fund import (
    CheckFundApplication,
    CloneFundApplication,
    DiscardFundApplication,
    EligibilityRule,
    FundApplicationContent,
    FundApplicationView,
    GetFundApplication,
    ListFundApplications,
    RecordFundConflict,
    ReviseFundApplication,
    StartFundApplication,
    SubmitFundApplication,
    Support,
    WithdrawFundApplication,
)
from services.technical_fund import views
from services.technical_fund.usecases import applications, conflicts, submissions
from tests.builders.fund.applications import ANSWERS, a_call, a_city, a_draft, attached, submitted, written
from tests.builders.fund.calls import form, question, support
from tests.fakes.technical_fund import Fund, MemoryFund, focal_point, hub_officer, management, mayors_office, person, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def revise(fund: Fund, application: Any, changes: dict[str, Any], by: Any, version: int | None = None) -> FundApplicationView:
    request = ReviseFundApplication(application_id=application.id, changes=changes)
    view: FundApplicationView = fund.ask(applications.revise_fund_application, request, by, version=version or application.version)
    return view


def history_of(fund: Fund, application_id: str) -> list[str]:
    return [entry["what"] for entry in fund.within(lambda unit: list(unit.histories.entries(application_id)))]


# ---------------------------------------------------------------- beginning


def test_a_city_begins_an_application_and_nobody_hears_of_the_draft(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    assert (draft.state, draft.reference, draft.country, draft.editable) == ("draft", None, "CL", "all")
    assert set(draft.possible) == {"submit"}
    assert fund.said() == []


def test_a_city_may_write_before_the_call_opens(fund: MemoryFund) -> None:
    call = a_call(fund, opens_at=fund.now + timedelta(days=1))
    assert a_draft(fund, call, a_city(fund)).state == "draft"


def test_nobody_begins_for_a_city_of_others(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    with pytest.raises(NotAllowed, match="the city's own people"):
        a_draft(fund, call, city, mayors_office(new_id()))


def test_a_city_nobody_has_heard_of_begins_nothing(fund: MemoryFund) -> None:
    with pytest.raises(Conflict) as refused:
        a_draft(fund, a_call(fund), new_id())
    assert refused.value.code == "technical_fund.city_not_known"


def test_nothing_begins_after_the_deadline(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    fund.wait(days=30)
    with pytest.raises(Conflict) as refused:
        a_draft(fund, call, city)
    assert refused.value.code == "technical_fund.call_closed"
    assert refused.value.details["closes_at"] == "2027-03-31T12:00:00.000Z"
    assert refused.value.details["closes_at_local"] == "2027-03-31T14:00:00+02:00"


def test_a_city_has_one_application_under_a_call(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    first = a_draft(fund, call, city)
    with pytest.raises(Conflict) as refused:
        a_draft(fund, call, city, focal_point(city))
    assert (refused.value.code, refused.value.details["application_ids"]) == ("technical_fund.already_applying", [first.id])
    assert a_draft(fund, a_call(fund), city).id != first.id


def test_a_call_may_take_more_than_one_of_a_city(fund: MemoryFund) -> None:
    rules = tuple(EligibilityRule(code=f"at_most_{most}", fact="applications_per_city", op="at_most", value=most) for most in (3, 2))
    call, city = a_call(fund, eligibility=rules), a_city(fund)
    for _ in range(2):
        a_draft(fund, call, city)
    with pytest.raises(Conflict) as refused:
        a_draft(fund, call, city)
    assert (refused.value.code, refused.value.details["most"]) == ("technical_fund.already_applying", 2)


def test_a_draft_is_the_citys_own(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    for other in (management(), reviewer(), hub_officer(new_id()), focal_point(new_id()), person()):
        with pytest.raises(NotFound) as refused:
            fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), other)
        assert refused.value.code == "technical_fund.no_application"
        assert fund.see(views.applications.list_fund_applications, ListFundApplications(), other).items == ()
    assert fund.see(views.applications.list_fund_applications, ListFundApplications(), focal_point(city)).items[0].id == draft.id


def test_what_was_handed_in_is_in_the_lists_of_the_management_unit(fund: MemoryFund) -> None:
    call = a_call(fund)
    receipt = submitted(fund, call, a_city(fund))
    listed = fund.see(views.applications.list_fund_applications, ListFundApplications(call_id=call), management())
    assert [(row.id, row.reference) for row in listed.items] == [(receipt.application.id, "TSF-2027-0001")]


def test_the_leader_of_a_panel_finds_its_applications_and_no_city_where_cities_are_hidden(fund: MemoryFund) -> None:
    chair = reviewer()
    call = a_call(fund, chair_id=chair.person_id, anonymity="city_hidden")
    receipt = submitted(fund, call, city := a_city(fund))
    a_draft(fund, call, a_city(fund))
    (row,) = fund.see(views.applications.list_fund_applications, ListFundApplications(call_id=call), chair).items
    assert (row.id, row.city_id, row.country) == (receipt.application.id, None, None)
    for request in (ListFundApplications(), ListFundApplications(call_id=call, city_id=city)):
        assert fund.see(views.applications.list_fund_applications, request, chair).items == ()
    no_longer = person(id=chair.person_id)
    assert fund.see(views.applications.list_fund_applications, ListFundApplications(call_id=call), no_longer).items == ()


def test_who_is_recused_finds_nothing_but_their_own_citys_application(fund: MemoryFund) -> None:
    call, own, other = a_call(fund), a_city(fund), a_city(fund)
    both = person(Grant(role=MANAGEMENT_UNIT, scope_kind="network"), Grant(role=FOCAL_POINT, scope_kind="city", scope_id=own))
    mine, theirs = (submitted(fund, call, city).application.id for city in (own, other))
    for application_id in (mine, theirs):
        conflict = RecordFundConflict(application_id=application_id, person_id=str(both.person_id), nature="family", reason="Said so")
        fund.ask(conflicts.record_fund_conflict, conflict, management())
    listed = fund.see(views.applications.list_fund_applications, ListFundApplications(call_id=call), both).items
    assert [row.id for row in listed] == [mine]


# ---------------------------------------------------------------- writing together


def test_saving_takes_what_was_sent_and_leaves_the_rest(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    saved = revise(fund, draft, {"answers": {"plan": "Another plan", "who": None}}, focal_point(city))
    assert saved.content.answers == {"plan": "Another plan", "partners": "some", "people": 120}
    assert (saved.revision, saved.content.title) == (2, "Safe squares")


def test_saving_the_same_again_changes_nothing(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    assert revise(fund, draft, {"title": draft.content.title}, focal_point(city)).version == draft.version


def test_saving_never_asks_for_completeness(fund: MemoryFund) -> None:
    city = a_city(fund)
    request = StartFundApplication(call_id=a_call(fund), city_id=city)
    draft = fund.ask(applications.start_fund_application, request, focal_point(city))
    saved = revise(fund, draft, {"answers": {"plan": "too long " * 30}}, focal_point(city))
    checks = {one.question: one for section in saved.sections for one in section.questions}
    assert (checks["plan"].state, checks["plan"].used, checks["plan"].limit) == ("over_limit", 60, 20)
    assert checks["partners"].state == "empty"
    assert "who" not in checks


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"answers": {"no_such": "x"}}, "/changes/answers/no_such", "unknown_field"),
        ({"answers": {"plan": 7}}, "/changes/answers/plan", "wrong_type"),
        ({"answers": {"plan": "half \ud800"}}, "/changes/answers/plan", "format"),
        ({"answers": {"partners": "perhaps"}}, "/changes/answers/partners", "not_an_option"),
        ({"answers": {"brings": {"minor": 5, "currency": "USD"}}}, "/changes/answers/brings/currency", "technical_fund.wrong_currency"),
        ({"answers": {"brings": {"minor": -5, "currency": "EUR"}}}, "/changes/answers/brings/minor", "range"),
        ({"answers": {"brings": {"minor": 2**53, "currency": "EUR"}}}, "/changes/answers/brings/minor", "wrong_type"),
        ({"answers": {"letter": [new_id()]}}, "/changes/answers/letter", "technical_fund.files_are_attached"),
        (
            {"requested": {"money": {"minor": 5, "currency": "USD"}, "half_days": 0}},
            "/changes/requested/money/currency",
            "technical_fund.wrong_currency",
        ),
        ({"answers": {"plan": [[[[[[[["deep"]]]]]]]]}}, "/changes/answers/plan/0/0/0/0/0/0/0/0", "too_deep"),
    ],
)
def test_what_could_not_be_an_answer_is_refused_and_nothing_changes(
    fund: MemoryFund, changes: dict[str, Any], pointer: str, code: str
) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    with pytest.raises(Invalid) as refused:
        revise(fund, draft, changes, focal_point(city))
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in refused.value.details["errors"]]
    assert fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), focal_point(city)) == draft


def test_two_who_save_at_once_are_shown_both_versions_and_where_they_clash(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    theirs = revise(fund, draft, {"title": "Theirs", "answers": {"plan": "Their plan"}}, mayors_office(city))
    sent = {"answers": {"plan": "My plan", "people": 7}}
    with pytest.raises(Conflict) as refused:
        revise(fund, draft, sent, focal_point(city), version=draft.version)
    details = refused.value.details
    assert (refused.value.code, details["version"], details["yours"]) == ("stale_version", theirs.version, sent)
    assert details["theirs"]["answers"]["plan"] == "Their plan"
    assert details["conflicts"] == ["/answers/plan"]
    assert details["changed"] == ["/answers/plan", "/title"]
    merged = revise(fund, theirs, {"answers": {"people": 7}}, focal_point(city))
    assert (merged.content.answers["people"], merged.content.answers["plan"]) == (7, "Their plan")


def test_two_who_save_different_answers_do_not_clash(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    revise(fund, draft, {"title": "Theirs"}, mayors_office(city))
    with pytest.raises(Conflict) as refused:
        revise(fund, draft, {"answers": {"people": 7}}, focal_point(city), version=draft.version)
    assert refused.value.details["conflicts"] == []


def test_saves_of_one_person_within_an_hour_are_one_entry_of_the_history(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft, one, other = a_draft(fund, a_call(fund), city), focal_point(city), mayors_office(city)
    for number, by in enumerate((one, one, other, one)):
        draft = revise(fund, draft, {"title": f"Title {number}"}, by)
    assert history_of(fund, draft.id) == ["started", "revised", "revised"]
    fund.wait(hours=1)
    revise(fund, draft, {"title": "Later"}, one)
    assert history_of(fund, draft.id) == ["started", "revised", "revised", "revised"]


def test_nobody_else_writes(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), city := a_city(fund))
    for by, code in ((management(), "technical_fund.not_yours_to_do"), (focal_point(city), "technical_fund.wrong_state")):
        with pytest.raises((NotAllowed, Conflict)) as refused:
            revise(fund, receipt.application, {"title": "Mine"}, by)
        assert refused.value.code == code


# ---------------------------------------------------------------- checking


def test_the_check_names_everything_that_is_missing(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city, title=None, answers={"partners": "some"}, requested=Support())
    check = fund.see(views.applications.check_fund_application, CheckFundApplication(application_id=draft.id), focal_point(city))
    assert not check.complete
    assert [(one.pointer, one.code) for one in check.faults] == [
        ("/title", "required"),
        ("/requested", "technical_fund.nothing_asked"),
        ("/answers/plan", "required"),
        ("/answers/who", "required"),
    ]
    assert check.seconds_left == 30 * 24 * 3600


def test_the_check_says_how_the_city_stands_under_the_rules_and_keeps_nobody_from_applying(fund: MemoryFund) -> None:
    rules = (
        EligibilityRule(code="where", fact="country", op="in", value=["TN"]),
        EligibilityRule(code="size", fact="population", op="between", value=[None, 300_000]),
        EligibilityRule(code="plan", fact="strategy", op="is", value=True),
        EligibilityRule(code="once", fact="applications_per_city", op="at_most", value=1),
    )
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund, eligibility=rules), city)
    request = CheckFundApplication(application_id=draft.id)
    check = fund.see(views.applications.check_fund_application, request, focal_point(city))
    assert [(one.rule, one.found, one.result) for one in check.eligibility] == [
        ("where", "CL", "fail"),
        ("size", 220_000, "pass"),
        ("plan", None, "unknown"),
        ("once", 1, "pass"),
    ]
    assert check.complete
    fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), focal_point(city))
    assert fund.see(views.applications.check_fund_application, request, management()).eligibility == ()


def test_a_soft_limit_is_advice(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city, answers=ANSWERS | {"nickname": "Far longer than ten"})
    check = fund.see(views.applications.check_fund_application, CheckFundApplication(application_id=draft.id), focal_point(city))
    assert check.complete
    assert [(one.pointer, one.code) for one in check.advice] == [("/answers/nickname", "technical_fund.over_soft_limit")]


# ---------------------------------------------------------------- throwing away, taking along


def test_a_draft_vanishes_with_its_files_and_makes_room(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    by = focal_point(city)
    draft = attached(fund, a_draft(fund, call, city, by).id, by)
    fund.ask(applications.discard_fund_application, DiscardFundApplication(application_id=draft.id), by, version=draft.version)
    with pytest.raises(NotFound):
        fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by)
    assert fund.within(lambda unit: unit.unit.collection("uploads").count_documents({})) == 0
    assert a_draft(fund, call, city).id != draft.id


def test_what_was_handed_in_cannot_be_thrown_away(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), city := a_city(fund))
    request = DiscardFundApplication(application_id=receipt.application.id)
    with pytest.raises(Conflict) as refused:
        fund.ask(applications.discard_fund_application, request, mayors_office(city))
    assert refused.value.code == "technical_fund.wrong_state"


def test_a_clone_takes_the_answers_that_both_calls_ask_for(fund: MemoryFund) -> None:
    city = a_city(fund)
    by = focal_point(city)
    answers = ANSWERS | {"begins": "2027-05-01", "brings": {"minor": 5, "currency": "EUR"}}
    source = attached(fund, a_draft(fund, a_call(fund), city, by, answers=answers).id, by)
    other = form(question("plan"), question("people", "short_text"), question("brings", "money"), question("letter", "file"))
    target = a_call(fund, form=other, envelope=support(1_000, 0, "USD"), floor=None, ceiling=None)
    clone = fund.ask(applications.clone_fund_application, CloneFundApplication(application_id=source.id, call_id=target), by)
    assert clone.copied == ("plan",)
    assert {one.question: one.reason for one in clone.not_copied} == {
        "partners": "not_asked",
        "who": "not_asked",
        "people": "other_kind",
        "begins": "not_asked",
        "brings": "does_not_hold",
        "letter": "file",
    }
    assert clone.application.cloned_from == source.id
    assert clone.application.content == FundApplicationContent(title="Safe squares", language="es", answers={"plan": ANSWERS["plan"]})


def test_a_clone_is_refused_like_any_second_application(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    draft = a_draft(fund, call, city)
    request = CloneFundApplication(application_id=draft.id, call_id=call)
    with pytest.raises(Conflict) as refused:
        fund.ask(applications.clone_fund_application, request, focal_point(city))
    assert refused.value.code == "technical_fund.already_applying"


def test_after_withdrawing_a_city_may_begin_anew(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    receipt = submitted(fund, call, city)
    request = WithdrawFundApplication(application_id=receipt.application.id)
    fund.ask(submissions.withdraw_fund_application, request, mayors_office(city))
    again = a_draft(fund, call, city)
    fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=again.id), mayors_office(city))
    assert written().title == again.content.title
