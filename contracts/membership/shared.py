"""Words that several of membership's messages share."""

from typing import Annotated

from contracts.roles import ROLES, service
from contracts.words import Doc, OneOf, Range, Regexp

PUBLISHER = "membership"
EXPLORE = service("explore")
TECHNICAL_FUND = service("technical_fund")
OPERATOR = service("operator")
GATEWAY = service("gateway")

Role = Annotated[str, OneOf(ROLES)]
Tier = Annotated[str, OneOf(["town", "municipality", "county", "province", "state", "capital_district"])]
ApplicationState = Annotated[
    str,
    OneOf(["draft", "submitted", "in_hub_review", "info_requested", "recommended", "admitted", "declined", "withdrawn"]),
]
DeclineReason = Annotated[
    str, OneOf(["not_a_local_authority", "mandate_not_valid", "principles_not_met", "incomplete", "duplicate", "other"])
]
Priority = Annotated[str, OneOf(["low", "medium", "high"])]
Degrees = Annotated[float, Range(-180, 180), Doc("Degrees, rounded to a tenth.")]
Subject = Annotated[str, Regexp(r"^[a-z]+(-[a-z]+)*/[0-9a-f-]{36}$", error="must be a kind and an id")]
"""What something is about: `applications/<id>`."""
