"""Two cities with real people in them, and introductions between the two as far as one wants them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chassis.context import Actor, new_id
from chassis.context import Grant as HeldGrant
from contracts.membership import (
    AcceptIntroduction,
    BeginExchange,
    DeclineIntroduction,
    GetIntroduction,
    IntroductionView,
    ListIntroductionContacts,
    ListIntroductions,
    ReportIntroduction,
    RequestIntroduction,
    SuggestIntroduction,
    WithdrawIntroduction,
)
from contracts.roles import FOCAL_POINT
from services.membership import views
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person
from services.membership.usecases import grants, introductions
from tests.builders.cities import member_city
from tests.fakes.membership import Membership, MemoryMembership, management, person

MESSAGE = "How did you bring your youth council into the budget?"


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """Somebody with an account, a grant, and data of their own that can be looked for."""

    actor: Actor
    person: Person
    grant_id: str

    @property
    def traces(self) -> tuple[str, ...]:
        return (self.person.id, self.person.name, self.person.email, self.grant_id)


def appointed(membership: Membership, city_id: str, name: str, role: str = FOCAL_POINT, **grant: Any) -> Somebody:
    """A person with an account who holds a role of the city."""
    account = Person(
        id=new_id(),
        name=name,
        email=f"{name.split()[0].lower()}@city.example",
        language="sw",
        password_hash="h",
        created_at=membership.now,
    )
    given = Grant.give(id=new_id(), person_id=account.id, role=role, scope_id=city_id, by=None, at=membership.now, **grant)

    def appoint(_: Any, unit: Any) -> None:
        unit.people.add(account)
        grants.give(unit, given)

    membership.work.within(appoint, membership.context(management()))
    actor = person(HeldGrant(role=role, scope_kind="city", scope_id=city_id), id=account.id)
    return Somebody(actor=actor, person=account, grant_id=given.id)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two member cities of different countries, each with its focal point."""

    here: str
    there: str
    amina: Somebody
    bruno: Somebody


def pair(membership: Membership) -> Pair:
    here = member_city(membership)
    there = member_city(membership, "Sevilla", country="ES", subdivision="ES-SE")
    amina, bruno = appointed(membership, here, "Amina Saidi"), appointed(membership, there, "Bruno Ortega")
    return Pair(here=here, there=there, amina=amina, bruno=bruno)


def asked_for(membership: Membership, two: Pair) -> IntroductionView:
    asked = RequestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("youth_engagement",), message=MESSAGE)
    view: IntroductionView = membership.ask(introductions.request_introduction, asked, two.amina.actor)
    return view


def suggested_to(membership: Membership, two: Pair, by: Actor | None = None) -> IntroductionView:
    asked = SuggestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("youth_engagement",), note="They have done it.")
    view: IntroductionView = membership.ask(introductions.suggest_introduction, asked, by or management())
    return view


def agreed_to(membership: Membership, two: Pair) -> IntroductionView:
    asked = asked_for(membership, two)
    view: IntroductionView = membership.ask(
        introductions.accept_introduction, AcceptIntroduction(introduction_id=asked.id), two.bruno.actor
    )
    return view


def view_of(membership: MemoryMembership, id: str, reader: Actor) -> Any:
    return membership.see(views.introductions.get_introduction, GetIntroduction(introduction_id=id), reader)


def contacts(membership: MemoryMembership, id: str, reader: Actor) -> list[tuple[str, str]]:
    asked = ListIntroductionContacts(introduction_id=id)
    return [(one.name, one.email) for one in membership.see(views.introductions.list_introduction_contacts, asked, reader).items]


def listed(membership: MemoryMembership, reader: Actor, **asked: Any) -> list[str]:
    return [row.id for row in membership.see(views.introductions.list_introductions, ListIntroductions(**asked), reader).items]


STEPS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[str], Any]]] = {
    "accept": (introductions.accept_introduction, lambda id: AcceptIntroduction(introduction_id=id)),
    "decline": (introductions.decline_introduction, lambda id: DeclineIntroduction(introduction_id=id, reason="not_now")),
    "withdraw": (introductions.withdraw_introduction, lambda id: WithdrawIntroduction(introduction_id=id)),
    "exchange": (introductions.begin_exchange, lambda id: BeginExchange(introduction_id=id)),
    "report": (introductions.report_introduction, lambda id: ReportIntroduction(introduction_id=id, outcome="visit_made")),
}
WAY: dict[str, tuple[tuple[str, str], ...]] = {
    # state: who takes which step to come there, from a suggestion
    "suggested": (),
    "requested": (("from", "accept"),),
    "accepted": (("from", "accept"), ("to", "accept")),
    "in_exchange": (("from", "accept"), ("to", "accept"), ("from", "exchange")),
    "reported": (("from", "accept"), ("to", "accept"), ("from", "report"), ("to", "report")),
    "declined": (("from", "accept"), ("to", "decline")),
    "withdrawn": (("from", "accept"), ("from", "withdraw")),
    "expired": (("from", "accept"), ("time", "expire")),
}
ALLOWED: dict[str, dict[str, set[str]]] = {
    # state: side: steps
    "suggested": {"from": {"accept", "decline"}, "to": set(), "unit": {"withdraw"}, "hub": {"withdraw"}},
    "requested": {"from": {"withdraw"}, "to": {"accept", "decline"}, "unit": set(), "hub": set()},
    "accepted": {"from": {"exchange", "report"}, "to": {"exchange", "report"}, "unit": set(), "hub": set()},
    "in_exchange": {"from": {"report"}, "to": {"report"}, "unit": set(), "hub": set()},
    "reported": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "declined": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "withdrawn": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "expired": {"from": set(), "to": set(), "unit": set(), "hub": set()},
}


def brought_to(membership: MemoryMembership, two: Pair, state: str) -> str:
    id = suggested_to(membership, two).id
    actors = {"from": two.amina.actor, "to": two.bruno.actor}
    for side, step in WAY[state]:
        if side == "time":
            membership.wait(days=30)
        else:
            use_case, ask = STEPS[step]
            membership.ask(use_case, ask(id), actors[side])
    assert view_of(membership, id, management()).state == state
    return id
