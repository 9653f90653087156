"""Events as somebody writes them who has only read our documentation: CloudEvents in RabbitMQ's binary mode, by hand."""

import uuid
from datetime import UTC, datetime
from typing import Any

from tests.wire import Wire


def publish(wire: Wire, publisher: str, name: str, subject: str, sequence: int, data: Any, **more: Any) -> str:
    """Publish one event as `publisher`; gives its id. `more` overrides attributes (`id`, `time`, `position` …)."""
    attributes = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "type": f"{publisher}.{name}",
        "source": f"/{publisher}",
        "subject": subject,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "sequence": str(sequence),
        **more,
    }
    wire.publish(
        f"{publisher}.events", name, data, headers={f"ce-{key}": value for key, value in attributes.items()}, message_id=attributes["id"]
    )
    return attributes["id"]
