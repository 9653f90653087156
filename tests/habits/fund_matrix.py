"""Who may do what at the Technical Support Fund, written by hand like the rest of the matrix; compare `test_permissions_matrix`."""

from typing import Final

# nobody, anybody signed in, focal_point, mayors_office, hub_officer, reviewer, management_unit, partner, donor
EVERYBODY: Final = "yes yes yes yes yes yes yes yes yes"
SIGNED_IN: Final = "no  yes yes yes yes yes yes yes yes"
UNIT: Final = "no  no  no  no  no  no  yes no  no"
CITY: Final = "no  no  yes yes no  no  no  no  no"
REVIEWERS_AND_UNIT: Final = "no  no  no  no  no  yes yes no  no"
REVIEWER: Final = "no  no  no  no  no  yes no  no  no"

FUND: Final = {
    # deadlines
    "GET /v1/fund/deadlines": "no  no  yes yes no  yes yes no  no",
    "GET /v1/fund/reminders": UNIT,
    "PUT /v1/fund/reminders": UNIT,
    # history
    "GET /v1/fund/applications/{application_id}/history": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/history/verification": SIGNED_IN,
    "GET /v1/fund/history-anchors": UNIT,
    # reviews
    "POST /v1/fund/assignments/{assignment_id}/reviews": REVIEWER,
    "GET /v1/fund/reviews/{review_id}": REVIEWERS_AND_UNIT,
    "PATCH /v1/fund/reviews/{review_id}": REVIEWER,
    "POST /v1/fund/reviews/{review_id}/submissions": REVIEWER,
    "POST /v1/fund/reviews/{review_id}/retractions": REVIEWER,
    "POST /v1/fund/reviews/{review_id}/reopenings": REVIEWERS_AND_UNIT,
    "POST /v1/fund/reviews/{review_id}/revocations": UNIT,
    "GET /v1/fund/applications/{application_id}/reviews": REVIEWERS_AND_UNIT,
    "GET /v1/fund/review-queue": REVIEWER,
    "GET /v1/fund/assignments/{assignment_id}/dossier": REVIEWER,
    "GET /v1/fund/assignments/{assignment_id}/dossier/attachments/{number}": REVIEWER,
    "POST /v1/fund/applications/{application_id}/review-openings": UNIT,
    "POST /v1/fund/applications/{application_id}/review-closings": REVIEWERS_AND_UNIT,
    # reviewers
    "POST /v1/fund/reviewers": REVIEWERS_AND_UNIT,
    "GET /v1/fund/reviewers": UNIT,
    "GET /v1/fund/reviewers/{person_id}": REVIEWERS_AND_UNIT,
    "PATCH /v1/fund/reviewers/{person_id}": REVIEWERS_AND_UNIT,
    "PUT /v1/fund/reviewers/{person_id}/seniority": UNIT,
    "POST /v1/fund/reviewers/{person_id}/retirements": UNIT,
    # conflicts and bids
    "GET /v1/fund/applications/{application_id}/conflicts": REVIEWERS_AND_UNIT,
    "POST /v1/fund/applications/{application_id}/conflicts": UNIT,
    "POST /v1/fund/applications/{application_id}/conflicts/{person_id}/{ground}/liftings": UNIT,
    "POST /v1/fund/applications/{application_id}/declarations-of-conflict": REVIEWERS_AND_UNIT,
    "GET /v1/fund/calls/{call_id}/biddable-applications": REVIEWER,
    "POST /v1/fund/applications/{application_id}/bids": REVIEWER,
    # assignment
    "GET /v1/fund/my-assignments": REVIEWER,
    "GET /v1/fund/assignments/{assignment_id}": REVIEWERS_AND_UNIT,
    "POST /v1/fund/assignments/{assignment_id}/acceptances": REVIEWER,
    "POST /v1/fund/assignments/{assignment_id}/declinations": REVIEWER,
    "POST /v1/fund/assignments/{assignment_id}/releases": UNIT,
    "GET /v1/fund/calls/{call_id}/assignments": UNIT,
    "GET /v1/fund/calls/{call_id}/panels": UNIT,
    "POST /v1/fund/applications/{application_id}/assignments": UNIT,
    # calls
    "POST /v1/fund/calls": UNIT,
    "GET /v1/fund/calls": EVERYBODY,
    "GET /v1/fund/calls/{call_id}": EVERYBODY,
    "PATCH /v1/fund/calls/{call_id}": UNIT,
    "DELETE /v1/fund/calls/{call_id}": UNIT,
    "POST /v1/fund/calls/{call_id}/publications": UNIT,
    "POST /v1/fund/calls/{call_id}/extensions": UNIT,
    "PUT /v1/fund/calls/{call_id}/chair": UNIT,
    "POST /v1/fund/calls/{call_id}/cancellations": UNIT,
    "POST /v1/fund/calls/{call_id}/archivings": UNIT,
    "POST /v1/fund/calls/{call_id}/copies": UNIT,
    "GET /v1/fund/calls/{call_id}/versions/{number}": EVERYBODY,
    # terms
    "GET /v1/fund/terms": EVERYBODY,
    "PUT /v1/fund/terms": UNIT,
}
