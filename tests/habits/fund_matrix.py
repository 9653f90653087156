"""Who may do what at the Technical Support Fund, written by hand like the rest of the matrix; compare `test_permissions_matrix`."""

from typing import Final

# nobody, anybody signed in, focal_point, mayors_office, hub_officer, reviewer, management_unit, partner, donor
EVERYBODY: Final = "yes yes yes yes yes yes yes yes yes"
SIGNED_IN: Final = "no  yes yes yes yes yes yes yes yes"
UNIT: Final = "no  no  no  no  no  no  yes no  no"
CITY: Final = "no  no  yes yes no  no  no  no  no"
REVIEWERS_AND_UNIT: Final = "no  no  no  no  no  yes yes no  no"

FUND: Final = {
    # deadlines
    "GET /v1/fund/deadlines": "no  no  yes yes no  yes yes no  no",
    "GET /v1/fund/reminders": UNIT,
    "PUT /v1/fund/reminders": UNIT,
    # history
    "GET /v1/fund/applications/{application_id}/history": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/history/verification": SIGNED_IN,
    "GET /v1/fund/history-anchors": UNIT,
    # terms
    "GET /v1/fund/terms": EVERYBODY,
    "PUT /v1/fund/terms": UNIT,
}
