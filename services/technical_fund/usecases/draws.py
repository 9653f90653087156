"""Draws: the secret made when a call is published, and a tie at the funding line decided by it in front of everybody."""

import secrets

from contracts.technical_fund import DrawFundTie, DrawsView
from services.technical_fund.domain.draws import Draws
from services.technical_fund.domain.score_runs import ScoreSheet
from services.technical_fund.domain.scores.run import ABOVE, settled
from services.technical_fund.domain.showing.scores import draws_view, shown_run
from services.technical_fund.usecases.ports import Fund


def commit(unit: Fund, call_id: str) -> Draws:
    """Fix what every draw under the call will be decided by, and tell everybody: at publication, before there is an application. Fixed
    already, it stays."""
    found = unit.draws.find(call_id)
    if found is None:
        secret = secrets.token_hex(32)
        found = Draws.commit(call_id, secret, unit.draws.closed(secret), at=unit.now)
        unit.draws.add(found)
    return found


def draw_fund_tie(unit: Fund, request: DrawFundTie) -> DrawsView:
    """Raises `Conflict` for a run without a tie at its line, one that was drawn already, and one that is not about every application."""
    run = shown_run(unit, request.run_id)
    unit.expect(run)
    run.check_drawable()
    sheet = unit.score_sheets.find(run.id)
    assert sheet is not None
    draws = commit(unit, run.call_id)
    seed, order = draws.next_order(unit.draws.secret(draws), run.tied)
    rows = settled(sheet.rows, sheet.given, order)
    above = sum(row.lot is not None and row.stands == ABOVE for row in rows)
    run.draw = draws.draw(run.id, seed, order, above, by=unit.actor.person_id, at=unit.now).number
    unit.draws.save(draws)
    unit.score_runs.save(run)
    unit.score_sheets.keep(ScoreSheet(run_id=run.id, given=sheet.given, rows=rows, severities=sheet.severities))
    return draws_view(run.call_id, draws)
