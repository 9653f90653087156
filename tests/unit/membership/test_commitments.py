"""Only the mayor's office binds a city, no status without dated evidence, silence shown as silence."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.context import Actor, new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    CloseDeclaration,
    CommitmentEndorsed,
    DeclarationClosed,
    DeclarationPublished,
    DiscardDeclaration,
    EndorseDeclaration,
    EndorsementWithdrawn,
    GetDeclaration,
    GetEndorsement,
    ListCityEndorsements,
    ListDeclarations,
    ListEndorsements,
    NamedCommitment,
    ProgressReportDue,
    ProgressReported,
    PublishDeclaration,
    ReadEvidence,
    ReportProgress,
    ReviseDeclaration,
    SuspendCity,
    WithdrawEndorsement,
)
from contracts.standard import OpenUpload, SendUploadPart
from services.membership import views
from services.membership.domain.days import months_later
from services.membership.usecases import commitments, memberships
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.commitments import drafted_declaration, endorsed, evidence, published_declaration, reported
from tests.builders.membership import PDF, opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


@pytest.fixture
def city(membership: MemoryMembership) -> str:
    return member_city(membership)


def view_of(membership: MemoryMembership, endorsement: Any, reader: Actor = NOBODY) -> Any:
    return membership.see(views.commitments.get_endorsement, GetEndorsement(endorsement_id=endorsement.id), reader)


def progress_of(membership: MemoryMembership, endorsement: Any) -> dict[str, tuple[str | None, bool]]:
    return {one.code: (one.status, one.silent) for one in view_of(membership, endorsement).progress}


def stands(membership: MemoryMembership, declaration: Any, **asked: Any) -> list[str]:
    page = membership.see(views.commitments.list_endorsements, ListEndorsements(declaration_id=declaration.id, **asked))
    return [row.city_names["en"] for row in page.items]


# ---------------------------------------------------------------- declarations

STEPS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[str], Any]]] = {
    "revise": (commitments.revise_declaration, lambda id: ReviseDeclaration(declaration_id=id, changes={"report_every_months": 6})),
    "discard": (commitments.discard_declaration, lambda id: DiscardDeclaration(declaration_id=id)),
    "publish": (commitments.publish_declaration, lambda id: PublishDeclaration(declaration_id=id)),
    "close": (commitments.close_declaration, lambda id: CloseDeclaration(declaration_id=id)),
}
ALLOWED = {"draft": {"revise", "discard", "publish"}, "published": {"close"}, "closed": set()}


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("step", STEPS)
def test_a_declaration_takes_the_steps_of_its_state_and_no_other(membership: MemoryMembership, state: str, step: str) -> None:
    declaration = drafted_declaration(membership) if state == "draft" else published_declaration(membership)
    if state == "closed":
        membership.ask(commitments.close_declaration, CloseDeclaration(declaration_id=declaration.id), management())
    use_case, ask = STEPS[step]
    if step in ALLOWED[state]:
        membership.ask(use_case, ask(declaration.id), management())
        return
    before = len(membership.said())
    with pytest.raises(Conflict) as refused:
        membership.ask(use_case, ask(declaration.id), management())
    assert (refused.value.code, refused.value.details["state"]) == ("membership.declaration_state", state)
    assert len(membership.said()) == before


@pytest.mark.parametrize("step", STEPS)
def test_only_the_management_unit_takes_them(membership: MemoryMembership, city: str, step: str) -> None:
    declaration, (use_case, ask) = drafted_declaration(membership), STEPS[step]
    for who in (NOBODY, person(), focal_point(city), mayor(city), hub_officer(new_id())):
        with pytest.raises(NotAllowed):
            membership.ask(use_case, ask(declaration.id), who)


def test_a_draft_is_for_the_management_unit_only(membership: MemoryMembership, city: str) -> None:
    draft, published = drafted_declaration(membership), published_declaration(membership)

    def listed(reader: Actor, **asked: Any) -> list[str]:
        return [one.id for one in membership.see(views.commitments.list_declarations, ListDeclarations(**asked), reader).items]

    assert set(listed(management())) == {draft.id, published.id}
    assert listed(management(), state="draft") == [draft.id]
    for reader in (NOBODY, mayor(city)):
        assert (listed(reader), listed(reader, state="draft")) == ([published.id], [])
        with pytest.raises(NotFound) as refused:
            membership.see(views.commitments.get_declaration, GetDeclaration(declaration_id=draft.id), reader)
        assert refused.value.code == "membership.no_declaration"
    with pytest.raises(NotFound):
        endorsed(membership, draft, city)


def test_publication_asks_for_everything(membership: MemoryMembership) -> None:
    draft = drafted_declaration(membership, titles=None, commitments=(), open_until=date(2027, 2, 1))
    with pytest.raises(Invalid) as refused:
        membership.ask(commitments.publish_declaration, PublishDeclaration(declaration_id=draft.id), management())
    assert refused.value.code == "membership.declaration_incomplete"
    assert {(error["pointer"], error["code"]) for error in refused.value.details["errors"]} == {
        ("/declaration/titles", "required"),
        ("/declaration/commitments", "required"),
        ("/declaration/open_until", "membership.in_the_past"),
    }


def test_a_declaration_is_there_in_the_language_it_was_written_in(membership: MemoryMembership) -> None:
    drafted = drafted_declaration(membership, source_lang="es")
    with pytest.raises(Invalid) as refused:
        membership.ask(commitments.publish_declaration, PublishDeclaration(declaration_id=drafted.id), management())
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == ("/declaration/source_lang", "membership.source_not_there"), "its title is, its text is not"
    assert published_declaration(membership, source_lang="en").content.source_lang == "en"


def test_a_report_says_in_which_language_it_was_written(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    told = {"summary": {"sw": "Tumeanza.", "en": "We have begun."}, "source_lang": "sw"}
    with pytest.raises(Invalid) as refused:
        reported(membership, endorsement, **told)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == ("/source_lang", "membership.source_not_there"), "what shows it is in English only"
    shows = evidence(shows={"sw": "Kumbukumbu.", "en": "The minutes."})
    [report] = reported(membership, endorsement, **told, evidence=(shows,)).reports
    assert report.source_lang == "sw"


def test_a_draft_too_has_each_code_once_and_its_days_in_order(membership: MemoryMembership) -> None:
    twice = NamedCommitment(code="victim_fund", texts={"en": "x"})
    with pytest.raises(Invalid) as refused:
        drafted_declaration(membership, commitments=(twice, twice), open_from=date(2027, 5, 1), open_until=date(2027, 4, 1))
    assert [error["code"] for error in refused.value.details["errors"]] == ["membership.repeated_code", "membership.ends_too_early"]


def test_publication_and_closing_are_told(membership: MemoryMembership) -> None:
    declaration = published_declaration(membership, open_until=date(2027, 12, 1))
    assert membership.said()[-1] == DeclarationPublished(
        declaration_id=declaration.id,
        commitments=("youth_council", "victim_fund"),
        open_from=date(2027, 3, 1),
        open_until=date(2027, 12, 1),
        report_every_months=12,
        published_at=membership.now,
    )
    membership.ask(commitments.close_declaration, CloseDeclaration(declaration_id=declaration.id), management())
    assert membership.said()[-1] == DeclarationClosed(declaration_id=declaration.id, closed_at=membership.now)
    membership.wait(days=365)
    assert sum(isinstance(event, DeclarationClosed) for event in membership.said()) == 1


def test_a_declaration_closes_by_itself_after_its_last_day(membership: MemoryMembership, city: str) -> None:
    declaration = published_declaration(membership, open_until=date(2027, 3, 10))
    membership.now = datetime(2027, 3, 10, 23, 59, tzinfo=UTC)
    membership.wait(seconds=1)
    endorsed(membership, declaration, city)
    membership.wait(minutes=2)
    assert membership.said()[-1] == DeclarationClosed(declaration_id=declaration.id, closed_at=membership.now)
    with pytest.raises(Conflict) as refused:
        endorsed(membership, declaration, member_city(membership, "Nakuru"))
    assert refused.value.code == "membership.declaration_not_open"


def test_a_declaration_is_endorsed_from_its_first_day_on(membership: MemoryMembership, city: str) -> None:
    declaration = published_declaration(membership, open_from=date(2027, 3, 2))
    with pytest.raises(Conflict):
        endorsed(membership, declaration, city)
    membership.wait(days=1)
    assert endorsed(membership, declaration, city).state == "endorsed"


# ---------------------------------------------------------------- endorsing


def test_only_the_citys_own_mayors_office_binds_it(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    city, other = member_city(membership), member_city(membership, "Nakuru")
    declaration = published_declaration(membership)
    asked = EndorseDeclaration(declaration_id=declaration.id, city_id=city)
    for who in (NOBODY, person(), focal_point(city), mayor(other), hub_officer(hub.id), management()):
        with pytest.raises(NotAllowed):
            membership.ask(commitments.endorse_declaration, asked, who)
    view = membership.ask(commitments.endorse_declaration, asked, mayor(city))
    assert membership.said()[-1] == CommitmentEndorsed(
        endorsement_id=view.id, declaration_id=declaration.id, city_id=city, endorsed_at=membership.now
    )
    withdraw = WithdrawEndorsement(endorsement_id=view.id, reason="The council voted against it.")
    for who in (focal_point(city), mayor(other), hub_officer(hub.id), management()):
        with pytest.raises(NotAllowed):
            membership.ask(commitments.withdraw_endorsement, withdraw, who)
    gone = membership.ask(commitments.withdraw_endorsement, withdraw, mayor(city))
    assert (gone.state, gone.withdrawal_reason, gone.silent) == ("withdrawn", withdraw.reason, False)
    assert membership.said()[-1] == EndorsementWithdrawn(
        endorsement_id=view.id, declaration_id=declaration.id, city_id=city, withdrawn_at=membership.now
    )


def test_a_city_endorses_once_and_may_come_back(membership: MemoryMembership, city: str) -> None:
    declaration = published_declaration(membership)
    first = endorsed(membership, declaration, city)
    with pytest.raises(Conflict) as refused:
        endorsed(membership, declaration, city)
    assert refused.value.code == "membership.already_endorsed"
    withdraw = WithdrawEndorsement(endorsement_id=first.id, reason="No.")
    membership.ask(commitments.withdraw_endorsement, withdraw, mayor(city))
    with pytest.raises(Conflict) as twice:
        membership.ask(commitments.withdraw_endorsement, withdraw, mayor(city))
    assert twice.value.code == "membership.endorsement_withdrawn"
    membership.wait(days=1)
    assert endorsed(membership, declaration, city).id != first.id
    rows = membership.see(views.commitments.list_city_endorsements, ListCityEndorsements(city_id=city)).items
    assert [row.state for row in rows] == ["withdrawn", "endorsed"]
    shown = membership.see(views.commitments.get_declaration, GetDeclaration(declaration_id=declaration.id))
    assert shown.endorsements == 1


def test_endorsements_and_reports_outlive_the_closing(membership: MemoryMembership, city: str) -> None:
    declaration = published_declaration(membership)
    endorsement = endorsed(membership, declaration, city)
    membership.ask(commitments.close_declaration, CloseDeclaration(declaration_id=declaration.id), management())
    assert reported(membership, endorsement).progress[0].status == "under_way"


# ---------------------------------------------------------------- reporting


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"evidence": ()}, "/evidence", "required"),
        ({"evidence": (evidence(on=date(2027, 3, 2)),)}, "/evidence/0/on", "membership.in_the_future"),
        ({"evidence": (evidence(), evidence(link=None))}, "/evidence/1", "membership.evidence_without_source"),
        ({"commitment": "world_peace"}, "/commitment", "membership.unknown_commitment"),
        ({"supersedes": "0192f0c4-7b3a-7cc0-8a55-000000000001"}, "/supersedes", "membership.no_report"),
    ],
)
def test_no_status_without_dated_evidence(membership: MemoryMembership, city: str, changes: Any, pointer: str, code: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    with pytest.raises(Invalid) as refused:
        reported(membership, endorsement, **changes)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert progress_of(membership, endorsement) == {"youth_council": (None, False), "victim_fund": (None, False)}


def test_the_citys_people_report_and_it_is_told(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    city, other = member_city(membership), member_city(membership, "Nakuru")
    endorsement = endorsed(membership, published_declaration(membership), city)
    asked = ReportProgress(endorsement_id=endorsement.id, commitment="youth_council", status="planned", evidence=(evidence(),))
    for who in (NOBODY, person(), focal_point(other), mayor(other), hub_officer(hub.id), management()):
        with pytest.raises(NotAllowed):
            membership.ask(commitments.report_progress, asked, who)
    for who in (focal_point(city), mayor(city)):
        view = membership.ask(commitments.report_progress, asked, who)
    assert membership.said()[-1] == ProgressReported(
        endorsement_id=endorsement.id,
        declaration_id=endorsement.declaration_id,
        city_id=city,
        report_id=view.reports[-1].id,
        commitment="youth_council",
        status="planned",
        evidence_on=date(2027, 2, 20),
        supersedes=None,
        reported_at=membership.now,
    )
    assert str(mayor(city).person_id) not in repr(view)


def test_after_withdrawal_nothing_is_reported(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    asked = WithdrawEndorsement(endorsement_id=endorsement.id, reason="No.")
    membership.ask(commitments.withdraw_endorsement, asked, mayor(city))
    with pytest.raises(Conflict) as refused:
        reported(membership, endorsement)
    assert refused.value.code == "membership.endorsement_withdrawn"


def test_a_correction_stands_beside_what_it_corrects(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    first = reported(membership, endorsement, status="done").reports[0]
    membership.wait(days=1)
    corrected = reported(membership, endorsement, status="under_way", supersedes=first.id)
    assert [(report.status, report.superseded_by is not None) for report in corrected.reports] == [("done", True), ("under_way", False)]
    assert corrected.progress[0].status == "under_way"
    with pytest.raises(Invalid) as refused:
        reported(membership, endorsement, supersedes=first.id)
    assert refused.value.details["errors"][0]["code"] == "membership.corrected_before"
    again = reported(membership, endorsement, status="planned", supersedes=corrected.reports[1].id)
    assert again.progress[0].status == "planned"
    with pytest.raises(Invalid):
        reported(membership, endorsement, commitment="victim_fund", supersedes=again.reports[2].id)


def test_a_correction_of_an_older_report_does_not_take_the_place_of_a_later_one(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    first = reported(membership, endorsement, status="planned").reports[0]
    membership.wait(days=30)
    reported(membership, endorsement, status="done")
    membership.wait(days=30)
    assert reported(membership, endorsement, status="stopped", supersedes=first.id).progress[0].status == "done"


def test_a_pdf_may_be_evidence_and_everybody_may_read_it(membership: MemoryMembership, city: str) -> None:
    endorsement, writer = endorsed(membership, published_declaration(membership), city), focal_point(city)
    sha = hashlib.sha256(PDF).hexdigest()
    upload = OpenUpload(purpose="evidence", file_name="minutes.pdf", media_type="application/pdf", size=len(PDF), sha256=sha)
    opened = membership.ask(lambda unit, request: unit.files.open(request), upload, writer)
    part = SendUploadPart(upload_id=opened.id, offset=0, part=PDF)
    membership.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, writer)
    asked = ReportProgress(
        endorsement_id=endorsement.id,
        commitment="victim_fund",
        status="done",
        evidence=(evidence(link=None, upload_id=opened.id),),
    )
    [report] = membership.ask(commitments.report_progress, asked, writer).reports
    assert (report.evidence[0].file_name, report.evidence[0].file_id) == ("minutes.pdf", opened.id)
    read = ReadEvidence(endorsement_id=endorsement.id, file_id=opened.id)
    assert membership.see(views.commitments.read_evidence, read).part == PDF
    with pytest.raises(NotFound) as refused:
        membership.see(views.commitments.read_evidence, ReadEvidence(endorsement_id=endorsement.id, file_id=new_id()))
    assert refused.value.code == "membership.no_evidence"


# ---------------------------------------------------------------- silence


def test_a_city_that_says_nothing_is_shown_as_silent_since_a_day(membership: MemoryMembership, city: str) -> None:
    declaration = published_declaration(membership, report_every_months=6)
    endorsement = endorsed(membership, declaration, city)
    membership.now = datetime(2027, 8, 31, 12, tzinfo=UTC)
    assert (view_of(membership, endorsement).silent, view_of(membership, endorsement).next_report_by) == (False, date(2027, 9, 1))
    membership.now = datetime(2027, 9, 1, 0, 0, tzinfo=UTC)
    [row] = membership.see(views.commitments.list_endorsements, ListEndorsements(declaration_id=declaration.id)).items
    assert (row.silent, row.silent_since) == (True, date(2027, 9, 1))
    assert [(one.status, one.silent, one.silent_since) for one in row.progress] == [(None, True, date(2027, 9, 1))] * 2
    assert stands(membership, declaration, silent=True) == stands(membership, declaration) == ["Mombasa"]
    assert stands(membership, declaration, silent=False) == []


def test_a_report_on_one_commitment_leaves_the_other_silent(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    membership.now = datetime(2028, 2, 20, 12, tzinfo=UTC)
    reported(membership, endorsement)
    membership.now = datetime(2028, 3, 1, 12, tzinfo=UTC)
    assert progress_of(membership, endorsement) == {"youth_council": ("under_way", False), "victim_fund": (None, True)}
    assert not view_of(membership, endorsement).silent
    membership.now = datetime(2029, 2, 20, 12, tzinfo=UTC)
    assert progress_of(membership, endorsement) == {"youth_council": ("under_way", True), "victim_fund": (None, True)}
    assert view_of(membership, endorsement).silent_since == date(2029, 2, 20)


def test_a_correction_does_not_break_a_silence(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    first = reported(membership, endorsement).reports[0]
    membership.now = datetime(2028, 3, 5, 12, tzinfo=UTC)
    assert reported(membership, endorsement, status="planned", supersedes=first.id).silent


def test_what_is_done_or_stopped_is_not_silent(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership), city)
    reported(membership, endorsement, status="done")
    settled = reported(membership, endorsement, commitment="victim_fund", status="stopped")
    assert (settled.next_report_by, settled.silent) == (None, False)
    membership.wait(days=500)
    assert not view_of(membership, endorsement).silent
    assert not [event for event in membership.said() if isinstance(event, ProgressReportDue)]


def reminders(membership: MemoryMembership) -> list[date]:
    return [event.due_on for event in membership.said() if isinstance(event, ProgressReportDue)]


def test_reminders_come_a_fortnight_ahead_once_for_each_day(membership: MemoryMembership, city: str) -> None:
    endorsement = endorsed(membership, published_declaration(membership, report_every_months=6), city)
    membership.now = datetime(2027, 8, 17, 23, 0, tzinfo=UTC)
    membership.wait(minutes=1)
    assert reminders(membership) == []
    membership.wait(hours=2)
    membership.wait(days=3)
    assert reminders(membership) == [date(2027, 9, 1)]
    reported(membership, endorsement)
    for today in (datetime(2028, 2, 10, 12, tzinfo=UTC), datetime(2028, 8, 10, 12, tzinfo=UTC)):
        membership.now = today
        membership.wait(minutes=1)
    assert reminders(membership) == [date(2027, 9, 1), date(2028, 2, 21), date(2028, 8, 21)]


def test_reminders_slept_through_are_not_all_told_at_once(membership: MemoryMembership, city: str) -> None:
    endorsed(membership, published_declaration(membership, report_every_months=1), city)
    membership.wait(days=200)
    membership.wait(minutes=1)
    assert reminders(membership) == [date(2027, 10, 1)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["planned", "under_way", "done", "stopped"]), st.booleans()), max_size=6))
def test_silence_is_exactly_the_time_without_a_report(story: list[tuple[int, str, bool]]) -> None:
    """Whatever is reported and corrected: silent from the rhythm after the last report on, unless all is settled, and never a progress."""
    membership = MemoryMembership()
    endorsement = endorsed(
        membership,
        published_declaration(membership, commitments=(NamedCommitment(code="youth_council", texts={"en": "x"}),)),
        member_city(membership),
    )
    told, status = membership.now.date(), None
    for days, new_status, corrects in story:
        membership.now += timedelta(days=days)
        chain = view_of(membership, endorsement).reports
        last = next((report for report in reversed(chain) if report.superseded_by is None), None)
        reported(membership, endorsement, status=new_status, supersedes=last.id if corrects and last else None)
        status = new_status
        if not (corrects and last):
            told = membership.now.date()
        by = months_later(told, 12)
        view = view_of(membership, endorsement)
        expected = (False, None) if status in ("done", "stopped") else (by <= membership.now.date(), by)
        assert (view.silent, view.next_report_by) == expected
        assert view.progress[0].status == status
        assert len(view.reports) == len(chain) + 1


# ---------------------------------------------------------------- lists


def test_the_list_is_filtered_and_paged_and_passes_over_cities_outside_the_directory(membership: MemoryMembership) -> None:
    declaration = published_declaration(membership)
    names = {"Mombasa": "KE", "Sevilla": "ES", "Nakuru": "KE"}
    ids = {}
    for name, country in names.items():
        ids[name] = member_city(membership, name, country=country, subdivision=None)
        endorsed(membership, declaration, ids[name])
        membership.wait(minutes=1)
    assert stands(membership, declaration, country="KE") == ["Mombasa", "Nakuru"]
    first = membership.see(views.commitments.list_endorsements, ListEndorsements(declaration_id=declaration.id, limit=2))
    rest = membership.see(views.commitments.list_endorsements, ListEndorsements(declaration_id=declaration.id, limit=2, cursor=first.next))
    assert [row.city_id for row in (*first.items, *rest.items)] == list(ids.values())

    def leave(_: Any, unit: Any) -> None:
        city = unit.cities.get(ids["Sevilla"])
        city.status = "suspended"
        unit.cities.save(city)

    membership.work.within(leave, membership.context(management()))
    assert stands(membership, declaration) == ["Mombasa", "Nakuru"]
    with pytest.raises(Refusal) as unknown:
        membership.see(views.commitments.list_city_endorsements, ListCityEndorsements(city_id=ids["Sevilla"]))
    assert unknown.value.code == "membership.no_city"
    with pytest.raises(Conflict) as refused:
        endorsed(membership, published_declaration(membership), ids["Sevilla"])
    assert refused.value.code == "membership.city_not_listed"


def test_a_city_outside_the_directory_is_neither_listed_nor_counted_nor_known(membership: MemoryMembership) -> None:
    declaration, here = published_declaration(membership), member_city(membership)
    gone = member_city(membership, "Kisumu", subdivision="KE-17")
    endorsed(membership, declaration, here)
    theirs = endorsed(membership, declaration, gone)
    membership.ask(memberships.suspend_city, SuspendCity(city_id=gone, reason="unreachable", note="Silence."), management())
    shown = membership.see(views.commitments.get_declaration, GetDeclaration(declaration_id=declaration.id))
    assert shown.endorsements == 1
    with pytest.raises(NotFound) as refused:
        membership.ask(
            commitments.withdraw_endorsement, WithdrawEndorsement(endorsement_id=theirs.id, reason="No."), mayor(here), version=99
        )
    assert refused.value.code == "membership.no_endorsement"
