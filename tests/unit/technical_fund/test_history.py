"""The history of an application: a chain in which nothing is changed, taken out or put in unnoticed, and from which people can be taken."""

from typing import Any

import bson
import pytest

from chassis.context import new_id
from services.technical_fund.domain.history import Verification, closed, plain, verify
from services.technical_fund.usecases.history import note
from tests.fakes.technical_fund import MemoryFund, focal_point, management

ANNA, BO = new_id(), new_id()


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
    kept.anna = focal_point(new_id(), ANNA)
    kept.note("submit")
    kept.note("remind", person_id=None)
    assert [row["side"] for row in kept.rows[-3:]] == ["management", "city", "system"]
