"""Structural recusal, and who comes how far with what at the Fund: every operation, asked by everybody, against rows written by hand.

Whoever is recused hears of a hidden application what they would hear of one that never was: the same words, the same figures, no byte more.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from contracts.errors import NotFound
from contracts.standard import GetJob
from services.gateway.feed import kept_from
from services.technical_fund.carriers.papers import press
from tests.builders.fund import decisions as deciding
from tests.habits.fund_records.asking import (
    BY_TITLE,
    about,
    answer_of,
    ids_of,
    letter_of,
    names_a_record,
    normal,
    request_of,
    tokens_in,
    unknown_ids,
)
from tests.habits.fund_records.expected import SEEN, TRIED
from tests.habits.fund_records.world import HIDDEN, NAMES, RECUSED, World

ROWS: Final = SEEN | TRIED

SAYS_IT_IS_PARTIAL: Final = {
    "GET /v1/fund/envelopes",
    "GET /v1/fund/envelopes/{envelope_id}",
    "GET /v1/fund/envelopes/{envelope_id}/entries",
    "GET /v1/fund/envelopes/{envelope_id}/holdings",
    "GET /v1/fund/register/totals",
    "GET /v1/fund/runs",
    "GET /v1/fund/runs/{run_id}",
}
"""Figures that are added up without what the reader may not know, and say that they are not the whole."""

ONLY_FOR_WHO_MAY_KNOW_ALL: Final = {
    "GET /v1/fund/envelopes/{envelope_id}/verification",
    "GET /v1/fund/calls/{call_id}/score-runs",
    "GET /v1/fund/score-runs/{run_id}",
    "GET /v1/fund/score-runs/{run_id}/scores",
}
"""What cannot be shown in part: there is none, for whoever is recused from any application in it."""

OF_THE_MACHINE: Final = ("seconds", "seed")
"""Differs from run to run."""


class Worlds:
    """With the hidden applications, without them, and with a chair who is not recused."""

    def __init__(self) -> None:
        self.whole = World()
        self.bare = World(hidden=False)
        self.led = World(chair_recused=False)

    def of(self, name: str) -> World:
        return self.led if name == "chair" else self.whole


@pytest.fixture(scope="module")
def worlds() -> Iterator[Worlds]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "printed", lambda pages: [deciding.PAGE + page.encode() for page in pages])
        patch.setenv("SCN_AMQP_URI", "amqp://nobody:nothing@127.0.0.1:1/")
        yield Worlds()


def asked(world: World, title: str, name: str, hidden: str = "reviewed", *, unknown: bool = False) -> Any:
    operation = BY_TITLE[title]
    ids = about(operation, ids_of(world, hidden), world)
    request = request_of(operation, unknown_ids(ids) if unknown else ids)
    return answer_of(world, request, world.cast[name])


# ---------------------------------------------------------------- nothing is left out


def test_every_operation_of_the_fund_has_its_row_and_nothing_else() -> None:
    assert sorted(ROWS) == sorted(BY_TITLE)
    assert {title for title in ROWS if BY_TITLE[title].declaration.kind == "query"} == set(SEEN)


def test_every_row_has_a_letter_for_everybody() -> None:
    assert {title: len(row.split()) for title, row in ROWS.items() if len(row.split()) != len(NAMES)} == {}


def test_the_world_holds_something_of_everything(worlds: Worlds) -> None:
    """An expectation of nothing would be met by a world of nothing."""
    assert {name for name in worlds.whole.ids if name.startswith("reviewed_")} >= {
        "reviewed_seat",
        "reviewed_review",
        "reviewed_file",
        "reviewed_post",
    }
    assert not {title for title, row in SEEN.items() if names_a_record(BY_TITLE[title]) and "+" not in row} - {
        "GET /v1/fund/applications/{application_id}/dossiers/{dossier_id}",
        "GET /v1/fund/exports/{export_id}",
        "GET /v1/fund/letter-previews/{file_id}",
        "GET /v1/fund/mentors/{mentor_id}",
        "GET /v1/fund/appeals/{appeal_id}/files/{file_id}",
    }, "records of which the world holds none"


# ---------------------------------------------------------------- who comes how far


@pytest.mark.parametrize("title", sorted(ROWS))
def test_everybody_comes_as_far_as_the_row_says(worlds: Worlds, title: str) -> None:
    found = {name: letter_of(worlds.of(name), BY_TITLE[title], asked(worlds.of(name), title, name)) for name in NAMES}
    assert found == dict(zip(NAMES, ROWS[title].split(), strict=True))


# ---------------------------------------------------------------- no byte


@pytest.mark.parametrize("title", sorted(title for title in BY_TITLE if names_a_record(BY_TITLE[title])))
@pytest.mark.parametrize("name", RECUSED)
def test_the_recused_hear_what_they_would_hear_of_what_never_was(worlds: Worlds, title: str, name: str) -> None:
    for hidden in HIDDEN:
        real = asked(worlds.whole, title, name, hidden)
        assert normal(real) == normal(asked(worlds.whole, title, name, hidden, unknown=True)), hidden
        assert not tokens_in(worlds.whole, real) or "refusal" in real


@pytest.mark.parametrize("title", sorted(title for title in BY_TITLE if not names_a_record(BY_TITLE[title])))
@pytest.mark.parametrize("name", RECUSED)
def test_lists_and_figures_of_the_recused_are_those_of_a_world_without_it(worlds: Worlds, title: str, name: str) -> None:
    there = asked(worlds.whole, title, name)
    assert tokens_in(worlds.whole, there) == set()
    if BY_TITLE[title].declaration.kind != "query":
        return
    without = asked(worlds.bare, title, name, "known")
    if title in ONLY_FOR_WHO_MAY_KNOW_ALL:
        assert there.get("answer", {"items": []}).get("items") == []
    elif title in SAYS_IT_IS_PARTIAL:
        assert list(told_otherwise(json.loads(normal(there)), json.loads(normal(without)))) == []
    else:
        assert normal(there) == normal(without)


@pytest.mark.parametrize("title", sorted(SAYS_IT_IS_PARTIAL | ONLY_FOR_WHO_MAY_KNOW_ALL))
def test_what_is_excepted_is_shown_to_somebody(worlds: Worlds, title: str) -> None:
    assert "answer" in asked(worlds.whole, title, "unit")


def told_otherwise(there: Any, without: Any, path: str = "") -> Iterator[str]:
    """Places at which something else is told than in a world without it. Null or nothing, and that it is partial, is not something else."""
    if there in (None, []) or there == without or path.endswith((".partial", *(f".{name}" for name in OF_THE_MACHINE))):
        return
    if isinstance(there, Mapping) and isinstance(without, Mapping):
        for name in {*there, *without}:
            yield from told_otherwise(there.get(name), without.get(name), f"{path}.{name}")
    elif isinstance(there, list) and isinstance(without, list) and len(there) == len(without):
        for number, (one, other) in enumerate(zip(there, without, strict=True)):
            yield from told_otherwise(one, other, f"{path}/{number}")
    else:
        yield path


# ---------------------------------------------------------------- events and jobs


def test_every_event_with_anything_of_a_hidden_application_is_kept_from_the_recused(worlds: Worlds) -> None:
    world = worlds.whole
    hidden = frozenset(world.ids[name] for name in HIDDEN)
    rows = list(world.fund.work.store["outbox"].rows.values())
    telling = [row for row in rows if tokens_in(world, [row["subject"], row["data"]])]
    assert len(telling) > 30, "the world has said a good deal"
    assert [row["type"] for row in telling if not kept_from(row, hidden)] == []


def test_every_event_about_an_application_of_the_world_is_free_for_whoever_is_recused_from_others(worlds: Worlds) -> None:
    world = worlds.whole
    hidden = frozenset(world.ids[name] for name in HIDDEN)
    known = [row for row in world.fund.work.store["outbox"].rows.values() if world.ids["known"] in str(row["data"])]
    assert known
    assert not [row["type"] for row in known if kept_from(row, hidden)]


def test_jobs_are_their_owners_alone(worlds: Worlds) -> None:
    jobs = list(worlds.whole.fund.work.store["jobs"].rows)
    assert jobs
    for job in jobs:
        for name in RECUSED:
            with pytest.raises(NotFound):
                worlds.whole.ask(GetJob(job_id=job), worlds.whole.cast[name])
