"""Keeping the history: whoever changes an application, a review, a decision or an award notes it here, in the same transaction."""

import json
from collections.abc import Mapping
from typing import Any, Final

from services.technical_fund.domain.history import OTHER, SYSTEM, closed, entry_id, is_person_field, plain, shown_to_city, side_of
from services.technical_fund.domain.showing.history import opened
from services.technical_fund.usecases.ports import Fund

THE_ACTOR: Final = "the actor"


def note(
    unit: Fund,
    application_id: str,
    what: str,
    *,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str | None] | None = None,
    person_id: str | None = THE_ACTOR,
    side: str | None = None,
) -> int:
    """Write the next entry of the application's history, and give its number, from 1.

    `data` are ids, codes, numbers and instants (a text in it raises `ValueError`); of these, ids of people are recognised by their field
    (`person_id`, `reviewer_id`, `…_by`) and closed with the key of each. `texts` are what somebody wrote, closed with a key that goes with
    its author. `side` is for whom the person acted where their roles do not tell.
    """
    person = unit.actor.person_id if person_id == THE_ACTOR else person_id
    head = unit.histories.head(application_id)
    side = side or _side(unit, application_id, person)
    key = entry_id(application_id, head.seq + 1)
    told, people = _parted(data or {})
    row = {
        "_id": key,
        "application_id": application_id,
        "seq": head.seq + 1,
        "at": unit.now,
        "what": what,
        "side": side,
        "for_city": shown_to_city(what, side),
        "data": plain(told),
        "people": {name: _about(unit, key, name, id) for name, id in {"by": person, **people}.items() if id is not None},
        "texts": _texts(unit, key, texts, person),
        "prev": head.hash,
    }
    unit.histories.append(closed(row))
    return head.seq + 1


def _parted(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    people = {name: value for name, value in data.items() if is_person_field(name)}
    return {name: value for name, value in data.items() if name not in people}, people


def _side(unit: Fund, application_id: str, person: str | None) -> str:
    if person is None:
        return SYSTEM
    if person != unit.actor.person_id:
        return OTHER
    application = unit.applications.find(application_id)
    for_city = application is not None and (application.is_of(unit.actor) or application.right_of(person, unit.now) is not None)
    return side_of(unit.actor, for_city=for_city)


def _about(unit: Fund, entry: str, field: str, person_id: str) -> dict[str, str | None]:
    """Somebody's id, closed with their key; of somebody who was forgotten, only that there was one."""
    found = unit.person_keys.of_person(person_id)
    if found is None:
        return {"key": None, "box": None}
    key_id, key = found
    return {"key": key_id, "box": key.close(person_id, f"{entry}:{field}")}


def _texts(unit: Fund, entry: str, texts: Mapping[str, str | None] | None, person: str | None) -> str | None:
    written = {name: text for name, text in (texts or {}).items() if text}
    if not written:
        return None
    return unit.person_keys.for_text(entry, person).close(json.dumps(written, ensure_ascii=False), f"{entry}:texts")


def texts_of(unit: Fund, entry: str) -> dict[str, str]:
    """What somebody wrote into an entry, as long as there is a key to it."""
    row, key = unit.histories.entry(entry), unit.person_keys.of_text(entry)
    told = None if row is None or key is None or row.get("texts") is None else opened(key, row["texts"], f"{entry}:texts")
    return {} if told is None else dict(json.loads(told))
