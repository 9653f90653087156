"""The history of an application: a chain in which nothing is changed, taken out or put in unnoticed, and from which people can be taken."""

from typing import Any

import bson
import pytest

from chassis.context import Actor, new_id
from contracts.errors import NotFound
from contracts.technical_fund import FundHistoryPage, FundHistoryVerification, HistoryAnchored, ListFundHistory, VerifyFundHistory
from services.technical_fund import views
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.history import Verification, closed, plain, thinned, verify
from services.technical_fund.domain.history_anchors import digest_of
from services.technical_fund.usecases.history import note
from services.technical_fund.usecases.history_anchors import anchor_histories
from tests.fakes.technical_fund import MemoryFund, focal_point, management, person, reviewer

ANNA, BO, CITY = new_id(), new_id(), new_id()


class Kept:
    """One application's history, written by Anna of the management unit, about Bo."""

    def __init__(self) -> None:
        self.fund = MemoryFund()
        self.application_id = new_id()
        self.anna = management(ANNA)
        for number in range(4):
            self.note("reviewer_assigned", data={"reviewer_id": BO, "round": number}, texts={"reason": "Bo knows water"})

    def note(self, what: str, **told: Any) -> int:
        return self.fund.work.within(lambda _, unit: note(unit, self.application_id, what, **told), self.fund.context(self.anna))  # type: ignore[no-any-return]

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.fund.within(lambda unit: list(unit.histories.entries(self.application_id)))
        return rows

    def verify(self, rows: list[dict[str, Any]] | None = None) -> Verification:
        head = self.fund.within(lambda unit: unit.histories.head(self.application_id))
        return verify(self.application_id, head, self.rows if rows is None else rows)


def test_a_history_that_nobody_touched_holds() -> None:
    kept = Kept()
    assert kept.verify() == Verification(entries=4, hash=kept.rows[-1]["hash"])


def test_entries_are_numbered_without_gaps() -> None:
    kept = Kept()
    assert kept.note("submit") == 5
    assert [row["seq"] for row in kept.rows] == [1, 2, 3, 4, 5]


def test_any_flipped_byte_of_any_entry_is_found_and_located() -> None:
    """Every byte of an entry as the store keeps it, each with one bit turned over and with all of them."""
    kept = Kept()
    rows = kept.rows
    before, raw, located = rows[1], bson.encode(rows[1]), 0
    for place in range(len(raw)):
        for flip in (0x01, 0xFF):
            spoiled = bytearray(raw)
            spoiled[place] ^= flip
            try:
                row = bson.decode(bytes(spoiled), bson.CodecOptions(tz_aware=True))
            except (bson.errors.BSONError, UnicodeDecodeError, ValueError, OverflowError):
                continue  # the store itself cannot read it
            assert row != before
            found = kept.verify([rows[0], row, *rows[2:]])
            assert not found.holds, (place, flip)
            assert found.broken_at == 2, (place, flip)
            located += 1
    assert located > 500


@pytest.mark.parametrize(
    ("spoil", "fault", "at"),
    [
        (lambda rows: rows[:-1], "cut_off", 4),
        (lambda rows: rows[:1] + rows[2:], "missing_or_moved", 2),
        (lambda rows: [rows[1], rows[0], *rows[2:]], "missing_or_moved", 1),
        (lambda rows: [], "cut_off", 1),
        (lambda rows: [*rows, closed({**rows[-1], "_id": rows[-1]["_id"][:-1] + "5", "seq": 5, "prev": rows[-1]["hash"]})], "added", 5),
        (lambda rows: [*rows[:-1], closed({**rows[-1], "what": "other"})], "other_head", 4),
        (lambda rows: [rows[0], closed({**rows[1], "what": "other"}), *rows[2:]], "other_predecessor", 3),
        (lambda rows: [{**rows[0], "more": 1}, *rows[1:]], "changed", 1),
    ],
)
def test_what_was_cut_off_moved_added_or_hashed_anew_is_found(spoil: Any, fault: str, at: int) -> None:
    kept = Kept()
    found = kept.verify(spoil(kept.rows))
    assert (found.fault, found.broken_at) == (fault, at)


def test_who_did_what_to_whom_stands_in_no_entry_in_the_clear() -> None:
    kept = Kept()
    told = str(kept.rows)
    assert ANNA not in told
    assert BO not in told
    assert "water" not in told
    assert kept.rows[0]["data"] == {"round": 0}
    assert set(kept.rows[0]["people"]) == {"by", "reviewer_id"}


def test_with_a_persons_key_destroyed_nobody_reads_them_and_the_chain_still_holds() -> None:
    kept = Kept()
    row = kept.rows[0]

    def opened(unit: Any, name: str) -> str | None:
        key = unit.person_keys.by_id(row["people"][name]["key"])
        return None if key is None else str(key.open(row["people"][name]["box"], f"{row['_id']}:{name}"))

    assert kept.fund.within(lambda unit: (opened(unit, "by"), opened(unit, "reviewer_id"))) == (ANNA, BO)
    kept.fund.within(lambda unit: unit.person_keys.destroy_person(BO))
    assert kept.fund.within(lambda unit: (opened(unit, "by"), opened(unit, "reviewer_id"))) == (ANNA, None)
    assert kept.verify().holds


def test_whoever_was_forgotten_gets_no_new_key() -> None:
    kept = Kept()
    kept.fund.within(lambda unit: unit.person_keys.destroy_person(BO))
    kept.note("reviewer_released", data={"reviewer_id": BO})
    assert kept.rows[-1]["people"]["reviewer_id"] == {"key": None, "box": None}
    assert kept.verify().holds


def test_a_text_among_ids_and_codes_is_refused_before_it_is_kept_for_ever() -> None:
    with pytest.raises(ValueError, match="is a text"):
        plain({"reason": "She did not answer"})
    assert plain({"at": None, "ids": ["a-1"], "n": 3}) == {"at": None, "ids": ["a-1"], "n": 3}


def test_an_entry_says_for_whom_somebody_acted() -> None:
    kept = Kept()
    kept.fund.within(lambda unit: unit.applications.add(application(kept)))
    kept.anna = focal_point(CITY, ANNA)
    kept.note("submit")
    kept.note("remind", person_id=None)
    kept.anna = focal_point(new_id(), ANNA)
    kept.note("read")
    assert [row["side"] for row in kept.rows[-4:]] == ["management", "city", "system", "other"]


# ---------------------------------------------------------------- over HTTP


def application(kept: Kept, state: str = "submitted") -> Application:
    return Application(
        id=kept.application_id,
        call_id=new_id(),
        call_version=1,
        city_id=CITY,
        country="KE",
        workflow_id="standard",
        workflow_version=1,
        started_by=ANNA,
        created_at=kept.fund.now,
        updated_at=kept.fund.now,
        state=state,
        submitted_at=kept.fund.now,
    )


@pytest.fixture
def kept() -> Kept:
    """Submitted by Anna of the city's office, then reviewed by Bo."""
    kept = Kept()
    kept.fund.within(lambda unit: unit.applications.add(application(kept)))
    kept.anna = focal_point(CITY, ANNA)
    kept.note("submit", data={"from": "draft"}, texts={"remark": "At last"})
    kept.anna = management(BO)
    kept.note("begin_review", data={"from": "eligible"})
    return kept


def seen(kept: Kept, by: Actor, **more: Any) -> FundHistoryPage:
    page: FundHistoryPage = kept.fund.see(views.history.list_fund_history, ListFundHistory(application_id=kept.application_id, **more), by)
    return page


def test_the_management_unit_reads_everything(kept: Kept) -> None:
    items = seen(kept, management()).items
    assert [one.what for one in items] == ["reviewer_assigned"] * 4 + ["submit", "begin_review"]
    assert {one.field: one.person_id for one in items[0].people} == {"by": ANNA, "reviewer_id": BO}
    assert items[0].texts == {"reason": "Bo knows water"}


def test_the_city_reads_its_own_doings_and_the_steps_without_who_took_them(kept: Kept) -> None:
    own, step = seen(kept, focal_point(CITY)).items
    assert (own.what, [one.person_id for one in own.people], own.texts) == ("submit", [ANNA], {"remark": "At last"})
    assert (step.what, step.people, step.data, step.texts) == ("begin_review", (), {}, None)


def test_pages_of_a_history_join_without_a_gap(kept: Kept) -> None:
    first = seen(kept, management(), limit=4)
    second = seen(kept, management(), limit=4, cursor=first.next)
    assert [one.seq for one in (*first.items, *second.items)] == [1, 2, 3, 4, 5, 6]
    assert second.next is None


@pytest.mark.parametrize("by", [focal_point(new_id()), person(), reviewer()], ids=["another city", "nobody's", "a reviewer of others"])
def test_for_everybody_else_there_is_no_such_application(kept: Kept, by: Actor) -> None:
    with pytest.raises(NotFound) as refused:
        seen(kept, by)
    assert refused.value.code == "technical_fund.no_application"


def test_an_entry_whose_author_was_forgotten_says_so(kept: Kept) -> None:
    def forget(unit: Any) -> None:
        unit.person_keys.destroy_person(ANNA)
        for entry in unit.person_keys.texts_by(ANNA, 100):
            unit.person_keys.destroy_text(entry)

    kept.fund.within(forget)
    entry = seen(kept, management()).items[0]
    assert [(one.field, one.person_id, one.forgotten) for one in entry.people] == [("by", None, True), ("reviewer_id", BO, False)]
    assert (entry.texts, entry.texts_forgotten) == (None, True)


def verified(kept: Kept) -> FundHistoryVerification:
    asked = VerifyFundHistory(application_id=kept.application_id)
    found: FundHistoryVerification = kept.fund.see(views.history.verify_fund_history, asked, management())
    return found


def test_a_history_written_anew_from_an_entry_on_does_not_pass_what_was_published(kept: Kept) -> None:
    """Whoever has the store can compute every hash anew, head and all; the digests that others keep are out of reach."""
    assert kept.fund.within(anchor_histories) == 1
    assert verified(kept).anchored_to == 6
    rows, before = kept.rows, "0" * 64
    for row in rows:
        row["what"] = "submit" if row["seq"] == 3 else row["what"]
        row |= closed({**row, "prev": before})
        before = row["hash"]
        kept.fund.work.store["histories"].replace_one({"_id": row["_id"]}, row)
    kept.fund.work.store["history_heads"].update_one({"_id": kept.application_id}, {"$set": {"hash": before}})
    found = verified(kept)
    assert (found.holds, found.fault, found.broken_at) == (False, "other_than_anchored", 6)


def test_a_day_is_anchored_once_and_says_so(kept: Kept) -> None:
    kept.fund.within(anchor_histories)
    assert kept.fund.within(anchor_histories) == 0
    kept.fund.wait(days=1)
    kept.note("find_eligible")
    assert kept.fund.within(anchor_histories) == 1
    first, second = (event for event in kept.fund.said() if isinstance(event, HistoryAnchored))
    assert (first.previous, second.previous) == ("0" * 64, first.digest)
    lines = kept.fund.within(lambda unit: unit.history_anchors.lines(second.anchor_id))
    assert digest_of(first.digest, lines) == second.digest


def test_what_is_left_of_a_thinned_entry_keeps_the_chain_together(kept: Kept) -> None:
    row = kept.rows[1]
    kept.fund.work.store["histories"].replace_one({"_id": row["_id"]}, thinned(row, kept.fund.now))
    found = verified(kept)
    assert (found.holds, found.thinned) == (True, 1)
    assert seen(kept, management()).items[1].what == "thinned"
