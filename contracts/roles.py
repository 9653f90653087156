"""Who may ask. One vocabulary for declarations, doors and the expected matrix in the tests."""

from typing import Final

FOCAL_POINT: Final = "focal_point"
MAYORS_OFFICE: Final = "mayors_office"
HUB_OFFICER: Final = "hub_officer"
REVIEWER: Final = "reviewer"
MANAGEMENT_UNIT: Final = "management_unit"
PARTNER: Final = "partner"
DONOR: Final = "donor"

SCOPE_OF: Final[dict[str, str]] = {
    FOCAL_POINT: "city",
    MAYORS_OFFICE: "city",
    HUB_OFFICER: "hub",
    REVIEWER: "item",
    MANAGEMENT_UNIT: "network",
    PARTNER: "agreement",
    DONOR: "agreement",
}
"""The kind of thing each role is held over. A reviewer without an item holds the role for the network and sees assigned items only."""

ROLES: Final = tuple(SCOPE_OF)

ANYONE: Final = "anyone"
"""No sign-in needed."""

SIGNED_IN: Final = "signed_in"
"""Any person with an account."""


def service(name: str) -> str:
    """The door-keeper's word for one of our own processes, known by its broker user."""
    return f"service:{name}"
