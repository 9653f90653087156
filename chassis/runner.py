"""Serving: one nameko container in one process, from the first check to the last acknowledgement."""

import os
import sys
import time
from typing import Any, Final

import eventlet
import structlog
from eventlet import hubs
from nameko.containers import ServiceContainer

from chassis.observe import HealthServer
from chassis.parts import Parts
from chassis.rpc_server import Answers
from chassis.settings import EXIT_MISCONFIGURED, Misconfigured
from chassis.signals import asked_to_stop
from chassis.subscription import Hears
from contracts.declare import request_declaration

_log = structlog.get_logger(__name__)

EXIT_FAILED: Final = 1


def serve(parts: Parts) -> int:
    """Run until SIGTERM or Ctrl-C, finish what was begun, and return the exit code. A second signal ends the process at once.

    Raises `Misconfigured` when there is no point in starting.
    """
    if parts.card.hears:
        parts.settings.need_store()
    container = ServiceContainer(parts.wiring.door_class(), parts.nameko_config())
    check_door(parts, container)
    health = HealthServer(parts.health, parts.settings.health_port) if parts.settings.health_port else None
    eventlet.spawn(_stop_when_asked, parts, container, asked_to_stop())
    _log.info("serving", workers=parts.settings.workers, health_port=health.port if health else 0, pid=os.getpid())
    try:
        container.start()
        eventlet.spawn(_warm_up, parts)
        container.wait()
    except Exception:
        _log.exception("the service ended by a failure")
        return EXIT_FAILED
    if parts.misconfigured:
        _log.error("cannot serve", error=str(parts.misconfigured))
        return EXIT_MISCONFIGURED
    return 0 if parts.health.drained else EXIT_FAILED


def check_door(parts: Parts, container: Any) -> None:
    """The service class must answer and hear what its card says. Raises `Misconfigured`."""
    answered = {entry.declaration.method for entry in container.entrypoints if isinstance(entry, Answers)}
    wanted = {request_declaration(message).method for message in parts.card.answers}
    missing, extra = sorted(wanted - answered), sorted(answered - wanted - parts.card.common)
    if missing or extra:
        raise Misconfigured(f"card and service class of {parts.name} differ: missing {missing}, not on the card {extra}")
    heard = {event for entry in container.entrypoints if isinstance(entry, Hears) for event in entry.events}
    if heard != set(parts.card.hears):
        raise Misconfigured(f"card and service class of {parts.name} hear different events")


def _warm_up(parts: Parts) -> None:
    if parts.wiring.warm is None:
        return
    began = time.monotonic()
    try:
        parts.wiring.warm(parts)
    except Exception as failure:
        _log.warning("not warmed up; the first who asks waits", reason=str(failure))
    else:
        _log.info("warmed up", seconds=round(time.monotonic() - began, 3))


def _stop_when_asked(parts: Parts, container: Any, asked: int) -> None:
    hubs.trampoline(asked, read=True)
    _log.info("stopping; finishing what was begun", seconds=parts.settings.drain_seconds)
    parts.health.draining = True
    try:
        with eventlet.Timeout(parts.settings.drain_seconds):
            container.stop()
            parts.health.drained = True
    except eventlet.Timeout:
        _log.error("some work was not finished in time; the broker gives it to somebody else")
        container.kill()
    sys.stderr.flush()
