"""The table of mails of the Technical Support Fund; compare `mails`.

The city hears of its own application. Of the Fund's own people nobody is written to about an application they are recused from: the post
office asks the Fund each time, and leaves them out.
"""

from collections.abc import Mapping
from typing import Any, Final

from contracts import technical_fund as said
from services.notifications.domain.audiences import CITY, MANAGEMENT_UNIT, MAYORS_OFFICE, PERSON
from services.notifications.domain.mail import Mail, mails
from services.notifications.domain.places import Place

OF_CITY: Final = "cities/{city_id}"
REVIEWER: Final = "people/{reviewer_id}"
DUE: Final = ("due_at",)

FUND_MAILS: Final = mails(
    # texts                          event                           audience         about     place                     facts
    ("fund_application_received", said.ApplicationSubmitted, CITY, OF_CITY, Place.FUND_APPLICATION, ()),
    ("fund_application_to_screen", said.ApplicationSubmitted, MANAGEMENT_UNIT, OF_CITY, Place.FUND_APPLICATION, ()),
    ("fund_information_requested", said.InformationRequested, CITY, OF_CITY, Place.FUND_APPLICATION, DUE),
    ("fund_information_provided", said.InformationProvided, MANAGEMENT_UNIT, OF_CITY, Place.FUND_APPLICATION, ()),
    ("fund_found_ineligible", said.ScreeningLetterIssued, CITY, OF_CITY, Place.FUND_APPLICATION, ("appeal_until",)),
    ("fund_letter_issued", said.LetterIssued, CITY, OF_CITY, Place.FUND_APPLICATION, ("appeal_until",)),
    ("fund_appeal_to_judge", said.AppealOpened, MANAGEMENT_UNIT, OF_CITY, Place.FUND_APPLICATION, ()),
    ("fund_review_assigned", said.ReviewerAssigned, PERSON, REVIEWER, Place.FUND_ASSIGNMENT, ("accept_by",)),
    # awards
    ("fund_agreement_to_sign", said.FundAgreementSent, MAYORS_OFFICE, OF_CITY, Place.FUND_AWARD, ()),
    ("fund_tranche_paid", said.TranchePaid, CITY, OF_CITY, Place.FUND_AWARD, ("paid_on",)),
    ("fund_report_returned", said.AwardReportReturned, CITY, OF_CITY, Place.FUND_REPORT, ()),
    # reminders
    ("fund_call_closes", said.DeadlineReminderDue, CITY, OF_CITY, Place.FUND_APPLICATION, DUE),
    ("fund_information_due", said.DeadlineReminderDue, CITY, OF_CITY, Place.FUND_APPLICATION, DUE),
    ("fund_acceptance_due", said.DeadlineReminderDue, PERSON, REVIEWER, Place.FUND_MY_ASSIGNMENTS, DUE),
    ("fund_review_due", said.DeadlineReminderDue, PERSON, REVIEWER, Place.FUND_MY_ASSIGNMENTS, DUE),
    ("fund_review_overdue", said.DeadlineReminderDue, MANAGEMENT_UNIT, OF_CITY, Place.FUND_APPLICATION, DUE),
    ("fund_appeal_window_ends", said.DeadlineReminderDue, MAYORS_OFFICE, OF_CITY, Place.FUND_APPLICATION, DUE),
    ("fund_signature_due", said.DeadlineReminderDue, MAYORS_OFFICE, OF_CITY, Place.FUND_AWARD, DUE),
    ("fund_milestone_due", said.DeadlineReminderDue, CITY, OF_CITY, Place.FUND_AWARD, DUE),
    ("fund_report_due", said.DeadlineReminderDue, CITY, OF_CITY, Place.FUND_AWARD, DUE),
    ("fund_tranche_waiting", said.DeadlineReminderDue, MANAGEMENT_UNIT, OF_CITY, Place.FUND_AWARD, DUE),
)

REMINDERS: Final[Mapping[str, str]] = {
    "fund_call_closes": "call_closes",
    "fund_information_due": "information_due",
    "fund_acceptance_due": "acceptance_due",
    "fund_review_due": "review_due",
    "fund_review_overdue": "review_due",
    "fund_appeal_window_ends": "appeal_window_ends",
    "fund_signature_due": "signature_due",
    "fund_milestone_due": "milestone_due",
    "fund_report_due": "report_due",
    "fund_tranche_waiting": "tranche_waiting",
}
"""Which kind of deadline each reminder is of."""

ONLY_OVERDUE: Final = frozenset({"fund_review_overdue"})
"""Told once it is late: whoever has to do it is reminded before."""

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {MAYORS_OFFICE: (CITY, MANAGEMENT_UNIT), CITY: (MAYORS_OFFICE, MANAGEMENT_UNIT)}
"""Who is told where an audience has nobody. Never a hub, which knows nothing of applications for support."""

INSIDERS: Final = frozenset({MANAGEMENT_UNIT, PERSON})
"""Audiences of the Fund's own people. Whoever works for the applying city is its applicant, whatever else they are."""


def is_meant(mail: Mail, event: Any) -> bool:
    """Whether this event makes this mail: a reminder only that of its kind."""
    if not isinstance(event, said.DeadlineReminderDue):
        return True
    return REMINDERS[mail.name] == event.what and (mail.name not in ONLY_OVERDUE or event.days < 0)
