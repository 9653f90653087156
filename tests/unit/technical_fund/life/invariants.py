"""What must hold after every step, whatever anybody did: envelope, conflict, once-only, history. Blindness is in `looking`."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from chassis.forgetting import NEVER_TELLING
from chassis.repository import OUTBOX
from contracts.declare import EVENTS, load
from services.technical_fund.domain.amounts import NOTHING, Amount, amount_of, total
from services.technical_fund.domain.awards.award import CLOSED, CLOSING, TERMINATED, UNSIGNED
from services.technical_fund.domain.history import verify
from services.technical_fund.domain.privacy import IDS_STAY, NEVER_CLEANED
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from services.technical_fund.domain.workflow import edges
from tests.unit.technical_fund.life.world import Life
from tests.unit.technical_fund.test_ledger import books_of, digest_kept

LEDGER: Final = "technical_fund.ledger_entry_posted.v1"
HELD: Final = ("reserved", "committed", "disbursed")
EDGES: Final = {(source, event, step.target) for (source, event), step in edges(STANDARD_WORKFLOW.content)}

TOLD_OF: Final = {
    # entry of the history: the event that tells of it
    "submit": "application_submitted",
    "withdraw": "application_withdrawn",
    "request_information": "information_requested",
    "provide_information": "information_provided",
    "begin_screening": "screening_begun",
    "begin_review": "application_review_begun",
    "close_review": "application_review_closed",
    "propose_decision": "decision_proposed",
    "return_decision": "decision_returned",
    "appeal": "appeal_opened",
    "review_submitted": "review_submitted",
    "tranche_paid": "tranche_paid",
    "tranche_approved": "tranche_approved",
    "award_suspended": "award_suspended",
    "award_terminated": "award_terminated",
    "award_closed": "award_closed",
    "report_accepted": "award_report_accepted",
}
"""Each of these is noted as often as it is said."""


def envelope(life: Life) -> None:
    """Nothing below zero, nothing lost; whoever adds up the events has the same books; each award holds what its state says."""
    balances = dict(life.look(lambda unit: unit.envelopes.get(life.envelope_id)).balances)
    holdings = {one.application_id: one for one in life.look(lambda unit: list(unit.holdings.of_envelope(life.envelope_id)))}
    assert all(amount.minor >= 0 and amount.half_days >= 0 for amount in balances.values()), balances
    assert total(amount for account, amount in balances.items() if account != "endowment") == balances["endowment"]
    for account in HELD:
        assert total(one.of(account) for one in holdings.values()) == balances[account]
        assert all(one.of(account).covers(NOTHING) for one in holdings.values())
    said = [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in life.rows(OUTBOX) if row["type"] == LEDGER]
    books = books_of(said, life.envelope_id)
    assert (books.broken_at, books.digest()) == (None, digest_kept(life.fund, life.envelope_id))
    for application_id in life.applications:
        held = holdings.get(application_id)
        found = tuple(NOTHING if held is None else held.of(account) for account in HELD)
        assert found == due(life, application_id), application_id


def due(life: Life, application_id: str) -> tuple[Amount, Amount, Amount]:
    """What an application should have reserved, committed and disbursed, told from its decision and its award alone."""
    award = life.award(application_id)
    if award is None:
        decisions = life.look(lambda unit: list(unit.decisions.of_application(application_id)))
        proposed = [one.support for one in decisions if one.state == "proposed" and one.support is not None]
        return total(amount_of(support, "EUR") for support in proposed), NOTHING, NOTHING
    disbursed = award.paid.minus(award.recovered)
    over = award.state in (TERMINATED, CLOSED) or (award.state == CLOSING and award.terminated_for is not None)
    if over or award.state in UNSIGNED:
        return (NOTHING if over else award.amount), NOTHING, disbursed
    return NOTHING, award.amount.minus(award.paid), disbursed


def conflict(life: Life) -> None:
    """Whoever is recused holds no seat, and nothing that they wrote counts. That they do nothing to it, every request looks after."""
    for application_id in life.applications:
        recused = life.recused(application_id)
        assert not [seat for seat in life.seats(application_id) if seat.reviewer_id in recused and seat.seated]
        assert not [review for review in life.reviews(application_id) if review.reviewer_id in recused and review.live]


def second_person(life: Life) -> None:
    """What takes two was done by two."""
    for application_id in life.applications:
        for decision in life.look(lambda unit, id=application_id: list(unit.decisions.of_application(id))):
            assert decision.approved_by is None or different(life, decision.proposed_by, decision.approved_by)
        award = life.award(application_id)
        for progress in () if award is None else award.plan.progress.values():
            assert different(life, progress.first_approved_by, progress.second_approved_by, progress.requested_by)
        if award is not None and award.reckoning is not None:
            assert different(life, award.reckoning.proposed_by, award.reckoning.approved_by)


def different(life: Life, *people: str | None) -> bool:
    """All of them somebody else; of those who were forgotten, nobody can tell any more."""
    known = [who for who in people if life.name_of(who) is not None]
    return len(known) == len(set(known))


def once_only(life: Life) -> None:
    """Each fact said once and in order, each thing there once."""
    rows = life.rows(OUTBOX)
    by_subject: dict[str, list[int]] = {}
    for row in rows:
        by_subject.setdefault(row["subject"], []).append(row["sequence"])
    assert {subject: told for subject, told in by_subject.items() if sorted(told) != list(range(1, len(told) + 1))} == {}
    assert len({row["_id"] for row in rows}) == len(rows)
    unique(row.get("reference") for row in life.rows("fund_applications"))
    unique((row["envelope_id"], row["movement"]["key"]) for row in life.rows("ledger_entries"))
    unique((row["application_id"], row["decision_id"]) for row in life.rows("awards"))
    unique(row["application_id"] for row in life.rows("awards"))
    unique((row["application_id"], row["reviewer_id"], row["round"]) for row in life.rows("assignments") if row["state"] not in GONE)
    told = [row for row in rows if row["type"] == "technical_fund.tranche_paid.v1"]
    unique((row["data"]["award_id"], row["data"]["tranche"]) for row in told)
    unique(row["data"]["letter_id"] for row in rows if row["type"] == "technical_fund.letter_issued.v1")
    unique(row["data"]["application_id"] for row in rows if row["type"] == "technical_fund.application_submitted.v1")


GONE: Final = ("declined", "released")


def unique(found: Iterable[Any]) -> None:
    twice = [one for one, times in Counter(one for one in found if one is not None).items() if times > 1]
    assert not twice, twice


def history(life: Life) -> None:
    """The chain holds; the entries lead along the workflow to where the application is, and tell of what was said."""
    said = Counter((row["data"].get("application_id"), row["type"].split(".")[1]) for row in life.rows(OUTBOX))
    for application_id in life.applications:
        application = life.application(application_id)
        head = life.look(lambda unit, id=application_id: unit.histories.head(id))
        rows = life.look(lambda unit, id=application_id: list(unit.histories.entries(id)))
        assert verify(application_id, head, rows).holds
        at = "draft"
        for row in rows:
            if {"from", "to"} <= row["data"].keys():
                assert row["data"]["from"] == at, row
                assert (at, row["what"], row["data"]["to"]) in EDGES, row
                at = row["data"]["to"]
        if application is not None:
            assert application.state == at, f"{application.state} without an entry: the history ends at {at}"
        noted = Counter(row["what"] for row in rows)
        assert {what: noted[what] for what in TOLD_OF} == {what: said[application_id, event] for what, event in TOLD_OF.items()}


def erasure(life: Life) -> None:
    """Work in the background succeeds, and of whoever was forgotten no record knows the id that need not."""
    assert [row for row in life.rows("jobs") if row["state"] == "failed"] == []
    assert all(row["done_at"] is not None for row in life.rows("erasures"))
    if not life.forgotten:
        return
    cleaned = [name for name in life.store.collections if name not in NEVER_TELLING | NEVER_CLEANED | IDS_STAY]
    told = {name: str(life.rows(name)) for name in cleaned}
    assert [name for name in cleaned for id in life.forgotten.values() if id in told[name]] == []


INVARIANTS: Final[tuple[Callable[[Life], None], ...]] = (envelope, conflict, second_person, once_only, history, erasure)
