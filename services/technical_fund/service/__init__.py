"""The doors of the Fund: one line each, a room per area."""

from services.technical_fund import CARD
from services.technical_fund.service.appeals import AppealDoors
from services.technical_fund.service.applications import ApplicationsDoors
from services.technical_fund.service.assignment import AssignmentDoors
from services.technical_fund.service.award_reports import AwardReportsDoors
from services.technical_fund.service.awards import AwardsDoors
from services.technical_fund.service.batches import BatchDoors
from services.technical_fund.service.calls import CallDoors
from services.technical_fund.service.conflicts import ConflictDoors
from services.technical_fund.service.deadlines import DeadlinesDoors
from services.technical_fund.service.decisions import DecisionDoors
from services.technical_fund.service.discussion import DiscussionDoors
from services.technical_fund.service.exports import ExportsDoors
from services.technical_fund.service.hearing import HearingDoors
from services.technical_fund.service.history import HistoryDoors
from services.technical_fund.service.ledger import LedgerDoors
from services.technical_fund.service.letters import LetterDoors
from services.technical_fund.service.library import LibraryDoors
from services.technical_fund.service.mentors import MentorDoors
from services.technical_fund.service.privacy import PrivacyDoors
from services.technical_fund.service.register import RegisterDoors
from services.technical_fund.service.reviewers import ReviewerDoors
from services.technical_fund.service.reviews import ReviewDoors
from services.technical_fund.service.runs import RunDoors
from services.technical_fund.service.scores import ScoreDoors
from services.technical_fund.service.screening import ScreeningDoors
from services.technical_fund.service.terms import TermsDoors


class TechnicalFundService(
    AppealDoors,
    BatchDoors,
    DecisionDoors,
    LetterDoors,
    AwardReportsDoors,
    AwardsDoors,
    LedgerDoors,
    ApplicationsDoors,
    AssignmentDoors,
    ConflictDoors,
    CallDoors,
    DeadlinesDoors,
    ExportsDoors,
    HearingDoors,
    HistoryDoors,
    ReviewerDoors,
    LibraryDoors,
    DiscussionDoors,
    ReviewDoors,
    ScoreDoors,
    ScreeningDoors,
    PrivacyDoors,
    MentorDoors,
    RunDoors,
    RegisterDoors,
    TermsDoors,
):
    """What others may ask of the Technical Support Fund."""

    name = CARD.name
