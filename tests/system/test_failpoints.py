"""Killed at one exact place: before and after the commit, the numbering, the sending, the confirmation and the mark."""

import subprocess
import sys
import uuid

import pytest

from tests.eventually import eventually
from tests.platform import ROOT, Platform
from tests.system.feed import check_gap_free, read_feed
from tests.system.journeys import Applicant
from tests.system.outsider import Outsider
from tests.system.relay_that_dies import PLACES
from tests.system.use_case_that_dies import COMMITTED
from tests.system.use_case_that_dies import PLACES as USE_CASE_PLACES

SUBMITTED = "application_submitted.v1"
SIGKILLED = -9


@pytest.fixture
def outsider(platform):
    listening = Outsider(platform, "*")
    yield listening
    listening.close()


# A dead leader's lease has to run out each time; one place is enough for every day.
EVERY_DAY = ("after_confirm",)


@pytest.mark.parametrize("place", [place if place in EVERY_DAY else pytest.param(place, marks=pytest.mark.prove) for place in PLACES])
def test_a_relay_killed_anywhere_loses_nothing_and_renumbers_nothing(platform: Platform, applicant, administrator, outsider, place):
    me = Applicant.of(applicant)
    drafts = [(n, me.draft(f"{place} {n}")) for n in range(3)]
    platform.stop("membership.background")
    for n, application_id in drafts:
        assert me.submit(f"{place} {n}", application_id).status == 200
    dying = run(platform, "tests.system.relay_that_dies", place)
    assert dying.returncode == SIGKILLED, dying.stderr[-2000:]
    platform.start("membership.background")
    for _, application_id in drafts:
        heard = eventually(lambda id=application_id: outsider.of(SUBMITTED, "application_id", id), "the event", within=25)
        eventually(lambda id=application_id: row_state(platform, id) == "published", "the mark in the log", within=25)
        assert len({(one.id, one.headers["ce-position"]) for one in heard}) == 1, "however often it comes, it is the same event"
    check_gap_free(read_feed(administrator))


@pytest.mark.parametrize("place", USE_CASE_PLACES)
def test_what_was_committed_is_told_and_what_was_not_never(platform: Platform, outsider, place):
    """A use case of our own, in a process of our own, on membership's database: state and news leave together or not at all."""
    database = platform.mongo("membership")
    if "failpoints" not in database.list_collection_names():
        database.create_collection("failpoints")
    thing = uuid.uuid4().hex
    dying = run(platform, "tests.system.use_case_that_dies", place, thing)
    assert dying.returncode == SIGKILLED, dying.stderr[-2000:]
    committed = place in COMMITTED
    assert (database["failpoints"].find_one({"_id": thing}) is not None) == committed
    if committed:
        eventually(lambda: outsider.of("hub_opened.v1", "hub_id", thing), "the news of what was committed", within=20)
    else:
        follower = uuid.uuid4().hex
        run(platform, "tests.system.use_case_that_dies", COMMITTED[0], follower)
        eventually(lambda: outsider.of("hub_opened.v1", "hub_id", follower), "what was committed after it", within=20)
        assert outsider.of("hub_opened.v1", "hub_id", thing) == []


def row_state(platform: Platform, application_id: str) -> str:
    row = platform.mongo("membership")["outbox"].find_one({"subject": f"applications/{application_id}", "sequence": 1})
    return str((row or {}).get("state"))


def run(platform: Platform, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", module, *arguments]
    env = platform.environment("membership")
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
