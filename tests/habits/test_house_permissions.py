"""What the broker lets a service do is said in two places, for those who know the card and for those who know the name only: they agree."""

import pytest

from chassis.card import card_of
from chassis.topology import permissions
from deploy.definitions import service_user
from deploy.services import SERVICE_NAMES


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_the_definitions_grant_what_the_topology_asks(service):
    asked = permissions(card_of(service))
    granted = service_user(service, "unused")

    def names(pattern: str) -> set[str]:
        return set(pattern.removeprefix("^(").removesuffix(")$").split("|"))

    assert names(granted.configure) == names(asked.configure)
    assert names(granted.write) == {name.replace(r"nameko\-rpc", "nameko-rpc") for name in names(asked.write)}
    assert names(granted.read) == {name.replace(r"nameko\-rpc", "nameko-rpc") for name in names(asked.read)}
    assert {row.exchange: (row.write, names(row.read)) for row in granted.topics} == {
        exchange: (write, names(read)) for exchange, (write, read) in asked.topics.items()
    }
