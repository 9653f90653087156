"""The second process of a service, in plain threads: relay, timers, jobs and sweeps, each watched over; what breaks is begun again."""

import os
import select
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog

from chassis import rebuild
from chassis.context import Context
from chassis.envelope import Envelope
from chassis.hearing import Hearing
from chassis.job_runner import JobRunner
from chassis.loops import keep_going
from chassis.observe import OUTBOX_AGE, OUTBOX_WAITING, PART_FAILED, PART_UP, RELAYED, HealthServer
from chassis.outbox import Relay
from chassis.parts import Parts
from chassis.publisher import Outgoing
from chassis.settings import EXIT_MISCONFIGURED, Misconfigured
from chassis.signals import asked_to_stop
from chassis.timers import TimerRunner

_log = structlog.get_logger(__name__)

EXIT_FAILED: Final = 1
FIRST_REST: Final = 0.5
LONGEST_REST: Final = 30.0
SWEEP_UPLOADS_SECONDS: Final = 600.0
RELEASE_EVERY_SECONDS: Final = 30.0
FIRST_REBUILD_SECONDS: Final = 600.0

Run = Callable[[threading.Event], None]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing the process does until it is told to stop."""

    name: str
    run: Run


def work(parts: Parts) -> int:
    """Run until SIGTERM or Ctrl-C, let every part end its step, and return the exit code. A second signal ends the process at once."""
    try:
        parts.settings.need_store()
    except Misconfigured as wrong:
        _log.error("cannot work", error=str(wrong))
        return EXIT_MISCONFIGURED
    asked, stop = asked_to_stop(), threading.Event()
    health = HealthServer(parts.health, parts.settings.health_port) if parts.settings.health_port else None
    _log.info("working", health_port=health.port if health else 0, pid=os.getpid())
    threads = [_start(part, stop) for part in parts_of(parts)]
    parts.health.watch("background", lambda: all(thread.is_alive() for thread in threads))
    select.select([asked], [], [])
    stop.set()
    parts.health.draining = True
    _log.info("stopping; every part ends its step", seconds=parts.settings.drain_seconds)
    return _ended(threads, parts.settings.drain_seconds)


def parts_of(parts: Parts) -> list[Part]:
    """What this service's background process consists of."""
    found = [Part(name="relay", run=_relay(parts).run)]
    if parts.wiring.timers:
        found.append(Part(name="timers", run=partial(TimerRunner(parts.work, parts.wiring.timers).run, every=parts.settings.poll_seconds)))
    if jobs := {**parts.wiring.jobs, **rebuild.handlers(parts)}:
        runner = JobRunner(parts.work, jobs, lease_seconds=parts.settings.job_lease, ask=partial(_ask, parts))
        found.append(Part(name="jobs", run=partial(runner.run, every=parts.settings.poll_seconds)))
    if parts.wiring.read_models:
        found.append(_every("read models", FIRST_REBUILD_SECONDS, partial(rebuild.begin_first, parts)))
    if parts.card.hears:
        found.append(_every("held events", RELEASE_EVERY_SECONDS, Hearing(parts).release_waiting))
    found.append(_every("uploads", SWEEP_UPLOADS_SECONDS, partial(_sweep_uploads, parts)))
    found += [_every(name, seconds, partial(sweep, parts)) for name, (seconds, sweep) in parts.wiring.sweeps.items()]
    return found


def _ask(parts: Parts, request: Any, context: Context) -> dict[str, Any]:
    """The connection to the neighbours is opened by the first job that wants it."""
    return parts.client.call(request, context)


def supervise(part: Part, stop: threading.Event, *, first_rest: float = FIRST_REST) -> None:
    """Run the part; when it ends by a failure, say so, rest, and begin it again."""
    rest = first_rest
    while not stop.is_set():
        began = time.monotonic()
        PART_UP.labels(part.name).set(1)
        try:
            part.run(stop)
        except Exception:
            PART_FAILED.labels(part.name).inc()
            _log.exception("a part of the background process failed", part=part.name, seconds=rest)
        finally:
            PART_UP.labels(part.name).set(0)
        if time.monotonic() - began > LONGEST_REST:
            rest = first_rest
        stop.wait(rest)
        rest = min(rest * 2, LONGEST_REST)


def _start(part: Part, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=supervise, args=(part, stop), name=part.name, daemon=True)
    thread.start()
    return thread


def _ended(threads: Sequence[threading.Thread], seconds: float) -> int:
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    late = [thread.name for thread in threads if thread.is_alive()]
    if late:
        _log.error("some parts did not end in time; what they began is not kept", parts=late)
    return EXIT_FAILED if late else 0


def _every(name: str, seconds: float, do: Callable[[], int | None]) -> Part:
    """`do` says how much it did: while that is something, it is called again without a rest."""
    return Part(name=name, run=lambda stop: keep_going(name, lambda: do() or 0, stop, every=seconds))


def _relay(parts: Parts) -> Relay:
    settings = parts.settings

    def outgoing(envelope: Envelope) -> Outgoing:
        body, properties = envelope.to_amqp(settings.public_url)
        return Outgoing(exchange=f"{parts.name}.events", routing_key=envelope.name, body=body, properties=properties)

    def publish_batch(envelopes: Sequence[Envelope]) -> None:
        parts.publisher.publish_batch([outgoing(envelope) for envelope in envelopes])

    return Relay(
        parts.database,
        lambda envelope: publish_batch([envelope]),
        parts.name,
        publish_batch=publish_batch,
        poll_seconds=settings.poll_seconds,
        store_timeout=settings.store_timeout,
        observe=_observe,
    )


def _observe(name: str, number: float) -> None:
    if name == "published":
        RELAYED.inc(number)
    elif name == "waiting":
        OUTBOX_WAITING.set(number)
    elif name == "oldest_seconds":
        OUTBOX_AGE.set(number)


def _sweep_uploads(parts: Parts) -> int:
    return parts.work.within(lambda unit, _: unit.files.sweep(), Context.for_service(parts.name, seconds=30))
