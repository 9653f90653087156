"""People outside hear a city join, each with the library they like, by the very files that the guide shows."""

import contextlib
import json
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.eventually import eventually
from tests.platform import ROOT, Platform

__all__ = ["demonstration"]
EXAMPLES = ROOT / "docs" / "guides" / "subscribe" / "examples"
Start = Callable[..., Path]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Runs an example in a process of its own, outside the repository; gives the file it prints to."""
    with contextlib.ExitStack() as stack:

        def run(name: str, *arguments: str) -> Path:
            heard, said = tmp_path / f"{name}.out", tmp_path / f"{name}.err"
            with heard.open("wb") as out, said.open("wb") as err:
                process = subprocess.Popen([sys.executable, str(EXAMPLES / name), *arguments], cwd=tmp_path, stdout=out, stderr=err)
            stack.callback(_end, process)
            return heard

        yield run


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def lines(heard: Path) -> list[dict[str, Any]]:
    said = heard.with_suffix(".err").read_text()
    assert "Traceback" not in said, said
    return [json.loads(line) for line in heard.read_text().splitlines()]


def listener(demonstration: Demonstration) -> tuple[str, str]:
    """The address and the queue that the operator's command makes for somebody outside."""
    name = f"news-{uuid.uuid4().hex[:8]}"
    command = [sys.executable, "-m", "deploy", "listener", name, "membership.city_admitted.v1"]
    done = subprocess.run(command, cwd=ROOT, env=demonstration.environment, capture_output=True, text=True, timeout=60, check=True)
    address = next(word for word in done.stdout.split() if word.startswith("amqp://"))
    return address, f"{name}.events"


def heard_about(heard: Path, city_id: str) -> dict[str, Any] | None:
    return next((event for event in lines(heard) if event["data"]["city_id"] == city_id), None)


@pytest.mark.parametrize("example", ["pika_listener.py", "cloudevents_listener.py", "kombu_listener.py"])
def test_a_plain_listener_hears_that_a_city_was_admitted(
    platform: Platform, demonstration: Demonstration, start: Start, example: str
) -> None:
    heard = start(example, *listener(demonstration))
    city_id = demonstration.admit_a_city()
    event = eventually(lambda: heard_about(heard, city_id), "the event at the listener", within=20)
    assert event["type"] == "membership.city_admitted.v1"
    assert event["subject"] == f"cities/{city_id}"
    assert event["data"]["country"] == "SN"
    assert uuid.UUID(event["id"]).version == 7


def test_nameko_from_outside_hears_without_declaring_anything(platform: Platform, demonstration: Demonstration, start: Start) -> None:
    heard = start("nameko_outside_listener.py", *listener(demonstration))
    city_id = demonstration.admit_a_city()
    assert eventually(lambda: heard_about(heard, city_id), "the event at the nameko service", within=20)


def test_a_stock_nameko_event_handler_hears_too(platform: Platform, demonstration: Demonstration, start: Start) -> None:
    own = r"evt-membership-city_admitted\.v1--city_news\..*"
    rights = rf"^({own}|membership\.events)$"
    platform.new_listener("city_news", configure=rights, write=rf"^({own})$", read=rights)
    heard = start("nameko_listener.py", platform.broker.uri("city_news"))
    eventually(lambda: "listening" in heard.with_suffix(".err").read_text(), "nameko to listen", within=20)
    city_id = demonstration.admit_a_city()
    event = eventually(lambda: heard_about(heard, city_id), "the event at the nameko service", within=20)
    assert event["subject"] == f"cities/{city_id}"


def test_who_comes_later_reads_the_feed_from_the_beginning_and_goes_on(
    platform: Platform, demonstration: Demonstration, start: Start
) -> None:
    before = demonstration.admit_a_city()
    heard = start("feed_reader.py", demonstration.url, demonstration.key_of("partner"))
    eventually(lambda: heard_about(heard, before), "what had happened already", within=20)
    after = demonstration.admit_a_city()
    eventually(lambda: heard_about(heard, after), "what happened since", within=20)
    ids = [event["id"] for event in lines(heard)]
    assert len(ids) == len(set(ids)), "nothing is told twice"


def test_the_schema_an_event_names_can_be_fetched_and_fits(platform: Platform, demonstration: Demonstration) -> None:
    import jsonschema

    demonstration.admit_a_city()
    query = "/v1/events?type=membership.city_admitted.v1&limit=1"
    event = demonstration.ask(demonstration.key_of("partner"), "GET", query)["items"][0]
    assert event["dataschema"].startswith(demonstration.url)
    with urllib.request.urlopen(event["dataschema"], timeout=10) as answer:
        jsonschema.Draft202012Validator(json.load(answer)).validate(event["data"])
