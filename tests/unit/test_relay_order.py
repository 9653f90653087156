"""In which order a batch goes out, and what a stored answer may hold."""

from dataclasses import dataclass
from typing import Annotated, Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.idempotency import can_keep, without_secrets
from chassis.outbox import in_order
from contracts.membership import ApiKeyCreated, CityView, SignedIn
from contracts.words import Secret

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10_000)), max_size=30, unique_by=lambda pair: pair[1])


@given(ROWS, st.randoms())
def test_every_subject_goes_by_sequence_and_nothing_is_lost(pairs: list[tuple[str, int]], chance: Any) -> None:
    counts: dict[str, int] = {}
    rows = []
    for subject, age in pairs:
        counts[subject] = counts.get(subject, 0) + 1
        rows.append({"_id": f"{age:05d}", "subject": subject, "sequence": counts[subject]})
    chance.shuffle(rows)
    ordered = in_order(rows)
    assert sorted(row["_id"] for row in ordered) == sorted(row["_id"] for row in rows)
    for subject in counts:
        assert [row["sequence"] for row in ordered if row["subject"] == subject] == list(range(1, counts[subject] + 1))


def test_where_clocks_agree_a_batch_goes_by_age_over_all_subjects() -> None:
    rows = [
        {"_id": f"{age}", "subject": subject, "sequence": sequence} for age, subject, sequence in ((1, "a", 1), (2, "b", 1), (3, "a", 2))
    ]
    assert in_order(rows[::-1]) == rows


@dataclass(frozen=True, kw_only=True)
class Inner:
    name: str
    token: Annotated[str, Secret()] | None = None


@dataclass(frozen=True, kw_only=True)
class Outer:
    inner: Inner
    many: tuple[Inner, ...] = ()
    maybe: Inner | None = None


@dataclass(frozen=True, kw_only=True)
class Deep:
    many: tuple[SignedIn, ...]


def test_secrets_are_taken_out_however_deep() -> None:
    wire = {"inner": {"name": "a", "token": "s"}, "many": [{"name": "b", "token": "s"}], "maybe": {"name": "c", "token": "s"}}
    clean = {"inner": {"name": "a", "token": None}, "many": [{"name": "b", "token": None}], "maybe": {"name": "c", "token": None}}
    assert without_secrets(Outer, wire) == clean
    assert without_secrets(Outer, {**wire, "maybe": None})["maybe"] is None


def test_an_answer_with_a_secret_that_may_not_be_null_is_not_kept() -> None:
    assert [can_keep(answer) for answer in (CityView, ApiKeyCreated, Outer, SignedIn, Deep)] == [True, True, True, False, False]
