"""Makes this process one of greenlets. To be called before anything else is imported.

Two things are kept small: eventlet's own resolver of names (8 MB, half a second) gives way to the system's, asked in native threads; and
there are as many of those as heavy work can use.
"""

import os
from typing import Any, Final

NATIVE_THREADS: Final = "4"


def patch() -> None:
    """Replace blocking calls of the standard library by ones that let other greenlets run."""
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", NATIVE_THREADS)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eventlet says that it is retired: an accepted risk of a required package (docs/decisions)
        import eventlet
    eventlet.monkey_patch()
    _resolve_in_native_threads()


def _resolve_in_native_threads() -> None:
    import ipaddress
    import socket

    import eventlet.green.socket
    from eventlet import tpool

    ask = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return tpool.execute(ask, host, *arguments, **options)
        return ask(host, *arguments, **options)

    socket.getaddrinfo = getaddrinfo
    eventlet.green.socket.getaddrinfo = getaddrinfo
