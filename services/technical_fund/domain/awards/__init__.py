"""Awards: agreement, schedule, payments, reports, amendments and the settling at the end."""

from services.technical_fund.domain.awards.award import Award as Award
