"""Being forgotten, as it runs: through a killed background process, down to the letters nobody could deliver."""

import json
from typing import Any

import bson
import pika
import pytest

from chassis.context import Actor, new_id
from chassis.dead_letters import DeadLetters
from contracts import membership as say
from tests.eventually import eventually
from tests.service.running_membership import RunningMembership, running

__all__ = ["running"]

SECRET = "correct horse battery staple"
NAME = "Zubeyda Quartermaine"


@pytest.fixture
def email() -> str:
    return f"zubeyda-{new_id()}@city.example"


@pytest.fixture
def zubeyda(running: RunningMembership, email: str) -> Actor:
    running.ask(say.RegisterPerson(name=NAME, email=email, password=SECRET), say.Registered)
    return running.sign_in(email, SECRET)


def undeliverable(running: RunningMembership, message_id: str, email: str) -> None:
    """A request that names no way back, with somebody's address in it."""
    with pika.BlockingConnection(pika.URLParameters(running.broker.uri("administrator", running.vhost))) as connection:
        about = pika.BasicProperties(message_id=message_id, content_type="application/json")
        body = json.dumps({"args": [], "kwargs": {"email": email}}).encode()
        connection.channel().basic_publish("nameko-rpc", "membership.register_person", body, about)


def laid_aside(running: RunningMembership) -> set[str]:
    letters = DeadLetters(running.broker.uri("membership", running.vhost), "membership", inbox=False)
    return {letter.id for letter in letters.letters()}


def told_of(running: RunningMembership, *words: str) -> list[str]:
    wanted = [word.casefold() for word in words]
    return [
        name
        for name in sorted(running.database.list_collection_names())
        for row in running.database[name].find({})
        if any(word in bson.encode(row).decode("utf-8", "replace").casefold() for word in wanted)
    ]


def test_an_erasure_survives_a_kill_and_reaches_the_dead_letters(running: RunningMembership, zubeyda: Actor, email: str) -> None:
    theirs, others = f"theirs-{new_id()}", f"others-{new_id()}"
    undeliverable(running, theirs, email)
    undeliverable(running, others, "somebody-else@city.example")
    eventually(lambda: {theirs, others} <= laid_aside(running), "both requests among the dead letters", 20)
    running.ask(say.StartApplication(content=say.ApplicationContent(contact=contact(email))), say.ApplicationView, zubeyda)
    assert "people" in told_of(running, email)
    running.children["background"].kill()
    erasure = running.ask(say.EraseMe(password=SECRET), say.ErasureView, zubeyda)
    assert erasure.state == "running"
    running.start("background")
    eventually(lambda: tombstone(running, zubeyda), "the tombstone", 40)
    assert row_of(running, erasure)["holders"][0]["confirmed_at"] is not None
    assert told_of(running, email, NAME) == []
    assert theirs not in laid_aside(running)
    assert others in laid_aside(running)


def contact(email: str) -> say.Contact:
    return say.Contact(name=NAME, function="Clerk", email=email, phone="+1 555 0123")


def row_of(running: RunningMembership, erasure: say.ErasureView) -> dict[str, Any]:
    row = running.database["erasures"].find_one({"_id": erasure.id})
    assert row is not None
    return dict(row)


def tombstone(running: RunningMembership, person: Actor) -> bool:
    row = running.database["people"].find_one({"_id": person.person_id})
    return row is not None and row.get("erased_at") is not None
