"""Mentor cities and experts over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund awards"
MENTORS: Final = "/v1/fund/mentors"
MENTORING: Final = "/v1/fund/awards/{award_id}/mentoring"
OF_AWARD: Final = "/v1/fund/awards/{award_id}/mentors"

OPERATIONS: Final = (
    Operation(request=f.OfferMentoring, method="POST", path="/v1/fund/mentor-cities/{city_id}/offers", tag=TAG, versioned=True),
    Operation(request=f.EnrolExpert, method="POST", path="/v1/fund/experts", tag=TAG, versioned=True),
    Operation(request=f.ListMentors, method="GET", path=MENTORS, tag=TAG),
    Operation(request=f.GetMentor, method="GET", path=f"{MENTORS}/{{mentor_id}}", tag=TAG, versioned=True),
    Operation(request=f.GetMentoring, method="GET", path=MENTORING, tag=TAG, versioned=True),
    Operation(request=f.SetMentoringNeeds, method="PUT", path=MENTORING, tag=TAG, body_as="needs", versioned=True, needs_version=True),
    Operation(request=f.MatchMentor, method="POST", path=OF_AWARD, tag=TAG, status=201, location=MENTORING, versioned=True),
    Operation(request=f.EndMentoring, method="POST", path=f"{OF_AWARD}/{{mentor_id}}/endings", tag=TAG, versioned=True),
    Operation(
        request=f.StartMentorRun,
        method="POST",
        path="/v1/fund/mentor-runs",
        tag=TAG,
        status=202,
        location="/v1/fund/runs/{id}",
        versioned=True,
    ),
)
