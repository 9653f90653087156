"""The Technical Support Fund: calls, applications, reviews, decisions and awards, in money and in expert-days."""

from contracts.technical_fund.amendments import *  # noqa: F403
from contracts.technical_fund.applications import *  # noqa: F403
from contracts.technical_fund.assignment import *  # noqa: F403
from contracts.technical_fund.attachments import *  # noqa: F403
from contracts.technical_fund.award_agreements import *  # noqa: F403
from contracts.technical_fund.award_reports import *  # noqa: F403
from contracts.technical_fund.award_views import *  # noqa: F403
from contracts.technical_fund.awards import *  # noqa: F403
from contracts.technical_fund.call_facts import *  # noqa: F403
from contracts.technical_fund.calls import *  # noqa: F403
from contracts.technical_fund.conflicts import *  # noqa: F403
from contracts.technical_fund.deadlines import *  # noqa: F403
from contracts.technical_fund.delegations import *  # noqa: F403
from contracts.technical_fund.forms import *  # noqa: F403
from contracts.technical_fund.history import *  # noqa: F403
from contracts.technical_fund.information import *  # noqa: F403
from contracts.technical_fund.ledger import *  # noqa: F403
from contracts.technical_fund.privacy import *  # noqa: F403
from contracts.technical_fund.reviewers import *  # noqa: F403
from contracts.technical_fund.reviews import *  # noqa: F403
from contracts.technical_fund.shared import *  # noqa: F403
from contracts.technical_fund.submissions import *  # noqa: F403
from contracts.technical_fund.terms import *  # noqa: F403
from contracts.technical_fund.tranches import *  # noqa: F403
from contracts.technical_fund.versions import *  # noqa: F403
from contracts.technical_fund.workflows import *  # noqa: F403
