"""The reviewer's desk: the queue, the dossier under the call's anonymity, and the steps into and out of reviewing."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.technical_fund import (
    ApplicationReviewBegun,
    ApplicationReviewClosed,
    BeginApplicationReview,
    CloseApplicationReview,
    GetReviewDossier,
    ListReviewQueue,
    ReadDossierAttachment,
    ReopenFundReview,
    ReviewQueue,
)
from services.technical_fund import views
from services.technical_fund.domain.applications import Application, InformationRequest
from services.technical_fund.domain.attachments import INFECTED, NOT_SCANNED, Attachment
from services.technical_fund.usecases import review_stage, reviews
from services.technical_fund.usecases.versioning import keep_version
from tests.builders.fund.reviews import Panel
from tests.fakes.technical_fund import MemoryFund, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


def queue(fund: MemoryFund, who: Actor, **asked: Any) -> ReviewQueue:
    found: ReviewQueue = fund.see(views.review_desk.list_review_queue, ListReviewQueue(**asked), who)
    return found


def attach(fund: MemoryFund, application: Application, name: str = "Mombasa council letter.pdf", scan: str = NOT_SCANNED) -> str:
    file_id = new_id()
    made = Attachment(
        id=file_id,
        application_id=application.id,
        question="letter",
        file_name=name,
        media_type="application/pdf",
        size=12,
        sha256="0" * 64,
        scan=scan,
        attached_by=None,
        attached_at=fund.now,
    )

    def keep(unit: Any) -> None:
        unit.attachments.add(made)
        unit.files.keep(
            file_id, owner="x", purpose="fund_attachment", file_name=name, media_type=made.media_type, data=b"%PDF-1.7 ...", until=unit.now
        )

    fund.within(keep)
    return file_id


# ---------------------------------------------------------------- the queue


def test_the_queue_says_for_each_seat_how_far_it_is_and_what_comes_next(fund: MemoryFund, panel: Panel) -> None:
    who = reviewer()
    steps = [panel.seat, panel.started, panel.written, panel.handed_in, panel.submitted]
    seats = []
    for step in steps:
        seats.append(step(panel.application(), who)[0])
        fund.wait(seconds=1)
    items = {item.assignment_id: item for item in queue(fund, who).items}
    assert list(items) == list(reversed(seats))
    assert [items[seat].next for seat in seats] == ["accept_assignment", "save_fund_review", "submit_fund_review", None, None]
    assert [items[seat].review_state for seat in seats] == [None, "draft", "draft", "submitted", "submitted"]
    assert [items[seat].progress.done for seat in seats] == [0, 0, 6, 6, 6]
    assert {items[seat].progress.of for seat in seats} == {6}


def test_the_queue_can_be_asked_for_open_work_only_and_comes_in_pages(fund: MemoryFund, panel: Panel) -> None:
    who = reviewer()
    panel.submitted(panel.application(), who)
    seats = []
    for _ in range(3):
        fund.wait(seconds=1)
        seats.append(panel.started(panel.application(), who)[0])
    first = queue(fund, who, open=True, limit=2)
    rest = queue(fund, who, open=True, limit=2, cursor=first.next)
    assert [item.assignment_id for item in (*first.items, *rest.items)] == seats[::-1]
    assert rest.next is None


def test_the_queue_holds_nobody_elses_seats_none_given_up_and_none_of_a_recused_application(fund: MemoryFund, panel: Panel) -> None:
    who = reviewer()
    panel.started(panel.application())
    lost, kept = panel.application(), panel.application()
    panel.submitted(lost, who)
    seat, _ = panel.started(kept, who)
    panel.recuse(lost, who)
    found = queue(fund, who)
    assert [item.assignment_id for item in found.items] == [seat]
    assert lost.id not in str(found)
    assert str(lost.reference) not in str(found)


def test_a_review_that_came_back_says_why_until_it_is_handed_in_again(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.submitted(panel.application())
    fund.ask(reviews.reopen_fund_review, ReopenFundReview(review_id=seat, reason="Another city's figures."), panel.unit)
    item = queue(fund, who).items[0]
    assert (item.sent_back, item.next) == ("Another city's figures.", "submit_fund_review")
    assert item.due_at is not None
    assert (item.due_at - fund.now).days == 7


def test_nothing_comes_next_once_the_application_has_left_its_reviewers(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    _, who = panel.written(application)
    panel.move(application, "declined")
    assert queue(fund, who).items[0].next is None


# ---------------------------------------------------------------- the dossier


def test_a_reviewer_reads_answers_form_rubric_and_files(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    attach(fund, application)
    seat, who = panel.seat(application)
    found = fund.see(views.review_desk.get_review_dossier, GetReviewDossier(assignment_id=seat), who)
    assert found.answers == {"plan": "We light the streets."}
    assert [criterion.code for criterion in found.rubric.criteria] == ["need", "plan", "risk"]
    assert found.form.sections
    assert (found.city_id, found.country) == (application.city_id, "KE")
    assert [one.file_name for one in found.attachments] == ["Mombasa council letter.pdf"]


def test_where_the_city_is_hidden_nothing_of_ours_names_it(fund: MemoryFund) -> None:
    panel = Panel(fund, anonymity="city_hidden")
    application = panel.application()
    attach(fund, application)
    seat, who = panel.seat(application)
    dossier = fund.see(views.review_desk.get_review_dossier, GetReviewDossier(assignment_id=seat), who)
    part = fund.see(views.review_desk.read_dossier_attachment, ReadDossierAttachment(assignment_id=seat, number=1), who)
    started, _ = panel.started(panel.application(city_id=application.city_id), who)
    review = fund.within(lambda unit: unit.reviews.get(started))
    for shown in (dossier, part, queue(fund, who), review):
        for secret in (application.city_id, "KE", "Mombasa", application.started_by):
            assert secret not in str(shown)
    assert (part.file_name, part.part) == ("attachment-1.pdf", b"%PDF-1.7 ...")


def test_while_the_city_works_on_an_answer_a_reviewer_reads_what_was_handed_in(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    attach(fund, application)
    seat, who = panel.seat(application)

    def dossier() -> tuple[Any, list[str]]:
        found = fund.see(views.review_desk.get_review_dossier, GetReviewDossier(assignment_id=seat), who)
        return found.answers, [one.file_name for one in found.attachments]

    handed_in = dossier()

    def ask_and_write(unit: Any) -> None:
        found = unit.applications.get(application.id)
        keep_version(unit, found, "submission")
        asked = InformationRequest(
            id=new_id(), question="How?", questions=("plan",), due_at=fund.now, asked_by=str(panel.unit.person_id), asked_at=fund.now
        )
        found.ask(asked, at=fund.now)
        found.write(replace(found.content, answers={"plan": "We light... half of"}), at=fund.now)
        unit.applications.save(found)
        file = unit.attachments.of_application(application.id)[0]
        file.detached_at = fund.now
        unit.attachments.save(file)

    fund.within(ask_and_write)
    attach(fund, application, "draft.pdf")
    assert dossier() == handed_in == ({"plan": "We light the streets."}, ["Mombasa council letter.pdf"])
    part = fund.see(views.review_desk.read_dossier_attachment, ReadDossierAttachment(assignment_id=seat, number=1), who)
    assert part.file_name == "Mombasa council letter.pdf"
    with pytest.raises(NotFound):
        fund.see(views.review_desk.read_dossier_attachment, ReadDossierAttachment(assignment_id=seat, number=2), who)


def test_a_file_with_a_virus_is_not_read_through_the_dossier_either(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    attach(fund, application, scan=INFECTED)
    seat, who = panel.seat(application)
    with pytest.raises(Conflict) as refused:
        fund.see(views.review_desk.read_dossier_attachment, ReadDossierAttachment(assignment_id=seat, number=1), who)
    assert refused.value.code == "technical_fund.file_infected"


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_there_is_no_file_beyond_those_listed(fund: MemoryFund, panel: Panel, number: int) -> None:
    application = panel.application()
    attach(fund, application)
    seat, who = panel.seat(application)
    with pytest.raises(NotFound):
        fund.see(views.review_desk.read_dossier_attachment, ReadDossierAttachment(assignment_id=seat, number=number), who)


def test_the_dossier_is_closed_to_everybody_without_a_seat_and_to_the_recused(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    seat, who = panel.seat(application)
    with pytest.raises(NotFound) as stranger:
        fund.see(views.review_desk.get_review_dossier, GetReviewDossier(assignment_id=seat), reviewer())
    panel.recuse(application, who)
    with pytest.raises(NotFound) as recused:
        fund.see(views.review_desk.get_review_dossier, GetReviewDossier(assignment_id=seat), who)
    assert stranger.value.to_wire() == recused.value.to_wire()


# ---------------------------------------------------------------- into reviewing and out of it


def test_an_eligible_application_goes_to_its_reviewers(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application("eligible")
    stage = fund.ask(review_stage.begin_application_review, BeginApplicationReview(application_id=application.id), panel.unit)
    assert (stage.state, stage.submitted, stage.wanted) == ("in_review", 0, 2)
    said = [one for one in fund.said() if isinstance(one, ApplicationReviewBegun)]
    assert [one.application_id for one in said] == [application.id]


def test_reviewing_ends_with_every_review_there_or_with_a_reason(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    panel.submitted(application)
    panel.handed_in(application)
    with pytest.raises(Conflict) as refused:
        close(fund, panel, application)
    assert refused.value.code == "technical_fund.reviews_missing"
    assert refused.value.details == {"submitted": 1, "wanted": 2}
    fund.wait(minutes=10)
    assert close(fund, panel, application).state == "in_panel"
    said = [one for one in fund.said() if isinstance(one, ApplicationReviewClosed)]
    assert [(one.submitted, one.wanted) for one in said] == [(2, 2)]

    other = panel.application()
    assert close(fund, panel, other, reason="Nobody else speaks Kiswahili.").state == "in_panel"


def test_the_chair_ends_reviewing_and_a_reviewer_does_not(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    _, who = panel.submitted(application)
    panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    with pytest.raises(NotAllowed):
        fund.ask(review_stage.close_application_review, CloseApplicationReview(application_id=application.id), who)
    assert fund.ask(review_stage.close_application_review, CloseApplicationReview(application_id=application.id), chair).state == "in_panel"


@pytest.mark.parametrize("state", ["submitted", "screening", "in_review", "in_panel", "funded", "withdrawn"])
def test_reviewing_begins_for_eligible_applications_only(fund: MemoryFund, panel: Panel, state: str) -> None:
    application = panel.application(state)
    with pytest.raises(Conflict) as refused:
        fund.ask(review_stage.begin_application_review, BeginApplicationReview(application_id=application.id), panel.unit)
    assert refused.value.code == "technical_fund.wrong_state"


def close(fund: MemoryFund, panel: Panel, application: Application, **given: Any) -> Any:
    return fund.ask(review_stage.close_application_review, CloseApplicationReview(application_id=application.id, **given), panel.unit)
