"""A service of plain nameko, as anybody would write it: `python -m tests.system.stock_nameko AMQP_URI`. Says `ready` when it listens."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import rpc  # noqa: E402


class StockService:
    name = "stock"
    executed = 0

    @rpc
    def get_job(self, job_id: str) -> dict[str, Any]:
        """Echo."""
        StockService.executed += 1
        return {"job_id": job_id, "executed": StockService.executed}

    @rpc
    def get_upload(self, upload_id: str) -> dict[str, Any]:
        """Answers after so many seconds."""
        eventlet.sleep(float(upload_id))
        return {"slept": upload_id}

    @rpc
    def cancel_job(self, job_id: str) -> dict[str, Any]:
        """The command of the two: answers after so many seconds."""
        eventlet.sleep(float(job_id))
        return {"slept": job_id}

    @rpc
    def read_sequences(self, subject: str, first: int, last: int) -> dict[str, Any]:
        """An answer of many frames."""
        return {"text": subject * last}

    @rpc
    def open_upload(self, **_: Any) -> dict[str, Any]:
        raise RuntimeError("the password is swordfish")

    @rpc
    def read_events(self, **_: Any) -> list[int]:
        """Not an object."""
        return [1, 2, 3]


def main() -> None:
    container = ServiceContainer(StockService, {"AMQP_URI": sys.argv[1], "max_workers": 10})
    container.start()
    print("ready", os.getpid(), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: container.kill())
    container.wait()


if __name__ == "__main__":
    main()
