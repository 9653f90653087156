"""What partners, agreements and imports ask of their collections, answered alike by the memory store and a real one."""

from datetime import date
from typing import Any

import pytest

from contracts.membership import (
    AgreementExpired,
    AgreementReviewDue,
    AgreementSigned,
    Amount,
    CorrectContribution,
    GetAgreement,
    Gift,
    ListAgreements,
    ListContributions,
    ListImports,
    ListOrganisations,
    ReadAgreementPaper,
    RecordContribution,
    ReviseAgreement,
)
from services.membership.usecases import agreements, contributions
from services.membership.views import imports as import_views
from services.membership.views import partners as views
from tests.at_once import at_once
from tests.builders.imports import checked, city, in_charge, problems, table
from tests.builders.membership import PDF, opened_hub
from tests.builders.partners import opened, registered, signed
from tests.fakes.membership import NOBODY, Membership, MemoryMembership, StoredMembership, hub_officer, management

UNIT = management()


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    return MemoryMembership() if request.param == "memory" else StoredMembership(request.getfixturevalue("membership_database"))


def ids(membership: Membership, reader: Any, **asked: Any) -> list[str]:
    return [row.id for row in membership.see(views.list_agreements, ListAgreements(**asked), reader).items]


def gift(agreement: Any, minor: int = 100) -> Gift:
    amount = Amount(minor=minor, currency="EUR")
    return Gift(organisation_id=agreement.content.organisation_ids[0], received_on=date(2027, 3, 1), amount=amount)


def test_agreements_come_back_as_written_to_their_readers_by_their_filters(membership: Membership) -> None:
    hub = opened_hub(membership)
    party = registered(membership, UNIT).id
    mine = signed(membership, UNIT, party)
    membership.wait(minutes=1)
    hidden = signed(membership, UNIT, party, visibility="network", countries=("ES",), type="memorandum", review_months=3)
    membership.wait(minutes=1)
    talk = opened(membership, UNIT, party, themes=())
    assert membership.see(views.get_agreement, GetAgreement(agreement_id=mine.id), UNIT) == mine
    assert membership.see(views.read_agreement_paper, ReadAgreementPaper(agreement_id=mine.id), UNIT).part == PDF
    assert (ids(membership, NOBODY), ids(membership, hub_officer(hub.id))) == ([mine.id], [talk.id, mine.id])
    assert ids(membership, UNIT, state="signed", theme="youth_engagement") == [hidden.id, mine.id]
    assert ids(membership, UNIT, country="ES", type="memorandum", organisation_id=party) == [hidden.id]
    assert ids(membership, UNIT, review_due_before=date(2027, 6, 2)) == [hidden.id]
    first = membership.see(views.list_agreements, ListAgreements(limit=2), UNIT)
    assert ids(membership, UNIT, limit=2, cursor=first.next) == [mine.id]


def test_organisations_are_found_by_beginnings_of_their_names(membership: Membership) -> None:
    one = registered(membership, UNIT)
    registered(membership, UNIT, names={"en": "Other"}, visibility="network")
    found = membership.see(views.list_organisations, ListOrganisations(q="coast found", kind="donor", country="KE"), NOBODY)
    assert [row.id for row in found.items] == [one.id]


def test_the_calendar_calls_once_and_hiding_reaches_the_log(membership: Membership) -> None:
    made = signed(membership, UNIT)
    membership.wait(days=400)
    membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"visibility": "network"}), UNIT)
    membership.wait(days=400)
    membership.wait(days=1)
    said = membership.said()
    assert [sum(isinstance(event, kind) for event in said) for kind in (AgreementReviewDue, AgreementExpired)] == [1, 1]
    (told,) = [event for event in said if isinstance(event, AgreementSigned)]
    assert (told.type, told.organisation_ids, told.starts_on) == (None, None, None)


def test_an_account_is_kept_in_order_and_adds_up(membership: Membership) -> None:
    agreement = signed(membership, UNIT)
    for minor in (1, 2, 4):
        asked = RecordContribution(agreement_id=agreement.id, contribution=gift(agreement, minor))
        membership.ask(contributions.record_contribution, asked, UNIT)
    page = membership.see(views.list_contributions, ListContributions(agreement_id=agreement.id, limit=2), UNIT)
    rest = membership.see(views.list_contributions, ListContributions(agreement_id=agreement.id, limit=2, cursor=page.next), UNIT)
    assert [entry.gift.amount.minor for entry in (*page.items, *rest.items)] == [1, 2, 4]
    assert page.totals == (Amount(minor=7, currency="EUR"),)


def test_imports_are_listed_and_their_problems_read_in_pages(membership: Membership) -> None:
    in_charge(membership, UNIT)
    run = checked(membership, UNIT, "cities", table([city(f"City {n}", country="XX") for n in range(3)]))
    assert [one.line for one in problems(membership, UNIT, run.id)] == [2, 3, 4]
    listed = membership.see(import_views.list_imports, ListImports(kind="cities", state="faulty"), UNIT)
    assert [(row.id, row.problems) for row in listed.items] == [(run.id, 3)]


def test_two_who_correct_the_same_entry_at_once_correct_it_once(membership_database: Any) -> None:
    membership = StoredMembership(membership_database)
    agreement = signed(membership, UNIT)
    entry = membership.ask(
        contributions.record_contribution, RecordContribution(agreement_id=agreement.id, contribution=gift(agreement)), UNIT
    )
    correction = CorrectContribution(contribution_id=entry.id, reason="Wrong.")
    answers, codes = at_once(*[lambda: membership.ask(contributions.correct_contribution, correction, UNIT) for _ in range(2)])
    assert (len(answers), codes) == (1, ["membership.corrected_already"])
    page = membership.see(views.list_contributions, ListContributions(agreement_id=agreement.id), UNIT)
    assert (page.entries, page.totals) == (2, (Amount(minor=0, currency="EUR"),))
