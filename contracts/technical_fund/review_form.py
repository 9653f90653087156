"""A review as a text file, for work without a network."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import REVIEWER
from contracts.standard import FilePart
from contracts.technical_fund.reviews import FundReviewView
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Id, Length, Multiline


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadReviewForm:
    """My review as a plain text to fill in without a network, in the reader's language."""

    review_id: Id
    offset: Count = 0


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class FillInReviewForm:
    """Take in a text filled in offline. It knows the version it was made from: it never writes over anything saved since."""

    review_id: Id
    text: Annotated[str, Length(1, 900_000), Multiline()]
