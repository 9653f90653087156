"""`scn rebuild explore`: a service's facts built anew from its neighbours' logs. What is there is used until that is done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.errors import Conflict
from contracts.explore import GetReadModel, StartRebuild
from contracts.technical_fund import GetFundReadModel, StartFundRebuild
from deploy.definitions import OPERATOR
from deploy.local import broker_address

REBUILDS: Final = {"explore": (StartRebuild, GetReadModel), "technical_fund": (StartFundRebuild, GetFundReadModel)}
"""For every service with a read model: what begins a rebuild, and what tells how it goes."""
ASK_SECONDS: Final = 25.0
LOOK_EVERY: Final = 0.5
OVER: Final = ("done", "failed", "cancelled")

Ask = Callable[[Any], dict[str, Any]]


def rebuild(service: str, data_dir: Path) -> int:
    """The exit code. Joins a rebuild that is going on already. Raises a `Refusal`, or `NotHere` without a broker."""
    begin, look = REBUILDS[service]
    with _asking(data_dir) as ask:
        try:
            ask(begin())
        except Conflict as running:
            if running.code != "rebuild_running":
                raise
        told = _watch(lambda: ask(look()), f"rebuilding {service}")
    if told["job"]["state"] != "done":
        print(f"the rebuild ended as {told['job']['state']} ({told['job']['error_code']}); the facts that were there are used on")
        return 1
    print(f"generation {told['generation']}: {told['events']} events, digest {told['digest']}, {_compared(told['same'])}")
    return 0


def _watch(look: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        shown = bar.add_task(what, total=None)
        while True:
            told = look()
            job = told["job"]
            bar.update(shown, completed=job["done"], total=job["total"])
            if job["state"] in OVER:
                return told
            time.sleep(LOOK_EVERY)


def _compared(same: bool | None) -> str:
    if same is None:
        return "news came in while they were compared"
    return "the same as before" if same else "not the same as before"


@contextmanager
def _asking(data_dir: Path) -> Iterator[Ask]:
    client = ServiceClient(broker_address(OPERATOR, data_dir), name=OPERATOR)
    try:
        yield lambda request: client.call(request, Context.for_service(OPERATOR, seconds=ASK_SECONDS))
    finally:
        client.close(drain_seconds=1.0)
