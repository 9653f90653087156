"""What views need from outside: collections to look into, and who asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from chassis.context import Actor, Context
from chassis.cursors import Cursors
from chassis.files import Files
from chassis.jobs import Jobs
from chassis.read_models import ReadModel
from chassis.unit import Document, Unit
from services.technical_fund.domain.amendments import Amendment
from services.technical_fund.domain.appeals import Appeal
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.award_reports import AwardReport
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.batches import Batch
from services.technical_fund.domain.call_search import CallsSought
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.deadlines import Deadline, Reminders
from services.technical_fund.domain.decisions import Decision
from services.technical_fund.domain.discussion import Discussion, Post
from services.technical_fund.domain.draws import Draws
from services.technical_fund.domain.envelope_changes import EnvelopeChange
from services.technical_fund.domain.exports import Export
from services.technical_fund.domain.history import Head
from services.technical_fund.domain.history_anchors import Anchor
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
from services.technical_fund.domain.register.withholding import Publisher, Withholding
from services.technical_fund.domain.retention import Hold, Rules
from services.technical_fund.domain.retention import Run as RetentionRun
from services.technical_fund.domain.review_figures import ApplicationFigure, ReviewFigure
from services.technical_fund.domain.reviewers import Reviewer
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.runs import Papers as RunPapersOf
from services.technical_fund.domain.runs import Run
from services.technical_fund.domain.score_runs import ScoreRun, ScoreSheet
from services.technical_fund.domain.screening import Screening
from services.technical_fund.domain.showing.history import Keys
from services.technical_fund.domain.terms import Terms
from services.technical_fund.domain.versions import ApplicationVersion
from services.technical_fund.domain.workflow import Workflow

E = TypeVar("E", bound=LibraryEntry)
V = TypeVar("V", bound=Published, covariant=True)


@dataclass(frozen=True, kw_only=True)
class After:
    """A page: what comes after `key`, at most `most` items. One more than asked for tells whether there is another page."""

    key: str | None
    most: int


class TermsCollection(Protocol):
    def current(self) -> Terms: ...


class Calls(Protocol):
    def find(self, id: str) -> Call | None: ...
    def get(self, id: str) -> Call: ...
    def sort_key(self, call: Call) -> str: ...
    def page(self, after: After, *, sought: CallsSought, drafts: bool, now: datetime) -> Sequence[Call]: ...


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Library(Protocol[E]):
    def known(self, id: str) -> E: ...
    def sort_key(self, entry: E) -> str: ...
    def page(self, after: After) -> Sequence[E]: ...


class Versions(Protocol[V]):
    def find(self, id: str) -> V | None: ...
    def of(self, entry_id: str) -> Sequence[V]: ...
    def pinned(self, entry_id: str, number: int) -> V: ...


class Workflows(Library[WorkflowEntry], Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Applications(Protocol):
    def find(self, id: str) -> Application | None: ...
    def figures_of_call(self, call_id: str, without: Iterable[str] = ...) -> Mapping[str, ApplicationFigure]: ...
    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Application]: ...
    def sort_key(self, application: Application) -> str: ...
    def of_call(self, call_id: str, *states: str, without: frozenset[str] = ...) -> Sequence[Application]: ...
    def of_city_and_call(self, city_id: str, call_id: str) -> Sequence[Application]: ...
    def delegated_to(self, person_id: str) -> Sequence[Application]: ...
    def page(
        self,
        after: After,
        *,
        readers: frozenset[str],
        without: frozenset[str] = ...,
        call_id: str | None = None,
        city_id: str | None = None,
        state: str | None = None,
    ) -> Sequence[Application]: ...


class Attachments(Protocol):
    def find(self, id: str) -> Attachment | None: ...
    def of_application(self, application_id: str) -> Sequence[Attachment]: ...


class ApplicationVersions(Protocol):
    def find(self, id: str) -> ApplicationVersion | None: ...
    def of_application(self, application_id: str) -> Sequence[ApplicationVersion]: ...


class Screenings(Protocol):
    def open_awards_of(self, city_id: str) -> int: ...
    def find(self, id: str) -> Screening | None: ...
    def get(self, id: str) -> Screening: ...
    def sort_key(self, screening: Screening) -> str: ...
    def page(
        self, after: After, call_id: str, *, result: str | None, among: Iterable[str] | None, without: frozenset[str]
    ) -> Sequence[Screening]: ...


class Reviewers(Pool, Protocol):
    def sort_key(self, reviewer: Reviewer) -> str: ...
    def page(
        self,
        after: After,
        *,
        active: bool,
        theme: str | None,
        language: str | None,
        country: str | None,
        senior: bool | None,
    ) -> Sequence[Reviewer]: ...


class Assignments(Protocol):
    def find(self, id: str) -> Assignment | None: ...
    def of_application(self, application_id: str) -> Sequence[Assignment]: ...
    def of_reviewer(self, reviewer_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def of_call(self, call_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def sort_key(self, assignment: Assignment) -> str: ...
    def page_of_call(self, after: After, call_id: str, *, state: str | None, without: Sequence[str]) -> Sequence[Assignment]: ...
    def seats_of(self, after: After, reviewer_id: str, *, states: frozenset[str]) -> Sequence[Assignment]: ...
    def page_of_reviewer(self, after: After, reviewer_id: str, *, state: str | None, without: Sequence[str]) -> Sequence[Assignment]: ...


class Posts(Protocol):
    def find(self, id: str) -> Post | None: ...
    def sort_key(self, post: Post) -> str: ...
    def page(self, after: After, application_id: str, *, rounds: Iterable[int], visibility: Iterable[str]) -> Sequence[Post]: ...


class Discussions(Protocol):
    def of(self, application_id: str) -> Discussion: ...


class ScoreRuns(Protocol):
    def find(self, id: str) -> ScoreRun | None: ...
    def of_call(self, call_id: str) -> Sequence[ScoreRun]: ...
    def sort_key(self, run: ScoreRun) -> str: ...
    def page(self, after: After, call_id: str, *, without: Iterable[str]) -> Sequence[ScoreRun]: ...


class ScoreSheets(Protocol):
    def find(self, run_id: str) -> ScoreSheet | None: ...
    def included(self, run_ids: Sequence[str]) -> Mapping[str, frozenset[str]]: ...


class DrawsCollection(Protocol):
    def find(self, id: str) -> Draws | None: ...


class Reviews(Protocol):
    def find(self, id: str) -> Review | None: ...
    def of_application(self, application_id: str) -> Sequence[Review]: ...
    def of_call(self, call_id: str) -> Sequence[Review]: ...
    def figures_of_call(self, call_id: str, without: Iterable[str] = ...) -> Sequence[ReviewFigure]: ...
    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Review]: ...


class Runs(Protocol):
    def find(self, id: str) -> Run | None: ...
    def sort_key(self, run: Run) -> str: ...
    def page(self, after: After, *, purpose: str, call_id: str | None) -> Sequence[Run]: ...


class Mentors(Protocol):
    def find(self, id: str) -> Mentor | None: ...
    def sort_key(self, mentor: Mentor) -> str: ...
    def page(self, after: After, helps_as: str) -> Sequence[Mentor]: ...


class Mentorings(Protocol):
    def find(self, id: str) -> Mentoring | None: ...
    def of_applications(self, application_ids: Iterable[str]) -> Sequence[Mentoring]: ...


class RunPapers(Protocol):
    def find(self, run_id: str) -> RunPapersOf | None: ...


class Panels(Protocol):
    def of(self, application_id: str, call_id: str) -> Panel: ...
    def of_call(self, call_id: str) -> Sequence[Panel]: ...


class Deadlines(Protocol):
    def sort_key(self, deadline: Deadline) -> str: ...
    def page(
        self,
        after: After,
        *,
        keys: frozenset[str],
        without: frozenset[str],
        what: str | None = None,
        call_id: str | None = None,
        application_id: str | None = None,
        due_before: datetime | None = None,
    ) -> Sequence[Deadline]: ...


class RemindersCollection(Protocol):
    def current(self) -> Reminders: ...


class PersonKeys(Keys, Protocol):
    def of_rows(self, rows: Sequence[Document]) -> Keys: ...


class Histories(Protocol):
    def head(self, application_id: str) -> Head: ...
    def anchored(self, application_id: str) -> dict[int, str]: ...
    def entries(self, application_id: str, after: int = 0, most: int = 0) -> Iterator[dict[str, Any]]: ...
    def shown(self, application_id: str, after: int, most: int, *, for_city: bool) -> Sequence[dict[str, Any]]: ...


class Register(Protocol):
    def sort_key(self, award: Award) -> str: ...
    def calls(self) -> Sequence[Call]: ...
    def envelopes(self) -> Sequence[Envelope]: ...
    def page(
        self,
        key: str | None,
        most: int,
        *,
        without: frozenset[str] = ...,
        recused: frozenset[str] = ...,
        call_id: str | None = ...,
        country: str | None = ...,
        country_withheld: frozenset[str] = ...,
    ) -> Sequence[Award]: ...


class Withholdings(Protocol):
    def all(self) -> Sequence[Withholding]: ...
    def of(self, award_ids: Sequence[str]) -> dict[str, Withholding]: ...
    def delayed(self, today: date) -> frozenset[str]: ...


class PublisherCollection(Protocol):
    def current(self) -> Publisher: ...


class Exports(Protocol):
    def find(self, id: str) -> Export | None: ...


class Retention(Protocol):
    def current(self) -> Rules: ...


class LegalHolds(Protocol):
    def all(self) -> Sequence[Hold]: ...


class RetentionRuns(Protocol):
    def sort_key(self, run: RetentionRun) -> str: ...
    def page(self, after: After) -> Sequence[RetentionRun]: ...


class HistoryAnchors(Protocol):
    def sort_key(self, anchor: Anchor) -> str: ...
    def page(self, after: After) -> Sequence[Anchor]: ...


class Envelopes(Protocol):
    def find(self, id: str) -> Envelope | None: ...
    def sort_key(self, envelope: Envelope) -> str: ...
    def of_call(self, call_id: str) -> Envelope | None: ...
    def page(self, after: After) -> Sequence[Envelope]: ...


class Holdings(Protocol):
    def sort_key(self, holding: Holding) -> str: ...
    def held_by(self, envelope_id: str, application_id: str) -> Holding: ...
    def held_by_each(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Holding]: ...
    def of_envelope(self, envelope_id: str) -> Sequence[Holding]: ...
    def page(self, after: After, *, envelope_id: str, without: frozenset[str]) -> Sequence[Holding]: ...


class LedgerEntries(Protocol):
    def sort_key(self, entry: Entry) -> str: ...
    def of_envelope(self, envelope_id: str) -> Iterator[Entry]: ...
    def page(
        self,
        after: After,
        *,
        envelope_id: str,
        kind: str | None,
        application_id: str | None,
        award_id: str | None,
        without: frozenset[str],
    ) -> Sequence[Entry]: ...


class EnvelopeChanges(Protocol):
    def sort_key(self, change: EnvelopeChange) -> str: ...
    def page(self, after: After, *, envelope_id: str) -> Sequence[EnvelopeChange]: ...


class Awards(Protocol):
    def find(self, id: str) -> Award | None: ...
    def sort_key(self, award: Award) -> str: ...
    def page(
        self,
        after: After,
        *,
        readers: frozenset[str],
        call_id: str | None,
        city_id: str | None,
        state: str | None,
        without: frozenset[str],
    ) -> Sequence[Award]: ...


class AwardReports(Protocol):
    def find(self, id: str) -> AwardReport | None: ...
    def sort_key(self, report: AwardReport) -> str: ...
    def of_award(self, award_id: str) -> Sequence[AwardReport]: ...
    def page(self, after: After, *, award_id: str, state: str | None, drafts: bool) -> Sequence[AwardReport]: ...


class Amendments(Protocol):
    def find(self, id: str) -> Amendment | None: ...
    def sort_key(self, amendment: Amendment) -> str: ...
    def page(self, after: After, *, award_id: str) -> Sequence[Amendment]: ...


class Decisions(Protocol):
    def find(self, id: str) -> Decision | None: ...
    def sort_key(self, decision: Decision) -> str: ...
    def page_of_application(self, after: After, application_id: str, *, told: bool | None) -> Sequence[Decision]: ...
    def page_of_call(self, after: After, call_id: str, *, state: str | None, without: frozenset[str]) -> Sequence[Decision]: ...


class Batches(Protocol):
    def find(self, id: str) -> Batch | None: ...
    def sort_key(self, batch: Batch) -> str: ...
    def page(self, after: After, call_id: str) -> Sequence[Batch]: ...


class Letters(Protocol):
    def find(self, id: str) -> Letter | None: ...


class LetterTemplates(Protocol):
    def find(self, id: str) -> LetterTemplate | None: ...
    def all(self) -> Sequence[LetterTemplate]: ...


class LetterTemplateNumbers(Protocol):
    def get(self, id: str) -> TemplateNumber: ...


class Appeals(Protocol):
    def find(self, id: str) -> Appeal | None: ...
    def sort_key(self, appeal: Appeal) -> str: ...
    def page_of_application(self, after: After, application_id: str) -> Sequence[Appeal]: ...
    def page_of_call(self, after: After, call_id: str, *, state: str | None, without: frozenset[str]) -> Sequence[Appeal]: ...


class Pages(Protocol):
    """Papers as pages. Views print nothing."""

    def page(self, template: str, context: Mapping[str, Any], language: str) -> str: ...


class Reading(Protocol):
    """What a view may look into."""

    context: Context
    actor: Actor
    cursors: Cursors
    unit: Unit
    model: ReadModel

    @property
    def now(self) -> datetime: ...
    @property
    def files(self) -> Files: ...
    @property
    def jobs(self) -> Jobs: ...

    papers: Pages
    decisions: Decisions
    batches: Batches
    letters: Letters
    letter_templates: LetterTemplates
    letter_template_numbers: LetterTemplateNumbers
    appeals: Appeals
    terms: TermsCollection
    envelopes: Envelopes
    holdings: Holdings
    ledger_entries: LedgerEntries
    envelope_changes: EnvelopeChanges
    awards: Awards
    award_reports: AwardReports
    amendments: Amendments
    deadlines: Deadlines
    reminders: RemindersCollection
    register: Register
    withholdings: Withholdings
    register_publisher: PublisherCollection
    exports: Exports
    retention: Retention
    legal_holds: LegalHolds
    retention_runs: RetentionRuns
    histories: Histories
    history_anchors: HistoryAnchors
    person_keys: PersonKeys
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
    applications: Applications
    application_versions: ApplicationVersions
    attachments: Attachments
    assignments: Assignments
    reviews: Reviews
    posts: Posts
    discussions: Discussions
    score_runs: ScoreRuns
    score_sheets: ScoreSheets
    draws: DrawsCollection
    panels: Panels
    runs: Runs
    run_papers: RunPapers
    mentors: Mentors
    mentorings: Mentorings


class Neighbours(Protocol):
    """Other services, asked within what is left of the request's time. Raises a `Refusal` when nobody answers."""

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]: ...


class Pageable(Protocol):
    """A query that is answered in pages."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


def after(unit: Reading, request: Pageable) -> After:
    return After(key=unit.cursors.read(request), most=request.limit + 1)
