"""Everything we hold about one person, as one JSON file that only they can read, for a week."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from chassis.context import Actor
from chassis.unit import owner_of
from contracts.declare import dump
from contracts.fields import instant_text
from services.membership.domain.introduction import FROM, TO
from services.membership.domain.person import Person
from services.membership.domain.showing import (
    api_key_view,
    application_view,
    grant_view,
    invitation_view,
    person_view,
    session_view,
)
from services.membership.usecases.ports import Membership, RunningJob

FILE: Final = "data_export"
KEPT: Final = timedelta(days=7)

Holding = Callable[[Membership, Person], Any]


def _account(unit: Membership, person: Person) -> Any:
    return dump(person_view(person, [])) | {"pending_email": person.pending(unit.now)}


def _grants(unit: Membership, person: Person) -> Any:
    return [dump(grant_view(grant)) for grant in unit.grants.of_person(person.id)]


def _sessions(unit: Membership, person: Person) -> Any:
    return [dump(session_view(session, _self(person))) for session in unit.sessions.of_person(person.id)]


def _keys(unit: Membership, person: Person) -> Any:
    """Without their secrets, which nobody has but their owner."""
    return [dump(api_key_view(key)) for key in unit.api_keys.of_person(person.id)]


def _second_factor(unit: Membership, person: Person) -> Any:
    factor = unit.second_factors.find(person.id)
    if factor is None or factor.enrolled_at is None:
        return None
    return {"enrolled_at": instant_text(factor.enrolled_at), "recovery_codes_left": factor.codes_left}


def _applications(unit: Membership, person: Person) -> Any:
    return [dump(application_view(one, _self(person))) for one in unit.applications.of_applicant(person.id)]


def _words_in_applications(unit: Membership, person: Person) -> Any:
    """What they did and wrote in applications of others."""
    found = unit.applications.worked_on_by(person.id)
    entries = [(one.id, entry) for one in found for entry in one.history if entry.by == person.id]
    return [{"application_id": application_id, **dump(entry)} for application_id, entry in entries]


def _invitations(unit: Membership, person: Person) -> Any:
    """Those sent to their address."""
    return [dump(invitation_view(one)) for one in unit.invitations.of_email(person.email)]


def _introductions(unit: Membership, person: Person) -> Any:
    """Those that lie with them now, by side; an introduction knows cities, and persons only so far."""
    lying = [(side, one) for side in (FROM, TO) for one in unit.introductions.open_with(side, person.id)]
    return [{"id": one.id, "side": side, "state": one.state, "updated_at": instant_text(one.updated_at)} for side, one in lying]


HOLDINGS: Final[dict[str, Holding]] = {
    "account": _account,
    "grants": _grants,
    "sessions": _sessions,
    "api_keys": _keys,
    "second_factor": _second_factor,
    "applications": _applications,
    "entries_in_applications": _words_in_applications,
    "introductions": _introductions,
    "invitations": _invitations,
}
"""What an export holds, by name. An area that keeps something of people adds a line."""


def carry_out_export(job: RunningJob[Membership]) -> dict[str, Any]:
    """The file has the id of the job: written again after a crash, it is there already."""
    person_id: str = job.params["person_id"]
    until = job.step(lambda unit: _written(unit, job.id, person_id), phase="write", done=0, memory=job.memory)
    return {"export_id": job.id, "expires_at": until}


def _written(unit: Membership, file_id: str, person_id: str) -> str | None:
    person = unit.people.find(person_id)
    if person is None or person.erasing_at is not None:
        return None
    whole = {"exported_at": instant_text(unit.now), **{name: holding(unit, person) for name, holding in HOLDINGS.items()}}
    data = json.dumps(whole, ensure_ascii=False, indent=2).encode()
    until = unit.now + KEPT
    unit.files.keep(
        file_id,
        owner=owner_of(_self(person)),
        purpose=FILE,
        file_name=f"strong-cities-{unit.now:%Y-%m-%d}.json",
        media_type="application/json",
        data=data,
        until=until,
    )
    return instant_text(until)


def _self(person: Person) -> Actor:
    return Actor(kind="person", person_id=person.id)
