"""What is written on an event's envelope, and what is refused as none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from chassis.envelope import Envelope, Undecodable

PUBLIC_URL = "https://network.example"
SAID = Envelope(
    id="0190a000-0000-7000-8000-000000000001",
    type="membership.city_admitted.v1",
    source="/membership",
    subject="cities/0190a000-0000-7000-8000-000000000002",
    time=datetime(2027, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC),
    sequence=3,
    position=41,
    data={"city_id": "x", "population": 2**53 - 1, "name": "مدينة"},
    correlation_id="walk-1",
    causation_id="cause-1",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)


def headers(**changed: Any) -> dict[str, Any]:
    _, properties = SAID.to_amqp(PUBLIC_URL)
    changed = {f"ce-{name}": value for name, value in changed.items()}
    return {name: value for name, value in {**properties["headers"], **changed}.items() if value is not None}


def test_it_comes_back_from_the_broker_as_it_went() -> None:
    body, properties = SAID.to_amqp(PUBLIC_URL)
    assert Envelope.from_amqp(body, properties["headers"], properties["content_type"]) == SAID
    assert (properties["message_id"], properties["delivery_mode"], properties["content_type"]) == (SAID.id, 2, "application/json")


def test_it_comes_back_from_structured_mode_as_it_went() -> None:
    document = json.loads(json.dumps(SAID.to_structured(PUBLIC_URL)))
    assert Envelope.from_structured(document) == SAID
    assert Envelope.from_amqp(json.dumps(document).encode(), {}, "application/cloudevents+json; charset=utf-8") == SAID


def test_what_is_kept_while_it_is_held_comes_back() -> None:
    assert Envelope.from_kept(SAID.to_row()) == SAID


def test_what_may_be_missing_may_be_missing() -> None:
    bare = Envelope.from_amqp(b"{}", headers(position=None, causationid=None, traceparent=None, correlationid=None), "application/json")
    assert (bare.position, bare.causation_id, bare.traceparent, bare.correlation_id) == (None, None, None, SAID.id)


def test_the_cloudevents_package_reads_it() -> None:
    body, properties = SAID.to_amqp(PUBLIC_URL)
    message = RabbitMQMessage(headers=properties["headers"], content_type=properties["content_type"], body=body)
    read = from_rabbitmq(message, JSONFormat())
    attributes = read.get_attributes()
    assert (attributes["id"], attributes["type"], attributes["source"], attributes["subject"]) == (
        SAID.id,
        SAID.type,
        SAID.source,
        SAID.subject,
    )
    assert attributes["time"] == SAID.time
    assert attributes["dataschema"] == "https://network.example/schemas/membership.city_admitted.v1.json"
    assert (attributes["sequence"], attributes["position"], attributes["correlationid"]) == ("3", "41", "walk-1")
    assert read.get_data() == SAID.data


def test_name_and_publisher_are_read_from_type_and_source() -> None:
    assert (SAID.name, SAID.publisher) == ("city_admitted.v1", "membership")


@pytest.mark.parametrize(
    ("changed", "content_type", "body", "reason"),
    [
        ({}, "text/plain", b"{}", "content type"),
        ({}, None, b"{}", "content type"),
        ({}, "application/json", b"{", "not JSON"),
        ({}, "application/json", b"\xff\xfe", "not JSON"),
        ({}, "application/json", b'{"n": NaN}', "NaN"),
        ({}, "application/json", b"[" * 100_000, "not JSON"),
        ({"specversion": "0.3"}, "application/json", b"{}", "specversion"),
        ({"specversion": None}, "application/json", b"{}", "specversion"),
        ({"id": None}, "application/json", b"{}", "id is missing"),
        ({"id": ""}, "application/json", b"{}", "id is missing"),
        ({"id": "x" * 2000}, "application/json", b"{}", "id is missing"),
        ({"id": {"a": 1}}, "application/json", b"{}", "id is missing"),
        ({"subject": None}, "application/json", b"{}", "subject"),
        ({"type": "resources.x.v1"}, "application/json", b"{}", "does not belong"),
        ({"source": "membership"}, "application/json", b"{}", "does not belong"),
        ({"time": "yesterday"}, "application/json", b"{}", "time"),
        ({"time": "2027-03-01"}, "application/json", b"{}", "time"),
        ({"time": None}, "application/json", b"{}", "time"),
        ({"sequence": "three"}, "application/json", b"{}", "sequence"),
        ({"sequence": "-1"}, "application/json", b"{}", "sequence"),
        ({"sequence": True}, "application/json", b"{}", "sequence"),
        ({"sequence": None}, "application/json", b"{}", "sequence"),
        ({"position": "9" * 30}, "application/json", b"{}", "position"),
    ],
)
def test_what_is_no_event_of_ours_is_refused_with_the_reason(changed: dict[str, Any], content_type: Any, body: bytes, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason):
        Envelope.from_amqp(body, headers(**changed), content_type)


def test_an_event_that_is_not_an_object_is_refused() -> None:
    with pytest.raises(Undecodable, match="not an object"):
        Envelope.from_amqp(b"[]", {}, "application/cloudevents+json")


@given(
    st.binary(max_size=200), st.dictionaries(st.text(max_size=20), st.one_of(st.text(max_size=20), st.integers(), st.none()), max_size=8)
)
def test_whatever_comes_it_is_an_envelope_or_undecodable(body: bytes, given_headers: dict[str, Any]) -> None:
    for kind in ("application/json", "application/cloudevents+json"):
        with pytest.raises(Undecodable):
            Envelope.from_amqp(body, given_headers, kind)


def test_an_entry_of_a_feed_becomes_the_same_envelope() -> None:
    from contracts.declare import dump
    from contracts.standard import EventRecord

    record = EventRecord(
        id=SAID.id,
        type=SAID.type,
        source=SAID.source,
        subject=SAID.subject,
        time=SAID.time,
        sequence=SAID.sequence,
        position=41,
        data=SAID.data,
        correlation_id=SAID.correlation_id,
        causation_id=SAID.causation_id,
        traceparent=SAID.traceparent,
    )
    assert Envelope.from_record(dump(record)) == SAID
