"""Hubs: a handful, read whole."""

from collections.abc import Sequence

from chassis.repository import Repository
from services.membership.domain.hub import Hub


class StoredHubs(Repository[Hub]):
    """Hubs: a handful, read whole."""

    aggregate = Hub
    name = "hubs"

    def all(self) -> Sequence[Hub]:
        return list(self.select({}))
