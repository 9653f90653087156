"""Who may act on an application: see `domain.access`, which views use as well."""

from services.technical_fund.domain.access import acting as acting
from services.technical_fund.domain.access import hidden as hidden
from services.technical_fund.domain.access import known as known
from services.technical_fund.domain.access import parts_of as parts_of
from services.technical_fund.domain.access import readable as readable
