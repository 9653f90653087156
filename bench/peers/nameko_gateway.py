"""The usual nameko gateway, an HTTP entrypoint and an RpcProxy: `python -m bench.peers.nameko_gateway`."""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import RpcProxy  # noqa: E402
from nameko.web.handlers import http  # noqa: E402

JSON = {"Content-Type": "application/json"}


class GatewayService:
    name = "gateway"
    documents = RpcProxy("documents")

    @http("POST", "/echo")
    def echo(self, request: Any) -> Any:
        document = json.loads(request.get_data(as_text=True))
        return 200, JSON, json.dumps(self.documents.echo(document))

    @http("GET", "/documents/<string:id>")
    def read_document(self, request: Any, id: str) -> Any:
        return 200, JSON, json.dumps(self.documents.read_document(id))


if __name__ == "__main__":
    # One worker per connection of the benchmark, so that no request waits for a free one (the default is ten).
    config = {
        "AMQP_URI": os.environ["BENCH_AMQP_URI"],
        "WEB_SERVER_ADDRESS": f"127.0.0.1:{os.environ['BENCH_HTTP_PORT']}",
        "max_workers": 32,
    }
    container = ServiceContainer(GatewayService, config)
    container.start()
    container.wait()
