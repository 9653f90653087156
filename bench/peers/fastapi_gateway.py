"""FastAPI in front of FastStream's request and reply: `uvicorn bench.peers.fastapi_gateway:app`.

FastStream's own `request` asks one question at a time (a lock in its producer). With BENCH_REPLIES=own the gateway keeps one reply queue
and a future for each question, as somebody would who needs more.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from fastapi import Body, FastAPI
from faststream.rabbit import RabbitBroker, RabbitMessage, RabbitQueue

broker = RabbitBroker(os.environ["BENCH_AMQP_URI"], logger=None)
replies = RabbitQueue(f"replies-{uuid4()}", exclusive=True, auto_delete=True)
waiting: dict[str, asyncio.Future[bytes]] = {}
OWN_QUEUE = os.environ.get("BENCH_REPLIES") == "own"


@broker.subscriber(replies)
async def replied(message: RabbitMessage) -> None:
    if (future := waiting.pop(str(message.correlation_id), None)) and not future.done():
        future.set_result(message.body)


async def ask(body: Any, queue: str) -> Any:
    if not OWN_QUEUE:
        answer = await broker.request(body, queue=queue, timeout=10)
        return await answer.decode()
    identity = str(uuid4())
    future = waiting[identity] = asyncio.get_running_loop().create_future()
    await broker.publish(body, queue=queue, reply_to=replies.name, correlation_id=identity)
    return json.loads(await asyncio.wait_for(future, 10))


@asynccontextmanager
async def connected(_app: FastAPI) -> AsyncIterator[None]:
    await broker.start()
    yield
    await broker.stop()


app = FastAPI(lifespan=connected)


@app.post("/echo")
async def echo(document: dict[str, Any] = Body()) -> dict[str, Any]:  # noqa: B008 - FastAPI's way
    found: dict[str, Any] = await ask(document, "faststream.echo")
    return found


@app.get("/documents/{id}")
async def read_document(id: str) -> dict[str, Any]:
    found: dict[str, Any] = await ask(id, "faststream.read_document")
    return found
