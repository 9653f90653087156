"""Accounts, sessions and keys over HTTP."""

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
    Operation(request=m.EndSession, method="DELETE", path="/v1/sessions/{session_id}", tag="Sessions", status=204, served_by="own_account"),
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
    Operation(request=m.RevokeApiKey, method="DELETE", path="/v1/api-keys/{key_id}", tag="API keys", served_by="own_account"),
)

NOT_OVER_HTTP: Final = (m.IdentifySession, m.IdentifyApiKey, m.CreateAdministrator)
"""For our own processes only."""

OPERATIONS: Final = (*PEOPLE, *SESSIONS, *API_KEYS)
