"""Demonstration data, loaded through the doors that people use: 240 member cities, twelve hubs, an account for every role.

Running it again does nothing but look; a run that was interrupted is finished by the next one.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from contracts.errors import Conflict, Refusal
from deploy.demo import fund, meetings, offices, partners, pledges, profiles
from deploy.demo.accounts import DESK, HALLS, REVIEWERS, SECOND_PERSON, Account, Accounts
from deploy.demo.applications import Office, Wanted
from deploy.demo.doors import Doors, Refused
from deploy.demo.people import People
from deploy.demo.scene import Deed, Member, Scene
from deploy.local import NotHere
from deploy.operator_calls import create_administrator, reset_second_factor

FOLDER: Final = Path(__file__).parent / "demo"
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
AT_ONCE: Final = 4
FOCAL_POINT_OF: Final = ("Aveiro", "PT")
"""The member city that the demonstration's focal point and mayor's office belong to."""
NOT_LOADED: Final = 1
NOT_HERE: Final = 2


@dataclass(frozen=True)
class Loaded:
    """What there is now, and how many cities were missing before."""

    cities: int
    hubs: int
    brought: int
    accounts: list[tuple[str, str, str, str]]


def main(base_url: str, data_dir: Path, console: Console | None = None, *, cities: int | None = None) -> int:
    """Load what is missing and show the accounts; `cities` limits how many members there are.

    Returns an exit code: 0 done, 1 failed, 2 refused because this is not a laptop.
    """
    console = console or Console()
    if why := refusal(base_url, os.environ.get("SCN_PUBLIC_URL")):
        console.print(why, style="bold red", markup=False)
        return NOT_HERE
    try:
        loaded = seed(base_url, data_dir, Teller(console), cities)
    except (Refused, Refusal, NotHere, urllib3.exceptions.HTTPError, TimeoutError) as failure:
        console.print(f"  demonstration data: {failure}", style="bold red", markup=False, soft_wrap=True)
        return NOT_LOADED
    _show(console, base_url, loaded)
    return 0


def accounts(data_dir: Path) -> list[tuple[str, str, str, str]]:
    """Role, address, password and authenticator's seed of the demonstration's accounts in this data folder."""
    return Accounts(data_dir).shown()


def refusal(*addresses: str | None) -> str | None:
    """Accounts with known addresses have no place on a platform that others can reach."""
    for address in addresses:
        if address and (urlsplit(address).hostname or "") not in LOOPBACK:
            return f"demonstration data is for a platform on this machine only; {address} is not"
    return None


class Teller:
    """Says how far things are: a bar on a terminal, a line for every tenth elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, what: str) -> None:
        self.console.print(f"  demonstration data: {what}", markup=False, highlight=False)

    def follow(self, what: str, total: int, work: Callable[[Callable[[], None]], None]) -> None:
        """Run `work`, which calls its argument once for everything done."""
        if self.console.is_terminal:
            columns = TextColumn("  demonstration data: {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
            with Progress(*columns, console=self.console, transient=True) as progress:
                task = progress.add_task(what, total=total)
                work(lambda: progress.advance(task))
            return
        work(self._liner(what, total))

    def _liner(self, what: str, total: int) -> Callable[[], None]:
        done, lock = 0, threading.Lock()

        def advance() -> None:
            nonlocal done
            with lock:
                done += 1
                if done * 10 // total > (done - 1) * 10 // total:
                    self.say(f"{what} {done} of {total}")

        return advance


def seed(base_url: str, data_dir: Path, teller: Teller, cities: int | None = None) -> Loaded:
    """Everything in order: accounts, hubs, applications, roles. Raises what the platform refuses."""
    known = Accounts(data_dir)
    known.save()
    doors = Doors(base_url, AT_ONCE)
    people = People(doors, known, lambda account: _make_administrator(account, data_dir), teller.say)
    administrator = people.administrator()
    people.register_all()
    hubs = _open_hubs(doors, people, known)
    people.open_desk(hubs)
    wanted = list(_wanted(known, cities))
    brought, city_id = _bring_cities(doors, people, wanted, known, teller)
    people.give_roles(hubs, city_id)
    _tell_stories(people, wanted, known, teller)
    members = sum(1 for _ in administrator.every("/v1/cities"))
    return Loaded(members, len(hubs), brought, known.shown())


def _make_administrator(account: Account, data_dir: Path) -> None:
    try:
        made = create_administrator(name=account.name, email=account.email, password=account.password, data_dir=data_dir)
        account.authenticator = str(made["secret"])
    except Conflict:
        if account.authenticator is None and account.person_id is None and _reset_second_factor(account, data_dir):
            return
        advice = "use the data folder it was loaded from (SCN_DATA_DIR), or begin with an empty platform"
        raise NotHere(f"this platform has a demonstration whose passwords are not in {data_dir}: {advice}") from None


def _reset_second_factor(account: Account, data_dir: Path) -> bool:
    """An account whose seed was lost between its making and its writing down gets another; False when that is not what is wrong."""
    try:
        reset_second_factor(email=account.email, data_dir=data_dir)
    except Refusal:
        return False
    return True


def _open_hubs(doors: Doors, people: People, known: Accounts) -> list[dict[str, Any]]:
    """The demonstration's hubs as they stand, in the order of the file; those that are missing are opened."""
    wanted = _read("hubs.json")
    there = {hub["names"].get("en"): hub for hub in doors.anyone().get("/v1/hubs")["items"]}
    for hub in wanted:
        name = hub["names"]["en"]
        if name not in there:
            there[name] = people.administrator().post("/v1/hubs", hub, key=f"hub {known.seed}")
    return [there[hub["names"]["en"]] for hub in wanted]


def _bring_cities(doors: Doors, people: People, wanted: list[Wanted], known: Accounts, teller: Teller) -> tuple[int, str]:
    """How many applications had to be moved, and the id of the focal point's city."""
    standing = _standing(people, known)
    anyone = doors.anyone()
    office = Office(
        caller=people.caller,
        desk=people.caller(DESK),
        administrator=people.administrator(),
        themes=[theme["code"] for theme in anyone.get("/v1/themes")["items"]],
        principles_version=anyone.get("/v1/principles")["version"],
        seed=known.seed,
    )
    missing = [one for one in wanted if one.ahead(standing.get(one.name))]
    _side_by_side("cities", [partial(office.bring, one, standing.get(one.name)) for one in missing], teller)
    return len(missing), _city_id(people, known)


def _tell_stories(people: People, wanted: list[Wanted], known: Accounts, teller: Teller) -> None:
    """What goes on between the cities once they are there: profiles side by side, the rest one after the other."""
    scene = _scene(people, wanted, known, teller)
    people.give(offices.grants(scene))
    for key in (HALLS, "focal-point", "mayors-office", SECOND_PERSON, *REVIEWERS, *(account.key for account in known.paperwork())):
        people.caller(key)  # signed in here, one after the other
    _side_by_side("profiles", list(profiles.deeds(scene)), teller)
    stories = (fund.bring, pledges.bring, partners.bring, meetings.bring, offices.bring)
    _side_by_side("stories", [partial(story, scene) for story in stories], teller)


def _scene(people: People, wanted: list[Wanted], known: Accounts, teller: Teller) -> Scene:
    """The members in the order of the file, those that the directory does not list any more among them."""
    administrator = people.administrator()
    views = [view for status in (None, "suspended", "withdrawn") for view in administrator.every("/v1/cities", status=status)]
    there = {(view["names"].get("en"), view["country"]): view for view in views}
    members = [Member(one.number, there[one.name], one.applicant) for one in wanted if one.state == "admitted" and one.name in there]
    own = next(member for member in members if (member.view["names"]["en"], member.view["country"]) == FOCAL_POINT_OF)
    return Scene(
        caller=people.caller,
        administrator=administrator,
        own=own,
        others=[member for member in members if member is not own],
        seed=known.seed,
    )


def _side_by_side(what: str, deeds: list[Deed], teller: Teller) -> None:
    """Some at a time; the first that fails stops the others."""
    if deeds:
        teller.follow(what, len(deeds), partial(_all_of, deeds))


def _all_of(deeds: list[Deed], advance: Callable[[], None]) -> None:
    def do(deed: Deed) -> None:
        deed()
        advance()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(do, deed) for deed in deeds]
        done, _ = wait(running, return_when=FIRST_EXCEPTION)
        failed = next((one for one in done if one.exception()), None)
        if failed:
            pool.shutdown(cancel_futures=True)
            failed.result()


def _wanted(known: Accounts, cities: int | None) -> Iterable[Wanted]:
    """Every application of the demonstration; the focal point's city is among the members however few there are."""
    hands = [account.key for account in known.paperwork()]
    members = [(city, "admitted") for city in _read("cities.json")]
    others = [(row["city"], row["state"]) for row in _read("candidates.json")]
    left = len(members) if cities is None else cities
    for number, (city, state) in enumerate(members + others):
        own = (city["names"]["en"], city["country"]) == FOCAL_POINT_OF
        left -= state == "admitted" and not own
        if own or left >= 0 or state != "admitted":
            yield Wanted(number, city, "focal-point" if own else hands[number % len(hands)], state)


def _standing(people: People, known: Accounts) -> dict[tuple[str, str], dict[str, Any]]:
    """The demonstration's applications as they are now, by city and country. Only applicants see their drafts, so they are asked; where a
    city has left, its application lies with somebody else."""
    own = (row for account in (*known.paperwork(), known["focal-point"]) for row in _applications_of(people, account))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in (*own, *people.administrator().every("/v1/applications", state="admitted")):
        found.setdefault((row["city_name"], row["country"]), row)
    return found


def _applications_of(people: People, account: Account) -> Iterable[dict[str, Any]]:
    return people.caller(account.key).every("/v1/applications", mine="true")


def _city_id(people: People, known: Accounts) -> str:
    focal_point = people.caller("focal-point")
    row = next(row for row in focal_point.every("/v1/applications", mine="true") if (row["city_name"], row["country"]) == FOCAL_POINT_OF)
    return str(focal_point.get(f"/v1/applications/{row['id']}")["city_id"])


def _read(name: str) -> list[dict[str, Any]]:
    found = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def _show(console: Console, base_url: str, loaded: Loaded) -> None:
    news = f"{loaded.brought} applications brought forward" if loaded.brought else "nothing was missing"
    console.print(f"  demonstration data: {loaded.cities} cities, {loaded.hubs} hubs; {news}", markup=False, highlight=False)
    console.print(f"  Accounts of the demonstration at {base_url}:", markup=False, highlight=False)
    widths = [max(len(row[column]) for row in loaded.accounts) for column in range(4)]
    for row in loaded.accounts:
        line = "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
        console.print(f"    {line.rstrip()}", markup=False, highlight=False, soft_wrap=True)
    console.print("  The last column is an authenticator's seed; `python -m deploy code management-unit` says a code.", markup=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
