"""The table of mails: every line can be filled from its event, and every link leads somewhere."""

import dataclasses
import json
import re
from typing import Any

import pytest

from contracts import catalogue
from contracts.declare import event_declaration, load
from contracts.membership import GrantEnded, GrantGiven, ProfileProposed, WorkHandedOver
from services.gateway.routes import OPERATIONS
from services.notifications.domain import mails
from services.notifications.domain.fund_mails import REMINDERS
from services.notifications.domain.mail import Mail
from services.notifications.domain.mails import MAILS
from services.notifications.domain.places import Place

READ = {operation.path for operation in OPERATIONS if operation.method == "GET"}
OTHERWISE: dict[str, dict[str, Any]] = {
    "profile_to_decide_on_behalf": {"waits_for": "hub"},
    **{name: {"what": what} for name, what in REMINDERS.items()},
    "fund_review_overdue": {"what": "review_due", "days": -1},
}
"""How an event differs from its sample where it makes another mail than that one."""

EVERY = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: f"{mail.name}-{mail.event.__name__}")


def sample(event: type) -> dict[str, Any]:
    return dict(json.loads(catalogue.sample_file(event_declaration(event)).read_text(encoding="utf-8")))


@EVERY
def test_an_event_has_what_its_mail_is_made_of(mail: Mail) -> None:
    fields = {field.name for field in dataclasses.fields(mail.event)}
    assert set(re.findall(r"{(\w+)}", mail.about)) <= fields
    assert {*mail.facts, *mail.place.fields} <= fields


@EVERY
def test_the_sample_of_an_event_makes_the_mail(mail: Mail) -> None:
    event = load(mail.event, sample(mail.event) | OTHERWISE.get(mail.name, {}))
    assert mail in mails.mails_of(event)
    assert "None" not in mails.about(mail, event)
    assert mail.place.link("https://network.example", mails.facts(mail, event)).startswith("https://network.example/")


@pytest.mark.parametrize("place", [place for place in Place if not place.secret], ids=lambda place: place.name)
def test_a_link_leads_to_something_one_can_read(place: Place) -> None:
    assert place.path in READ


def test_nobody_is_told_of_work_that_nobody_took_nor_of_a_role_that_ended_by_erasure() -> None:
    assert mails.mails_of(load(WorkHandedOver, sample(WorkHandedOver) | {"to_person_id": None})) == ()
    assert mails.mails_of(load(GrantEnded, sample(GrantEnded) | {"reason": "erased"})) == ()
    assert [mail.name for mail in mails.mails_of(load(GrantEnded, sample(GrantEnded) | {"reason": "departed"}))] == ["grant_ended"]


def test_one_office_is_asked_to_decide_and_not_two() -> None:
    proposed = sample(ProfileProposed)
    for waits_for, name in (("mayors_office", "profile_to_decide"), ("hub", "profile_to_decide_on_behalf")):
        (mail,) = mails.mails_of(load(ProfileProposed, proposed | {"waits_for": waits_for}))
        assert (mail.name, mail.audience) == (name, waits_for)


def test_a_deputy_is_called_a_deputy() -> None:
    (mail,) = mails.mails_of(given := load(GrantGiven, sample(GrantGiven) | {"role": "focal_point", "deputy": True}))
    assert mails.facts(mail, given)["role"] == "deputy_focal_point"
