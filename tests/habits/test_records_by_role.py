"""Every list and record is looked at by every role, and every command on a record tried by every role, against rows written by hand.

One world is built through what people may ask, and every question goes through the services' own doors, with people as the gateway knows
them from their sessions. A list is read by its items, so what holds for a list holds for its CSV.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from chassis.context import Actor, new_id
from contracts.declare import EVENTS
from contracts.errors import NotAllowed, Refusal
from services.gateway.auth import check_permission
from services.gateway.feed import may_read, shown
from tests.habits.records import expected_of_cities, expected_of_network, expected_of_people
from tests.habits.records.cast import NAMES, quick_hashes
from tests.habits.records.expected_of_commands import TRIED
from tests.habits.records.expected_of_numbers import FEED, FEED_LESS, NUMBERS, READERS, REMINDERS
from tests.habits.records.looking import BY_TITLE, NOT_FOUND, REFUSALS, WHOLE, WITHOUT, Answer, by_name, hidden, letter_of, look, request_of
from tests.habits.records.reading import EVERY_OTHER, letters, rows
from tests.habits.records.trying import attempt, command_of
from tests.habits.records.world import World

SEEN: Final = expected_of_people.SEEN | expected_of_cities.SEEN | expected_of_network.SEEN
LESS: Final = expected_of_people.LESS | expected_of_cities.LESS | expected_of_network.LESS

LOG: Final = ("GET /v1/events", "GET /v1/events/stream")
"""Answered by the gateway from the log of all services."""

ABOUT_NO_RECORD: Final = {
    "POST /v1/people", "POST /v1/sessions", "DELETE /v1/sessions/current", "DELETE /v1/sessions", "POST /v1/api-keys",
    "PATCH /v1/me", "POST /v1/me/password", "POST /v1/me/email", "POST /v1/me/email-confirmation-requests",
    "POST /v1/me/email-confirmations", "POST /v1/me/second-factor", "POST /v1/me/second-factor/confirmations",
    "POST /v1/me/second-factor/recovery-codes", "POST /v1/me/second-factor/removals", "POST /v1/me/data-exports", "POST /v1/me/erasures",
    "POST /v1/password-resets", "POST /v1/password-resets/completions",
    "POST /v1/invitations/previews", "POST /v1/invitations/acceptances", "POST /v1/invitations/declines",
    "POST /v1/hubs", "POST /v1/principles", "POST /v1/status-rules", "POST /v1/applications", "POST /v1/organisations",
    "POST /v1/agreements", "POST /v1/declarations", "POST /v1/imports", "POST /v1/uploads",
}  # fmt: skip
"""Commands on what is the caller's own, on what a secret token names, or that make something of nothing: `test_permissions_matrix` has
them, and there is no record of another's scope in them."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        quick_hashes(patch)
        yield World()


@pytest.fixture(scope="module")
def actors(world: World) -> dict[str, Actor]:
    return {name: world.cast[name] for name in NAMES}


def service_of(asked: str) -> tuple[str, str]:
    """`explore:job` asks explore for what every service answers."""
    service, found, rest = asked.partition(":")
    return (service, rest) if found and service.isalpha() else ("membership", asked)


def of_the_fund(title: str) -> bool:
    """The Fund has a world of its own: `test_fund_records_by_role`."""
    return " /v1/fund/" in title


# ---------------------------------------------------------------- nothing is left out


def test_every_query_is_in_the_table_and_nothing_else() -> None:
    queries = {title for title, operation in BY_TITLE.items() if operation.declaration.kind == "query" and not of_the_fund(title)}
    assert sorted(queries) == sorted([*SEEN, *NUMBERS, *LOG])


def test_every_command_on_a_record_is_in_the_table_and_nothing_else() -> None:
    commands = {title for title, operation in BY_TITLE.items() if operation.declaration.kind == "command" and not of_the_fund(title)}
    assert sorted(commands) == sorted({*TRIED, *ABOUT_NO_RECORD})
    assert not [title for title in ABOUT_NO_RECORD if BY_TITLE[title].path_names]


def test_every_record_of_ours_is_looked_at(world: World) -> None:
    named = " ".join([*(asked for _, asked in rows(SEEN)), *(name for asks in SEEN.values() for row in asks.values() for name in row)])
    names = set(named.replace("/", " ").replace("?", " ").replace("=", " ").replace(":", " ").split())
    in_groups = {"person_", "session_", "grant_", "step_"}
    unseen = {name for name in world.ids if name not in names and not any(name.startswith(group) for group in in_groups)}
    assert unseen <= {"affiliation_a"}, "an affiliation is part of its membership"


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize(("title", "asked"), list(rows(SEEN)))
def test_everybody_sees_what_is_theirs_to_see(world: World, actors: dict[str, Actor], title: str, asked: str) -> None:
    service, about = service_of(asked)
    request = request_of(world, BY_TITLE[title], about)
    answers = {name: look(world, request, actor, service) for name, actor in actors.items()}
    expected = SEEN[title][asked]
    if isinstance(expected, str):
        check_row(title, asked, expected, answers)
        return
    found = {name: by_name(world, answer["items"]) if isinstance(answer, dict) else answer for name, answer in answers.items()}
    listed = {item for items in found.values() if isinstance(items, dict) for item in items}
    assert {item for item in listed if item not in expected} == set() or EVERY_OTHER in expected, "in a list, but in no row"
    for item in {*listed, *expected} - ({EVERY_OTHER} if listed else set()):
        seen = {name: items.get(item, WITHOUT) if isinstance(items, dict) else items for name, items in found.items()}
        check_row(title, item, expected.get(item) or expected[EVERY_OTHER], seen)


def check_row(title: str, what: str, row: str, answers: dict[str, str | Answer]) -> None:
    expected = letters(row)
    whole = next((answers[name] for name, letter in expected.items() if letter == WHOLE), None)
    assert {name: described(title, whole, answer) for name, answer in answers.items()} == {
        name: letter if letter in (*REFUSALS, WITHOUT) else missing(title, letter) for name, letter in expected.items()
    }, f"{title}: {what}"


def described(title: str, whole: Any, answer: str | Answer) -> Any:
    return answer if isinstance(answer, str) else sorted(set(hidden(whole, answer))) if isinstance(whole, dict) else "seen by somebody"


def missing(title: str, letter: str) -> list[str]:
    return [] if letter == WHOLE else sorted(LESS[title][letter].split())


@pytest.mark.parametrize(("title", "asked"), [(title, asked) for title, asked in rows(SEEN) if isinstance(SEEN[title][asked], str)])
def test_who_may_not_know_of_a_record_hears_what_is_said_of_none(world: World, actors: dict[str, Actor], title: str, asked: str) -> None:
    """The same code whether there is no such thing or it is not for them."""
    operation, (service, about) = BY_TITLE[title], service_of(asked)
    path, _, query = about.partition("?")
    unknown = "/".join([*path.split("/")[:-1], new_id()]) + ("?" + query if query else "")
    for name, letter in letters(SEEN[title][asked]).items():
        if letter == NOT_FOUND and operation.path_names and not knows_the_agreement(title, path, name):
            here = refusal(world, request_of(world, operation, about), actors[name], service)
            assert here == refusal(world, request_of(world, operation, unknown), actors[name], service), name


def knows_the_agreement(title: str, about: str, name: str) -> bool:
    """Whoever knows of an agreement hears that there is no paper for them, not that there is no agreement."""
    agreement = SEEN["GET /v1/agreements/{agreement_id}"].get(about)
    return title.endswith("/paper") and isinstance(agreement, str) and letters(agreement)[name] != NOT_FOUND


def refusal(world: World, request: Any, by: Actor, service: str) -> tuple[str, str, str]:
    with pytest.raises(Refusal) as refused:
        world.doors.ask(request, by, service=service)
    return refused.value.code, str(refused.value.message), str(refused.value.details)


# ---------------------------------------------------------------- numbers, maps and comparisons


@pytest.mark.parametrize(("title", "asked"), list(rows(NUMBERS)))
def test_nothing_is_counted_or_compared_that_the_reader_may_not_know(
    world: World, actors: dict[str, Actor], title: str, asked: str
) -> None:
    request = request_of(world, BY_TITLE[title], asked)
    for name, actor in actors.items():
        answer = look(world, request, actor)
        told = answer if isinstance(answer, str) else told_in(world, answer)
        assert told == NUMBERS[title][asked][READERS[name]], name


def told_in(world: World, answer: Answer) -> dict[str, Any]:
    """What matters of an answer that is no record: who and how many, by the names of our records."""
    names = {id: name for name, id in world.ids.items()}
    if "rows" in answer:
        return {"rows": [names[row[0]] for row in answer["rows"]]}
    if "items" in answer:
        return {names[one["city"]["city_id"]]: [part["code"] for part in one["score"]["contributions"]] for one in answer["items"]}
    if "peer" in answer:
        kinds = ("context", "challenge", "complementarity")
        return {kind: [part["theme"] or part["code"] for part in answer[kind]["contributions"]] for kind in kinds}
    tallies = {name: value for name, value in answer.items() if name != "as_of"}
    return {
        name: {names.get(row["value"], row["value"]): row["cities"] for row in value} if isinstance(value, list) else value
        for name, value in tallies.items()
    }


# ---------------------------------------------------------------- the log


@pytest.mark.parametrize("title", LOG)
def test_the_log_is_for_whom_its_facts_are(world: World, actors: dict[str, Actor], title: str) -> None:
    """The newest fact of each kind, by what it is about."""
    said = {fact_name(row): row for row in world.doors.membership.work.store["outbox"].rows.values()}
    seen_rows = {name: FEED.get(name) or FEED[name.partition(" ")[0]] for name in said}
    assert {name.partition(" ")[0] for name in said} | {name for name in said if name in FEED} == set(FEED), "a row about nothing, or none"
    for name, row in said.items():
        answers = {who: log_entry(title, row, actor) for who, actor in actors.items()}
        assert answers == {
            who: letter if letter in (*REFUSALS, WITHOUT) else [] if letter == WHOLE else sorted(FEED_LESS[letter].split())
            for who, letter in letters(seen_rows[name]).items()
        }, name


@pytest.mark.parametrize("title", LOG)
def test_reminders_in_the_log_are_for_the_networks_staff(actors: dict[str, Actor], title: str) -> None:
    assert {name for name in EVENTS if name.endswith("_due.v1")} == set(REMINDERS), "a reminder that nobody has decided about"
    for name, row in REMINDERS.items():
        answers = {who: log_entry(title, {"type": name, "data": {}}, actor) for who, actor in actors.items()}
        assert answers == {who: [] if letter == WHOLE else letter for who, letter in letters(row).items()}, name


def fact_name(row: dict[str, Any]) -> str:
    visibility = (row["data"] or {}).get("visibility", "")
    return f"{row['subject'].partition('/')[0]} {row['type'].split('.')[1]} {visibility}".strip()


def log_entry(title: str, row: dict[str, Any], actor: Actor) -> str | list[str]:
    try:
        check_permission(BY_TITLE[title], actor)
    except NotAllowed as refused:
        return letter_of(refused)
    if not may_read(row["type"], actor):
        return WITHOUT
    return sorted(set(hidden(row["data"], shown(row, actor))))


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize(("title", "asked"), list(rows(TRIED)))
def test_a_command_on_a_record_of_anothers_scope_is_refused_and_changes_nothing(
    world: World, actors: dict[str, Actor], title: str, asked: str
) -> None:
    service, about = service_of(asked)
    request = command_of(world, BY_TITLE[title], about)
    expected = letters(TRIED[title][asked])
    assert {name: attempt(world, request, actor, service=service) for name, actor in actors.items()} == expected
    unknown = {name: letter for name, letter in expected.items() if letter == NOT_FOUND}
    stale = {name: attempt(world, request, actors[name], version=999, service=service) for name in unknown}
    assert stale == unknown, "a version tells nobody of what they may not know"
