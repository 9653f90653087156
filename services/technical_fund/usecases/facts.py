"""Keeping what membership says of cities, of who works for whom, and of agreements. Everything comes from the event, so that the whole can
be built anew."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from chassis import read_models
from contracts import membership as m
from contracts.standard import Job
from contracts.technical_fund import StartFundRebuild
from services.technical_fund.domain.facts import ACTIVE, CityFacts, PartnerTie, admitted, role_tie
from services.technical_fund.usecases import deriving, reviewers
from services.technical_fund.usecases.ports import Fund


def when_city_admitted_know_it(unit: Fund, event: m.CityAdmitted) -> None:
    unit.city_facts.keep(admitted(event))


def when_profile_changed_take_the_picture(unit: Fund, event: m.CityProfileChanged) -> None:
    _change(unit, event.city_id, lambda city: city.picture(event))
    _look_at_the_city_again(unit, event.city_id)


def when_hub_changed_remember_it(unit: Fund, event: m.CityHubChanged) -> None:
    def move(city: CityFacts) -> None:
        city.hub_id = event.to_hub_id

    _change(unit, event.city_id, move)
    _look_at_the_city_again(unit, event.city_id)


def when_status_changed_remember_it(unit: Fund, event: m.CityStatusChanged) -> None:
    _now_is(unit, event.city_id, event.status, event.changed_at)


def when_city_suspended_remember_it(unit: Fund, event: m.CitySuspended) -> None:
    _now_is(unit, event.city_id, "suspended", event.at)


def when_city_withdrawn_remember_it(unit: Fund, event: m.CityWithdrawn) -> None:
    _now_is(unit, event.city_id, "withdrawn", event.at)


def when_city_readmitted_remember_it(unit: Fund, event: m.CityReadmitted) -> None:
    _now_is(unit, event.city_id, ACTIVE, event.at)


def when_need_declared_keep_it(unit: Fund, event: m.NeedDeclared) -> None:
    _change(unit, event.city_id, lambda city: city.need(event))


def when_need_withdrawn_forget_it(unit: Fund, event: m.NeedWithdrawn) -> None:
    _change(unit, event.city_id, lambda city: city.no_need(event.need_id, event.withdrawn_at))


def when_offer_declared_keep_it(unit: Fund, event: m.OfferDeclared) -> None:
    _change(unit, event.city_id, lambda city: city.offer(event))


def when_offer_withdrawn_forget_it(unit: Fund, event: m.OfferWithdrawn) -> None:
    _change(unit, event.city_id, lambda city: city.no_offer(event.offer_id, event.withdrawn_at))


def when_principles_accepted_remember_the_version(unit: Fund, event: m.PrinciplesAccepted) -> None:
    def accept(city: CityFacts) -> None:
        city.principles_version = event.version
        city.hear(event.accepted_at)

    _change(unit, event.city_id, accept)


def when_mandate_verified_remember_its_end(unit: Fund, event: m.MandateVerified) -> None:
    def renew(city: CityFacts) -> None:
        city.mandate_until = event.valid_until

    _change(unit, event.city_id, renew)


# ---------------------------------------------------------------- who works for whom


def when_grant_given_tie_the_person(unit: Fund, event: m.GrantGiven) -> None:
    unit.role_ties.keep(role_tie(event))
    _look_at_people_again(unit, [event.person_id])


def when_grant_term_set_remember_its_end(unit: Fund, event: m.GrantTermSet) -> None:
    _end_tie(unit, event.grant_id, event.ends_at)
    _look_at_people_again(unit, [event.person_id])


def when_grant_ended_remember_when(unit: Fund, event: m.GrantEnded) -> None:
    _end_tie(unit, event.grant_id, event.ended_at)
    _look_at_people_again(unit, [event.person_id])


def when_person_erased_forget_their_ties(unit: Fund, event: m.PersonErased) -> None:
    unit.role_ties.forget(event.person_id)


# ---------------------------------------------------------------- agreements


def when_agreement_signed_tie_the_parties(unit: Fund, event: m.AgreementSigned | m.AgreementRevised) -> None:
    """One that has been emptied is hidden: the same as never signed."""
    tie = PartnerTie(
        agreement_id=event.agreement_id,
        organisation_ids=event.organisation_ids or (),
        city_ids=event.city_ids or (),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )
    before = unit.partner_ties.find(event.agreement_id)
    unit.partner_ties.keep(tie)
    _look_at_the_parties_again(unit, tie, *([before] if before else []))


def when_agreement_renewed_move_its_end(unit: Fund, event: m.AgreementRenewed) -> None:
    _bound(unit, event.agreement_id, event.ends_on)


def when_agreement_expired_remember_when(unit: Fund, event: m.AgreementExpired) -> None:
    _bound(unit, event.agreement_id, event.expired_at.date())


def when_agreement_ended_remember_when(unit: Fund, event: m.AgreementEnded) -> None:
    _bound(unit, event.agreement_id, event.ended_at.date())


def start_fund_rebuild(unit: Fund, request: StartFundRebuild) -> Job:
    return read_models.start_rebuild(unit.unit, unit.model)


FACTS_REACTIONS: Final[dict[type, Callable[..., None]]] = {
    m.CityAdmitted: when_city_admitted_know_it,
    m.CityProfileChanged: when_profile_changed_take_the_picture,
    m.CityHubChanged: when_hub_changed_remember_it,
    m.CityStatusChanged: when_status_changed_remember_it,
    m.CitySuspended: when_city_suspended_remember_it,
    m.CityWithdrawn: when_city_withdrawn_remember_it,
    m.CityReadmitted: when_city_readmitted_remember_it,
    m.NeedDeclared: when_need_declared_keep_it,
    m.NeedWithdrawn: when_need_withdrawn_forget_it,
    m.OfferDeclared: when_offer_declared_keep_it,
    m.OfferWithdrawn: when_offer_withdrawn_forget_it,
    m.PrinciplesAccepted: when_principles_accepted_remember_the_version,
    m.MandateVerified: when_mandate_verified_remember_its_end,
    m.GrantGiven: when_grant_given_tie_the_person,
    m.GrantTermSet: when_grant_term_set_remember_its_end,
    m.GrantEnded: when_grant_ended_remember_when,
    m.PersonErased: when_person_erased_forget_their_ties,
    m.AgreementSigned: when_agreement_signed_tie_the_parties,
    m.AgreementRevised: when_agreement_signed_tie_the_parties,
    m.AgreementRenewed: when_agreement_renewed_move_its_end,
    m.AgreementExpired: when_agreement_expired_remember_when,
    m.AgreementEnded: when_agreement_ended_remember_when,
}


def _now_is(unit: Fund, city_id: str, status: str, at: datetime) -> None:
    _change(unit, city_id, lambda city: city.now_is(status, at))


def _change(unit: Fund, city_id: str, change: Callable[[CityFacts], None]) -> None:
    """A city whose admission was emptied by erasure stays unknown."""
    city = unit.city_facts.find(city_id)
    if city is not None:
        change(city)
        unit.city_facts.keep(city)


def _end_tie(unit: Fund, grant_id: str, ends_at: datetime | None) -> None:
    tie = unit.role_ties.find(grant_id)
    if tie is not None:
        unit.role_ties.keep(replace(tie, ends_at=ends_at))


def _bound(unit: Fund, agreement_id: str, ends_on: date | None) -> None:
    tie = unit.partner_ties.find(agreement_id)
    if tie is not None:
        unit.partner_ties.keep(replace(tie, ends_on=ends_on))
        _look_at_the_parties_again(unit, tie)


# ---------------------------------------------------------------- what follows for conflicts, once what is written here is what counts


def _look_at_the_city_again(unit: Fund, city_id: str) -> None:
    if unit.city_facts.live:
        deriving.find_for_city(unit, city_id)


def _look_at_people_again(unit: Fund, person_ids: Iterable[str]) -> None:
    if unit.city_facts.live:
        for person_id in sorted(set(person_ids)):
            reviewers.leave_without_role(unit, person_id)
            deriving.find_for_person(unit, person_id)


def _look_at_the_parties_again(unit: Fund, *ties: PartnerTie) -> None:
    """Reviewers who work for the organisations, and people who act for them under the agreement."""
    pool = [
        reviewer.id for tie in ties for organisation in tie.organisation_ids for reviewer in unit.reviewers.of_organisation(organisation)
    ]
    acting = [role.person_id for tie in ties for role in unit.role_ties.over(tie.agreement_id)]
    _look_at_people_again(unit, [*pool, *acting])
