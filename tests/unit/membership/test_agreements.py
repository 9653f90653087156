"""Agreements: their steps, their terms, what the calendar does, and who may know of them."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.context import Actor, Grant, new_id
from chassis.timers import TimerRunner
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    AgreementEnded,
    AgreementExpired,
    AgreementNegotiationBegun,
    AgreementOpened,
    AgreementRenewed,
    AgreementReviewBegun,
    AgreementReviewDue,
    AgreementRevised,
    AgreementSigned,
    BeginAgreementReview,
    BeginNegotiation,
    EndAgreement,
    GetAgreement,
    ListAgreements,
    OpenAgreement,
    ReadAgreementPaper,
    RenewAgreement,
    ReviseAgreement,
    SignAgreement,
)
from services.membership import reactions
from services.membership.domain.agreement import STEPS
from services.membership.usecases import agreements
from services.membership.views import partners as views
from tests.builders.membership import PDF, opened_hub
from tests.builders.partners import agreement_content, negotiating, opened, paper, registered, signed, signing
from tests.fakes.membership import NOBODY, Membership, MemoryMembership, hub_officer, management, person

UNIT = management()


def holder(role: str, scope_kind: str, scope_id: str) -> Actor:
    return person(Grant(role=role, scope_kind=scope_kind, scope_id=scope_id))


def ids(membership: Membership, reader: Actor, **asked: Any) -> list[str]:
    return [row.id for row in membership.see(views.list_agreements, ListAgreements(**asked), reader).items]


def seen(membership: Membership, id: str, reader: Actor = UNIT) -> Any:
    return membership.see(views.get_agreement, GetAgreement(agreement_id=id), reader)


def review(membership: Membership, id: str) -> Any:
    return membership.ask(agreements.begin_agreement_review, BeginAgreementReview(agreement_id=id), UNIT)


def renewal(id: str, **changes: Any) -> RenewAgreement:
    asked = RenewAgreement(agreement_id=id, signed_on=date(2027, 2, 1), starts_on=date(2029, 3, 1), ends_on=date(2031, 2, 28))
    return replace(asked, **changes)


# ---------------------------------------------------------------- the process


def test_an_agreement_goes_from_prospect_to_the_next_term_and_keeps_its_history(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    reviewed = review(membership, made.id)
    renewed = membership.ask(agreements.renew_agreement, renewal(made.id, note="Two more years."), UNIT)
    assert (made.state, reviewed.state, renewed.state) == ("signed", "in_review", "renewed")
    assert [(term.number, term.starts_on, term.ends_on) for term in renewed.terms] == [
        (1, date(2027, 3, 1), date(2029, 2, 28)),
        (2, date(2029, 3, 1), date(2031, 2, 28)),
    ]
    steps = [(step.step, step.by, step.at) for step in renewed.history]
    words = ["opened", "negotiation_begun", "signed", "review_begun", "renewed"]
    assert steps == [(word, UNIT.person_id, membership.now) for word in words]
    assert renewed.history[-1].note == "Two more years."
    assert (renewed.reference, renewed.next_steps) == ("AGR-2027-0001", ("revise_agreement", "begin_agreement_review", "end_agreement"))
    said = [event for event in membership.said() if getattr(event, "agreement_id", None) == made.id]
    kinds = [AgreementOpened, AgreementNegotiationBegun, AgreementSigned, AgreementReviewBegun, AgreementRenewed]
    assert [type(event) for event in said] == kinds
    assert said[2].organisation_ids == made.content.organisation_ids
    assert (said[4].term, said[4].starts_on) == (2, date(2029, 3, 1))


ACTIONS: dict[str, Any] = {
    "begin_negotiation": lambda m, id: (agreements.begin_negotiation, BeginNegotiation(agreement_id=id)),
    "sign_agreement": lambda m, id: (agreements.sign_agreement, signing(m, UNIT, id)),
    "begin_agreement_review": lambda m, id: (agreements.begin_agreement_review, BeginAgreementReview(agreement_id=id)),
    "renew_agreement": lambda m, id: (agreements.renew_agreement, renewal(id)),
    "end_agreement": lambda m, id: (agreements.end_agreement, EndAgreement(agreement_id=id, note="Over.")),
}


def in_state(membership: MemoryMembership, state: str) -> str:
    if state in ("prospect", "negotiating", "signed"):
        return {"prospect": opened, "negotiating": negotiating, "signed": signed}[state](membership, UNIT).id
    id = signed(membership, UNIT).id
    if state == "expired":
        membership.wait(days=800)
        return id
    if state == "ended":
        membership.ask(agreements.end_agreement, EndAgreement(agreement_id=id, note="Over."), UNIT)
        return id
    review(membership, id)
    if state == "renewed":
        membership.ask(agreements.renew_agreement, renewal(id), UNIT)
    return id


STATES = ("prospect", "negotiating", "signed", "in_review", "renewed", "expired", "ended")


@pytest.mark.parametrize(("state", "action"), list(itertools.product(STATES, ACTIONS)))
def test_only_the_steps_of_the_table_can_be_taken(membership: MemoryMembership, state: str, action: str) -> None:
    id = in_state(membership, state)
    assert seen(membership, id).state == state
    use_case, request = ACTIONS[action](membership, id)
    expected = next((step.next for step in STEPS if (step.state, step.action) == (state, action)), None)
    before = len(membership.said())
    if expected:
        assert membership.ask(use_case, request, UNIT).state == expected
        assert len(membership.said()) == before + 1
        return
    with pytest.raises(Conflict) as refused:
        membership.ask(use_case, request, UNIT)
    assert refused.value.code == "membership.agreement_state"
    assert len(membership.said()) == before
    assert seen(membership, id).state == state


@pytest.mark.parametrize(
    "who", [NOBODY, person(), hub_officer("h"), holder("partner", "agreement", "a"), holder("donor", "agreement", "a")]
)
def test_only_the_management_unit_writes(membership: MemoryMembership, who: Actor) -> None:
    id = opened(membership, UNIT).id
    for name, make in ACTIONS.items():
        if name != "sign_agreement":
            use_case, request = make(membership, id)
            with pytest.raises(NotAllowed):
                membership.ask(use_case, request, who)
    with pytest.raises(NotAllowed):
        membership.ask(agreements.open_agreement, OpenAgreement(agreement=agreement_content(new_id())), who)
    with pytest.raises(NotAllowed):
        membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=id, changes={}), who)


# ---------------------------------------------------------------- what is written down


def test_what_the_agreement_names_must_exist_and_be_named_once(membership: MemoryMembership) -> None:
    party = registered(membership, UNIT).id
    stranger = new_id()
    content = agreement_content(
        party,
        organisation_ids=(party, party, stranger),
        city_ids=(stranger,),
        hub_ids=(stranger,),
        themes=("youth_engagement", "nonsense"),
        source_lang="ar",
        countries=("KE", "XX"),
    )
    with pytest.raises(Invalid) as refused:
        membership.ask(agreements.open_agreement, OpenAgreement(agreement=content), UNIT)
    assert {(error["pointer"], error["code"]) for error in refused.value.details["errors"]} == {
        ("/agreement/organisation_ids/1", "membership.named_twice"),
        ("/agreement/organisation_ids/2", "membership.no_organisation"),
        ("/agreement/city_ids/0", "membership.no_city"),
        ("/agreement/hub_ids/0", "membership.no_hub"),
        ("/agreement/themes/1", "membership.unknown_theme"),
        ("/agreement/source_lang", "membership.source_not_there"),
        ("/agreement/countries/1", "membership.unknown_country"),
    }


def test_parties_and_type_are_fixed_once_signed_and_what_is_over_can_only_be_hidden(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    with pytest.raises(Conflict) as refused:
        membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"type": "other"}), UNIT)
    assert refused.value.code == "membership.agreement_fixed"
    revised = membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"themes": []}), UNIT)
    assert (revised.content.themes, revised.history[-1].step, revised.history[-1].fields) == ((), "revised", ("themes",))
    membership.ask(agreements.end_agreement, EndAgreement(agreement_id=made.id, note="Over."), UNIT)
    with pytest.raises(Conflict) as refused:
        membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"countries": []}), UNIT)
    assert refused.value.code == "membership.agreement_over"
    hidden = membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"visibility": "network"}), UNIT)
    assert hidden.content.visibility == "network"


def test_a_lost_update_is_refused(membership: MemoryMembership) -> None:
    made = opened(membership, UNIT)
    change = ReviseAgreement(agreement_id=made.id, changes={"review_months": 6})
    membership.ask(agreements.revise_agreement, change, UNIT, version=made.version)
    with pytest.raises(Conflict) as refused:
        membership.ask(agreements.revise_agreement, change, UNIT, version=made.version)
    assert refused.value.code == "stale_version"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"signed_on": date(2027, 3, 2)}, {("/signed_on", "membership.in_the_future")}),
        ({"ends_on": date(2027, 2, 28)}, {("/ends_on", "membership.ends_too_early")}),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}, {("/ends_on", "membership.ends_too_early")}),
    ],
)
def test_the_days_of_a_term_must_fit(membership: MemoryMembership, changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    made = negotiating(membership, UNIT)
    with pytest.raises(Invalid) as refused:
        membership.ask(agreements.sign_agreement, signing(membership, UNIT, made.id, **changes), UNIT)
    assert {(error["pointer"], error["code"]) for error in refused.value.details["errors"]} == expected
    assert seen(membership, made.id).state == "negotiating"


@pytest.mark.parametrize(
    ("starts_on", "code"), [(date(2027, 3, 1), "membership.term_too_early"), (date(2029, 3, 2), "membership.gap_between_terms")]
)
def test_a_term_follows_the_one_before(membership: MemoryMembership, starts_on: date, code: str) -> None:
    made = signed(membership, UNIT)
    review(membership, made.id)
    with pytest.raises(Invalid) as refused:
        membership.ask(agreements.renew_agreement, renewal(made.id, starts_on=starts_on), UNIT)
    assert refused.value.details["errors"][0]["code"] == code


def test_a_paper_for_something_else_or_of_somebody_else_is_refused(membership: MemoryMembership) -> None:
    made = negotiating(membership, UNIT)
    ask = SignAgreement(agreement_id=made.id, upload_id=new_id(), signed_on=date(2027, 3, 1), starts_on=date(2027, 3, 1))
    with pytest.raises(Conflict) as refused:
        membership.ask(agreements.sign_agreement, replace(ask, upload_id=paper(membership, UNIT, purpose="mandate")), UNIT)
    assert refused.value.code == "upload_not_ready"
    with pytest.raises(NotFound):
        membership.ask(agreements.sign_agreement, replace(ask, upload_id=paper(membership, person())), UNIT)
    assert seen(membership, made.id).terms == ()


# ---------------------------------------------------------------- the calendar


def test_a_review_is_called_for_once_on_its_day(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    assert made.review_due_on == date(2028, 3, 1)
    membership.wait(days=365)
    assert not [event for event in membership.said() if isinstance(event, AgreementReviewDue)]
    membership.wait(days=1)
    membership.wait(days=30)
    assert [event for event in membership.said() if isinstance(event, AgreementReviewDue)] == [
        AgreementReviewDue(agreement_id=made.id, due_on=date(2028, 3, 1))
    ]
    late = seen(membership, made.id)
    assert (late.state, late.review_due_on) == ("signed", date(2028, 3, 1))
    assert review(membership, made.id).review_due_on is None


def test_a_review_once_called_for_is_not_called_for_again_by_a_revision(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    membership.wait(days=370)
    membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"themes": []}), UNIT)
    membership.wait(days=1)
    assert Counter(type(event) for event in membership.said())[AgreementReviewDue] == 1
    membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"review_months": 13}), UNIT)
    membership.wait(days=40)
    due = [event.due_on for event in membership.said() if isinstance(event, AgreementReviewDue)]
    assert due == [date(2028, 3, 1), date(2028, 4, 1)]


def test_what_nobody_renews_expires_after_its_last_day_and_once(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    membership.wait(days=730)
    assert seen(membership, made.id).state == "signed"
    membership.wait(days=1)
    assert seen(membership, made.id).state == "expired"
    membership.wait(days=1)
    assert Counter(type(event) for event in membership.said())[AgreementExpired] == 1
    assert membership.work.store["timers"].rows == {}


def test_an_expiry_that_fires_twice_expires_once(membership: MemoryMembership) -> None:
    """As after a kill between the handler and its commit: the timer is there again, and so must be nothing else."""
    made = signed(membership, UNIT)
    timers = dict(membership.work.store["timers"].rows)
    membership.wait(days=800)
    membership.work.store["timers"].rows = timers
    TimerRunner(membership.work, reactions.TIMERS).fire_due()
    counted = Counter(type(event) for event in membership.said())
    assert (counted[AgreementExpired], counted[AgreementReviewDue], seen(membership, made.id).state) == (1, 1, "expired")


def test_a_renewal_moves_the_end_and_an_open_one_never_ends(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    review(membership, made.id)
    membership.ask(agreements.renew_agreement, renewal(made.id, ends_on=None), UNIT)
    membership.wait(days=4000)
    assert seen(membership, made.id).state == "renewed"


def test_an_ended_agreement_is_left_alone_by_the_calendar(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    membership.ask(agreements.end_agreement, EndAgreement(agreement_id=made.id, note="Closed."), UNIT)
    membership.wait(days=4000)
    counted = Counter(type(event) for event in membership.said())
    assert (counted[AgreementEnded], counted[AgreementExpired], counted[AgreementReviewDue]) == (1, 0, 0)


# ---------------------------------------------------------------- who may know


def test_the_public_sees_what_is_in_force_and_marked_public_without_papers_and_people(membership: MemoryMembership) -> None:
    party = registered(membership, UNIT).id
    prospect = opened(membership, UNIT, party)
    public = signed(membership, UNIT, party)
    members = signed(membership, UNIT, party, visibility="members")
    network = signed(membership, UNIT, party, visibility="network")
    assert ids(membership, NOBODY) == [public.id]
    assert ids(membership, holder("focal_point", "city", new_id())) == [members.id, public.id]
    assert ids(membership, UNIT) == [network.id, members.id, public.id, prospect.id]
    shown = seen(membership, public.id, NOBODY)
    assert (shown.history, shown.next_steps, shown.terms[0].paper) == ((), (), None)
    for hidden in (prospect, members, network):
        with pytest.raises(NotFound):
            seen(membership, hidden.id, NOBODY)


def test_hub_officers_read_those_of_their_countries_and_hubs(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    party = registered(membership, UNIT).id
    here = opened(membership, UNIT, party)
    elsewhere = opened(membership, UNIT, party, countries=("ES",))
    by_hub = opened(membership, UNIT, party, countries=(), hub_ids=(hub.id,))
    everywhere = opened(membership, UNIT, party, countries=())
    officer = hub_officer(hub.id)
    assert ids(membership, officer) == [by_hub.id, here.id]
    assert seen(membership, here.id, officer).history[0].step == "opened"
    assert seen(membership, here.id, officer).next_steps == ()
    for other in (elsewhere, everywhere):
        with pytest.raises(NotFound):
            seen(membership, other.id, officer)


def test_partners_donors_and_cities_read_their_own_agreement_and_its_paper(membership: MemoryMembership) -> None:
    mine = signed(membership, UNIT, visibility="network")
    other = signed(membership, UNIT, visibility="network")
    for reader in (holder("partner", "agreement", mine.id), holder("donor", "agreement", mine.id)):
        assert ids(membership, reader) == [mine.id]
        shown = seen(membership, mine.id, reader)
        assert (shown.history, shown.next_steps) == ((), ())
        assert shown.terms[0].paper is not None
        assert membership.see(views.read_agreement_paper, ReadAgreementPaper(agreement_id=mine.id), reader).part == PDF
        with pytest.raises(NotFound):
            membership.see(views.read_agreement_paper, ReadAgreementPaper(agreement_id=other.id), reader)


def test_the_paper_of_a_public_agreement_is_not_public(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    ask = ReadAgreementPaper(agreement_id=made.id)
    with pytest.raises(NotAllowed):
        membership.see(views.read_agreement_paper, ask, NOBODY)
    with pytest.raises(NotFound) as refused:
        membership.see(views.read_agreement_paper, ask, holder("focal_point", "city", new_id()))
    assert refused.value.code == "membership.no_paper"
    assert membership.see(views.read_agreement_paper, ask, UNIT).part == PDF
    with pytest.raises(NotFound):
        membership.see(views.read_agreement_paper, replace(ask, term=2), UNIT)


def test_hiding_takes_back_what_was_said(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT)
    review(membership, made.id)
    membership.ask(agreements.renew_agreement, renewal(made.id), UNIT)
    membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"visibility": "network"}), UNIT)
    said = [event for event in membership.said() if isinstance(event, AgreementSigned | AgreementRenewed | AgreementRevised)]
    assert [type(event) for event in said] == [AgreementSigned, AgreementRenewed, AgreementRevised]
    for event in said:
        assert {name for name, value in vars(event).items() if value is not None} <= {"agreement_id", "term"}


def test_what_is_never_shown_is_never_said_and_what_becomes_visible_is(membership: MemoryMembership) -> None:
    made = signed(membership, UNIT, visibility="network")
    assert membership.said()[-1] == AgreementSigned(agreement_id=made.id, **dict.fromkeys(list(AgreementSigned.__dataclass_fields__)[1:]))
    membership.ask(agreements.revise_agreement, ReviseAgreement(agreement_id=made.id, changes={"visibility": "members"}), UNIT)
    last = membership.said()[-1]
    assert isinstance(last, AgreementRevised)
    assert (last.type, last.starts_on) == ("funding", date(2027, 3, 1))


def test_lists_answer_to_their_filters(membership: MemoryMembership) -> None:
    one, two = registered(membership, UNIT).id, registered(membership, UNIT, names={"en": "Other"}).id
    soon = signed(membership, UNIT, one, review_months=6)
    late = signed(membership, UNIT, two, type="memorandum", countries=("ES",), themes=())
    talk = opened(membership, UNIT, two)
    assert ids(membership, UNIT, state="signed") == [late.id, soon.id]
    assert ids(membership, UNIT, type="memorandum") == [late.id]
    assert ids(membership, UNIT, organisation_id=two) == [talk.id, late.id]
    assert ids(membership, UNIT, country="ES") == [late.id]
    assert ids(membership, UNIT, theme="youth_engagement") == [talk.id, soon.id]
    assert ids(membership, UNIT, review_due_before=date(2027, 9, 2)) == [soon.id]
    assert ids(membership, UNIT, review_due_before=date(2027, 9, 1)) == []
    first = membership.see(views.list_agreements, ListAgreements(limit=2), UNIT)
    second = membership.see(views.list_agreements, ListAgreements(limit=2, cursor=first.next), UNIT)
    assert [row.id for row in (*first.items, *second.items)] == [talk.id, late.id, soon.id]
