"""What gunicorn loads: `services.gateway.asgi:app`."""

import sys

from chassis import observe
from chassis.settings import EXIT_MISCONFIGURED, Misconfigured
from services.gateway.edge import Edge
from services.gateway.settings import from_environment
from services.gateway.wiring import build_app


def _build() -> Edge:
    try:
        settings = from_environment()
    except Misconfigured as wrong:
        print(f"gateway: {wrong}", file=sys.stderr)  # noqa: T201 - said before there is a log
        raise SystemExit(EXIT_MISCONFIGURED) from None
    observe.configure_logging(settings.log_format, settings.log_level, process="gateway")
    return build_app(settings)


app = _build()
