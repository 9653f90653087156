"""The real gateway with two more operations than it has: `bench.ours.gateway:app`."""

from bench.ours.contract import Echo, ReadDocument
from chassis import observe
from services.gateway.operations import Operation
from services.gateway.settings import from_environment
from services.gateway.wiring import build_app

OPERATIONS = (
    Operation(request=Echo, method="POST", path="/echo", tag="Bench", body_as="document", keyed=False),
    Operation(request=ReadDocument, method="GET", path="/documents/{id}", tag="Bench"),
)

_settings = from_environment()
observe.configure_logging(_settings.log_format, _settings.log_level, process="gateway")
app = build_app(_settings, OPERATIONS)
