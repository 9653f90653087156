"""Applications on a real store: the same as in memory, and once when several people are at it."""

import hashlib
import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import new_id
from contracts.errors import Conflict, Refusal
from contracts.standard import FilePart
from contracts.technical_fund import (
    ApplicationSubmitted,
    DelegateFundApplication,
    GetFundApplication,
    ListFundApplications,
    ListFundVersions,
    MakeFundDossier,
    NameFundVersion,
    ReadFundDossier,
    ReviseFundApplication,
    StartFundApplication,
    SubmitFundApplication,
    WithdrawFundApplication,
)
from services.technical_fund import views
from services.technical_fund.carriers.scanner import ClamAv
from services.technical_fund.usecases import application_versions, applications, attachments, delegations, dossier, submissions
from tests.at_once import at_once
from tests.builders.fund.applications import PDF, a_call, a_city, a_draft, attached, submitted, written
from tests.fakes.clamd import running_clamd
from tests.fakes.technical_fund import Fund, MemoryFund, StoredFund, focal_point, management, mayors_office, person


@pytest.fixture(params=["memory", "store"])
def fund(request: pytest.FixtureRequest) -> Fund:
    return MemoryFund() if request.param == "memory" else StoredFund(request.getfixturevalue("fund_database"))


@pytest.fixture
def stored(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def together(*asks: Callable[[], Any]) -> list[Any]:
    """What became of each, in the order of asking: an answer, or the refusal."""

    def safely(number: int, ask: Callable[[], Any]) -> tuple[int, Any]:
        try:
            return number, ask()
        except Refusal as refused:
            return number, refused

    answers, _ = at_once(*[partial(safely, number, ask) for number, ask in enumerate(asks)])
    return [answer for _, answer in sorted(answers, key=lambda one: one[0])]


def outcomes(results: list[Any]) -> Counter[str]:
    return Counter(one.code if isinstance(one, Refusal) else "done" for one in results)


# ---------------------------------------------------------------- the same on both


def test_lists_are_in_the_order_of_change_page_by_page(fund: Fund) -> None:
    call, by = a_call(fund), management()
    made = []
    for _ in range(5):
        made.append(submitted(fund, call, a_city(fund)).application.id)
        fund.now += timedelta(minutes=1)
    seen: list[str] = []
    cursor = None
    while True:
        page = fund.see(views.applications.list_fund_applications, ListFundApplications(call_id=call, limit=2, cursor=cursor), by)
        seen += [row.id for row in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == made[::-1]
    one_state = ListFundApplications(call_id=call, state="withdrawn")
    assert fund.see(views.applications.list_fund_applications, one_state, by).items == ()


def test_an_application_comes_back_as_it_was_written(fund: Fund) -> None:
    city, friend = a_city(fund), person()
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by)
    until = fund.now + timedelta(days=9)
    request = DelegateFundApplication(application_id=draft.id, person_id=str(friend.person_id), right="read", until=until)
    fund.ask(delegations.delegate_fund_application, request, by)
    fund.ask(application_versions.name_fund_version, NameFundVersion(application_id=draft.id, name="One"), by)
    shown = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by)
    assert shown.content.answers == draft.content.answers
    assert [(one.person_id, one.until) for one in shown.delegations] == [(friend.person_id, until)]
    assert fund.see(views.applications.list_fund_applications, ListFundApplications(), friend).items[0].id == draft.id
    listed = fund.see(views.application_versions.list_fund_versions, ListFundVersions(application_id=draft.id), by)
    assert [one.name for one in listed.items] == ["One"]
    fund.wait(days=9, seconds=1)
    assert fund.see(views.applications.list_fund_applications, ListFundApplications(), friend).items == ()


def test_a_long_dossier_is_kept_in_several_steps_and_read_whole(fund: Fund) -> None:
    fund.neighbour = lambda request, _: {"items": []}  # type: ignore[method-assign]
    city = a_city(fund)
    by = mayors_office(city)
    long = b"%PDF-1.4\n" + os.urandom(5_000_000) + b"\n%%EOF\n"
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by, data=long)
    job = fund.ask(dossier.make_fund_dossier, MakeFundDossier(application_id=draft.id, form="zip"), by)
    fund.run_jobs()
    data, size = b"", 1
    while len(data) < size:
        request = ReadFundDossier(application_id=draft.id, dossier_id=job.id, offset=len(data))
        part: FilePart = fund.see(views.dossier.read_fund_dossier, request, by)
        data, size = data + part.part, part.size
    assert hashlib.sha256(data).hexdigest() == part.sha256
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("files/01-letter-letter.pdf") == long


def test_the_scanner_finds_its_files_on_the_store(fund: Fund) -> None:
    build = fund.build
    fund.work._build = lambda unit: _scanning(build(unit))
    city = a_city(fund)
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by)
    with running_clamd() as clamd:
        room = attachments.ScanRoom(fund.work, ClamAv("127.0.0.1", clamd.port, timeout=2.0))
        assert (room.round(), room.round(), clamd.seen) == (1, 0, [PDF])
    shown = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by)
    assert shown.attachments[0].scan == "clean"


def _scanning(built: Any) -> Any:
    built.scans = True
    return built


# ---------------------------------------------------------------- several people at once


def test_of_many_who_begin_at_once_one_begins(stored: StoredFund) -> None:
    call, city = a_call(stored), a_city(stored)
    request = StartFundApplication(call_id=call, city_id=city, content=written())
    results = together(*[lambda: stored.ask(applications.start_fund_application, request, focal_point(city))] * 4)
    assert outcomes(results) == {"done": 1, "technical_fund.already_applying": 3}


def test_of_many_who_submit_at_once_one_submits(stored: StoredFund) -> None:
    city = a_city(stored)
    draft = a_draft(stored, a_call(stored), city)
    request = SubmitFundApplication(application_id=draft.id)
    results = together(*[lambda: stored.ask(submissions.submit_fund_application, request, focal_point(city), key=new_id())] * 4)
    assert outcomes(results) == {"done": 1, "technical_fund.wrong_state": 3}
    assert sum(isinstance(said, ApplicationSubmitted) for said in stored.said()) == 1


def test_one_person_whose_network_repeats_itself_hears_one_answer(stored: StoredFund) -> None:
    city = a_city(stored)
    draft, by = a_draft(stored, a_call(stored), city), mayors_office(city)
    request = SubmitFundApplication(application_id=draft.id)
    results = together(*[lambda: stored.ask(submissions.submit_fund_application, request, by, key="once")] * 4)
    assert len({one.reference for one in results}) == 1


def test_references_are_counted_without_gaps_or_doubles(stored: StoredFund) -> None:
    call = a_call(stored)
    cities = [a_city(stored) for _ in range(6)]
    drafts = [(city, a_draft(stored, call, city).id) for city in cities]

    def submit(city: str, draft: str) -> Any:
        return stored.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft), focal_point(city))

    results = together(*[lambda city=city, draft=draft: submit(city, draft) for city, draft in drafts])
    assert sorted(one.reference for one in results) == [f"TSF-2027-{number:04d}" for number in range(1, 7)]


def test_of_two_who_save_what_they_read_one_is_shown_the_others_words(stored: StoredFund) -> None:
    city = a_city(stored)
    draft = a_draft(stored, a_call(stored), city)

    def save(title: str) -> Any:
        request = ReviseFundApplication(application_id=draft.id, changes={"title": title})
        return stored.ask(applications.revise_fund_application, request, focal_point(city), version=draft.version)

    results = together(lambda: save("One"), lambda: save("Two"))
    (stale,) = [one for one in results if isinstance(one, Conflict)]
    assert (stale.code, stale.details["conflicts"]) == ("stale_version", ["/title"])
    assert {stale.details["yours"]["title"], stale.details["theirs"]["title"]} == {"One", "Two"}


def test_who_submits_while_another_saves_hands_in_what_was_there(stored: StoredFund) -> None:
    """Whichever comes first, the version that was handed in is what the application says."""
    city = a_city(stored)
    draft = a_draft(stored, a_call(stored), city)

    def save() -> Any:
        request = ReviseFundApplication(application_id=draft.id, changes={"title": "Later"})
        return stored.ask(applications.revise_fund_application, request, focal_point(city))

    def submit() -> Any:
        return stored.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), mayors_office(city))

    saved, handed_in = together(save, submit)
    application = stored.within(lambda unit: unit.applications.get(draft.id))
    (kept,) = stored.within(lambda unit: list(unit.application_versions.of_application(draft.id)))
    assert kept.content == application.content
    assert isinstance(saved, Refusal) or application.title == "Later"
    assert handed_in.reference == "TSF-2027-0001"


def test_who_withdraws_while_another_withdraws_does_it_once(stored: StoredFund) -> None:
    city = a_city(stored)
    receipt = submitted(stored, a_call(stored), city)
    request = WithdrawFundApplication(application_id=receipt.application.id)
    results = together(*[lambda: stored.ask(submissions.withdraw_fund_application, request, mayors_office(city))] * 3)
    assert outcomes(results) == {"done": 1, "technical_fund.wrong_state": 2}
