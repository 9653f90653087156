"""Membership over HTTP: accounts, sessions, keys, grants, hubs, applications to join and the directory."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

PEOPLE: Final = (
    Operation(
        request=m.RegisterPerson,
        method="POST",
        path="/v1/people",
        tag="People",
        status=202,
        keyed=False,
        limit="sign-in",
        cache="never",
    ),
    Operation(request=m.ListPeople, method="GET", path="/v1/people", tag="People", csv=("id", "name", "email", "language", "created_at")),
    Operation(request=m.GetPerson, method="GET", path="/v1/people/{person_id}", tag="People", versioned=True),
    Operation(request=m.GetMe, method="GET", path="/v1/me", tag="People", versioned=True),
    Operation(request=m.ChangePassword, method="POST", path="/v1/me/password", tag="People", limit="sign-in", cache="never"),
)

SESSIONS: Final = (
    Operation(
        request=m.SignIn,
        method="POST",
        path="/v1/sessions",
        tag="Sessions",
        status=201,
        from_edge={"client": "client", "address": "address"},
        location="/v1/sessions/{session_id}",
        keyed=False,
        cache="never",
        limit="sign-in",
        served_by="sign_in",
        answer_without=("token",),
    ),
    Operation(request=m.ListSessions, method="GET", path="/v1/sessions", tag="Sessions", cache="never"),
    Operation(request=m.SignOut, method="DELETE", path="/v1/sessions/current", tag="Sessions", status=204, served_by="sign_out"),
    Operation(request=m.EndSession, method="DELETE", path="/v1/sessions/{session_id}", tag="Sessions", status=204),
)

API_KEYS: Final = (
    Operation(
        request=m.CreateApiKey,
        method="POST",
        path="/v1/api-keys",
        tag="API keys",
        status=201,
        location="/v1/api-keys/{key.id}",
        cache="never",
    ),
    Operation(request=m.ListApiKeys, method="GET", path="/v1/api-keys", tag="API keys", cache="never"),
    Operation(request=m.RevokeApiKey, method="DELETE", path="/v1/api-keys/{key_id}", tag="API keys"),
)

GRANTS: Final = (
    Operation(request=m.GiveGrant, method="POST", path="/v1/grants", tag="Grants", status=201),
    Operation(
        request=m.ListGrants,
        method="GET",
        path="/v1/grants",
        tag="Grants",
        csv=("id", "person_id", "role", "scope_kind", "scope_id", "starts_at", "ends_at", "ended_at", "end_reason"),
    ),
    Operation(request=m.EndGrant, method="POST", path="/v1/grants/{grant_id}/endings", tag="Grants"),
)

HUBS: Final = (
    Operation(
        request=m.CreateHub,
        method="POST",
        path="/v1/hubs",
        tag="Hubs",
        status=201,
        body_as="hub",
        location="/v1/hubs/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListHubs,
        method="GET",
        path="/v1/hubs",
        tag="Hubs",
        csv=("id", "names", "countries", "languages", "time_zone", "region", "cities"),
        cache="public",
    ),
    Operation(request=m.GetHub, method="GET", path="/v1/hubs/{hub_id}", tag="Hubs", versioned=True, cache="public"),
    Operation(
        request=m.ReviseHub,
        method="PATCH",
        path="/v1/hubs/{hub_id}",
        tag="Hubs",
        body_as="changes",
        versioned=True,
        needs_version=True,
    ),
    Operation(request=m.ListThemes, method="GET", path="/v1/themes", tag="Hubs", csv=("code", "group", "names"), cache="public"),
    Operation(request=m.GetPrinciples, method="GET", path="/v1/principles", tag="Hubs", cache="public"),
)

ONE: Final = "/v1/applications/{application_id}"


def _step(request: type, path: str) -> Operation:
    """A move of an application from one state to the next: the move is posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{ONE}/{path}", tag="Applications", versioned=True)


APPLICATIONS: Final = (
    Operation(
        request=m.StartApplication,
        method="POST",
        path="/v1/applications",
        tag="Applications",
        status=201,
        location="/v1/applications/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListApplications,
        method="GET",
        path="/v1/applications",
        tag="Applications",
        csv=("id", "reference", "state", "city_name", "country", "hub_id", "submitted_at", "updated_at"),
    ),
    Operation(request=m.GetApplication, method="GET", path=ONE, tag="Applications", versioned=True),
    Operation(
        request=m.ReviseApplication,
        method="PATCH",
        path=ONE,
        tag="Applications",
        body_names={"content": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=m.DiscardApplication, method="DELETE", path=ONE, tag="Applications", status=204, needs_version=True),
    Operation(request=m.AttachMandate, method="POST", path=f"{ONE}/mandate", tag="Applications", versioned=True),
    Operation(request=m.ReadMandate, method="GET", path=f"{ONE}/mandate", tag="Applications", hidden=("offset",), served_by="mandate"),
    _step(m.SubmitApplication, "submissions"),
    _step(m.BeginReview, "reviews"),
    _step(m.RequestInformation, "information-requests"),
    _step(m.ProvideInformation, "information"),
    _step(m.RecommendApplication, "recommendations"),
    _step(m.AdmitCity, "admissions"),
    _step(m.DeclineApplication, "declines"),
    _step(m.WithdrawApplication, "withdrawals"),
)

CITIES: Final = (
    Operation(
        request=m.ListCities,
        method="GET",
        path="/v1/cities",
        tag="Cities",
        csv=(
            "id",
            "names",
            "country",
            "subdivision",
            "region",
            "hub_id",
            "tier",
            "population",
            "population_year",
            "languages",
            "latitude",
            "longitude",
            "needs",
            "offers",
            "status",
            "admitted_at",
        ),
        cache="public",
    ),
    Operation(request=m.GetCity, method="GET", path="/v1/cities/{city_id}", tag="Cities", versioned=True, cache="public"),
)

OPERATIONS: Final = (*PEOPLE, *SESSIONS, *API_KEYS, *GRANTS, *HUBS, *APPLICATIONS, *CITIES)
NOT_OVER_HTTP: Final = (m.IdentifySession, m.IdentifyApiKey, m.CreateAdministrator)
"""For our own processes only."""
