"""Where the Fund keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from typing import Final

from chassis.migrations import Index, Migration
from services.technical_fund.repository import (
    amendments,
    applications,
    assignment,
    award_reports,
    awards,
    bidding,
    conflicts,
    history,
    ledger,
    reviewers,
    runs,
)
from services.technical_fund.repository.amendments import StoredAmendments as StoredAmendments
from services.technical_fund.repository.appeals import MIGRATIONS as APPEALS
from services.technical_fund.repository.appeals import StoredAppeals as StoredAppeals
from services.technical_fund.repository.applications import StoredApplications as StoredApplications
from services.technical_fund.repository.assignment import StoredAssignments as StoredAssignments
from services.technical_fund.repository.assignment import StoredPanels as StoredPanels
from services.technical_fund.repository.attachments import MIGRATIONS as ATTACHMENTS
from services.technical_fund.repository.attachments import StoredApplicationVersions as StoredApplicationVersions
from services.technical_fund.repository.attachments import StoredAttachments as StoredAttachments
from services.technical_fund.repository.award_reports import StoredAwardReports as StoredAwardReports
from services.technical_fund.repository.awards import StoredAwards as StoredAwards
from services.technical_fund.repository.batches import MIGRATIONS as BATCHES
from services.technical_fund.repository.batches import StoredBatches as StoredBatches
from services.technical_fund.repository.bidding import StoredApplicants as StoredApplicants
from services.technical_fund.repository.bidding import StoredBids as StoredBids
from services.technical_fund.repository.calls import MIGRATIONS as CALLS
from services.technical_fund.repository.calls import StoredCalls as StoredCalls
from services.technical_fund.repository.calls import StoredCallVersions as StoredCallVersions
from services.technical_fund.repository.conflicts import StoredConflicts as StoredConflicts
from services.technical_fund.repository.conflicts import StoredEngagements as StoredEngagements
from services.technical_fund.repository.conflicts import StoredRecusals as StoredRecusals
from services.technical_fund.repository.deadlines import MIGRATIONS as DEADLINES
from services.technical_fund.repository.deadlines import StoredDeadlines as StoredDeadlines
from services.technical_fund.repository.deadlines import StoredReminders as StoredReminders
from services.technical_fund.repository.decisions import MIGRATIONS as DECISIONS
from services.technical_fund.repository.decisions import StoredDecisions as StoredDecisions
from services.technical_fund.repository.discussion import MIGRATIONS as DISCUSSION
from services.technical_fund.repository.discussion import StoredDiscussions as StoredDiscussions
from services.technical_fund.repository.discussion import StoredPosts as StoredPosts
from services.technical_fund.repository.exports import StoredExports as StoredExports
from services.technical_fund.repository.facts import FACTS_INDEXES as FACTS_INDEXES
from services.technical_fund.repository.facts import StoredCityFacts as StoredCityFacts
from services.technical_fund.repository.facts import StoredPartnerTies as StoredPartnerTies
from services.technical_fund.repository.facts import StoredRoleTies as StoredRoleTies
from services.technical_fund.repository.history import StoredAnchors as StoredAnchors
from services.technical_fund.repository.history import StoredHistories as StoredHistories
from services.technical_fund.repository.history import StoredPersonKeys as StoredPersonKeys
from services.technical_fund.repository.ledger import StoredEnvelopeChanges as StoredEnvelopeChanges
from services.technical_fund.repository.ledger import StoredEnvelopes as StoredEnvelopes
from services.technical_fund.repository.ledger import StoredHoldings as StoredHoldings
from services.technical_fund.repository.ledger import StoredLedgerEntries as StoredLedgerEntries
from services.technical_fund.repository.letters import MIGRATIONS as LETTERS
from services.technical_fund.repository.letters import StoredLetters as StoredLetters
from services.technical_fund.repository.letters import StoredLetterTemplateNumbers as StoredLetterTemplateNumbers
from services.technical_fund.repository.letters import StoredLetterTemplates as StoredLetterTemplates
from services.technical_fund.repository.library import MIGRATIONS as LIBRARY
from services.technical_fund.repository.library import StoredForms as StoredForms
from services.technical_fund.repository.library import StoredFormVersions as StoredFormVersions
from services.technical_fund.repository.library import StoredRubrics as StoredRubrics
from services.technical_fund.repository.library import StoredRubricVersions as StoredRubricVersions
from services.technical_fund.repository.library import StoredWorkflows as StoredWorkflows
from services.technical_fund.repository.library import StoredWorkflowVersions as StoredWorkflowVersions
from services.technical_fund.repository.mentors import MIGRATIONS as MENTORS
from services.technical_fund.repository.mentors import StoredMentorings as StoredMentorings
from services.technical_fund.repository.mentors import StoredMentors as StoredMentors
from services.technical_fund.repository.privacy import MIGRATIONS as PRIVACY
from services.technical_fund.repository.privacy import StoredErasures as StoredErasures
from services.technical_fund.repository.privacy import StoredHolds as StoredHolds
from services.technical_fund.repository.privacy import StoredKept as StoredKept
from services.technical_fund.repository.privacy import StoredRetention as StoredRetention
from services.technical_fund.repository.privacy import StoredRetentionRuns as StoredRetentionRuns
from services.technical_fund.repository.register import MIGRATIONS as REGISTER
from services.technical_fund.repository.register import StoredPublisher as StoredPublisher
from services.technical_fund.repository.register import StoredRegister as StoredRegister
from services.technical_fund.repository.register import StoredWithholdings as StoredWithholdings
from services.technical_fund.repository.reviewers import StoredLoads as StoredLoads
from services.technical_fund.repository.reviewers import StoredReviewers as StoredReviewers
from services.technical_fund.repository.reviews import MIGRATIONS as REVIEWS
from services.technical_fund.repository.reviews import StoredReviews as StoredReviews
from services.technical_fund.repository.runs import StoredPapers as StoredPapers
from services.technical_fund.repository.runs import StoredRuns as StoredRuns
from services.technical_fund.repository.scores import MIGRATIONS as SCORES
from services.technical_fund.repository.scores import StoredDraws as StoredDraws
from services.technical_fund.repository.scores import StoredScoreRuns as StoredScoreRuns
from services.technical_fund.repository.scores import StoredScoreSheets as StoredScoreSheets
from services.technical_fund.repository.screening import MIGRATIONS as SCREENINGS
from services.technical_fund.repository.screening import StoredScreenings as StoredScreenings
from services.technical_fund.repository.terms import StoredTerms as StoredTerms

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    *DEADLINES,
    *DECISIONS,
    *BATCHES,
    *LETTERS,
    *APPEALS,
    *PRIVACY,
    *REGISTER,
    *history.MIGRATIONS,
    *applications.MIGRATIONS,
    *ATTACHMENTS,
    *amendments.MIGRATIONS,
    *award_reports.MIGRATIONS,
    *awards.MIGRATIONS,
    *CALLS,
    *LIBRARY,
    *ledger.MIGRATIONS,
    *assignment.MIGRATIONS,
    *runs.MIGRATIONS,
    *MENTORS,
    *bidding.MIGRATIONS,
    *conflicts.MIGRATIONS,
    *reviewers.MIGRATIONS,
    *SCREENINGS,
    *REVIEWS,
    *DISCUSSION,
    *SCORES,
)
"""Every list begins with an equality and ends in its order."""
