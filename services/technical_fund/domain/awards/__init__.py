"""Awards: agreement, schedule, payments, reports, amendments and the settling at the end."""

from services.technical_fund.domain.awards.agreement import Signature as Signature
from services.technical_fund.domain.awards.agreement import Version as Version
from services.technical_fund.domain.awards.award import Award as Award
from services.technical_fund.domain.awards.award import Reckoning as Reckoning
from services.technical_fund.domain.awards.schedule import Plan as Plan
