"""A city stands by a declaration and says, with dated evidence, what becomes of it.

Silence is neither kept nor set: it is what is left when nobody has reported for as long as the declaration allows. A correction says what
an earlier report should have said, so it neither breaks a silence nor takes the place of a later report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import CommitmentEndorsed, EndorsementWithdrawn, Evidence, ProgressReportDue, ProgressReported
from services.membership.domain.days import months_later, start_of
from services.membership.domain.declaration import Declaration
from services.membership.domain.faults import source_faults

ENDORSED: Final = "endorsed"
WITHDRAWN: Final = "withdrawn"

SETTLED: Final = frozenset({"done", "stopped"})
"""Nothing more is to be said of a commitment in one of these."""

REMIND_AHEAD: Final = timedelta(days=14)
"""How long before its silence begins a city is reminded."""

MOST_REPORTS: Final = 1000
"""Reports one endorsement may hold: they live in one document."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Where one commitment stood, and what shows it. It is never changed; a correction stands beside it."""

    id: str
    commitment: str
    status: str
    summary: dict[str, str] | None
    evidence: tuple[Evidence, ...]
    reported_at: datetime
    reported_by: str | None
    supersedes: str | None = None
    source_lang: str | None = None


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Since when nothing has been said; `by` is the day from which it is, or would be, silence. No day when nothing more is due."""

    by: date | None
    silent: bool

    @property
    def since(self) -> date | None:
        return self.by if self.silent else None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one commitment stands at: its last report as corrected, and whether there is silence about it."""

    code: str
    last: Report | None
    silence: Silence


@dataclass(kw_only=True)
class Endorsement(Aggregate):
    """A city's name under a declaration, with the terms it was put there on: its commitments and how often to report."""

    kind: ClassVar[str] = "endorsements"
    declaration_id: str
    city_id: str
    country: str
    commitments: tuple[str, ...]
    report_every_months: int
    endorsed_at: datetime
    endorsed_by: str | None
    state: str = ENDORSED
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None
    reports: tuple[Report, ...] = ()
    reminded_for: date | None = None

    @classmethod
    def endorse(cls, declaration: Declaration, *, id: str, city_id: str, country: str, by: str | None, at: datetime) -> "Endorsement":
        """Raises `Conflict` when the declaration cannot be endorsed today."""
        if not declaration.open(at.date()):
            raise Conflict("membership.declaration_not_open", "the declaration cannot be endorsed today", {"state": declaration.state})
        endorsement = cls(
            id=id,
            declaration_id=declaration.id,
            city_id=city_id,
            country=country,
            commitments=declaration.codes,
            report_every_months=declaration.content.report_every_months,
            endorsed_at=at,
            endorsed_by=by,
        )
        endorsement.say(CommitmentEndorsed(endorsement_id=id, declaration_id=declaration.id, city_id=city_id, endorsed_at=at))
        return endorsement

    def withdraw(self, reason: str, *, at: datetime) -> None:
        self._require_live()
        self.state, self.withdrawn_at, self.withdrawal_reason = WITHDRAWN, at, reason
        self.say(EndorsementWithdrawn(endorsement_id=self.id, declaration_id=self.declaration_id, city_id=self.city_id, withdrawn_at=at))

    def report(self, report: Report) -> None:
        """Raises `Conflict` after withdrawal, `Invalid` for what does not fit the declaration, the calendar or an earlier report."""
        self._require_live()
        if len(self.reports) >= MOST_REPORTS:
            raise Conflict("membership.too_many_reports", f"{MOST_REPORTS} reports at most", {"most": MOST_REPORTS})
        if report.commitment not in self.commitments:
            raise Invalid.field("/commitment", "membership.unknown_commitment", "is not a commitment of this declaration")
        check_evidence(report.evidence, report.reported_at.date())
        texts = (report.summary, *(piece.shows for piece in report.evidence))
        if faults := list(source_faults("", report.source_lang, texts)):
            raise Invalid.fields(faults)
        if report.supersedes is not None:
            self._check_corrects(report)
        self.reports = (*self.reports, report)
        self.say(
            ProgressReported(
                endorsement_id=self.id,
                declaration_id=self.declaration_id,
                city_id=self.city_id,
                report_id=report.id,
                commitment=report.commitment,
                status=report.status,
                evidence_on=max(piece.on for piece in report.evidence),
                supersedes=report.supersedes,
                reported_at=report.reported_at,
            )
        )

    # ---- what it stands at

    def standings(self, today: date) -> tuple[Standing, ...]:
        return tuple(self._standing(code, today) for code in self.commitments)

    def silence(self, today: date) -> Silence:
        """Of the city as a whole: nothing said of anything that is still open."""
        if self.state != ENDORSED or all(_settled(self.current(code)) for code in self.commitments):
            return Silence(by=None, silent=False)
        return self._since(self.last_reported_at, today)

    @property
    def last_reported_at(self) -> datetime | None:
        return max((report.reported_at for report in self.reports if report.supersedes is None), default=None)

    def current(self, code: str) -> Report | None:
        """The last report on a commitment, as corrected."""
        first_told = [report for report in self.reports if report.commitment == code and report.supersedes is None]
        return self._corrected(first_told[-1]) if first_told else None

    def superseded_by(self, report_id: str) -> str | None:
        return next((report.id for report in self.reports if report.supersedes == report_id), None)

    def find_report(self, report_id: str) -> Report | None:
        return next((report for report in self.reports if report.id == report_id), None)

    def file_of(self, file_id: str) -> str:
        """Raises `NotFound` for a file that no report names."""
        if not any(piece.file_id == file_id for report in self.reports for piece in report.evidence):
            raise NotFound("membership.no_evidence", "no report of this endorsement names such a file")
        return file_id

    # ---- reminders

    def remind_on(self, today: date) -> datetime | None:
        """When to remind next: ahead of each silence, and, while it lasts, ahead of each further period of it."""
        due = self._next_due(today)
        return None if due is None else start_of(due - REMIND_AHEAD)

    def remind(self, today: date) -> None:
        """Once for each due date."""
        due = self._next_due(today)
        if due is None or due == self.reminded_for or today < due - REMIND_AHEAD:
            return
        self.reminded_for = due
        self.say(ProgressReportDue(endorsement_id=self.id, declaration_id=self.declaration_id, city_id=self.city_id, due_on=due))

    # ---- inside

    def _next_due(self, today: date) -> date | None:
        """The last day whose reminder has come, unless it was given; else the day after it. What was slept through is told of once."""
        begins = self.silence(today).by
        if begins is None:
            return None
        last, periods = begins, 0
        while (following := months_later(begins, (periods + 1) * self.report_every_months)) - REMIND_AHEAD <= today:
            last, periods = following, periods + 1
        reminded = self.reminded_for is not None and last <= self.reminded_for
        return following if reminded else last

    def _standing(self, code: str, today: date) -> Standing:
        current = self.current(code)
        if self.state != ENDORSED or _settled(current):
            return Standing(code=code, last=current, silence=Silence(by=None, silent=False))
        told = [report.reported_at for report in self.reports if report.commitment == code and report.supersedes is None]
        return Standing(code=code, last=current, silence=self._since(max(told, default=None), today))

    def _since(self, told: datetime | None, today: date) -> Silence:
        by = months_later((told or self.endorsed_at).date(), self.report_every_months)
        return Silence(by=by, silent=by <= today)

    def _corrected(self, report: Report) -> Report:
        while (later := self.superseded_by(report.id)) is not None:
            report = next(one for one in self.reports if one.id == later)
        return report

    def _check_corrects(self, report: Report) -> None:
        earlier = self.find_report(str(report.supersedes))
        if earlier is None or earlier.commitment != report.commitment:
            raise Invalid.field("/supersedes", "membership.no_report", "is not a report on this commitment")
        if self.superseded_by(earlier.id) is not None:
            raise Invalid.field("/supersedes", "membership.corrected_before", "has been corrected already")

    def _require_live(self) -> None:
        if self.state != ENDORSED:
            raise Conflict("membership.endorsement_withdrawn", "the city has withdrawn its endorsement")


def check_evidence(evidence: Sequence[Evidence], today: date) -> None:
    """No status without something dated that shows it. Raises `Invalid` naming every piece that does not."""
    errors: list[dict[str, str]] = []
    for position, piece in enumerate(evidence):
        if piece.on > today:
            errors.append({"pointer": f"/evidence/{position}/on", "code": "membership.in_the_future", "message": "lies in the future"})
        if piece.link is None and piece.file_id is None:
            message = "needs a link or an uploaded file"
            errors.append({"pointer": f"/evidence/{position}", "code": "membership.evidence_without_source", "message": message})
    if not evidence:
        errors.append({"pointer": "/evidence", "code": "required", "message": "is missing"})
    if errors:
        raise Invalid.fields(errors)


def _settled(report: Report | None) -> bool:
    return report is not None and report.status in SETTLED
