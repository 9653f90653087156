"""An import: a file, what the dry run found in it, and whether it has been brought in. All of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.membership import ImportCount, ImportRow

KEPT: Final = timedelta(days=7)
"""How long the file, the preview and the problems are kept: they may hold names and addresses of people."""

STATES: Final[Mapping[str, frozenset[str]]] = {
    "check": frozenset({"ready", "faulty", "out_of_date"}),
    "finish_check": frozenset({"checking"}),
    "confirm": frozenset({"ready"}),
    "apply": frozenset({"applying"}),
    "overtake": frozenset({"applying"}),
    "forget": frozenset({"checking", "ready", "faulty", "applying", "out_of_date", "applied"}),
}
"""In which states each step may be taken."""

WITH_FILE: Final = STATES["forget"] - {"applied"}
"""States in which the file is still here."""


@dataclass(kw_only=True)
class Import(Aggregate):
    """One file on its way into the network."""

    kind: ClassVar[str] = "imports"
    table: str
    file_id: str
    file_name: str
    size: int
    sha256: str
    job_id: str
    started_by: str
    started_at: datetime
    forgotten_on: datetime
    state: str = "checking"
    rows: int = 0
    problems: int = 0
    counts: tuple[ImportCount, ...] = ()
    columns: tuple[str, ...] = ()
    preview: tuple[ImportRow, ...] = ()
    checked_at: datetime | None = None
    confirmed_by: str | None = None
    applied_at: datetime | None = None

    def check_again(self, job_id: str) -> None:
        self.require("check")
        self.state, self.job_id = "checking", job_id

    def checked(
        self, *, rows: int, problems: int, columns: Sequence[str], preview: Sequence[ImportRow], counts: Sequence[ImportCount], at: datetime
    ) -> None:
        self.require("finish_check")
        self.state = "faulty" if problems else "ready"
        self.rows, self.problems, self.checked_at = rows, problems, at
        self.columns, self.preview, self.counts = tuple(columns), tuple(preview), tuple(counts)

    def confirm(self, sha256: str, *, by: str, job_id: str) -> None:
        self.require("confirm")
        if sha256 != self.sha256:
            raise Conflict("membership.import_of_another_file", "the file is another one than the one confirmed", {"sha256": self.sha256})
        self.state, self.confirmed_by, self.job_id = "applying", by, job_id

    def applied(self, *, at: datetime) -> None:
        self.require("apply")
        self.state, self.applied_at, self.preview = "applied", at, ()

    def overtaken(self, problems: int, *, at: datetime) -> None:
        """The network is no longer what the dry run saw."""
        self.require("overtake")
        self.state, self.problems, self.checked_at = "out_of_date", problems, at

    def left_behind(self) -> None:
        """The job that was at work on it has ended without an outcome, so nothing was brought in."""
        self.state = "out_of_date"

    def forget(self) -> None:
        self.require("forget")
        self.preview, self.problems = (), 0
        self.state = "applied" if self.state == "applied" else "forgotten"

    def require(self, step: str) -> None:
        """Raises `Conflict` when the step cannot be taken now."""
        if self.state not in STATES[step]:
            details = {"state": self.state, "step": step}
            raise Conflict("membership.import_state", f"this is not possible while the import is {self.state}", details)
