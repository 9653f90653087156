"""What is hidden or erased is taken back from the log, in the transaction that hides it, and nothing else is touched."""

from typing import Any

import pytest

from chassis.aggregate import Aggregate
from chassis.context import new_id
from chassis.repository import Repository
from contracts.membership import CityAdmitted, CityHubChanged
from tests.contract.store_parts import NOON, Clock, asking, rows

HUB = "0192f0c4-7b3a-7cc0-8a55-000000000301"


class Place(Aggregate):
    kind = "cities"


class Places(Repository[Place]):
    aggregate = Place
    name = "places"


def admission(city_id: str) -> CityAdmitted:
    return CityAdmitted(
        city_id=city_id,
        application_id=None,
        hub_id=HUB,
        country="KE",
        subdivision="KE-28",
        region="eastern_africa",
        tier="municipality",
        population=1_208_333,
        languages=("sw",),
        admitted_at=NOON,
    )


def told(work: Any) -> str:
    """A place of which two things were said; its id."""
    city_id = new_id()

    def tell(unit: Any, _: Any) -> None:
        place = Place(id=city_id)
        place.say(admission(city_id))
        place.say(CityHubChanged(city_id=city_id, country="KE", from_hub_id=HUB, to_hub_id=None))
        Places(unit.unit).add(place)

    work.run(tell, None, asking())
    return city_id


def redact(work: Any, *args: Any, **options: Any) -> int:
    return int(work.run(lambda unit, _: unit.redact(*args, **options), None, asking()))


def log_of(work: Any, city_id: str) -> list[dict[str, Any]]:
    return sorted(rows(work, "outbox", {"subject": f"cities/{city_id}"}), key=lambda row: row["sequence"])


def test_a_field_is_nulled_and_everything_else_stays(work: Any, clock: Clock) -> None:
    city_id, other = told(work), told(work)
    before = log_of(work, city_id)
    clock.go_on(minutes=5)
    assert redact(work, f"cities/{city_id}", ("population", "languages")) == 1
    admitted, moved = log_of(work, city_id)
    assert admitted == before[0] | {"data": before[0]["data"] | {"population": None, "languages": None}, "redacted_at": clock.now}
    assert moved == before[1]
    assert log_of(work, other)[0]["data"]["population"] == 1_208_333


def test_what_is_empty_already_is_not_taken_back_again(work: Any, clock: Clock) -> None:
    city_id = told(work)
    redact(work, f"cities/{city_id}", ("population",))
    first = log_of(work, city_id)
    clock.go_on(minutes=5)
    assert redact(work, f"cities/{city_id}", ("population",)) == 0
    assert log_of(work, city_id) == first


def test_only_the_named_events_are_touched(work: Any) -> None:
    city_id = told(work)
    assert redact(work, f"cities/{city_id}", ("population", "from_hub_id"), event_types=(CityHubChanged,)) == 1
    assert [row["redacted_at"] is None for row in log_of(work, city_id)] == [True, False]
    assert redact(work, f"cities/{city_id}", ("population",), where={"country": "TZ"}) == 0
    assert redact(work, f"cities/{city_id}", ("population",), where={"country": "KE"}) == 1


def test_a_field_that_may_not_be_null_cannot_be_taken_back(work: Any) -> None:
    city_id = told(work)
    with pytest.raises(ValueError, match="country may not be null"):
        redact(work, f"cities/{city_id}", ("country",))
    assert log_of(work, city_id)[0]["data"]["country"] == "KE"


def test_taking_back_is_part_of_the_transaction(work: Any) -> None:
    city_id = told(work)

    def hide_and_fail(unit: Any, _: Any) -> None:
        unit.redact(f"cities/{city_id}", ("population",))
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        work.run(hide_and_fail, None, asking())
    assert log_of(work, city_id)[0]["data"]["population"] == 1_208_333
