"""How a city is shown, and to whom."""

from chassis.context import Actor
from contracts.membership import CityName, CityView, ProfileStep, ProposedField
from services.membership.domain.city import City, Proposed
from services.membership.domain.clearance import clearance, is_staff
from services.membership.domain.history import Kept
from services.membership.domain.needs import NEED, OFFER
from services.membership.domain.profile import seen
from services.membership.domain.revision import STAFF_PARTS, hand_of
from services.membership.domain.showing.needs import themed_views


def city_view(city: City, reader: Actor) -> CityView:
    """What the reader may know; whoever may write the profile also sees who sees what, and what waits."""
    cleared = clearance(reader, city.id)
    profile = seen(city.profile, cleared)
    writes = hand_of(reader, city) is not None
    return CityView(
        id=city.id,
        names=profile.names,
        country=city.country,
        subdivision=profile.subdivision,
        region=city.region,
        hub_id=city.hub_id,
        tier=profile.tier,
        population=profile.population,
        population_year=profile.population_year,
        languages=profile.languages if city.profile.visibility.languages in cleared else None,
        latitude=profile.latitude,
        longitude=profile.longitude,
        prevention_network=profile.prevention_network,
        mandate=profile.mandate,
        strategy=profile.strategy,
        website=profile.website,
        needs=themed_views(city, NEED, reader),
        offers=themed_views(city, OFFER, reader),
        status=city.status,
        admitted_at=city.admitted_at,
        version=city.version,
        visibility=city.profile.visibility if writes else None,
        proposal=tuple(_proposed(proposed, reader) for proposed in city.proposal) if writes else None,
    )


def city_name(city: City) -> CityName:
    return CityName(city_id=city.id, names=city.names, country=city.country, listed=city.listed)


def profile_step(kept: Kept, reader: Actor) -> ProfileStep:
    step = kept.step
    return ProfileStep(
        id=kept.id,
        version=kept.version,
        at=step.at,
        step=step.step,
        field=step.field,
        before=step.before,
        after=step.after,
        visibility_before=step.visibility_before,
        visibility_after=step.visibility_after,
        by=_person(step.by, step.by_part, reader),
        by_part=step.by_part,
        author=_person(step.author, step.author_part, reader),
        author_part=step.author_part,
        approval=step.approval,
        note=step.note,
    )


def _proposed(proposed: Proposed, reader: Actor) -> ProposedField:
    return ProposedField(
        field=proposed.field,
        value=proposed.said.value,
        visibility=proposed.said.visibility,
        by=_person(proposed.by, proposed.part, reader),
        by_part=proposed.part,
        at=proposed.at,
    )


def _person(person_id: str | None, part: str, reader: Actor) -> str | None:
    """Staff are private: only staff, and they themselves, read who it was."""
    return None if part in STAFF_PARTS and person_id != reader.person_id and not is_staff(reader) else person_id
