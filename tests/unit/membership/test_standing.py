"""What facts, rules and a day make of a membership: the pure part."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.membership import AnnounceStatusRules
from services.membership.domain.days import start_of
from services.membership.domain.standing import RANK, Area, Facts, next_look, standing
from services.membership.domain.status_rules import RuleBook, StatusRules

RULES = StatusRules()
BEGAN = date(2027, 3, 1)
LONG = date(2040, 1, 1)
FACTS = Facts(own_since=BEGAN, last_sign_on=BEGAN, mandate_until=LONG)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2027, 3, 1), "active"),
        (date(2028, 2, 29), "active"),
        (date(2028, 3, 1), "dormant"),
        (date(2028, 8, 31), "dormant"),
        (date(2028, 9, 1), "grace"),
        (date(2028, 11, 30), "grace"),
        (date(2028, 12, 1), "suspended"),
        (date(2029, 11, 30), "suspended"),
        (date(2029, 12, 1), "withdrawn"),
    ],
)
def test_silence_leads_from_stage_to_stage(today: date, status: str) -> None:
    verdict = standing(FACTS, RULES, today)
    assert verdict.status == status
    assert verdict.reasons == (("in_good_standing",) if status == "active" else ("silence",))


@pytest.mark.parametrize(("limit", "reason"), [("mandate_until", "mandate_lapsed"), ("accept_by", "principles_not_accepted")])
def test_what_lapses_leads_to_grace_the_day_after(limit: str, reason: str) -> None:
    facts = replace(FACTS, last_sign_on=date(2027, 6, 30), **{limit: date(2027, 6, 30)})
    assert standing(facts, RULES, date(2027, 6, 30)).status == "active"
    for today, status in ((date(2027, 7, 1), "grace"), (date(2027, 10, 1), "suspended"), (date(2028, 10, 1), "withdrawn")):
        verdict = standing(facts, RULES, today)
        assert (verdict.status, verdict.reasons[0]) == (status, reason)


def test_the_worst_clock_counts_and_every_clock_is_named() -> None:
    facts = replace(FACTS, last_sign_on=date(2027, 7, 1), mandate_until=date(2028, 6, 30))
    verdict = standing(facts, RULES, date(2028, 7, 15))
    assert (verdict.status, verdict.reasons) == ("grace", ("mandate_lapsed", "silence"))
    assert [(stage.reason, stage.status) for stage in verdict.due] == [("mandate_lapsed", "suspended"), ("silence", "grace")]


def test_the_best_basis_counts_and_no_worse_one_is_blamed() -> None:
    lapsed = replace(FACTS, mandate_until=date(2027, 4, 1))
    covered = replace(lapsed, areas=(Area(starts_on=BEGAN, ends_on=date(2027, 8, 1), status="dormant"),))
    assert standing(lapsed, RULES, date(2027, 5, 1)).status == "grace"
    inherited = standing(covered, RULES, date(2027, 5, 1))
    assert (inherited.status, inherited.reasons, inherited.own) == ("dormant", ("covering_area",), "grace")
    assert standing(covered, RULES, date(2027, 8, 1)).status == "suspended"


def test_the_network_suspends_whatever_it_rests_on() -> None:
    facts = replace(FACTS, suspended_on=date(2027, 4, 1), areas=(Area(starts_on=BEGAN, ends_on=None, status="active"),))
    assert standing(facts, RULES, date(2027, 3, 31)).status == "active"
    suspended = standing(facts, RULES, date(2027, 4, 1))
    assert (suspended.status, suspended.reasons, suspended.own) == ("suspended", ("suspended_by_network",), "active")
    assert standing(facts, RULES, date(2028, 4, 1)).status == "withdrawn"


def test_without_a_basis_there_is_no_membership() -> None:
    assert standing(replace(FACTS, own_since=None), RULES, BEGAN).reasons == ("no_basis",)


def book(*months: tuple[date, int]) -> RuleBook:
    made = RuleBook(id="status-rules")
    for effective_from, silence in months:
        asked = AnnounceStatusRules(effective_from=effective_from, silence_months=silence)
        made.announce(asked, at=start_of(effective_from) - timedelta(days=1))
    return made


def test_rules_hold_from_their_day_and_the_next_look_knows_it() -> None:
    tightened = book((date(2027, 9, 1), 6))
    assert next_look(FACTS, book(), BEGAN) == date(2028, 3, 1)
    assert next_look(FACTS, tightened, BEGAN) == date(2027, 9, 1)
    assert standing(FACTS, tightened.on(date(2027, 8, 31)), date(2027, 8, 31)).status == "active"
    assert standing(FACTS, tightened.on(date(2027, 9, 1)), date(2027, 9, 1)).status == "dormant"


days = st.integers(0, 2500).map(lambda number: BEGAN + timedelta(days=number))
maybe = st.none() | days
areas = st.builds(lambda start, end, status: Area(starts_on=start, ends_on=end, status=status), days, maybe, st.sampled_from(sorted(RANK)))
facts = st.builds(
    lambda own, sign, mandate, accept, suspended, covering: Facts(
        own_since=own, last_sign_on=sign, mandate_until=mandate, accept_by=accept, suspended_on=suspended, areas=tuple(covering)
    ),
    maybe,
    days,
    maybe,
    maybe,
    maybe,
    st.lists(areas, max_size=2),
)


@given(facts, days, st.lists(st.tuples(st.integers(1, 400), st.integers(1, 24)), max_size=2))
def test_nothing_changes_before_the_next_look_and_something_does_on_it(known: Facts, today: date, coming: list[tuple[int, int]]) -> None:
    starts = sorted({BEGAN + timedelta(days=30 * (1 + offset % 80)) for offset, _ in coming})
    rules = book(*zip(starts, (months for _, months in coming), strict=False))

    def seen(day: date) -> tuple[object, ...]:
        verdict = standing(known, rules.on(day), day)
        return verdict.status, verdict.reasons, verdict.own

    due = next_look(known, rules, today)
    last = due or today + timedelta(days=4000)
    step = max(1, (last - today).days // 50)
    between = {today + timedelta(days=number) for number in range(0, (last - today).days, step)} | {last - timedelta(days=1)}
    assert {seen(day) for day in between if today <= day < last} <= {seen(today)}
    if due is not None:
        assert seen(due) != seen(today)


@given(facts, days, areas)
def test_another_basis_never_makes_it_worse(known: Facts, today: date, more: Area) -> None:
    richer = replace(known, areas=(*known.areas, more))
    assert RANK[standing(richer, RULES, today).status] <= RANK[standing(known, RULES, today).status]
