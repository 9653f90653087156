"""What the use cases need from outside: collections named by plural nouns, and the unit of work that holds them together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context
from chassis.files import Files
from chassis.jobs import Jobs
from chassis.read_models import ReadModel
from chassis.sealing import Key
from chassis.timers import Timers
from chassis.unit import Unit
from services.technical_fund.domain.amendments import Amendment
from services.technical_fund.domain.appeals import Appeal
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.award_reports import AwardReport
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.batches import Batch
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.deadlines import Deadline, Reminders
from services.technical_fund.domain.decisions import Decision
from services.technical_fund.domain.discussion import Discussion, Post
from services.technical_fund.domain.draws import Draws
from services.technical_fund.domain.envelope_changes import EnvelopeChange
from services.technical_fund.domain.exports import Export
from services.technical_fund.domain.history import Head
from services.technical_fund.domain.history_anchors import Anchor, Line
from services.technical_fund.domain.knowing import (
    Applicants,
    Bids,
    CityFactsCollection,
    Conflicts,
    Engagements,
    Loads,
    PartnerTies,
    Pool,
    Recusals,
    RoleTies,
)
from services.technical_fund.domain.ledger import Entry, Envelope, Holding
from services.technical_fund.domain.letters import Letter, LetterTemplate, TemplateNumber
from services.technical_fund.domain.library import (
    FormEntry,
    LibraryEntry,
    Published,
    PublishedForm,
    PublishedRubric,
    PublishedWorkflow,
    RubricEntry,
    WorkflowEntry,
)
from services.technical_fund.domain.mentors import Mentor, Mentoring
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.privacy import Erasure
from services.technical_fund.domain.register.withholding import Publisher, Withholding
from services.technical_fund.domain.retention import Hold, Kept, Rules
from services.technical_fund.domain.retention import Run as RetentionRun
from services.technical_fund.domain.review_figures import ApplicationFigure, ReviewFigure
from services.technical_fund.domain.reviewers import Reviewer
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.runs import Papers as RunPapersOf
from services.technical_fund.domain.runs import Run
from services.technical_fund.domain.score_runs import ScoreRun, ScoreSheet
from services.technical_fund.domain.screening import Screening
from services.technical_fund.domain.terms import Terms
from services.technical_fund.domain.versions import ApplicationVersion
from services.technical_fund.domain.workflow import Workflow

A = TypeVar("A", bound=Aggregate)
T = TypeVar("T")
U = TypeVar("U", covariant=True)
E = TypeVar("E", bound=LibraryEntry)
V = TypeVar("V", bound=Published)


class Collection(Protocol[A]):
    """Aggregates of one kind. `get` raises `not_found`, `find` answers None; `save` and `remove` refuse what somebody else has changed."""

    def find(self, id: str) -> A | None: ...
    def get(self, id: str) -> A: ...
    def add(self, aggregate: A) -> None: ...
    def save(self, aggregate: A) -> None: ...
    def remove(self, aggregate: A) -> None: ...


class Papers(Protocol):
    """Printed papers; `pdf` and `pdfs` only within jobs."""

    def page(self, template: str, context: Mapping[str, Any], language: str) -> str: ...
    def pdf(self, template: str, context: Mapping[str, Any], language: str) -> bytes: ...
    def pdfs(self, sheets: Sequence[tuple[str, Mapping[str, Any], str]]) -> list[bytes]: ...


class TermsCollection(Collection[Terms], Protocol):
    def current(self) -> Terms: ...


class Calls(Collection[Call], Protocol):
    """Drafts are among them."""


class CallVersions(Collection[CallVersion], Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion:
        """What an application pinned. Raises `technical_fund.no_call`."""


class Library(Collection[E], Protocol[E]):
    def known(self, id: str) -> E: ...


class Versions(Collection[V], Protocol[V]):
    def of(self, entry_id: str) -> Sequence[V]: ...
    def pinned(self, entry_id: str, number: int) -> V: ...


class Workflows(Library[WorkflowEntry], Protocol):
    def version(self, id: str, number: int) -> Workflow:
        """The process an application goes through. Raises `technical_fund.no_workflow`."""


class Applications(Collection[Application], Protocol):
    """Drafts are among them."""

    def figures_of_call(self, call_id: str, without: Iterable[str] = ...) -> Mapping[str, ApplicationFigure]: ...
    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Application]: ...
    def of_city_and_call(self, city_id: str, call_id: str) -> Sequence[Application]: ...
    def of_city(self, city_id: str) -> Sequence[Application]: ...
    def of_call(self, call_id: str, *states: str, without: frozenset[str] = ...) -> Sequence[Application]: ...
    def delegated_to(self, person_id: str) -> Sequence[Application]: ...
    def delegated_to_any(self, person_ids: Iterable[str]) -> Sequence[Application]: ...


class Attachments(Collection[Attachment], Protocol):
    """Those taken away since are among them where a version keeps them."""

    def of_application(self, application_id: str) -> Sequence[Attachment]: ...


class ApplicationVersions(Collection[ApplicationVersion], Protocol):
    """Written once."""

    def of_application(self, application_id: str) -> Sequence[ApplicationVersion]: ...


class Assignments(Collection[Assignment], Protocol):
    """Ended ones are among them."""

    def of_application(self, application_id: str) -> Sequence[Assignment]: ...
    def of_reviewer(self, reviewer_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def of_call(self, call_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def of_run(self, run_id: str) -> Sequence[Assignment]: ...


class Reviews(Collection[Review], Protocol):
    """Under the id of their assignment; drafts and void ones are among them: ask `counts`."""

    def of_application(self, application_id: str) -> Sequence[Review]: ...
    def of_call(self, call_id: str) -> Sequence[Review]: ...
    def figures_of_call(self, call_id: str, without: Iterable[str] = ...) -> Sequence[ReviewFigure]: ...
    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Review]: ...


class Discussions(Protocol):
    """One document for each application."""

    def of(self, application_id: str) -> Discussion: ...
    def keep(self, discussion: Discussion) -> None: ...


class ScoreRuns(Collection[ScoreRun], Protocol):
    """The latest first. Use `scores.shown_run`, which knows what a reader may know of."""

    def of_call(self, call_id: str) -> Sequence[ScoreRun]: ...


class ScoreSheets(Protocol):
    def find(self, run_id: str) -> ScoreSheet | None: ...
    def keep(self, sheet: ScoreSheet) -> None: ...
    def included(self, run_ids: Sequence[str]) -> Mapping[str, frozenset[str]]: ...


class DrawsCollection(Collection[Draws], Protocol):
    def closed(self, secret: str) -> str: ...
    def secret(self, draws: Draws) -> str: ...


class Runs(Collection[Run], Protocol):
    def automatic_of(self, call_id: str, *states: str) -> Sequence[Run]: ...


class Mentors(Collection[Mentor], Protocol):
    def all_of(self, helps_as: str) -> Sequence[Mentor]: ...


class Mentorings(Collection[Mentoring], Protocol):
    """By the id of the award."""

    def wanting(self, helps_as: str) -> Sequence[Mentoring]: ...
    def of_applications(self, application_ids: Iterable[str]) -> Sequence[Mentoring]: ...


class RunPapers(Protocol):
    """What runs were computed from."""

    def find(self, run_id: str) -> RunPapersOf | None: ...
    def keep(self, papers: RunPapersOf) -> None: ...


class Panels(Protocol):
    def of(self, application_id: str, call_id: str) -> Panel: ...
    def of_call(self, call_id: str) -> Sequence[Panel]: ...
    def keep(self, panel: Panel) -> None: ...


class Deadlines(Collection[Deadline], Protocol):
    """Use `usecases.deadlines.set` and `.done`."""

    def waiting(self, after: str | None, most: int, *, what: str | None = None, call_id: str | None = None) -> Sequence[Deadline]: ...
    def of_application(self, application_id: str) -> Sequence[Deadline]: ...
    def of_reviewer(self, reviewer_id: str) -> Sequence[Deadline]: ...


class RemindersCollection(Collection[Reminders], Protocol):
    def current(self) -> Reminders: ...


class Histories(Protocol):
    """Entries of applications' histories. Use `usecases.history.note`."""

    def head(self, application_id: str) -> Head: ...
    def append(self, row: dict[str, Any]) -> None: ...
    def entries(self, application_id: str, after: int = 0, most: int = 0) -> Iterator[dict[str, Any]]: ...
    def entry(self, id: str) -> dict[str, Any] | None: ...
    def last_at(self, application_id: str) -> datetime | None: ...
    def thin(self, row: dict[str, Any]) -> None: ...
    def grown_since(self, at: datetime | None) -> Sequence[tuple[str, Head]]: ...


class HistoryAnchors(Protocol):
    """Daily digests of the histories."""

    def find(self, id: str) -> Anchor | None: ...
    def last(self) -> Anchor | None: ...
    def keep(self, anchor: Anchor, lines: Sequence[Line]) -> None: ...


class PersonKeys(Protocol):
    """With what people can be read in the histories."""

    def of_person(self, person_id: str) -> tuple[str, Key] | None: ...
    def by_id(self, key_id: str) -> Key | None: ...
    def for_text(self, entry: str, person_id: str | None) -> Key: ...
    def of_text(self, entry: str) -> Key | None: ...
    def destroy_person(self, person_id: str) -> None: ...
    def texts_by(self, person_id: str, most: int) -> list[str]: ...
    def texts_after(self, after: str | None, most: int) -> list[str]: ...
    def destroy_text(self, entry: str) -> None: ...


class Envelopes(Collection[Envelope], Protocol):
    def of_call(self, call_id: str) -> Envelope | None: ...


class Holdings(Collection[Holding], Protocol):
    def held_by(self, envelope_id: str, application_id: str) -> Holding: ...
    def of_envelope(self, envelope_id: str) -> Sequence[Holding]: ...


class LedgerEntries(Protocol):
    """Added to, never changed. Use `usecases.ledger`."""

    def add(self, entry: Entry) -> None: ...
    def entered_for(self, envelope_id: str, key: str) -> Entry | None: ...
    def of_envelope(self, envelope_id: str) -> Iterator[Entry]: ...


class Awards(Collection[Award], Protocol):
    def of_application(self, application_id: str) -> Award | None: ...


class AwardReports(Collection[AwardReport], Protocol):
    def of_award(self, award_id: str) -> Sequence[AwardReport]: ...


class Screenings(Collection[Screening], Protocol):
    def open_awards_of(self, city_id: str) -> int: ...


class Reviewers(Collection[Reviewer], Pool, Protocol):
    pass


class Decisions(Collection[Decision], Protocol):
    """Those sent back are among them."""

    def of_application(self, application_id: str) -> Sequence[Decision]: ...
    def open_of(self, application_id: str) -> Decision | None: ...
    def approved_of(self, application_id: str) -> Decision | None: ...


class Letters(Collection[Letter], Protocol):
    """Under the id of the decision or the appeal they tell of."""

    def of_application(self, application_id: str) -> Sequence[Letter]: ...


class Appeals(Collection[Appeal], Protocol):
    def of_application(self, application_id: str) -> Sequence[Appeal]: ...


class Posts(Collection[Post], Protocol):
    def of_application(self, application_id: str) -> Sequence[Post]: ...


class Retention(Collection[Rules], Protocol):
    def current(self) -> Rules: ...


class LegalHolds(Collection[Hold], Protocol):
    def ids(self) -> frozenset[str]: ...


class KeptCollection(Collection[Kept], Protocol):
    def calls_closed_before(self, at: datetime) -> Sequence[str]: ...
    def drafts_of(self, call_id: str, most: int, without: frozenset[str]) -> Sequence[Application]: ...
    def handed_in_and_still_since(self, at: datetime, after: str | None, most: int) -> Sequence[Application]: ...


class PublisherCollection(Collection[Publisher], Protocol):
    def current(self) -> Publisher: ...


class Exports(Collection[Export], Protocol):
    def awards(self, call_id: str) -> Sequence[Award]: ...
    def decisions(self, call_id: str) -> Sequence[Decision]: ...


class RunningJob(Protocol[U]):
    """Long work under way; see `chassis.job_runner.RunningJob`."""

    id: str
    owner: str
    params: dict[str, Any]
    memory: Any

    def collections(self) -> list[str]: ...
    def ask(self, request: Any, *, seconds: float = ...) -> dict[str, Any]: ...
    def progress(self, phase: str, done: int, total: int | None = None, *, memory: Any = None) -> None: ...
    def transact(self, body: Callable[[Unit, U], T], *, seconds: float | None = None) -> T: ...
    def step(self, body: Callable[[U], T], *, phase: str, done: int, total: int | None = None, memory: Any = None) -> T: ...


class Fund(Protocol):
    """One unit of work of this service."""

    context: Context
    actor: Actor

    @property
    def now(self) -> datetime: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def files(self) -> Files: ...

    model: ReadModel
    papers: Papers
    decisions: Decisions
    batches: Collection[Batch]
    letters: Letters
    letter_templates: Collection[LetterTemplate]
    letter_template_numbers: Collection[TemplateNumber]
    appeals: Appeals
    terms: TermsCollection
    calls: Calls
    call_versions: CallVersions
    forms: Library[FormEntry]
    form_versions: Versions[PublishedForm]
    rubrics: Library[RubricEntry]
    rubric_versions: Versions[PublishedRubric]
    workflows: Workflows
    workflow_versions: Versions[PublishedWorkflow]
    city_facts: CityFactsCollection
    role_ties: RoleTies
    partner_ties: PartnerTies
    reviewers: Reviewers
    conflicts: Conflicts
    recusals: Recusals
    screenings: Screenings
    engagements: Engagements
    bids: Bids
    applicants: Applicants
    loads: Loads
    envelopes: Envelopes
    holdings: Holdings
    ledger_entries: LedgerEntries
    awards: Awards
    award_reports: AwardReports
    amendments: Collection[Amendment]
    envelope_changes: Collection[EnvelopeChange]
    deadlines: Deadlines
    reminders: RemindersCollection
    erasures: Collection[Erasure]
    exports: Exports
    withholdings: Collection[Withholding]
    register_publisher: PublisherCollection
    retention: Retention
    legal_holds: LegalHolds
    kept: KeptCollection
    retention_runs: Collection[RetentionRun]
    histories: Histories
    history_anchors: HistoryAnchors
    person_keys: PersonKeys
    applications: Applications
    application_versions: ApplicationVersions
    attachments: Attachments
    scans: bool
    assignments: Assignments
    panels: Panels
    runs: Runs
    run_papers: RunPapers
    mentors: Mentors
    mentorings: Mentorings
    reviews: Reviews
    posts: Posts
    discussions: Discussions
    score_runs: ScoreRuns
    score_sheets: ScoreSheets
    draws: DrawsCollection
    unit: Unit

    def expect(self, aggregate: Aggregate) -> None: ...
    def in_bulk(self) -> AbstractContextManager[None]:
        """Within it, new documents wait and are written together."""

    def guard(self, name: str) -> None: ...
    def take_name(self, kind: str, value: str, owner: str) -> bool: ...
    def free_name(self, kind: str, value: str, owner: str) -> None: ...
    def owner_of_name(self, kind: str, value: str) -> str | None: ...
    def count_up(self, name: str) -> int: ...
    def redact(
        self, subject: str, fields: Sequence[str], event_types: Sequence[type] | None = None, where: Mapping[str, Any] | None = None
    ) -> int:
        """Null fields of what was said about `subject` before, in this transaction."""
