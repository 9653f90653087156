"""Which service holds a file or a job. Ids say nothing of their owner, so the first question goes round and the answer is remembered."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from chassis.context import Context
from contracts.errors import NotFound
from services.gateway.auth import Asks

MAX_KEPT: Final = 10_000


class Owners:
    def __init__(self, services: Sequence[str]) -> None:
        self._services = tuple(services)
        self._kept: OrderedDict[str, str] = OrderedDict()

    def remember(self, identity: str, service: str) -> None:
        self._kept[identity] = service
        self._kept.move_to_end(identity)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)

    async def ask(self, client: Asks, request: Any, context: Context, identity: str) -> dict[str, Any]:
        """Ask the owner, or everybody in turn until one knows it. Raises what the owner raises, or `NotFound`."""
        known = self._kept.get(identity)
        unknown = NotFound("not_found", "nobody knows it")
        for service in (known,) if known else self._services:
            try:
                answer = await client.call(request, context, service)
            except NotFound as refusal:
                unknown = refusal
                continue
            self.remember(identity, service)
            return answer
        raise unknown
