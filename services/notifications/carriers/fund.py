"""The Technical Support Fund, asked over the broker: who must hear nothing of an application."""

from typing import Final

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.declare import load
from contracts.technical_fund import FindRecused, Recused

SECONDS: Final = 10.0


class AskedFund:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def recused(self, application_id: str) -> frozenset[str]:
        context = Context.for_service("notifications", seconds=SECONDS)
        told = load(Recused, self._client.call(FindRecused(application_id=application_id), context), unknown="exclude")
        return frozenset(told.person_ids)
