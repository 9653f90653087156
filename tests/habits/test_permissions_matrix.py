"""Who may do what over HTTP, written by hand: not from the declarations, which this is here to check.

Both keepers are asked: the gateway, which answers early, and the service's door, which decides. What depends on the item (whose
application, which hub) is not in this table: the use cases decide it, and their tests say so.
"""

from typing import Final

import pytest

from chassis import permissions
from chassis.context import Actor, Grant
from contracts.errors import NotAllowed
from contracts.roles import SCOPE_OF
from services.gateway.auth import check_permission
from services.gateway.operations import Operation
from services.gateway.routes import OPERATIONS
from tests.habits.fund_matrix import FUND

PERSON: Final = "018f0000-0000-7000-8000-000000000001"
ITEM: Final = "018f0000-0000-7000-8000-000000000002"

COLUMNS: Final = (
    "nobody",
    "anybody signed in",
    "focal_point",
    "mayors_office",
    "hub_officer",
    "reviewer",
    "management_unit",
    "partner",
    "donor",
)

# in the order of COLUMNS
EVERYBODY: Final = "yes yes yes yes yes yes yes yes yes"
SIGNED_IN: Final = "no  yes yes yes yes yes yes yes yes"
HUB_AND_UNIT: Final = "no  no  no  no  yes no  yes no  no"
GIVERS: Final = "no  no  no  yes yes no  yes no  no"
UNIT: Final = "no  no  no  no  no  no  yes no  no"
MAYOR_AND_UNIT: Final = "no  no  no  yes no  no  yes no  no"
CITY_AND_STAFF: Final = "no  no  yes yes yes no  yes no  no"
MAYOR_AND_STAFF: Final = "no  no  no  yes yes no  yes no  no"
CITY: Final = "no  no  yes yes no  no  no  no  no"
MAYOR: Final = "no  no  no  yes no  no  no  no  no"

EXPECTED: Final = {
    # people, sessions and keys
    "POST /v1/people": EVERYBODY,
    "GET /v1/people": UNIT,
    "GET /v1/people/{person_id}": UNIT,
    "GET /v1/me": SIGNED_IN,
    "PATCH /v1/me": SIGNED_IN,
    "POST /v1/me/password": SIGNED_IN,
    "POST /v1/me/email": SIGNED_IN,
    "POST /v1/me/email-confirmation-requests": SIGNED_IN,
    "POST /v1/me/email-confirmations": EVERYBODY,
    "POST /v1/me/second-factor": SIGNED_IN,
    "POST /v1/me/second-factor/confirmations": SIGNED_IN,
    "POST /v1/me/second-factor/recovery-codes": SIGNED_IN,
    "POST /v1/me/second-factor/removals": SIGNED_IN,
    "POST /v1/people/{person_id}/second-factor-resets": UNIT,
    "POST /v1/me/data-exports": SIGNED_IN,
    "GET /v1/me/data-exports/{export_id}": SIGNED_IN,
    "POST /v1/me/erasures": SIGNED_IN,
    "POST /v1/people/{person_id}/erasures": UNIT,
    "GET /v1/erasures/{erasure_id}": UNIT,
    "POST /v1/password-resets": EVERYBODY,
    "POST /v1/password-resets/completions": EVERYBODY,
    "POST /v1/sessions": EVERYBODY,
    "GET /v1/sessions": SIGNED_IN,
    "DELETE /v1/sessions": SIGNED_IN,
    "DELETE /v1/sessions/current": SIGNED_IN,
    "DELETE /v1/sessions/{session_id}": SIGNED_IN,
    "POST /v1/api-keys": SIGNED_IN,
    "GET /v1/api-keys": SIGNED_IN,
    "DELETE /v1/api-keys/{key_id}": SIGNED_IN,
    # grants
    "POST /v1/grants": GIVERS,
    "GET /v1/grants": SIGNED_IN,
    "POST /v1/grants/{grant_id}/endings": GIVERS,
    "POST /v1/grants/{grant_id}/renewals": GIVERS,
    "POST /v1/me/departures": SIGNED_IN,
    "POST /v1/cities/{city_id}/elections": GIVERS,
    "GET /v1/cities/{city_id}/elections": SIGNED_IN,
    "GET /v1/cities/{city_id}/people": SIGNED_IN,
    # invitations
    "POST /v1/invitations": GIVERS,
    "GET /v1/invitations": GIVERS,
    "GET /v1/invitations/{invitation_id}": GIVERS,
    "POST /v1/invitations/{invitation_id}/resendings": GIVERS,
    "POST /v1/invitations/{invitation_id}/revocations": GIVERS,
    "POST /v1/invitations/previews": EVERYBODY,
    "POST /v1/invitations/acceptances": EVERYBODY,
    "POST /v1/invitations/declines": EVERYBODY,
    # hubs and vocabulary
    "POST /v1/hubs": UNIT,
    "GET /v1/hubs": EVERYBODY,
    "GET /v1/hubs/{hub_id}": EVERYBODY,
    "PATCH /v1/hubs/{hub_id}": UNIT,
    "POST /v1/hubs/{hub_id}/closings": UNIT,
    "POST /v1/hubs/{hub_id}/reopenings": UNIT,
    "POST /v1/hubs/{hub_id}/transfers": UNIT,
    "GET /v1/hubs/{hub_id}/transfers": HUB_AND_UNIT,
    "GET /v1/transfers/{transfer_id}": HUB_AND_UNIT,
    "POST /v1/transfers/{transfer_id}/cancellations": UNIT,
    "GET /v1/calendars/{country}": EVERYBODY,
    "GET /v1/themes": EVERYBODY,
    "GET /v1/principles": EVERYBODY,
    "GET /v1/principles/{version}": EVERYBODY,
    "POST /v1/principles": UNIT,
    "POST /v1/principles/{version}/publications": UNIT,
    # the life of a membership
    "GET /v1/cities/{city_id}/membership": EVERYBODY,
    "POST /v1/cities/{city_id}/signs-of-life": CITY,
    "POST /v1/cities/{city_id}/mandates": CITY,
    "GET /v1/cities/{city_id}/mandates": CITY_AND_STAFF,
    "GET /v1/cities/{city_id}/mandates/{mandate_id}/file": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/mandates/{mandate_id}/verifications": HUB_AND_UNIT,
    "POST /v1/cities/{city_id}/acceptances": MAYOR,
    "POST /v1/cities/{city_id}/suspensions": UNIT,
    "POST /v1/cities/{city_id}/suspensions/liftings": UNIT,
    "POST /v1/cities/{city_id}/withdrawals": MAYOR_AND_UNIT,
    "POST /v1/cities/{city_id}/readmissions": UNIT,
    "POST /v1/cities/{city_id}/affiliations": HUB_AND_UNIT,
    "POST /v1/cities/{city_id}/affiliations/{affiliation_id}/renewals": HUB_AND_UNIT,
    "POST /v1/cities/{city_id}/affiliations/{affiliation_id}/endings": HUB_AND_UNIT,
    "GET /v1/status-rules": EVERYBODY,
    "POST /v1/status-rules": UNIT,
    # applications to join
    "POST /v1/applications": SIGNED_IN,
    "GET /v1/applications": SIGNED_IN,
    "GET /v1/applications/{application_id}": SIGNED_IN,
    "PATCH /v1/applications/{application_id}": SIGNED_IN,
    "DELETE /v1/applications/{application_id}": SIGNED_IN,
    "POST /v1/applications/{application_id}/mandate": SIGNED_IN,
    "GET /v1/applications/{application_id}/mandate": SIGNED_IN,
    "POST /v1/applications/{application_id}/submissions": SIGNED_IN,
    "POST /v1/applications/{application_id}/reviews": HUB_AND_UNIT,
    "POST /v1/applications/{application_id}/information-requests": HUB_AND_UNIT,
    "POST /v1/applications/{application_id}/information": SIGNED_IN,
    "POST /v1/applications/{application_id}/recommendations": HUB_AND_UNIT,
    "POST /v1/applications/{application_id}/admissions": UNIT,
    "POST /v1/applications/{application_id}/declines": UNIT,
    "POST /v1/applications/{application_id}/withdrawals": SIGNED_IN,
    # the directory
    "GET /v1/cities": EVERYBODY,
    "GET /v1/cities/facets": EVERYBODY,
    "GET /v1/cities/map": EVERYBODY,
    "GET /v1/cities/{city_id}": EVERYBODY,
    # explore
    "GET /v1/cities/{city_id}/peers": EVERYBODY,
    "GET /v1/cities/{city_id}/peers/{peer_id}": EVERYBODY,
    "GET /v1/explore/weights": EVERYBODY,
    "PUT /v1/explore/weights": UNIT,
    "POST /v1/explore/rematches": UNIT,
    "POST /v1/explore/rebuilds": UNIT,
    "GET /v1/explore/read-model": UNIT,
    "GET /v1/network/figures": EVERYBODY,
    "PATCH /v1/cities/{city_id}": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/approvals": MAYOR_AND_STAFF,
    "POST /v1/cities/{city_id}/returns": MAYOR_AND_STAFF,
    "POST /v1/cities/{city_id}/proposal-withdrawals": CITY_AND_STAFF,
    "GET /v1/cities/{city_id}/history": CITY_AND_STAFF,
    # needs and offers
    "GET /v1/needs": EVERYBODY,
    "GET /v1/cities/{city_id}/needs": EVERYBODY,
    "POST /v1/cities/{city_id}/needs": CITY_AND_STAFF,
    "GET /v1/cities/{city_id}/needs/{need_id}": EVERYBODY,
    "PATCH /v1/cities/{city_id}/needs/{need_id}": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/needs/{need_id}/reviews": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/needs/{need_id}/withdrawals": CITY_AND_STAFF,
    "GET /v1/offers": EVERYBODY,
    "GET /v1/cities/{city_id}/offers": EVERYBODY,
    "POST /v1/cities/{city_id}/offers": CITY_AND_STAFF,
    "GET /v1/cities/{city_id}/offers/{offer_id}": EVERYBODY,
    "PATCH /v1/cities/{city_id}/offers/{offer_id}": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/offers/{offer_id}/reviews": CITY_AND_STAFF,
    "POST /v1/cities/{city_id}/offers/{offer_id}/withdrawals": CITY_AND_STAFF,
    # partners
    "POST /v1/organisations": UNIT,
    "GET /v1/organisations": EVERYBODY,
    "GET /v1/organisations/{organisation_id}": EVERYBODY,
    "PATCH /v1/organisations/{organisation_id}": UNIT,
    "POST /v1/agreements": UNIT,
    "GET /v1/agreements": EVERYBODY,
    "GET /v1/agreements/{agreement_id}": EVERYBODY,
    "PATCH /v1/agreements/{agreement_id}": UNIT,
    "POST /v1/agreements/{agreement_id}/negotiations": UNIT,
    "POST /v1/agreements/{agreement_id}/signatures": UNIT,
    "POST /v1/agreements/{agreement_id}/reviews": UNIT,
    "POST /v1/agreements/{agreement_id}/renewals": UNIT,
    "POST /v1/agreements/{agreement_id}/endings": UNIT,
    "GET /v1/agreements/{agreement_id}/paper": "no  no  yes yes yes no  yes yes yes",
    "POST /v1/agreements/{agreement_id}/contributions": UNIT,
    "GET /v1/agreements/{agreement_id}/contributions": "no  no  no  no  no  no  yes no  yes",
    "POST /v1/contributions/{contribution_id}/corrections": UNIT,
    # notifications
    "GET /v1/notifications": UNIT,
    "GET /v1/notifications/{notification_id}": UNIT,
    "POST /v1/notifications/{notification_id}/retries": UNIT,
    # commitments
    "POST /v1/declarations": UNIT,
    "GET /v1/declarations": EVERYBODY,
    "GET /v1/declarations/{declaration_id}": EVERYBODY,
    "PATCH /v1/declarations/{declaration_id}": UNIT,
    "DELETE /v1/declarations/{declaration_id}": UNIT,
    "POST /v1/declarations/{declaration_id}/publications": UNIT,
    "POST /v1/declarations/{declaration_id}/closings": UNIT,
    "POST /v1/declarations/{declaration_id}/endorsements": MAYOR,
    "GET /v1/declarations/{declaration_id}/endorsements": EVERYBODY,
    "GET /v1/cities/{city_id}/endorsements": EVERYBODY,
    "GET /v1/endorsements/{endorsement_id}": EVERYBODY,
    "POST /v1/endorsements/{endorsement_id}/withdrawals": MAYOR,
    "POST /v1/endorsements/{endorsement_id}/reports": CITY,
    "GET /v1/endorsements/{endorsement_id}/evidence/{file_id}": EVERYBODY,
    # introductions
    "POST /v1/introductions": CITY,
    "POST /v1/introduction-suggestions": HUB_AND_UNIT,
    "GET /v1/introductions": CITY_AND_STAFF,
    "GET /v1/introductions/{introduction_id}": CITY_AND_STAFF,
    "GET /v1/introductions/{introduction_id}/contacts": CITY,
    "POST /v1/introductions/{introduction_id}/acceptances": CITY,
    "POST /v1/introductions/{introduction_id}/declines": CITY,
    "POST /v1/introductions/{introduction_id}/withdrawals": CITY_AND_STAFF,
    "POST /v1/introductions/{introduction_id}/exchanges": CITY,
    "POST /v1/introductions/{introduction_id}/reports": CITY,
    # tables in and out
    "POST /v1/imports": UNIT,
    "GET /v1/imports": UNIT,
    "GET /v1/imports/{import_id}": UNIT,
    "GET /v1/imports/{import_id}/problems": UNIT,
    "POST /v1/imports/{import_id}/checks": UNIT,
    "POST /v1/imports/{import_id}/confirmations": UNIT,
    "GET /v1/imports/templates/cities": UNIT,
    "GET /v1/imports/templates/people": UNIT,
    "GET /v1/exports/cities": UNIT,
    "GET /v1/exports/people": UNIT,
    # files, jobs, events
    "POST /v1/uploads": SIGNED_IN,
    "GET /v1/uploads/{upload_id}": SIGNED_IN,
    "PATCH /v1/uploads/{upload_id}": SIGNED_IN,
    "GET /v1/jobs/{job_id}": SIGNED_IN,
    "POST /v1/jobs/{job_id}/cancellations": SIGNED_IN,
    "GET /v1/events": SIGNED_IN,
    "GET /v1/events/stream": SIGNED_IN,
    # the Technical Support Fund stands in tests/habits/fund_matrix.py
    **FUND,
}

KEY_SCOPES: Final = {"events": ("GET /v1/events", "GET /v1/events/stream")}
"""What needs another scope than `read` for GET and `write` for the rest."""


def actor(column: str) -> Actor:
    if column == "nobody":
        return Actor()
    if column == "anybody signed in":
        return Actor(kind="person", person_id=PERSON)
    grant = Grant(role=column, scope_kind=SCOPE_OF[column], scope_id=None if column == "management_unit" else ITEM)
    return Actor(kind="person", person_id=PERSON, grants=(grant,))


def title(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def refused_at_the_gateway(operation: Operation, who: Actor) -> str | None:
    try:
        check_permission(operation, who)
    except NotAllowed as refusal:
        return refusal.code
    return None


def at_the_gateway(operation: Operation, who: Actor) -> bool:
    code = refused_at_the_gateway(operation, who)
    assert code in ((None, "not_signed_in") if who.kind == "anonymous" else (None, "not_allowed", "key_scope_missing"))
    return code is None


def at_the_door(operation: Operation, who: Actor) -> bool:
    try:
        permissions.check(operation.declaration, who)
    except NotAllowed:
        return False
    return True


BY_TITLE: Final = {title(operation): operation for operation in OPERATIONS}


def test_every_operation_is_in_the_table_and_nothing_else() -> None:
    assert sorted(BY_TITLE) == sorted(EXPECTED)
    assert len(BY_TITLE) == len(OPERATIONS)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_right_people_may(name: str) -> None:
    operation = BY_TITLE[name]
    expected = dict(zip(COLUMNS, (word == "yes" for word in EXPECTED[name].split()), strict=True))
    assert {column: at_the_gateway(operation, actor(column)) for column in COLUMNS} == expected
    assert {column: at_the_door(operation, actor(column)) for column in COLUMNS} == expected


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_key_does_only_what_its_scopes_say(name: str) -> None:
    operation = BY_TITLE[name]
    needed = next((scope for scope, names in KEY_SCOPES.items() if name in names), "read" if name.startswith("GET ") else "write")
    is_open = EXPECTED[name] == EVERYBODY and name.startswith("GET ")
    for scope in ("read", "write", "events"):
        grants = tuple(grant for column in COLUMNS for grant in actor(column).grants)
        key = Actor(kind="person", person_id=PERSON, grants=grants, api_key_id=ITEM, key_scopes=(scope,))
        assert at_the_gateway(operation, key) == (is_open or scope == needed), scope


def test_our_own_processes_have_no_say_over_http_operations_they_are_not_named_for() -> None:
    stranger = Actor(kind="service", service="unknown")
    closed = [name for name, columns in EXPECTED.items() if columns != EVERYBODY]
    assert [name for name in closed if at_the_door(BY_TITLE[name], stranger)] == []
