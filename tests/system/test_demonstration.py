"""The demonstration is loaded through the doors, once, whatever interrupts it."""

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy import seed
from deploy.demo import fund
from deploy.demo.applications import Office, Wanted
from deploy.demo.doors import Doors
from tests.platform import Platform

FEW = 4


class PowerCut(Exception):
    pass


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other addresses and other cities than any demonstration this platform may have already."""
    mark, read = uuid.uuid4().hex[:8], seed._read

    def renamed(name: str) -> list[dict[str, Any]]:
        rows = read(name)
        for city in (row.get("city", row) for row in rows if name != "hubs.json"):
            city["names"]["en"] += f" {mark}"
        return rows

    monkeypatch.setattr(seed, "_read", renamed)
    monkeypatch.setattr(seed, "FOCAL_POINT_OF", (f"{seed.FOCAL_POINT_OF[0]} {mark}", seed.FOCAL_POINT_OF[1]))
    monkeypatch.setattr("deploy.demo.accounts.DOMAIN", f"{mark}.example")
    monkeypatch.setattr(fund, "CALLS", {about: (f"{title} {mark}", *days) for about, (title, *days) in fund.CALLS.items()})


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The operator's way in, as `make up` gives it."""
    monkeypatch.setenv("SCN_OPERATOR_AMQP_URI", platform.broker.uri("operator"))
    monkeypatch.setenv("SCN_PUBLIC_URL", platform.gateway_url)


@pytest.mark.timeout(240)  # three loads, and the start of the platform when it comes first
@pytest.mark.usefixtures("operator", "elsewhere")
def test_an_interrupted_run_is_finished_by_the_next_and_a_third_finds_nothing_to_do(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = seed.Teller(Console(file=io.StringIO()))
    steps, take = [], Office._take

    def cut(office: Office, step: str, wanted: Wanted, view: dict[str, Any]) -> dict[str, Any]:
        steps.append(step)
        if len(steps) == 11:
            raise PowerCut
        return take(office, step, wanted, view)

    with monkeypatch.context() as patch:
        patch.setattr(Office, "_take", cut)
        with pytest.raises(PowerCut):
            seed.seed(platform.gateway_url, tmp_path, teller, FEW)
    finished = seed.seed(platform.gateway_url, tmp_path, teller, FEW)
    assert finished.brought > 0
    applications, stories = _applications(platform, tmp_path), _stories(platform, tmp_path)
    assert all(stories.values()), stories
    assert sorted(row.split()[1] for row in stories["fund applications"]) == ["funded", "in_review", "in_review", "in_review"]
    assert [row.split()[1] for row in stories["fund awards"]] == ["in_force"]
    assert sorted(row["state"] for row in applications) == sorted(
        ["admitted"] * (FEW + 1) + [row["state"] for row in seed._read("candidates.json")]
    )
    again = seed.seed(platform.gateway_url, tmp_path, teller, FEW)
    assert again.brought == 0
    assert _applications(platform, tmp_path) == applications
    assert _stories(platform, tmp_path) == stories
    assert "cities" in teller.console.file.getvalue()  # type: ignore[attr-defined]

    officer = {(grant["role"], grant["scope_kind"]) for grant in _me(platform, tmp_path, "hub-officer")["grants"]}
    assert officer == {("hub_officer", "hub")}
    assert _me(platform, tmp_path, "focal-point")["grants"][0]["role"] == "focal_point"
    assert (
        _me(platform, tmp_path, "mayors-office")["grants"][0]["scope_id"] == _me(platform, tmp_path, "focal-point")["grants"][0]["scope_id"]
    )
    assert _me(platform, tmp_path, "applicant")["grants"] == []


def _applications(platform: Platform, data_dir: Path) -> list[dict[str, Any]]:
    known, doors = seed.Accounts(data_dir), Doors(platform.gateway_url, 1)
    own = (*known.paperwork(), known["focal-point"])
    return [row for account in own if account.token for row in doors.with_key(account.token).every("/v1/applications", mine="true")]


def _stories(platform: Platform, data_dir: Path) -> dict[str, list[str]]:
    """What there is besides applications, by version: told again, nothing moves."""
    known, doors = seed.Accounts(data_dir), Doors(platform.gateway_url, 1)
    unit = doors.with_key(str(known["management-unit"].token))
    lists = ("agreements", "organisations", "introductions", "declarations", "invitations")
    told = {name: [f"{row['id']} {row['version']}" for row in unit.every(f"/v1/{name}")] for name in lists}
    for name in ("applications", "awards"):
        told[f"fund {name}"] = [f"{row['id']} {row['state']}" for row in _of_the_fund(unit, name)]
    return told


def _of_the_fund(unit: Any, name: str) -> list[dict[str, Any]]:
    titles = {title for title, *_ in fund.CALLS.values()}
    calls = [row["id"] for row in unit.every("/v1/fund/calls") if row["titles"]["en"] in titles]
    return [row for call_id in calls for row in unit.every(f"/v1/fund/{name}", call_id=call_id)]


def _me(platform: Platform, data_dir: Path, key: str) -> dict[str, Any]:
    known = seed.Accounts(data_dir)
    administrator = Doors(platform.gateway_url, 1).with_key(str(known["management-unit"].token))
    return dict(administrator.get(f"/v1/people/{known[key].person_id}"))
