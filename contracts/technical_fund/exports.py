"""Everything of one call in a spreadsheet."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import FilePart, Job
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Doc, Id, Length, OneOf

ExportSheet = Annotated[str, OneOf(["applications", "reviews", "scores", "decisions", "ledger", "awards"])]
ExportFormat = Annotated[str, OneOf(["csv", "xlsx"])]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class ExportFundCall:
    """Have what there is of a call put into one file, which only whoever asked can read, for a day. Applications one is recused from are
    not in it, and a file is closed to whoever is recused from something in it afterwards. Reviews are in it once they are final."""

    call_id: Id
    sheets: Annotated[tuple[ExportSheet, ...], Length(1, 6), Doc("In XLSX each is a sheet; CSV holds one.")]
    format: ExportFormat = "xlsx"
    identities: Annotated[bool, Doc("With who reviewed, and, where the call hides cities from its reviewers, with which city.")] = False


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundExport:
    """Some bytes of an export of one's own."""

    export_id: Id
    offset: Count = 0
