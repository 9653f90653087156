"""The same service in plain nameko: `python -m bench.peers.nameko_service`."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from pymongo import MongoClient  # noqa: E402


class Store(DependencyProvider):
    def setup(self) -> None:
        client: MongoClient[dict[str, Any]] = MongoClient(os.environ["BENCH_MONGODB_URI"])
        self.database = client["bench"]

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.database


class DocumentsService:
    name = "documents"
    database = Store()

    @rpc
    def echo(self, document: Any) -> Any:
        return {"document": document}

    @rpc
    def read_document(self, id: str) -> Any:
        return {"document": self.database.documents.find_one({"_id": id})["document"]}


if __name__ == "__main__":
    container = ServiceContainer(DocumentsService, {"AMQP_URI": os.environ["BENCH_AMQP_URI"], "max_workers": 10})
    container.start()
    container.wait()
