"""The same service in FastStream: `python -m bench.peers.faststream_service`."""

import asyncio
import logging
import os
from typing import Any

import uvloop
from faststream import FastStream
from faststream.rabbit import RabbitBroker
from pymongo import AsyncMongoClient

broker = RabbitBroker(os.environ["BENCH_AMQP_URI"], logger=None)
store: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(os.environ["BENCH_MONGODB_URI"])
documents = store["bench"]["documents"]


@broker.subscriber("faststream.echo")
async def echo(document: dict[str, Any]) -> dict[str, Any]:
    return {"document": document}


@broker.subscriber("faststream.read_document")
async def read_document(id: str) -> dict[str, Any]:
    found = await documents.find_one({"_id": id})
    assert found is not None
    return {"document": found["document"]}


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(FastStream(broker, logger=None).run())
