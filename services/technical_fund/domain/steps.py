"""What everybody hears when an application takes a step.

Whoever owns a step of the process adds its event here, beside the code that takes it; a step without a line cannot be taken.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from contracts import technical_fund as say
from services.technical_fund.domain.applications import Application

SAYS: Final[dict[str, type]] = {
    "submit": say.ApplicationSubmitted,
    "withdraw": say.ApplicationWithdrawn,
    "request_information": say.InformationRequested,
    "provide_information": say.InformationProvided,
    "propose_decision": say.DecisionProposed,
    "return_decision": say.DecisionReturned,
    "fund": say.ApplicationDecided,
    "fund_in_part": say.ApplicationDecided,
    "decline": say.ApplicationDecided,
    "defer": say.ApplicationDeferred,
    "resume": say.ApplicationResumed,
    "appeal": say.AppealOpened,
    "uphold_appeal": say.AppealUpheld,
    "dismiss_appeal": say.AppealDismissed,
    "begin_screening": say.ScreeningBegun,
    "find_eligible": say.ApplicationFoundEligible,
    "find_ineligible": say.ApplicationFoundIneligible,
    "reinstate": say.ApplicationReinstated,
    "begin_review": say.ApplicationReviewBegun,
    "close_review": say.ApplicationReviewClosed,
    "close": say.ApplicationClosed,
}
"""Steps, in the words of `WORKFLOW_STEPS`, and the fact each of them is. An event has `application_id`, `call_id` and `city_id`, which are
filled in here, and may have `state` (where the step led); what else it has is taken from the step's data by name."""


def fact_of(event: str, application: Application, data: Mapping[str, Any]) -> Any:
    """The event to say. Raises `KeyError` for a step nobody has given one, `TypeError` when the step's data lack a field of it."""
    message = SAYS[event]
    known = {"application_id": application.id, "call_id": application.call_id, "city_id": application.city_id, "state": application.state}
    named = {field.name for field in fields(message)}
    return message(**{name: value for name, value in {**data, **known}.items() if name in named})
