"""The Fund behind the gateway, every part a process: what somebody who is recused hears of an application, which is nothing."""

from typing import Any

import pytest

from chassis.context import new_id
from tests.builders.fund import applications as on_their_way
from tests.callers import Caller, new_administrator
from tests.eventually import eventually
from tests.fakes.technical_fund import mayors_office
from tests.platform import Platform
from tests.service.running_fund import LiveFund

FUND = "/technical_fund"


@pytest.fixture
def house(platform: Platform) -> LiveFund:
    made = LiveFund(platform.mongo("technical_fund"), platform.secret_key)
    made.await_facts()
    return made


@pytest.fixture
def recused(platform: Platform) -> Caller:
    return new_administrator(platform.gateway_url, platform.broker.uri("operator"))


def told(reader: Caller, after: str = "") -> list[dict[str, Any]]:
    """Every event of the Fund. A page may be empty though more follows: the cursor says when nothing does."""
    items: list[dict[str, Any]] = []
    while True:
        page = reader.insist("GET", f"/v1/events?limit=200{f'&after={after}' if after else ''}").json
        items += [one for one in page["items"] if one["source"] == FUND]
        if page["next"] == after:
            return items
        after = page["next"]


def test_a_recused_person_hears_nothing_of_an_application_before_and_after(house: LiveFund, administrator: Caller, recused: Caller) -> None:
    call = on_their_way.a_call(house)
    city = on_their_way.a_city(house)
    kept, other = (
        on_their_way.submitted(house, call, one, mayors_office(one)).application.id for one in (city, on_their_way.a_city(house))
    )
    eventually(lambda: other in str(told(recused)), "both applications in the feed", 30)
    assert kept in str(told(recused))

    principal = recused.insist("GET", "/v1/me").json
    noted = {"person_id": principal["id"], "nature": "other", "reason": "They are married to the mayor."}
    path = f"/v1/fund/applications/{kept}"
    assert administrator.insist("POST", f"{path}/conflicts", noted, key=new_id()).status == 201
    begun = administrator.insist("POST", f"{path}/screening/runs", {}, key=new_id())
    assert begun.status < 300, begun

    eventually(lambda: "screening_begun" in str(told(administrator)), "the screening in the feed", 30)
    heard = told(recused)
    assert kept not in str(heard)
    assert other in str(heard)
    answers = [recused.insist("GET", f"/v1/fund/applications/{one}") for one in (kept, new_id())]
    assert [(one.status, one.code) for one in answers] == [(404, "technical_fund.no_application")] * 2
    assert answers[0].json["detail"] == answers[1].json["detail"]
