"""A letter: waits to be printed, is issued once, and never changes afterwards."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import LetterAcknowledged, LetterIssued, ScreeningLetterIssued

WAITING: Final = "waiting"
ISSUED: Final = "issued"
DROPPED: Final = "dropped"

DECISION: Final = "decision"
APPEAL: Final = "appeal"
SCREENING: Final = "screening"


@dataclass(frozen=True, kw_only=True)
class PrintedFile:
    """The letter in one language."""

    language: str
    file_id: str
    size: int
    sha256: str


@dataclass(kw_only=True)
class Letter(Aggregate):
    """Has the id of the decision, the appeal or the finding it tells of. `templates` are the numbers of the words it was approved with, by
    language.

    `dated` and `appeal_until` are set each time printing begins, so that a letter that had to wait does not take days from the city.
    """

    kind: ClassVar[str] = "fund-letters"
    about: str
    application_id: str
    call_id: str
    city_id: str
    tells: str
    templates: dict[str, int]
    state: str = WAITING
    job_id: str | None = None
    prepared_at: datetime
    dated: datetime | None = None
    appeal_until: datetime | None = None
    files: tuple[PrintedFile, ...] = field(default_factory=tuple)
    issued_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None

    @property
    def issued(self) -> bool:
        return self.state == ISSUED

    @property
    def waits(self) -> bool:
        return self.state == WAITING

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.templates)

    def date(self, at: datetime, appeal_until: datetime | None) -> None:
        """Begin to print: the letter bears this day."""
        self._check_waiting("print")
        self.dated, self.appeal_until = at, appeal_until

    def issue(self, files: tuple[PrintedFile, ...], *, dated: datetime, at: datetime) -> None:
        """What was printed is the letter. Raises `Conflict` when another printing has begun since."""
        self._check_waiting("issue")
        if self.dated != dated:
            raise Conflict(
                "technical_fund.wrong_letter_state", "the letter was dated anew meanwhile", {"state": self.state, "action": "issue"}
            )
        self.state, self.files, self.issued_at = ISSUED, files, at
        if self.about == SCREENING:
            self.say(ScreeningLetterIssued(**self._about(), issued_at=at, appeal_until=self.appeal_until))
            return
        self.say(
            LetterIssued(
                **self._about(),
                kind=self.tells,
                decision_id=self.id if self.about == DECISION else None,
                appeal_id=self.id if self.about == APPEAL else None,
                issued_at=at,
                appeal_until=self.appeal_until,
            )
        )

    def drop(self) -> None:
        """What it was to tell was taken back before anybody could read it; an issued letter stays."""
        if self.waits:
            self.state = DROPPED

    def acknowledge(self, *, by: str | None, at: datetime) -> None:
        """The first time counts."""
        if self.acknowledged_at is None:
            self.acknowledged_by, self.acknowledged_at = by, at
            self.say(LetterAcknowledged(**self._about(), acknowledged_at=at))

    def file_in(self, language: str) -> PrintedFile | None:
        return next((file for file in self.files if file.language == language), None)

    def _check_waiting(self, action: str) -> None:
        if self.state != WAITING:
            raise Conflict("technical_fund.wrong_letter_state", f"the letter is {self.state}", {"state": self.state, "action": action})

    def _about(self) -> dict[str, str]:
        return {"letter_id": self.id, "application_id": self.application_id, "call_id": self.call_id, "city_id": self.city_id}
