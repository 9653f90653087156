"""Files under the questions of an application."""

from dataclasses import dataclass

from contracts.declare import request
from contracts.roles import SIGNED_IN
from contracts.standard import FilePart
from contracts.technical_fund.applications import FundApplicationView
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import Count, Id


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class AttachFundFile:
    """Put an uploaded file (purpose `fund_attachment`) under a question of the form that asks for files."""

    application_id: Id
    question: Code
    upload_id: Id


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class DetachFundFile:
    """Take a file away again. One that was handed in before stays with the versions it belongs to."""

    application_id: Id
    attachment_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundAttachment:
    """Some bytes of a file, for those who may read the application. One that carries a virus, or has yet to be looked at, is not read."""

    application_id: Id
    attachment_id: Id
    offset: Count = 0
