"""Names and rights on the broker, as data."""

import re

import pytest

from chassis.card import Card, NoSuchService, Wiring, card_of, wiring_of
from chassis.topology import permissions, retry_queue, together, topology
from contracts.membership import CityAdmitted, GetCity
from deploy.definitions import service_user

HEARS = Card(name="resources", hears=(CityAdmitted,))
SILENT = Card(name="membership", answers=(GetCity,), says=(CityAdmitted,))


def arguments_of(name: str, card: Card = HEARS) -> dict[str, object]:
    return next(dict(queue.arguments) for queue in topology(card, (5.0, 0.25)).queues if queue.name == name)


def test_a_service_that_hears_nothing_has_no_inbox() -> None:
    assert {queue.name for queue in topology(SILENT, (5.0,)).queues} == {"rpc-membership", "membership.rpc.dlq"}


def test_the_inbox_never_loses_and_never_refuses() -> None:
    inbox = arguments_of("resources.inbox")
    assert inbox["x-queue-type"] == "quorum"
    assert inbox["x-dead-letter-strategy"] == "at-least-once"
    assert inbox["x-overflow"] == "reject-publish", "at-least-once wants it; without a length limit nothing is rejected"
    assert "x-max-length" not in inbox
    assert inbox["x-delivery-limit"] == 20


def test_a_tier_sends_back_by_the_queues_own_time() -> None:
    tier = arguments_of("resources.inbox.retry.5s")
    assert tier["x-message-ttl"] == 5000
    assert tier["x-dead-letter-routing-key"] == "resources.inbox"


def test_other_times_are_other_queues() -> None:
    assert retry_queue("resources", 5.0) == "resources.inbox.retry.5s"
    assert retry_queue("resources", 0.25) == "resources.inbox.retry.250ms"


def test_a_stock_listener_may_declare_the_exchange_too() -> None:
    """Nothing but type and durability: an argument more, and nameko's own declaration would be refused."""
    [events] = [exchange for exchange in topology(SILENT, (5.0,)).exchanges if exchange.name == "membership.events"]
    assert events.kind == "topic"
    assert set(vars(events)) == {"name", "kind"}


def test_requests_have_the_queue_stock_nameko_would_make() -> None:
    assert arguments_of("rpc-membership", SILENT) == {}


def test_every_change_is_another_mark() -> None:
    marks = {
        topology(HEARS, (5.0,)).mark,
        topology(HEARS, (6.0,)).mark,
        topology(Card(name="resources"), (5.0,)).mark,
    }
    assert len(marks) == 3


def test_what_services_share_is_declared_once() -> None:
    both = together([topology(HEARS, (5.0,)), topology(SILENT, (5.0,))])
    assert len(both.exchanges) == len(set(both.exchanges))


def test_the_rights_here_and_in_the_definitions_are_the_same() -> None:
    """The definitions file is generated from `deploy.definitions`; the topology says what a service needs."""
    user, needed = service_user("resources", "secret"), permissions(HEARS)
    assert (user.configure, set(user.write), set(user.read)) == (needed.configure, set(needed.write), set(needed.read))


@pytest.mark.parametrize(
    "name", ["amq.default", "membership.events", "membership.queues", "rpc-membership", "resources2.events", "unrouted"]
)
def test_a_service_writes_to_nothing_of_others(name: str) -> None:
    assert not re.search(permissions(HEARS).write, name)


def test_a_service_writes_and_reads_its_own() -> None:
    rights, whole = permissions(HEARS), topology(HEARS, (5.0,))
    mine = [exchange.name for exchange in whole.exchanges if not exchange.name.startswith("membership")]
    assert all(re.search(rights.write, name) for name in mine)
    assert all(re.search(rights.read, queue.name) for queue in whole.queues)
    assert not re.search(rights.configure, "resources.inbox"), "queues are declared by the deploy step alone"


# ---------------------------------------------------------------- cards


def test_a_card_cannot_claim_what_is_not_its_own() -> None:
    with pytest.raises(TypeError, match="does not answer GetCity"):
        Card(name="resources", answers=(GetCity,))
    with pytest.raises(TypeError, match="does not say CityAdmitted"):
        Card(name="resources", says=(CityAdmitted,))


def test_a_wiring_reacts_to_what_the_card_hears() -> None:
    with pytest.raises(TypeError, match="CityAdmitted"):
        Wiring(card=HEARS, door="nowhere:Nothing")


@pytest.mark.parametrize("name", ["no_such_service", "../etc", "tests.unit", ""])
def test_an_unknown_service_is_said(name: str) -> None:
    with pytest.raises(NoSuchService):
        card_of(name)
    with pytest.raises(NoSuchService):
        wiring_of(name)


def test_a_package_elsewhere_can_be_a_service() -> None:
    assert card_of("tests.service.demo").name == "demo"
