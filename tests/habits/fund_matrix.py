"""Who may do what at the Technical Support Fund, written by hand like the rest of the matrix; compare `test_permissions_matrix`."""

from typing import Final

# nobody, anybody signed in, focal_point, mayors_office, hub_officer, reviewer, management_unit, partner, donor
EVERYBODY: Final = "yes yes yes yes yes yes yes yes yes"
SIGNED_IN: Final = "no  yes yes yes yes yes yes yes yes"
UNIT: Final = "no  no  no  no  no  no  yes no  no"
CITY: Final = "no  no  yes yes no  no  no  no  no"
REVIEWERS_AND_UNIT: Final = "no  no  no  no  no  yes yes no  no"
REVIEWER: Final = "no  no  no  no  no  yes no  no  no"

CITY_AND_UNIT: Final = "no  no  yes yes no  no  yes no  no"
MAYOR: Final = "no  no  no  yes no  no  no  no  no"
MAYOR_AND_UNIT: Final = "no  no  no  yes no  no  yes no  no"

FUND: Final = {
    # applications
    "POST /v1/fund/applications": CITY,
    "GET /v1/fund/applications": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}": SIGNED_IN,
    "PATCH /v1/fund/applications/{application_id}": SIGNED_IN,
    "DELETE /v1/fund/applications/{application_id}": CITY,
    "GET /v1/fund/applications/{application_id}/check": SIGNED_IN,
    "POST /v1/fund/applications/{application_id}/clones": CITY,
    "POST /v1/fund/applications/{application_id}/submissions": CITY,
    "POST /v1/fund/applications/{application_id}/withdrawals": CITY,
    "POST /v1/fund/applications/{application_id}/information-requests": REVIEWERS_AND_UNIT,
    "POST /v1/fund/applications/{application_id}/information": CITY,
    "POST /v1/fund/applications/{application_id}/information-requests/closings": UNIT,
    "POST /v1/fund/applications/{application_id}/attachments": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/attachments/{attachment_id}": SIGNED_IN,
    "DELETE /v1/fund/applications/{application_id}/attachments/{attachment_id}": SIGNED_IN,
    "POST /v1/fund/applications/{application_id}/versions": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/versions": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/versions/{number}": SIGNED_IN,
    "GET /v1/fund/applications/{application_id}/versions/{number}/differences": SIGNED_IN,
    "POST /v1/fund/applications/{application_id}/delegations": CITY,
    "DELETE /v1/fund/applications/{application_id}/delegations/{delegation_id}": CITY,
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
    # ledger
    "GET /v1/fund/envelopes": UNIT,
    "GET /v1/fund/envelopes/{envelope_id}": UNIT,
    "GET /v1/fund/envelopes/{envelope_id}/entries": UNIT,
    "GET /v1/fund/envelopes/{envelope_id}/holdings": UNIT,
    "GET /v1/fund/envelopes/{envelope_id}/verification": UNIT,
    "GET /v1/fund/envelopes/{envelope_id}/changes": UNIT,
    "POST /v1/fund/envelopes/{envelope_id}/changes": UNIT,
    "POST /v1/fund/envelope-changes/{change_id}/approvals": UNIT,
    "POST /v1/fund/envelope-changes/{change_id}/refusals": UNIT,
    # awards
    "GET /v1/fund/awards": CITY_AND_UNIT,
    "GET /v1/fund/awards/{award_id}": CITY_AND_UNIT,
    "PUT /v1/fund/awards/{award_id}/schedule": UNIT,
    "POST /v1/fund/awards/{award_id}/agreement-versions": UNIT,
    "POST /v1/fund/awards/{award_id}/agreement-versions/{agreement_version}/sendings": UNIT,
    "POST /v1/fund/awards/{award_id}/agreement-versions/{agreement_version}/returns": MAYOR,
    "POST /v1/fund/awards/{award_id}/agreement-versions/{agreement_version}/signatures": MAYOR_AND_UNIT,
    "GET /v1/fund/awards/{award_id}/agreement-versions/{agreement_version}/document": CITY_AND_UNIT,
    "POST /v1/fund/awards/{award_id}/milestones/{milestone}/confirmations": UNIT,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/requests": CITY,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/approvals": UNIT,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/returns": UNIT,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/holds": UNIT,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/hold-liftings": UNIT,
    "POST /v1/fund/awards/{award_id}/tranches/{tranche}/payments": UNIT,
    "POST /v1/fund/awards/{award_id}/suspensions": UNIT,
    "POST /v1/fund/awards/{award_id}/resumptions": UNIT,
    "POST /v1/fund/awards/{award_id}/terminations": UNIT,
    "POST /v1/fund/awards/{award_id}/recoveries": UNIT,
    "POST /v1/fund/awards/{award_id}/closings": UNIT,
    "POST /v1/fund/awards/{award_id}/closings/returns": UNIT,
    "POST /v1/fund/awards/{award_id}/closings/approvals": UNIT,
    # reports and amendments
    "POST /v1/fund/awards/{award_id}/reports": CITY,
    "GET /v1/fund/awards/{award_id}/reports": CITY_AND_UNIT,
    "GET /v1/fund/award-reports/{report_id}": CITY_AND_UNIT,
    "PATCH /v1/fund/award-reports/{report_id}": CITY,
    "DELETE /v1/fund/award-reports/{report_id}": CITY,
    "POST /v1/fund/award-reports/{report_id}/evidence": CITY,
    "GET /v1/fund/award-reports/{report_id}/evidence/{file_id}": CITY_AND_UNIT,
    "DELETE /v1/fund/award-reports/{report_id}/evidence/{file_id}": CITY,
    "POST /v1/fund/award-reports/{report_id}/submissions": CITY,
    "POST /v1/fund/award-reports/{report_id}/returns": UNIT,
    "POST /v1/fund/award-reports/{report_id}/acceptances": UNIT,
    "POST /v1/fund/awards/{award_id}/amendments": CITY_AND_UNIT,
    "GET /v1/fund/awards/{award_id}/amendments": CITY_AND_UNIT,
    "GET /v1/fund/amendments/{amendment_id}": CITY_AND_UNIT,
    "POST /v1/fund/amendments/{amendment_id}/approvals": UNIT,
    "POST /v1/fund/amendments/{amendment_id}/refusals": UNIT,
    "POST /v1/fund/amendments/{amendment_id}/withdrawals": CITY_AND_UNIT,
}
