"""The ledger of an envelope: double entry over five accounts, in money and in half-days, hash-chained and never changed."""

from services.technical_fund.domain.ledger.books import Books as Books
from services.technical_fund.domain.ledger.books import add_up as add_up
from services.technical_fund.domain.ledger.entries import COMMITTED as COMMITTED
from services.technical_fund.domain.ledger.entries import DISBURSED as DISBURSED
from services.technical_fund.domain.ledger.entries import GENESIS as GENESIS
from services.technical_fund.domain.ledger.entries import RESERVED as RESERVED
from services.technical_fund.domain.ledger.entries import Entry as Entry
from services.technical_fund.domain.ledger.entries import Movement as Movement
from services.technical_fund.domain.ledger.envelope import Envelope as Envelope
from services.technical_fund.domain.ledger.envelope import Holding as Holding
