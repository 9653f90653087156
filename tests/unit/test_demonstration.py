"""What the demonstration shows: chosen by a rule, marked as what it is, kept to this machine."""

import io
import json
import re
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import puremagic
import pyotp
import pytest
from rich.console import Console

from contracts.words import LANGUAGES
from deploy import seed
from deploy.demo import choose, mandate, meetings, offices, partners, pledges, profiles
from deploy.demo.accounts import Accounts
from deploy.demo.applications import WAY, Wanted
from deploy.demo.codes import fresh_code
from deploy.demo.scene import WORDS, Member, left
from services.membership.domain.regions import REGION_OF


@pytest.mark.parametrize("name", choose.FILES)
def test_the_files_are_what_the_rule_chooses(name: str) -> None:
    written = (choose.FOLDER / name).read_text(encoding="utf-8")
    assert written == choose.text(choose.FILES[name]()), "run `python -m deploy.demo.choose`"


def test_there_are_240_cities_over_all_hubs_and_every_inhabited_region() -> None:
    cities, hubs = choose.cities(), choose.hubs()
    assert len(cities) == 240
    assert len({(city["names"]["en"], city["country"]) for city in cities + [row["city"] for row in choose.candidates()]}) == 248
    for hub in hubs:
        assert sum(city["country"] in hub["countries"] for city in cities) == 20
    assert {REGION_OF[city["country"]] for city in cities} == set(REGION_OF.values()) - {"antarctica"}


def test_small_and_large_cities_are_chosen_and_not_only_capitals() -> None:
    sizes = Counter(next(limit for limit in (50_000, 250_000, 1_000_000, 10**9) if city["population"] < limit) for city in choose.cities())
    assert all(count >= 30 for count in sizes.values())
    assert Counter(city["tier"] for city in choose.cities())["capital_district"] < 40


def test_a_country_belongs_to_one_hub_and_nearly_every_country_to_some_hub() -> None:
    countries = [country for hub in choose.hubs() for country in hub["countries"]]
    assert len(countries) == len(set(countries))
    assert set(REGION_OF) - set(countries) == {"AQ"}


def test_hubs_say_in_every_language_that_they_are_a_demonstration() -> None:
    for hub in choose.hubs():
        assert {language: mark for language, mark in choose.MARK.items() if mark in hub["names"][language]} == choose.MARK


def test_every_state_of_an_application_can_be_seen() -> None:
    assert {row["state"] for row in choose.candidates()} | {"admitted"} == set(WAY)


def test_the_mandate_is_a_pdf_that_says_it_is_none() -> None:
    assert puremagic.from_string(mandate.PDF, mime=True) == "application/pdf"
    assert b"DEMONSTRATION" in mandate.PDF
    table = int(mandate.PDF.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = mandate.PDF[table:].split(b"\n")
    assert rows[0] == b"xref"
    for number, row in enumerate(rows[3 : 3 + int(rows[1].split()[1]) - 1], 1):
        assert mandate.PDF[int(row.split()[0]) :].startswith(b"%d 0 obj" % number)


@pytest.mark.parametrize(
    "address", ["http://cities.example", "https://10.0.0.7:8000", "http://localhost.cities.example:8000", "http://0.0.0.0:8000", "ftp:"]
)
def test_a_platform_that_others_can_reach_gets_no_demonstration(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCN_PUBLIC_URL", address)
    assert seed.main("http://localhost:1", tmp_path, Console(quiet=True)) == seed.NOT_HERE
    monkeypatch.delenv("SCN_PUBLIC_URL")
    assert seed.main(address, tmp_path, Console(quiet=True)) == seed.NOT_HERE
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8123", "http://[::1]:8000", None])
def test_this_machine_does(address: str | None) -> None:
    assert seed.refusal(address) is None


def test_passwords_are_random_per_folder_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        Accounts(folder).save()
        assert stat.S_IMODE((folder / "demonstration.json").stat().st_mode) == 0o600
    one, again, two = Accounts(tmp_path / "one"), Accounts(tmp_path / "one"), Accounts(tmp_path / "two")
    assert one.shown() == again.shown()
    assert not {row[2] for row in one.shown()} & {row[2] for row in two.shown()}
    assert all(len(account.password) >= 16 for account in one)
    assert json.loads((tmp_path / "one" / "demonstration.json").read_text())["seed"] == one.seed


def test_there_is_an_account_for_every_role(tmp_path: Path) -> None:
    roles = Counter(role for role, *_ in Accounts(tmp_path).shown())
    assert roles["hub_officer"] == 2
    assert {"management_unit", "focal_point", "mayors_office", "reviewer", "partner", "donor", "signed in, no role"} < set(roles)


def test_an_application_goes_on_from_where_it_stands() -> None:
    wanted = Wanted(1, {"names": {"en": "Nowhere"}, "country": "PT"}, "somebody", "recommended")
    assert wanted.ahead(None) == ("start", "submit", "review", "recommend")
    assert wanted.ahead({"state": "submitted"}) == ("review", "recommend")
    assert wanted.ahead({"state": "recommended"}) == ()
    assert wanted.ahead({"state": "admitted"}) == (), "somebody has admitted it: it stays so"
    assert wanted.ahead({"state": "withdrawn"}) == ()


def test_every_account_is_shown_with_its_password_also_when_nothing_was_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCN_PUBLIC_URL", raising=False)
    known = Accounts(tmp_path)
    known["management-unit"].authenticator = "JBSWY3DPEHPK3PXP"
    monkeypatch.setattr(seed, "seed", lambda *_: seed.Loaded(cities=240, hubs=12, brought=0, accounts=known.shown()))
    console = Console(file=io.StringIO(), width=40)
    assert seed.main("http://localhost:8000", tmp_path, console) == 0
    lines = [re.split(r" {2,}", line.strip()) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert [tuple(line) for line in lines if len(line) > 2] == [tuple(word for word in row if word) for row in known.shown()]


def test_a_terminal_gets_a_bar_and_a_file_a_line_for_every_tenth() -> None:
    def work(advance: Callable[[], None]) -> None:
        for _ in range(40):
            advance()

    log, terminal = (Console(file=io.StringIO(), force_terminal=on_terminal, width=100) for on_terminal in (False, True))
    for console in (log, terminal):
        seed.Teller(console).follow("cities", 40, work)
    said = log.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.split("cities ")[1] for line in said] == [f"{done} of 40" for done in range(4, 41, 4)]
    assert "40/40" in terminal.file.getvalue()  # type: ignore[attr-defined]


def test_no_code_is_given_out_twice_and_for_a_third_one_waits(tmp_path: Path) -> None:
    seed_of_rfc, now, slept, told = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", [1_000_000_000.0], [], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    def code() -> str:
        return fresh_code(tmp_path, "management-unit", seed_of_rfc, told.append, clock=lambda: now[0], sleep=sleep)

    first, second = code(), code()
    assert slept == [], "a clock may be a step ahead"
    third = code()
    assert len({first, second, third}) == 3
    assert len(slept) == len(told) == 1
    assert 0 < slept[0] <= 30
    step = int(now[0]) // 30
    assert third in {pyotp.HOTP(seed_of_rfc).at(step), pyotp.HOTP(seed_of_rfc).at(step + 1)}, "good when it is given out"
    now[0] += 300
    assert code() == pyotp.HOTP(seed_of_rfc).at(int(now[0]) // 30)
    assert stat.S_IMODE((tmp_path / "demonstration-codes.json").stat().st_mode) == 0o600


def test_a_code_is_asked_for_where_there_is_a_second_factor(tmp_path: Path) -> None:
    known = Accounts(tmp_path)
    known["reviewer"].authenticator = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    known.save()
    again = Accounts(tmp_path)
    assert again.code("reviewer") != again.code("reviewer")
    assert again.code("applicant") is None


# ---------------------------------------------------------------- stories


def test_steps_are_taken_from_where_a_thing_stands_and_never_after_somebody_led_it_elsewhere() -> None:
    assert left(("a", "b", "c"), ()) == ("a", "b", "c")
    assert left(("a", "b", "c"), ("a",)) == ("b", "c")
    assert left(("a", "b"), ("a", "b")) == ()
    assert left(("a", "b"), ("a", "x")) == ()
    assert left((), ("a",)) == ()


def test_whatever_is_said_in_a_citys_name_says_that_it_is_a_demonstration_in_every_language() -> None:
    assert set(WORDS) == set(LANGUAGES)
    for number in range(0, 240, profiles.HALF):
        said = profiles._said_of(Member(number, {"id": "x"}, "somebody"))
        assert set(said) == {*profiles.STRUCTURES, "visibility"}
        assert all(said[name]["detail"] == WORDS for name in profiles.STRUCTURES)
    for declaration in pledges.DECLARATIONS:
        assert {language: mark for language, mark in choose.MARK.items() if mark in declaration["titles"][language]} == choose.MARK
        assert declaration["texts"] == WORDS
        assert all(commitment["texts"] == WORDS for commitment in declaration["commitments"])


def test_the_same_city_says_the_same_every_time() -> None:
    assert profiles._said_of(Member(7, {}, "a")) == profiles._said_of(Member(7, {}, "b"))


def test_partners_are_made_up_and_of_every_kind_and_state() -> None:
    assert {row[0] for row in partners.PARTNERS} == {
        "donor", "national_government", "multilateral", "city_network", "civil_society", "private",
    }  # fmt: skip
    assert {row[4] for row in partners.PARTNERS} == set(partners.WAY)
    assert all("Demonstration" in row[1] for row in partners.PARTNERS)


def test_every_outcome_of_an_introduction_can_be_seen() -> None:
    assert set(meetings.WAY) == {"requested", "accepted", "in_exchange", "reported", "declined", "withdrawn", "suggested"}


def test_the_cities_that_do_not_stand_are_not_those_that_promise_something_or_meet() -> None:
    assert min(offices.SUSPENDED, offices.LEFT) > max(pledges.ENDORSED, 2 * len(meetings.WAY))
    assert {offices.SUSPENDED % profiles.HALF, offices.LEFT % profiles.HALF} == {1}
