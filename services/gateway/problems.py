"""Refusals as problem documents (RFC 9457), said in the reader's language."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from services.gateway.field_words import FORMS, form_of
from services.gateway.languages import SOURCE, say

PROBLEM_JSON: Final = "application/problem+json"
RETRY_SECONDS: Final = 2

BY_KIND: Final[dict[type[Refusal], int]] = {Invalid: 422, NotAllowed: 403, NotFound: 404, Conflict: 409, Unavailable: 503}

BY_CODE: Final[dict[str, int]] = {
    "malformed_body": 400,
    "empty_body": 400,
    "too_deep": 400,
    "bad_header": 400,
    "bad_query": 400,
    "bad_request": 400,
    "malformed_request": 400,
    "not_signed_in": 401,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "stale_version": 412,
    "body_too_large": 413,
    "address_too_long": 414,
    "unsupported_media_type": 415,
    "idempotency_key_reused": 422,
    "version_required": 428,
    "headers_too_large": 431,
    "too_many_requests": 429,
    "too_many_attempts": 429,
    "too_many_streams": 429,
    "internal_error": 500,
    "not_implemented": 501,
}
"""Codes whose HTTP status is not their kind's. What may work later is 503; after `outcome_unknown` ask again with the same key."""

GATEWAY_CODES: Final = frozenset(BY_CODE) | {
    "invalid",
    "not_allowed",
    "not_found",
    "service_unavailable",
    "deadline_exceeded",
    "outcome_unknown",
    "cross_site_request",
    "key_scope_missing",
}
"""Every code the gateway itself says; those of the services stand in `contracts.refusals`."""

RETRY_STATUSES: Final = frozenset({429, 503})
FIELD_CODES: Final = ("repeated", *FORMS)
"""Errors of single fields that only HTTP knows, and what it says more exactly than by their code."""
VAGUE: Final = frozenset({"format", "invalid", "length", "not_an_option", "range", "wrong_type"})
"""Codes whose own sentence says less than the service did in English."""
MAX_ERRORS: Final = 50


def status_of(refusal: Refusal) -> int:
    code = refusal.code.rpartition(".")[2]
    return BY_CODE.get(refusal.code) or BY_CODE.get(code) or next((BY_KIND[kind] for kind in type(refusal).__mro__ if kind in BY_KIND), 500)


def problem(refusal: Refusal, *, language: str, public_url: str, request_id: str | None = None) -> dict[str, Any]:
    """The problem document. `title` belongs to the status, `detail` to the code; `errors` names fields by JSON pointer or parameter."""
    status = status_of(refusal)
    document: dict[str, Any] = {
        "type": f"{public_url}/problems/{quote(refusal.code)}",
        "title": say(language, f"title.{status}") or say(language, "title.500"),
        "status": status,
        "detail": say(language, refusal.code, refusal.details) or refusal.message,
        "code": refusal.code,
    }
    if request_id:
        document["request_id"] = request_id
    for name, value in refusal.details.items():
        if name == "errors" and isinstance(value, list):
            document["errors"] = [_field_error(error, language) for error in value[:MAX_ERRORS]]
        elif name not in document:
            document[name] = value
    return document


def headers_of(refusal: Refusal, status: int) -> dict[str, str]:
    """What a client needs to know before it asks again."""
    headers: dict[str, str] = {}
    if status in RETRY_STATUSES or refusal.retryable:
        headers["retry-after"] = str(retry_after(refusal))
    if "policy" in refusal.details:
        headers["ratelimit-policy"] = str(refusal.details["policy"])
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="strong-cities"'
    if status == 405 and "allowed" in refusal.details:
        headers["allow"] = ", ".join(refusal.details["allowed"])
    return headers


def retry_after(refusal: Refusal) -> int:
    """Whole seconds, at least one."""
    seconds = refusal.details.get("retry_after", RETRY_SECONDS)
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return RETRY_SECONDS
    return max(1, math.ceil(seconds))


def encode(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _field_error(error: Any, language: str) -> dict[str, Any]:
    if not isinstance(error, Mapping):
        return {"pointer": "", "code": "invalid", "detail": str(error)}
    code = str(error.get("code", "invalid"))
    place = {"parameter": error["parameter"]} if "parameter" in error else {"pointer": str(error.get("pointer", ""))}
    return {**place, "code": code, "detail": _field_detail(code, str(error.get("message", code)), language)}


def _field_detail(code: str, original: str, language: str) -> str:
    if found := form_of(original):
        exact, blanks = found
        return say(language, f"field.{exact}", blanks) or original
    if language == SOURCE and code in VAGUE:
        return original
    return say(language, f"field.{code}") or say(language, code) or original


def wrong_parameter(name: str, code: str, message: str) -> Invalid:
    """A parameter of the path or the query breaks a rule."""
    return Invalid("invalid", f"{name}: {message}", {"errors": [{"parameter": name, "code": code, "message": message}]})
