"""The effect to be had once per fact: a number that only grows."""

from typing import Any

from contracts.membership import ApplicationSubmitted, CityAdmitted


def count_application(unit: Any, event: ApplicationSubmitted) -> None:
    _count(unit, "applications", event.application_id)


def count_city(unit: Any, event: CityAdmitted) -> None:
    _count(unit, "cities", event.city_id)


def _count(unit: Any, collection: str, key: str) -> None:
    unit.collection(collection).update_one({"_id": key}, {"$inc": {"times": 1}}, upsert=True)
