"""Partner organisations, and the account of what they give."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.context import Actor, Grant, new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    Amount,
    CorrectContribution,
    GetOrganisation,
    Gift,
    ListContributions,
    ListOrganisations,
    OrganisationRegistered,
    OrganisationRevised,
    RecordContribution,
    RegisterOrganisation,
    ReviseOrganisation,
)
from services.membership.usecases import contributions, organisations
from services.membership.views import partners as views
from tests.builders.membership import opened_hub
from tests.builders.partners import opened, organisation_content, registered, signed
from tests.fakes.membership import NOBODY, Membership, MemoryMembership, hub_officer, management, person

UNIT = management()


def holder(role: str, scope_kind: str, scope_id: str) -> Actor:
    return person(Grant(role=role, scope_kind=scope_kind, scope_id=scope_id))


def names(membership: Membership, reader: Actor, **asked: Any) -> list[str]:
    return [row.names["en"] for row in membership.see(views.list_organisations, ListOrganisations(**asked), reader).items]


def shown(membership: Membership, id: str, reader: Actor) -> Any:
    return membership.see(views.get_organisation, GetOrganisation(organisation_id=id), reader)


def revise(membership: Membership, id: str, changes: dict[str, Any], **how: Any) -> Any:
    return membership.ask(organisations.revise_organisation, ReviseOrganisation(organisation_id=id, changes=changes), UNIT, **how)


# ---------------------------------------------------------------- organisations


def test_contacts_and_history_are_for_staff_only(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    made = registered(membership, UNIT)
    assert made.contact is not None
    assert shown(membership, made.id, hub_officer(hub.id)) == made
    for reader in (
        NOBODY,
        person(),
        holder("focal_point", "city", new_id()),
        holder("donor", "agreement", new_id()),
        hub_officer(new_id()),
    ):
        seen = shown(membership, made.id, reader)
        assert (seen.contact, seen.history, seen.website) == (None, (), made.website)


def test_everybody_finds_what_they_may_know_of(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    registered(membership, UNIT, names={"en": "Seen by all"}, country=None)
    registered(membership, UNIT, names={"en": "Seen by members"}, country=None, visibility="members")
    kenyan = registered(membership, UNIT, names={"en": "Kenyan secret"}, visibility="network")
    registered(membership, UNIT, names={"en": "Spanish secret"}, country="ES", visibility="network")
    assert names(membership, NOBODY) == ["Seen by all"]
    assert names(membership, holder("mayors_office", "city", new_id())) == ["Seen by all", "Seen by members"]
    assert names(membership, hub_officer(hub.id)) == ["Kenyan secret", "Seen by all", "Seen by members"]
    assert names(membership, UNIT) == ["Kenyan secret", "Seen by all", "Seen by members", "Spanish secret"]
    with pytest.raises(NotFound):
        shown(membership, kenyan.id, NOBODY)


def test_a_partner_knows_the_other_parties_of_its_agreement(membership: MemoryMembership) -> None:
    hidden = registered(membership, UNIT, visibility="network")
    agreement = signed(membership, UNIT, hidden.id)
    assert shown(membership, hidden.id, holder("partner", "agreement", agreement.id)).contact is None
    with pytest.raises(NotFound):
        shown(membership, hidden.id, holder("partner", "agreement", new_id()))


def test_organisations_are_found_by_name_kind_and_country(membership: MemoryMembership) -> None:
    registered(membership, UNIT)
    registered(membership, UNIT, kind="multilateral", names={"en": "World Assembly"}, country=None)
    assert names(membership, NOBODY, q="found coast") == ["Coastal Foundation"]
    assert names(membership, NOBODY, q="مؤسسه") == ["Coastal Foundation"]
    assert names(membership, NOBODY, kind="multilateral") == ["World Assembly"]
    assert names(membership, NOBODY, country="KE") == ["Coastal Foundation"]
    with pytest.raises(Invalid):
        names(membership, NOBODY, q="…")


def test_revising_says_what_members_may_know_and_hiding_takes_it_back(membership: MemoryMembership) -> None:
    made = registered(membership, UNIT)
    at = membership.now
    assert membership.said() == [
        OrganisationRegistered(organisation_id=made.id, kind="donor", country="KE", visibility="public", registered_at=at)
    ]
    hidden = revise(membership, made.id, {"visibility": "network", "website": None})
    assert (hidden.website, hidden.history[-1].fields) == (None, ("website", "visibility"))
    assert membership.said() == [
        OrganisationRegistered(organisation_id=made.id, kind=None, country=None, visibility="public", registered_at=at),
        OrganisationRevised(organisation_id=made.id, kind=None, country=None, visibility="network", revised_at=at),
    ]
    revise(membership, made.id, {"visibility": "members"})
    assert membership.said()[-1].kind == "donor"


def test_saying_nothing_new_changes_nothing(membership: MemoryMembership) -> None:
    made = registered(membership, UNIT)
    again = revise(membership, made.id, {"names": {"en": "Coastal Foundation"}})
    assert (again.history, len(membership.said())) == (made.history, 1)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"country": "XX"}, "/changes/country", "membership.unknown_country"),
        ({"names": {"en": "—"}}, "/changes/names/en", "membership.no_name"),
        ({"website": "javascript:alert(1)"}, "/changes/website", "format"),
        ({"kind": "club"}, "/changes/kind", "not_an_option"),
    ],
)
def test_what_does_not_fit_is_named(membership: MemoryMembership, changes: dict[str, Any], pointer: str, code: str) -> None:
    made = registered(membership, UNIT)
    with pytest.raises(Invalid) as refused:
        revise(membership, made.id, changes)
    assert [(error["pointer"], error["code"]) for error in refused.value.details["errors"]] == [(pointer, code)]
    assert len(membership.said()) == 1


def test_only_the_management_unit_keeps_the_register(membership: MemoryMembership) -> None:
    for who in (NOBODY, person(), hub_officer(new_id()), holder("partner", "agreement", new_id())):
        with pytest.raises(NotAllowed):
            membership.ask(organisations.register_organisation, RegisterOrganisation(organisation=organisation_content()), who)
    with pytest.raises(NotFound):
        revise(membership, new_id(), {})


# ---------------------------------------------------------------- contributions


def gift(organisation_id: str, **changes: Any) -> Gift:
    made = Gift(
        organisation_id=organisation_id,
        received_on=date(2027, 3, 1),
        amount=Amount(minor=2_500_000, currency="EUR"),
        themes=("youth_engagement",),
        note="First tranche.",
    )
    return replace(made, **changes)


def record(membership: Membership, agreement: Any, by: Actor = UNIT, **changes: Any) -> Any:
    given = gift(**{"organisation_id": agreement.content.organisation_ids[0], **changes})
    return membership.ask(contributions.record_contribution, RecordContribution(agreement_id=agreement.id, contribution=given), by)


def correct(membership: Membership, id: str, replacement: Gift | None = None) -> Any:
    ask = CorrectContribution(contribution_id=id, reason="Two digits were swapped.", replacement=replacement)
    return membership.ask(contributions.correct_contribution, ask, UNIT)


def account(membership: Membership, agreement: Any, reader: Actor = UNIT, **asked: Any) -> Any:
    return membership.see(views.list_contributions, ListContributions(agreement_id=agreement.id, **asked), reader)


def test_the_account_adds_up_by_currency_and_a_correction_is_a_counter_entry(membership: MemoryMembership) -> None:
    agreement = signed(membership, UNIT)
    wrong = record(membership, agreement)
    record(membership, agreement, amount=Amount(minor=100, currency="USD"))
    record(membership, agreement, amount=None, in_kind="Forty expert-days.")
    right = correct(membership, wrong.id, gift(agreement.content.organisation_ids[0], amount=Amount(minor=5_200_000, currency="EUR")))
    page = account(membership, agreement)
    assert page.totals == (Amount(minor=5_200_000, currency="EUR"), Amount(minor=100, currency="USD"))
    assert [entry.kind for entry in page.items] == ["money", "money", "in_kind", "money", "money"]
    assert (page.items[0].gift, page.items[0].corrected_by) == (wrong.gift, page.items[3].id)
    assert (page.items[3].corrects, page.items[3].gift.note) == (wrong.id, "Two digits were swapped.")
    assert page.items[3].gift.amount == Amount(minor=-2_500_000, currency="EUR")
    assert (right.id, right.replaces, page.entries) == (page.items[4].id, wrong.id, 5)


def test_an_entry_is_corrected_once_and_a_counter_entry_never(membership: MemoryMembership) -> None:
    agreement = signed(membership, UNIT)
    entry = record(membership, agreement)
    counter = correct(membership, entry.id)
    for id, code in ((entry.id, "membership.corrected_already"), (counter.id, "membership.counter_entry")):
        with pytest.raises(Conflict) as refused:
            correct(membership, id)
        assert refused.value.code == code
    assert account(membership, agreement).totals == (Amount(minor=0, currency="EUR"),)


def test_a_replacement_that_does_not_fit_leaves_the_entry_alone(membership: MemoryMembership) -> None:
    agreement = signed(membership, UNIT)
    entry = record(membership, agreement)
    with pytest.raises(Invalid) as refused:
        correct(membership, entry.id, gift(new_id()))
    assert refused.value.details["errors"][0]["pointer"] == "/replacement/organisation_id"
    assert (account(membership, agreement).entries, account(membership, agreement).items[0].corrected_by) == (1, None)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"amount": Amount(minor=0, currency="EUR")}, "/contribution/amount/minor", "range"),
        ({"amount": Amount(minor=-5, currency="EUR")}, "/contribution/amount/minor", "range"),
        ({"amount": Amount(minor=5, currency="ZZZ")}, "/contribution/amount/currency", "membership.unknown_currency"),
        ({"amount": None}, "/contribution", "membership.money_or_in_kind"),
        ({"in_kind": "Training."}, "/contribution", "membership.money_or_in_kind"),
        ({"organisation_id": "018f0000-0000-7000-8000-000000000009"}, "/contribution/organisation_id", "membership.no_party"),
        ({"received_on": date(2027, 3, 2)}, "/contribution/received_on", "membership.in_the_future"),
        ({"themes": ("nonsense",)}, "/contribution/themes/0", "membership.unknown_theme"),
    ],
)
def test_what_cannot_be_entered_is_named(membership: MemoryMembership, changes: dict[str, Any], pointer: str, code: str) -> None:
    agreement = signed(membership, UNIT)
    with pytest.raises(Invalid) as refused:
        record(membership, agreement, **changes)
    assert [(error["pointer"], error["code"]) for error in refused.value.details["errors"]] == [(pointer, code)]


def test_nothing_is_entered_before_the_agreement_is_signed(membership: MemoryMembership) -> None:
    with pytest.raises(Conflict) as refused:
        record(membership, opened(membership, UNIT))
    assert refused.value.code == "membership.not_signed"


def test_the_account_is_for_its_donor_and_the_management_unit(membership: MemoryMembership) -> None:
    agreement = signed(membership, UNIT)
    record(membership, agreement)
    donor = holder("donor", "agreement", agreement.id)
    seen = account(membership, agreement, donor).items[0]
    assert (seen.gift.amount, seen.gift.note, seen.entered_by) == (Amount(minor=2_500_000, currency="EUR"), None, None)
    with pytest.raises(NotFound):
        account(membership, agreement, holder("donor", "agreement", new_id()))
    for who in (NOBODY, person(), hub_officer(new_id()), holder("partner", "agreement", agreement.id)):
        with pytest.raises(NotAllowed):
            account(membership, agreement, who)
    with pytest.raises(NotAllowed):
        record(membership, agreement, by=donor)


def test_the_account_is_read_page_by_page(membership: MemoryMembership) -> None:
    agreement = signed(membership, UNIT)
    entered = [record(membership, agreement, amount=Amount(minor=number, currency="EUR")).id for number in (1, 2, 3)]
    first = account(membership, agreement, limit=2)
    second = account(membership, agreement, limit=2, cursor=first.next)
    assert [entry.id for entry in (*first.items, *second.items)] == entered
    assert (first.totals, second.totals, second.next) == ((Amount(minor=6, currency="EUR"),), first.totals, None)
