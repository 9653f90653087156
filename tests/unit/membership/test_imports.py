"""An import from dry run to members and invitations: all of it or nothing, and once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.context import new_id
from chassis.job_runner import JobRunner
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    CheckImport,
    CityAdmitted,
    ConfirmImport,
    EndGrant,
    ExportCities,
    ExportPeople,
    GetCitiesTemplate,
    GetPeopleTemplate,
    InvitationIssued,
    ListImports,
    NeedDeclared,
    OfferDeclared,
    StartImport,
)
from contracts.standard import CancelJob, GetJob
from services.membership import reactions
from services.membership.usecases import imports
from services.membership.views import imports as views
from tests.builders.imports import (
    checked,
    city,
    confirmed,
    exported,
    in_charge,
    problems,
    run_jobs,
    shown,
    somebody,
    started,
    table,
)
from tests.builders.membership import admitted, named, opened_hub, submitted
from tests.builders.partners import paper, signed
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

UNIT = management()


@pytest.fixture
def network(membership: MemoryMembership) -> MemoryMembership:
    in_charge(membership, UNIT)
    opened_hub(membership)
    return membership


def cities_of(network: MemoryMembership, **asked: Any) -> list[Any]:
    return list(network.see(views.export_cities, ExportCities(limit=200, **asked), UNIT).items)


def people_of(network: MemoryMembership) -> list[Any]:
    return list(network.see(views.export_people, ExportPeople(limit=200), UNIT).items)


TWO = table(
    [city("Mombasa", needs="youth_engagement:high", offers="interfaith_dialogue", population="5", population_year="2019"), city("Kisumu")]
)


# ---------------------------------------------------------------- the dry run


def test_a_dry_run_shows_what_would_come_and_brings_nothing(network: MemoryMembership) -> None:
    before = len(network.said())
    run = checked(network, UNIT, "cities", TWO)
    assert (run.state, run.rows, run.problems, run.checked_at) == ("ready", 2, 0, network.now)
    assert {one.name: one.number for one in run.counts} == {"cities": 2, "countries": 1, "needs": 1, "offers": 1}
    assert (run.columns[0], [row.line for row in run.preview], run.preview[1].cells[0]) == ("name_en", [2, 3], "Kisumu")
    assert (cities_of(network), len(network.said())) == ([], before)


def test_a_faulty_file_cannot_be_confirmed(network: MemoryMembership) -> None:
    run = checked(network, UNIT, "cities", table([city("Mombasa"), city("Mombasa"), city("=1+1")]))
    assert [(one.line, one.column, one.code) for one in problems(network, UNIT, run.id)] == [
        (3, None, "membership.repeated_city"),
        (4, "name_en", "membership.formula_cell"),
    ]
    with pytest.raises(Conflict) as refused:
        confirmed(network, UNIT, run)
    assert refused.value.code == "membership.import_state"
    assert cities_of(network) == []


def test_problems_are_read_page_by_page_in_the_order_of_the_file(network: MemoryMembership) -> None:
    run = checked(network, UNIT, "cities", table([city(f"City {number}", tier="x", country="XX") for number in range(150)]))
    listed = problems(network, UNIT, run.id)
    assert (run.problems, len(listed)) == (300, 300)
    assert [one.line for one in listed] == sorted(one.line for one in listed)


def test_only_complete_tables_of_ones_own_are_read(network: MemoryMembership) -> None:
    pdf = paper(network, UNIT)
    foreign = paper(network, person(), purpose="import", media_type="text/csv", data=TWO)
    for upload, kind in ((pdf, Conflict), (foreign, NotFound)):
        with pytest.raises(kind):
            network.ask(imports.start_import, StartImport(kind="cities", upload_id=upload), UNIT)


@pytest.mark.parametrize("who", [NOBODY, person(), hub_officer("h")])
def test_tables_are_for_the_management_unit(network: MemoryMembership, who: Any) -> None:
    run = checked(network, UNIT, "cities", TWO)
    for use_case, request in (
        (imports.start_import, StartImport(kind="people", upload_id=new_id())),
        (imports.check_import, CheckImport(import_id=run.id)),
        (imports.confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256)),
    ):
        with pytest.raises(NotAllowed):
            network.ask(use_case, request, who)
    for view, request in (
        (views.export_people, ExportPeople()),
        (views.export_cities, ExportCities()),
        (views.list_imports, ListImports()),
    ):
        with pytest.raises(NotAllowed):
            network.see(view, request, who)


# ---------------------------------------------------------------- bringing in


def test_cities_join_as_members_on_their_day_with_needs_and_offers(network: MemoryMembership) -> None:
    hub_id = network.work.store["hubs"].find_one({})["_id"]
    run = confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    assert (run.state, run.applied_at, run.confirmed_by, run.preview) == ("applied", network.now, UNIT.person_id, ())
    said = [event for event in network.said() if isinstance(event, CityAdmitted | NeedDeclared | OfferDeclared)]
    assert [type(event) for event in said] == [CityAdmitted, NeedDeclared, OfferDeclared, CityAdmitted]
    assert (said[0].application_id, said[0].hub_id, said[0].population) == (None, hub_id, 5)
    assert said[0].admitted_at == datetime(2024, 5, 17, tzinfo=UTC)
    assert (said[1].city_id, said[1].theme, said[1].priority) == (said[0].city_id, "youth_engagement", "high")
    assert [line.name_en for line in cities_of(network)] == ["Kisumu", "Mombasa"]
    assert len(network.work.store["members"].rows) == 2


def test_a_city_brought_in_stands_in_nobodys_way_twice(network: MemoryMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    again = checked(network, UNIT, "cities", TWO)
    assert [(one.line, one.code) for one in problems(network, UNIT, again.id)] == [
        (2, "membership.already_member"),
        (3, "membership.already_member"),
    ]
    with pytest.raises(Conflict) as refused:
        submitted(network, person(), named("Kisumu", subdivision=None))
    assert refused.value.code == "membership.already_member"


def test_members_and_applicants_are_known_to_the_dry_run(network: MemoryMembership) -> None:
    admitted(network, person(), named("Nakuru"))
    submitted(network, person(), named("Kisumu"))
    run = checked(network, UNIT, "cities", table([city("NAKURU", subdivision="KE-28"), city("Kisumu", subdivision="KE-28")]))
    assert [one.code for one in problems(network, UNIT, run.id)] == ["membership.already_member", "membership.already_applying"]


def test_what_has_changed_since_the_dry_run_stops_everything(network: MemoryMembership) -> None:
    run = checked(network, UNIT, "cities", TWO)
    admitted(network, person(), named("Kisumu", subdivision=None))
    late = confirmed(network, UNIT, run)
    job = network.work.read(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=late.job_id), network.context(UNIT))
    assert (late.state, job.state, job.error_code) == ("out_of_date", "failed", "membership.import_out_of_date")
    assert [(one.line, one.code) for one in problems(network, UNIT, run.id)] == [(3, "membership.already_member")]
    assert [line.name_en for line in cities_of(network)] == ["Kisumu"]
    network.ask(imports.check_import, CheckImport(import_id=run.id), UNIT)
    run_jobs(network)
    assert shown(network, UNIT, run.id).state == "faulty"


def test_nobody_confirms_another_file_or_twice(network: MemoryMembership) -> None:
    run = checked(network, UNIT, "cities", TWO)
    with pytest.raises(Conflict) as refused:
        confirmed(network, UNIT, replace(run, sha256="0" * 64))
    assert refused.value.code == "membership.import_of_another_file"
    done = confirmed(network, UNIT, run)
    with pytest.raises(Conflict) as refused:
        confirmed(network, UNIT, done)
    assert (refused.value.code, len(cities_of(network))) == ("membership.import_state", 2)


def test_a_job_begun_again_after_it_was_done_does_nothing(network: MemoryMembership) -> None:
    """As after a kill between the commit and the job's own end."""
    run = confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    said = len(network.said())
    network.work.store["jobs"].update_one({"_id": run.job_id}, {"$set": {"state": "waiting", "lease_until": None}})
    run_jobs(network)
    assert (len(network.said()), len(cities_of(network)), shown(network, UNIT, run.id)) == (said, 2, run)


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_runner_everything(
    network: MemoryMembership, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **more: Any) -> None:
        raise Killed

    run = checked(network, UNIT, "cities", TWO)
    network.ask(imports.confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256), UNIT)
    with monkeypatch.context() as patched:
        patched.setattr("services.membership.usecases.import_cities.begin_membership", die)
        with pytest.raises(Killed):
            JobRunner(network.work, reactions.JOBS).run_next()
    assert (cities_of(network), shown(network, UNIT, run.id).state) == ([], "applying")
    network.now = network.now.replace(hour=23)
    run_jobs(network)
    assert (len(cities_of(network)), shown(network, UNIT, run.id).state) == (2, "applied")


def test_who_is_no_longer_in_charge_brings_nothing_in(network: MemoryMembership) -> None:
    from services.membership.usecases import grants

    other = management()
    in_charge(network, other)
    run = checked(network, UNIT, "cities", TWO)
    network.ask(imports.confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256), UNIT)
    grant = next(row for row in network.work.store["grants"].rows.values() if row["person_id"] == UNIT.person_id)
    network.ask(grants.end_grant, EndGrant(grant_id=grant["_id"], reason="Left."), other)
    run_jobs(network)
    assert (cities_of(network), shown(network, UNIT, run.id).state) == ([], "out_of_date")


def test_a_run_whose_job_was_stopped_can_be_checked_again(network: MemoryMembership) -> None:
    run = started(network, UNIT, "cities", TWO)
    with pytest.raises(Conflict):
        network.ask(imports.check_import, CheckImport(import_id=run.id), UNIT)
    network.ask(lambda unit, request: unit.jobs.cancel(request.job_id), CancelJob(job_id=run.job_id), UNIT)
    network.ask(imports.check_import, CheckImport(import_id=run.id), UNIT)
    run_jobs(network)
    assert shown(network, UNIT, run.id).state == "ready"


def test_files_previews_and_problems_are_forgotten_after_a_week(network: MemoryMembership) -> None:
    faulty = checked(network, UNIT, "cities", table([city("x", tier="y")]))
    done = confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    network.wait(days=7)
    assert (shown(network, UNIT, faulty.id).state, shown(network, UNIT, faulty.id).preview) == ("forgotten", ())
    assert (problems(network, UNIT, faulty.id), shown(network, UNIT, done.id).state) == ([], "applied")
    assert [name for name in ("uploads", "chunks") if network.work.store[name].rows] == []
    listed = network.see(views.list_imports, ListImports(state="forgotten"), UNIT).items
    assert [row.id for row in listed] == [faulty.id]


# ---------------------------------------------------------------- people


def test_people_are_invited_and_get_no_password(network: MemoryMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    agreement = signed(network, UNIT)
    hub = network.work.store["hubs"].find_one({})
    rows = [
        somebody("amina@city.example", starts_on="2027-04-01", ends_on="2029-03-31"),
        somebody("deputy@city.example", deputy="yes", city="kisumu", language="sw"),
        {"email": "hub@network.example", "role": "hub_officer", "hub": "Afrique orientale et australe"},
        {"email": "donor@fund.example", "role": "donor", "agreement": agreement.reference},
        {"email": "reader@network.example", "role": "reviewer"},
    ]
    run = confirmed(network, UNIT, checked(network, UNIT, "people", table(rows)))
    assert (run.state, {one.name: one.number for one in run.counts}["invitations"]) == ("applied", 5)
    issued = [event for event in network.said() if isinstance(event, InvitationIssued)]
    assert [(event.role, event.deputy, event.invited_by) for event in issued] == [
        ("focal_point", False, UNIT.person_id),
        ("focal_point", True, UNIT.person_id),
        ("hub_officer", False, UNIT.person_id),
        ("donor", False, UNIT.person_id),
        ("reviewer", False, UNIT.person_id),
    ]
    assert [event.scope_id for event in issued[2:]] == [hub["_id"], agreement.id, None]
    invited = next(row for row in network.work.store["invitations"].rows.values() if row["email"] == "amina@city.example")
    assert (invited["starts_at"], invited["ends_at"]) == (datetime(2027, 4, 1, tzinfo=UTC), datetime(2029, 4, 1, tzinfo=UTC))
    again = checked(network, UNIT, "people", table(rows))
    assert {one.code for one in problems(network, UNIT, again.id)} == {"membership.invited_already"}


def test_more_than_a_hundred_people_are_invited_at_once(network: MemoryMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    data = table([somebody(f"person{number}@city.example") for number in range(150)])
    assert confirmed(network, UNIT, checked(network, UNIT, "people", data)).state == "applied"


def test_a_role_held_already_and_a_city_of_two_meanings_are_named(network: MemoryMembership) -> None:
    data = table([city("Springfield", country="US", subdivision="US-IL"), city("Springfield", country="US", subdivision="US-MA")])
    confirmed(network, UNIT, checked(network, UNIT, "cities", data))
    email = network.work.store["people"].find_one({"_id": UNIT.person_id})["email"]
    rows = [
        somebody("a@city.example", country="US", city="springfield"),
        somebody("b@city.example", country="US", city="Springfield", subdivision="US-MA"),
        {"email": email.upper(), "role": "management_unit"},
    ]
    run = checked(network, UNIT, "people", table(rows))
    assert [(one.line, one.column, one.code) for one in problems(network, UNIT, run.id)] == [
        (2, "city", "membership.ambiguous_city"),
        (4, "email", "membership.grant_held"),
    ]


# ---------------------------------------------------------------- out again


ODD = [
    city("=1+1", name_ar="ممباسا", other_names='{"sw": "Jiji, \\"kubwa\\""}', subdivision="KE-28", latitude="-4.1", longitude="39.7"),
    city("'=quoted", languages="sw en", website="https://city.example/?a=1,2", visibility="website:network languages:members"),
    city("'s-Hertogenbosch", country="NL", population="160000", population_year="2024", prevention_network="yes:2019", mandate="no"),
    city(
        'Comma, "quote" & co', country="ES", needs="youth_engagement:high:public crisis_response:low:network", offers="interfaith_dialogue"
    ),
]


def neutral(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**one, "name_en": f"'{one['name_en']}" if one["name_en"].startswith(("=", "'=")) else one["name_en"]} for one in rows]


def test_cities_taken_out_come_in_again_unchanged(network: MemoryMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", table(neutral(ODD))))
    first = cities_of(network)
    assert {line.name_en for line in first} == {one["name_en"] for one in ODD}
    elsewhere = MemoryMembership()
    in_charge(elsewhere, UNIT)
    opened_hub(elsewhere)
    data = exported("cities", first)
    assert confirmed(elsewhere, UNIT, checked(elsewhere, UNIT, "cities", data)).state == "applied"
    assert exported("cities", cities_of(elsewhere)) == data


def test_people_taken_out_come_in_again_unchanged(network: MemoryMembership) -> None:
    from contracts.membership import AcceptInvitation
    from services.membership.usecases import invitations

    confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    rows = [
        somebody("amina@city.example", name='=Amina, "the" أمينة', ends_on="2029-03-31", language="ar"),
        {"email": "hub@network.example", "name": "Hub", "role": "hub_officer", "hub": "East and Southern Africa"},
    ]
    rows[0]["name"] = "'" + rows[0]["name"]
    confirmed(network, UNIT, checked(network, UNIT, "people", table(rows)))
    for row in list(network.work.store["invitations"].rows.values()):
        token = network.work.within(lambda _, unit, id=row["_id"]: _drawn(unit, id), network.context(UNIT))
        network.talk(invitations.accept_invitation, AcceptInvitation(token=token, password="correct horse battery"))
    lines = [line for line in people_of(network) if line.role != "management_unit"]
    assert [(line.name, line.city or line.hub) for line in lines] == [
        ('=Amina, "the" أمينة', "Mombasa"),
        ("Hub", "East and Southern Africa"),
    ]
    elsewhere = MemoryMembership()
    in_charge(elsewhere, UNIT)
    opened_hub(elsewhere)
    confirmed(elsewhere, UNIT, checked(elsewhere, UNIT, "cities", exported("cities", cities_of(network))))
    again = confirmed(elsewhere, UNIT, checked(elsewhere, UNIT, "people", exported("people", lines)))
    assert again.state == "applied"
    asked = sorted((row["name"], row["role"], row["ends_at"]) for row in elsewhere.work.store["invitations"].rows.values())
    assert asked == [
        ('=Amina, "the" أمينة', "focal_point", datetime(2029, 4, 1, tzinfo=UTC)),
        ("Hub", "hub_officer", None),
    ]


def _drawn(unit: Any, invitation_id: str) -> str:
    from contracts.membership import DrawLink
    from services.membership.usecases import invitations

    return str(invitations.draw(unit, DrawLink(kind="invitation", id=invitation_id)).token)


def test_cities_no_longer_listed_are_not_taken_out(network: MemoryMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", TWO))
    assert len(cities_of(network, country="KE")) == 2
    assert cities_of(network, country="ES") == []


def test_the_templates_are_read_and_their_example_is_skipped(network: MemoryMembership) -> None:
    for kind, view, request in (
        ("cities", views.get_cities_template, GetCitiesTemplate()),
        ("people", views.get_people_template, GetPeopleTemplate()),
    ):
        template = exported(kind, network.see(view, request, UNIT).items)
        run = checked(network, UNIT, kind, template)
        assert [(one.line, one.code) for one in problems(network, UNIT, run.id)] == [(2, "membership.empty_file")]


def test_the_example_of_a_template_is_right_once_its_mark_is_taken_away(network: MemoryMembership) -> None:
    template = exported("cities", network.see(views.get_cities_template, GetCitiesTemplate(), UNIT).items)
    run = checked(network, UNIT, "cities", template.replace(b"# example: ", b""))
    assert problems(network, UNIT, run.id) == []
    assert run.started_at.date() == date(2027, 3, 1)
