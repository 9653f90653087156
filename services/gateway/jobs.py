"""Long work, asked about and cancelled."""

from services.gateway.http import Asked, Door, answer_with
from services.gateway.owners import Owners
from services.gateway.questions import read


async def job(asked: Asked, door: Door, owners: Owners) -> None:
    request = await read(asked)
    answer_with(asked, await owners.ask(door.client, request, asked.context(**asked.conditions()), request.job_id))
