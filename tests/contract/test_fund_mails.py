"""Mails of the Technical Support Fund, on memory and on the store: told to those who may know, and never to somebody who is recused."""

from collections.abc import Iterator
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Unavailable
from contracts.technical_fund import ApplicationSubmitted, DeadlineReminderDue, ReviewerAssigned
from services.notifications.usecases.ports import Reader
from tests.fakes.memory import NOON
from tests.fakes.notifications import Notifications, reader

APPLICATION, CITY = new_id(), new_id()


@pytest.fixture(params=["memory", "store"])
def house(request: pytest.FixtureRequest) -> Iterator[Notifications]:
    database = request.getfixturevalue("prepared_database") if request.param == "store" else None
    return Notifications(database=database)


def submitted() -> ApplicationSubmitted:
    return ApplicationSubmitted(application_id=APPLICATION, call_id=new_id(), city_id=CITY, call_version=1, submitted_at=NOON)


def reminder(what: str, **more: Any) -> DeadlineReminderDue:
    fields: dict[str, Any] = {"about_id": new_id(), "days": 7, "application_id": APPLICATION, "city_id": CITY}
    return DeadlineReminderDue(deadline_id=new_id(), what=what, due_at=NOON, **fields | more)


def known(house: Notifications, audience: str, *readers: Reader, about: str = f"cities/{CITY}") -> None:
    house.membership.known[about, audience] = list(readers)


def told(house: Notifications) -> set[tuple[str, str | None]]:
    """Which mail went to whom."""
    house.work_off()
    return {(one.mail, one.person_id) for one in house.messages() if one.state == "sent"}


def test_the_city_and_the_management_unit_hear_that_an_application_came_in(house: Notifications) -> None:
    focal_point, manager = reader("Amina"), reader("Bo")
    known(house, "city", focal_point)
    known(house, "management_unit", manager)
    house.hear(submitted())
    assert told(house) == {
        ("fund_application_received", focal_point.person_id),
        ("fund_application_to_screen", manager.person_id),
    }


def test_whoever_is_recused_gets_no_mail_about_the_application(house: Notifications) -> None:
    manager, recused = reader("Bo"), reader("Chi")
    known(house, "management_unit", manager, recused)
    house.fund.of[APPLICATION] = frozenset({str(recused.person_id)})
    house.hear(submitted())
    assert {person_id for _, person_id in told(house)} == {manager.person_id}


def test_whoever_is_recused_after_a_mail_was_addressed_does_not_get_it(house: Notifications) -> None:
    """Two of the management unit: each mail waits for its turn, and meanwhile one of them is recused."""
    first, second = reader("Bo"), reader("Chi")
    known(house, "management_unit", first, second)
    house.hear(reminder("tranche_waiting", award_id=new_id()))
    house.office.round()
    house.fund.of[APPLICATION] = frozenset({str(first.person_id), str(second.person_id)})
    assert told(house) == set()
    assert {one.state for one in house.messages()} == {"dropped"}


def test_an_application_without_anybody_at_the_city_is_not_told_to_the_hub(house: Notifications) -> None:
    officer, manager, recused = reader("Officer"), reader("Bo"), reader("Chi")
    known(house, "hub", officer)
    known(house, "management_unit", manager, recused)
    house.fund.of[APPLICATION] = frozenset({str(recused.person_id)})
    house.hear(reminder("information_due"))
    assert told(house) == {("fund_information_due", manager.person_id)}


def test_a_reviewer_hears_of_an_assignment_unless_recused_meanwhile(house: Notifications) -> None:
    for is_recused in (False, True):
        who = reader("Dara")
        known(house, "person", who, about=f"people/{who.person_id}")
        house.fund.of[APPLICATION] = frozenset({str(who.person_id)}) if is_recused else frozenset()
        assigned = ReviewerAssigned(
            assignment_id=new_id(),
            application_id=APPLICATION,
            call_id=new_id(),
            reviewer_id=str(who.person_id),
            round=1,
            how="manual",
            run_id=None,
            accept_by=NOON,
            assigned_at=NOON,
        )
        house.hear(assigned)
        assert (("fund_review_assigned", who.person_id) in told(house)) is not is_recused


def test_somebody_of_the_applying_city_is_its_applicant_whatever_else_they_are(house: Notifications) -> None:
    focal_point = reader("Amina")
    known(house, "city", focal_point)
    house.fund.of[APPLICATION] = frozenset({str(focal_point.person_id)})
    house.hear(submitted())
    assert ("fund_application_received", focal_point.person_id) in told(house)


def test_while_the_fund_is_away_mails_about_its_applications_wait(house: Notifications) -> None:
    manager = reader("Bo")
    known(house, "management_unit", manager)
    house.fund.trouble = Unavailable("service_unavailable", "away")
    house.hear(reminder("tranche_waiting", award_id=new_id()))
    with pytest.raises(Unavailable):
        house.work_off()
    house.fund.trouble = None
    house.wait(minutes=5)
    assert told(house) == {("fund_tranche_waiting", manager.person_id)}


def test_each_reminder_is_written_to_whom_it_is_for(house: Notifications) -> None:
    manager, who = reader("Bo"), reader("Dara")
    known(house, "management_unit", manager)
    known(house, "person", who, about=f"people/{who.person_id}")
    house.hear(reminder("review_due", reviewer_id=who.person_id))
    assert told(house) == {("fund_review_due", who.person_id)}
    house.hear(reminder("review_due", reviewer_id=who.person_id, days=-1))
    assert told(house) == {("fund_review_due", who.person_id), ("fund_review_overdue", manager.person_id)}


def test_a_reminder_that_knows_no_award_makes_no_mail_about_one(house: Notifications) -> None:
    known(house, "city", reader("Amina"))
    house.hear(reminder("report_due"))
    assert house.messages() == []
