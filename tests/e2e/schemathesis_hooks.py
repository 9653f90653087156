"""What schemathesis cannot know by itself: how bytes of a file are sent."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def octets(context: Any, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else repr(value)).encode()
