"""What there is of a call as rows of sheets, and files of them. Values are plain; who may know what was decided before."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.declare import dump
from contracts.fields import instant_text
from contracts.technical_fund import ScoreRow, Support
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.decisions import Decision
from services.technical_fund.domain.ledger import Entry
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.spreadsheets import harmless

Row = Mapping[str, Any]

XLSX_CELL: Final = 32_767
"""The most characters a cell of a spreadsheet holds."""


@dataclass(kw_only=True)
class Export(Aggregate):
    """A file that was made, and whose applications are in it. Its id is its job's and its file's."""

    kind: ClassVar[str] = "fund-exports"
    person_id: str
    call_id: str
    application_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table: columns in the order they were first seen."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet(name: str, rows: Iterable[Row], columns: Sequence[str]) -> Sheet:
    """`columns` come first, whether or not there is anything in them."""
    kept = tuple(rows)
    seen = dict.fromkeys([*columns, *(column for row in kept for column in row)])
    return Sheet(name=name, columns=tuple(seen), rows=kept)


# ---------------------------------------------------------------- rows


def application_row(one: Application, *, city: bool) -> Row:
    answers = {f"answer:{question}": answer for question, answer in sorted(one.answers.items())}
    who = {"city_id": one.city_id, "country": one.country} if city else {}
    head = {"application_id": one.id, "reference": one.reference, "state": one.state, **who, "title": one.title, "language": one.language}
    return {**head, **_support("requested", one.requested), "submitted_at": one.submitted_at, **answers}


def review_row(one: Review, who: str) -> Row:
    """What was submitted last: drafts, and what is being written anew, are nobody's but their author's."""
    content = one.content
    scores = {f"score:{code}": given.score for code, given in sorted(content.scores.items())}
    comments = {f"comment:{code}": given.comment for code, given in sorted(content.scores.items())}
    head = {"review_id": one.id, "application_id": one.application_id, "reviewer": who, "round": one.round, "points": one.points}
    said = {"recommendation": content.recommendation, **_support("suggested", content.suggested)}
    texts = {"to_city": content.to_city, "confidential": content.confidential}
    return {**head, **said, **texts, **scores, **comments}


def score_row(one: ScoreRow) -> Row:
    return dict(dump(one))


def decision_row(one: Decision) -> Row:
    reasons = {f"reason:{code}": texts for code, texts in sorted(one.content.reasons.items())}
    head = {"decision_id": one.id, "application_id": one.application_id, "round": one.round, "state": one.state, "outcome": one.outcome}
    when = {"proposed_at": one.proposed_at, "approved_at": one.approved_at, "told_at": one.told_at}
    return {**head, **_support("granted", one.support), **when, "message": one.content.message, **reasons}


def ledger_row(one: Entry) -> Row:
    movement = one.movement
    head = {"seq": one.seq, "entry_id": one.id, "posted_at": one.posted_at, "kind": movement.kind}
    accounts = {"from_account": movement.from_account, "to_account": movement.to_account}
    amount = {"minor": movement.amount.minor, "currency": one.currency, "half_days": movement.amount.half_days}
    return {**head, **accounts, **amount, "application_id": movement.application_id, "award_id": movement.award_id, "hash": one.hash}


def award_row(one: Award) -> Row:
    head = {"award_id": one.id, "reference": one.reference, "application_id": one.application_id, "city_id": one.city_id}
    amount = {"minor": one.amount.minor, "currency": one.currency, "half_days": one.amount.half_days}
    when = {"made_at": one.made_at, "in_force_since": one.in_force_since, "ended_at": one.ended_at}
    return {**head, "country": one.country, "state": one.state, **amount, **when}


def _support(name: str, support: Support | None) -> Row:
    money = support.money if support else None
    return {
        f"{name}_minor": money.minor if money else None,
        f"{name}_currency": money.currency if money else None,
        f"{name}_half_days": support.half_days if support else None,
    }


# ---------------------------------------------------------------- files


def plain(value: Any) -> str | int | float | bool | None:
    """A cell: instants and days as text, what has parts as JSON."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def as_csv(one: Sheet) -> bytes:
    """Nothing in it is run by a spreadsheet."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([harmless(column) for column in one.columns])
    writer.writerows([[harmless(plain(row.get(column))) for column in one.columns] for row in one.rows])
    return lines.getvalue().encode()


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Texts are written as texts, whatever they begin with; the library is imported by the job that is the first to need it."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for one in sheets:
            page = book.add_worksheet(one.name)
            page.freeze_panes(1, 0)
            for place, column in enumerate(one.columns):
                page.write_string(0, place, column, bold)
            for line, row in enumerate(one.rows, 1):
                for place, column in enumerate(one.columns):
                    _cell(page, line, place, plain(row.get(column)))
    return made.getvalue()


def _cell(page: Any, line: int, place: int, value: str | int | float | bool | None) -> None:
    if isinstance(value, bool):
        page.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        page.write_number(line, place, value)
    elif value is not None:
        page.write_string(line, place, value[:XLSX_CELL])
