"""Builds the service: the only place that chooses real parts. What needs SciPy or draws pages is imported by the job that first does it."""

import functools
from typing import TYPE_CHECKING, Final

from chassis import rebuild, settings
from chassis.card import Wiring
from chassis.context import Context
from chassis.cursors import Cursors
from chassis.files import PDF, Purpose
from chassis.jobs import Jobs, OwnJobs
from chassis.parts import Parts
from chassis.read_models import ReadModel
from chassis.sealing import Seal
from chassis.unit import ServiceUnit, Unit
from services.technical_fund import CARD, reactions, repository
from services.technical_fund.carriers import scanner, solver
from services.technical_fund.carriers.papers import Papers
from services.technical_fund.domain.attachments import PURPOSE, PURPOSE_NAME
from services.technical_fund.domain.facts import CITY_FACTS, FACTS, PARTNER_TIES, ROLE_TIES
from services.technical_fund.usecases import privacy, retention, run_jobs, runs
from services.technical_fund.usecases.attachments import ScanRoom
from services.technical_fund.usecases.deriving import when_facts_were_rebuilt_find_all
from services.technical_fund.usecases.history_anchors import anchor_histories

if TYPE_CHECKING:
    from chassis.dead_letters import DeadLetters

LOOK_FOR_ANCHORS: Final = 3600.0
SCAN_SECONDS: Final = 2.0
ANCHOR_SECONDS: Final = 60.0
PEOPLE_IN_HISTORY: Final = b"technical_fund: people in the history"

FILE_PURPOSES: Final[dict[str, Purpose]] = {
    "fund_appeal": Purpose(kinds=(PDF,), max_bytes=10 * 1024 * 1024),
    "fund_agreement": Purpose(kinds=(PDF,), max_bytes=10 * 1024 * 1024),
    "fund_report": Purpose(kinds=(PDF, "image/png", "image/jpeg"), max_bytes=10 * 1024 * 1024),
    PURPOSE_NAME: PURPOSE,
}

MODEL: Final = ReadModel(
    name=FACTS,
    collections=(CITY_FACTS, ROLE_TIES, PARTNER_TIES),
    reactions=reactions.FACTS_REACTIONS,
    indexes=repository.FACTS_INDEXES,
    swapped=when_facts_were_rebuilt_find_all,
)


class FundUnit(ServiceUnit):
    """One unit of work of the Fund, with everything its use cases and views name."""

    model = MODEL
    scans = False
    """Whether a virus scanner looks at files."""

    def __init__(self, unit: Unit, cursors: Cursors, seal: Seal) -> None:
        super().__init__(unit)
        self.cursors = cursors
        self.papers = Papers()
        self.terms = repository.StoredTerms(unit)
        self.decisions = repository.StoredDecisions(unit)
        self.batches = repository.StoredBatches(unit)
        self.letters = repository.StoredLetters(unit)
        self.letter_templates = repository.StoredLetterTemplates(unit)
        self.letter_template_numbers = repository.StoredLetterTemplateNumbers(unit)
        self.appeals = repository.StoredAppeals(unit)
        self.calls = repository.StoredCalls(unit)
        self.call_versions = repository.StoredCallVersions(unit)
        self.forms = repository.StoredForms(unit)
        self.form_versions = repository.StoredFormVersions(unit)
        self.rubrics = repository.StoredRubrics(unit)
        self.rubric_versions = repository.StoredRubricVersions(unit)
        self.workflows = repository.StoredWorkflows(unit)
        self.workflow_versions = repository.StoredWorkflowVersions(unit)
        self.city_facts = repository.StoredCityFacts(unit)
        self.role_ties = repository.StoredRoleTies(unit)
        self.partner_ties = repository.StoredPartnerTies(unit)
        self.reviewers = repository.StoredReviewers(unit)
        self.conflicts = repository.StoredConflicts(unit)
        self.recusals = repository.StoredRecusals(unit)
        self.screenings = repository.StoredScreenings(unit)
        self.engagements = repository.StoredEngagements(unit)
        self.bids = repository.StoredBids(unit)
        self.applicants = repository.StoredApplicants(unit)
        self.loads = repository.StoredLoads(unit)
        self.envelopes = repository.StoredEnvelopes(unit)
        self.holdings = repository.StoredHoldings(unit)
        self.ledger_entries = repository.StoredLedgerEntries(unit)
        self.awards = repository.StoredAwards(unit)
        self.award_reports = repository.StoredAwardReports(unit)
        self.amendments = repository.StoredAmendments(unit)
        self.envelope_changes = repository.StoredEnvelopeChanges(unit)
        self.deadlines = repository.StoredDeadlines(unit)
        self.reminders = repository.StoredReminders(unit)
        self.history_anchors = repository.StoredAnchors(unit)
        self.erasures = repository.StoredErasures(unit)
        self.retention = repository.StoredRetention(unit)
        self.legal_holds = repository.StoredHolds(unit)
        self.kept = repository.StoredKept(unit)
        self.retention_runs = repository.StoredRetentionRuns(unit)
        self.withholdings = repository.StoredWithholdings(unit)
        self.register_publisher = repository.StoredPublisher(unit)
        self.histories = repository.StoredHistories(unit)
        self.person_keys = repository.StoredPersonKeys(unit, seal)
        self.applications = repository.StoredApplications(unit)
        self.application_versions = repository.StoredApplicationVersions(unit)
        self.attachments = repository.StoredAttachments(unit)
        self.assignments = repository.StoredAssignments(unit)
        self.panels = repository.StoredPanels(unit)
        self.runs = repository.StoredRuns(unit)
        self.run_papers = repository.StoredPapers(unit)
        self.mentors = repository.StoredMentors(unit)
        self.mentorings = repository.StoredMentorings(unit)
        self.reviews = repository.StoredReviews(unit)
        self.posts = repository.StoredPosts(unit)
        self.discussions = repository.StoredDiscussions(unit)
        self.score_runs = repository.StoredScoreRuns(unit)
        self.score_sheets = repository.StoredScoreSheets(unit)
        self.draws = repository.StoredDraws(unit, seal)
        self.exports = repository.StoredExports(unit, self.awards, self.decisions)
        self.register = repository.StoredRegister(self.awards, self.calls, self.envelopes)

    @property
    def jobs(self) -> Jobs:
        """A job about an application is not even a colleague's to see: they may be recused from it."""
        return OwnJobs(self.unit)


def build(unit: Unit) -> FundUnit:
    built = FundUnit(unit, _cursors(), _seal())
    built.scans = _scanner() is not None
    return built


@functools.cache
def _scanner() -> scanner.ClamAv | None:
    return scanner.configured()


def need_scanner(_: settings.Settings) -> None:
    """A wrong address is said at the start, by both processes."""
    scanner.configured()


def scan(parts: Parts) -> int:
    """Have waiting files looked at; where there is no scanner any more, say so of them."""
    return ScanRoom(parts.work, _scanner() or scanner.NoScanner()).round()


@functools.cache
def _cursors() -> Cursors:
    return Cursors(settings.read(CARD.name).need_secret())


@functools.cache
def _seal() -> Seal:
    return Seal(settings.read(CARD.name).need_secret(), PEOPLE_IN_HISTORY)


@functools.cache
def public_url() -> str:
    return settings.read(CARD.name).public_url


def anchor(parts: Parts) -> int:
    """The digest of the day, unless it is made."""
    context = Context.for_service(CARD.name, seconds=ANCHOR_SECONDS)
    return int(parts.work.within(lambda _, unit: anchor_histories(unit), context, longest=ANCHOR_SECONDS))


def retain(parts: Parts) -> int:
    """Begin the day's work of keeping nothing too long, unless it is begun."""
    return int(parts.work.within(lambda _, unit: retention.begin_night(unit), Context.for_service(CARD.name, seconds=ANCHOR_SECONDS)))


def _letters() -> "DeadLetters":
    """Requests that were laid aside, with everything in them."""
    from chassis.dead_letters import DeadLetters

    return DeadLetters(settings.read(CARD.name).amqp_uri, CARD.name, inbox=False)


SOLVER_JOBS: Final = {
    runs.COMPUTE_JOB: functools.partial(run_jobs.compute_run, solver=solver.ask),
    runs.PRICE_JOB: functools.partial(run_jobs.price_pair, solver=solver.ask),
    runs.REPLAY_JOB: functools.partial(run_jobs.replay_run, solver=solver.ask),
}

WIRING = Wiring(
    card=CARD,
    door="services.technical_fund.service:TechnicalFundService",
    build=build,
    migrations=(*rebuild.declared([MODEL]), *repository.MIGRATIONS),
    read_models=(MODEL,),
    file_purposes=FILE_PURPOSES,
    timers=reactions.TIMERS,
    jobs=reactions.JOBS | SOLVER_JOBS | {privacy.FORGET_JOB: functools.partial(privacy.forget_person, letters=_letters)},
    reactions=reactions.REACTIONS,
    sweeps={"history anchors": (LOOK_FOR_ANCHORS, anchor), "retention": (LOOK_FOR_ANCHORS, retain), "virus scan": (SCAN_SECONDS, scan)},
    needs=(settings.Settings.need_store, settings.Settings.need_secret, need_scanner),
)
