"""What was published under a version stays as it was."""

import copy

import pytest

from contracts.compatibility import breaks, broken_promises, declared_schemas, published

ADMITTED = "membership.city_admitted.v1"


def test_every_promise_holds():
    assert broken_promises() == []


def test_every_event_is_published_as_it_is_declared():
    assert published() == declared_schemas(), "write the new ones: python -m contracts.compatibility"


@pytest.fixture
def schema():
    return copy.deepcopy(published()[ADMITTED])


def broken(schema):
    return list(breaks(published()[ADMITTED], schema))


def test_an_optional_field_may_join(schema):
    schema["properties"]["income_band"] = {"type": "string"}
    assert broken(schema) == []


def test_a_required_field_may_not_join(schema):
    schema["properties"]["income_band"] = {"type": "string"}
    schema["required"].append("income_band")
    assert broken(schema) == ["/income_band is new and required: events already in the log lack it"]


def test_a_field_may_not_go(schema):
    del schema["properties"]["tier"]
    schema["required"].remove("tier")
    assert broken(schema) == ["/tier is gone"]


def test_a_field_may_not_change_its_type(schema):
    schema["properties"]["population"] = {"type": "string"}
    assert broken(schema) == ["/population is not what it was"]


def test_a_field_that_was_always_there_stays_so(schema):
    schema["required"].remove("tier")
    assert broken(schema) == ["/tier is no longer always there"]


def test_what_lies_deeper_counts_too():
    before = {"$defs": {"Theme": {"properties": {"code": {"type": "string"}}}}}
    assert list(breaks(before, {"$defs": {}})) == ["#Theme/code is gone"]


def test_words_for_people_may_change(schema):
    schema["properties"]["tier"]["description"] = "Said better."
    assert broken(schema) == []
