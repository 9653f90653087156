"""Reads, shaped for screens: no transaction, nothing written. Who may see what is part of the question put to the store."""

from services.technical_fund.views import deadlines as deadlines
from services.technical_fund.views import history as history
from services.technical_fund.views import terms as terms
