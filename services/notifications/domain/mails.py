"""The table of mails: which event tells whom, about what, and where they can look. A new mail is one line here and its texts."""

from collections.abc import Mapping
from typing import Any, Final

from contracts import membership as said
from contracts.declare import dump
from services.notifications.domain import fund_mails
from services.notifications.domain.audiences import APPLICANT, CITY, HUB, MANAGEMENT_UNIT, MAYORS_OFFICE, PERSON
from services.notifications.domain.mail import Mail, mails
from services.notifications.domain.places import Place

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {
    MAYORS_OFFICE: (CITY, HUB, MANAGEMENT_UNIT),
    CITY: (MAYORS_OFFICE, HUB, MANAGEMENT_UNIT),
    HUB: (MANAGEMENT_UNIT,),
}
"""Who is told where an audience has nobody, in this order, so that no work waits unseen."""

APPLICATION: Final = "application_id"
OF_APPLICATION: Final = "applications/{application_id}"
OF_CITY: Final = "cities/{city_id}"
FROM_CITY: Final = "cities/{from_city_id}"
TO_CITY: Final = "cities/{to_city_id}"
HOLDER: Final = "people/{person_id}"
SUCCESSOR: Final = "people/{to_person_id}"
INVITED: Final = "invitations/{invitation_id}"

MEMBERSHIP_MAILS: Final = mails(
    # texts                       event                        audience         about           place                     facts
    ("application_received", said.ApplicationSubmitted, APPLICANT, OF_APPLICATION, Place.APPLICATION, ()),
    ("application_to_review", said.ApplicationSubmitted, HUB, OF_APPLICATION, Place.APPLICATION, ()),
    ("application_to_review", said.ApplicationRerouted, HUB, OF_APPLICATION, Place.APPLICATION, ()),
    ("information_requested", said.InformationRequested, APPLICANT, OF_APPLICATION, Place.APPLICATION, ()),
    ("information_provided", said.InformationProvided, HUB, OF_APPLICATION, Place.APPLICATION, ()),
    ("application_recommended", said.ApplicationRecommended, MANAGEMENT_UNIT, OF_APPLICATION, Place.APPLICATION, ()),
    ("application_admitted", said.ApplicationAdmitted, APPLICANT, OF_APPLICATION, Place.CITY, ()),
    ("application_declined", said.ApplicationDeclined, APPLICANT, OF_APPLICATION, Place.APPLICATION, ()),
    ("application_withdrawn", said.ApplicationWithdrawn, HUB, OF_APPLICATION, Place.APPLICATION, ()),
    # accounts
    ("email_confirmation", said.PersonRegistered, PERSON, HOLDER, Place.EMAIL_CONFIRMATION, ()),
    ("email_confirmation", said.EmailConfirmationRequested, PERSON, HOLDER, Place.EMAIL_CONFIRMATION, ()),
    ("email_confirmation", said.EmailChangeRequested, PERSON, HOLDER, Place.EMAIL_CONFIRMATION, ()),
    ("email_change_noticed", said.EmailChangeRequested, PERSON, HOLDER, Place.ME, ()),
    ("password_reset", said.PasswordResetRequested, PERSON, HOLDER, Place.PASSWORD_RESET, ()),
    ("password_changed", said.PasswordResetCompleted, PERSON, HOLDER, Place.ME, ("live_keys",)),
    ("second_factor_enrolled", said.SecondFactorEnrolled, PERSON, HOLDER, Place.ME, ()),
    ("second_factor_reset", said.SecondFactorReset, PERSON, HOLDER, Place.ME, ()),
    ("second_factor_removed", said.SecondFactorRemoved, PERSON, HOLDER, Place.ME, ()),
    # roles
    ("invitation", said.InvitationIssued, PERSON, INVITED, Place.INVITATION, ("role",)),
    ("grant_given", said.GrantGiven, PERSON, HOLDER, Place.ME, ("role", "ends_at")),
    ("grant_term_set", said.GrantTermSet, PERSON, HOLDER, Place.ME, ("ends_at",)),
    ("grant_ending_soon", said.GrantEndingSoon, PERSON, HOLDER, Place.ME, ("role", "ends_at")),
    ("grant_ended", said.GrantEnded, PERSON, HOLDER, Place.ME, ("role",)),
    ("work_handed_over", said.WorkHandedOver, PERSON, SUCCESSOR, Place.ME, ()),
    ("city_without_focal_point", said.CityWithoutFocalPoint, HUB, OF_CITY, Place.CITY, ()),
    # the life of a membership
    ("profile_to_decide", said.ProfileProposed, MAYORS_OFFICE, OF_CITY, Place.CITY, ()),
    ("profile_to_decide_on_behalf", said.ProfileProposed, HUB, OF_CITY, Place.CITY, ()),
    ("proposal_returned", said.ProposalReturned, CITY, OF_CITY, Place.PROFILE_HISTORY, ()),
    ("city_status_changed", said.CityStatusChanged, CITY, OF_CITY, Place.MEMBERSHIP, ("status",)),
    ("mandate_renewal_due", said.MandateRenewalDue, CITY, OF_CITY, Place.MEMBERSHIP, ("valid_until",)),
    ("mandate_to_verify", said.MandateRenewed, HUB, OF_CITY, Place.MANDATES, ()),
    ("mandate_refused", said.MandateRefused, CITY, OF_CITY, Place.MANDATES, ()),
    ("principles_acceptance_due", said.PrinciplesAcceptanceDue, MAYORS_OFFICE, OF_CITY, Place.PRINCIPLES, ("accept_by",)),
    ("need_review_due", said.NeedReviewDue, CITY, OF_CITY, Place.NEED, ("review_by",)),
    ("offer_review_due", said.OfferReviewDue, CITY, OF_CITY, Place.OFFER, ("review_by",)),
    ("progress_report_due", said.ProgressReportDue, CITY, OF_CITY, Place.ENDORSEMENT, ("due_on",)),
    ("city_suspended", said.CitySuspended, CITY, OF_CITY, Place.MEMBERSHIP, ()),
    # cities among themselves
    ("introduction_suggested", said.IntroductionSuggested, CITY, FROM_CITY, Place.INTRODUCTION, ("expires_at",)),
    ("introduction_requested", said.IntroductionRequested, CITY, TO_CITY, Place.INTRODUCTION, ("expires_at",)),
    ("introduction_accepted", said.IntroductionAccepted, CITY, FROM_CITY, Place.INTRODUCTION, ()),
    ("introduction_declined", said.IntroductionDeclined, CITY, FROM_CITY, Place.INTRODUCTION, ()),
    ("introduction_expired", said.IntroductionExpired, CITY, FROM_CITY, Place.INTRODUCTION, ()),
    # the network's own
    ("agreement_review_due", said.AgreementReviewDue, MANAGEMENT_UNIT, "agreements/{agreement_id}", Place.AGREEMENT, ("due_on",)),
    ("erasure_overdue", said.ErasureOverdue, MANAGEMENT_UNIT, HOLDER, Place.ERASURE, ()),
)

MAILS: Final = (*MEMBERSHIP_MAILS, *fund_mails.FUND_MAILS)

TOLD: Final[Mapping[str, Mail]] = {mail.name: mail for mail in MAILS}
"""By name. Lines of one name differ in their event only."""
HEARD: Final[tuple[type, ...]] = tuple(dict.fromkeys(mail.event for mail in MAILS))
"""Every event that makes a mail."""


def mails_of(event: Any) -> tuple[Mail, ...]:
    """What is to be written about `event`, and to whom. Not of work that nobody took, not to the erased, not to a city of its own no."""
    if isinstance(event, said.WorkHandedOver) and event.to_person_id is None:
        return ()
    if isinstance(event, said.GrantEnded) and event.reason == "erased":
        return ()
    if isinstance(event, said.IntroductionDeclined) and event.by == "from":
        return ()
    if isinstance(event, said.ProfileProposed):
        return tuple(mail for mail in MAILS if mail.event is type(event) and mail.audience == event.waits_for)
    return tuple(mail for mail in MAILS if mail.event is type(event) and fund_mails.is_meant(mail, event) and mail.can_be_written(event))


def instead_of(mail: Mail, audience: str) -> tuple[str, ...]:
    """Who is told where the audience has nobody."""
    return (fund_mails.INSTEAD if mail.of_fund else INSTEAD).get(audience, ())


def asks_recusals(mail: Mail, audience: str) -> bool:
    """Whether some of the audience may have to be left out."""
    return mail.of_fund and audience in fund_mails.INSIDERS


def about(mail: Mail, event: Any) -> str:
    return mail.about.format_map(dump(event))


def facts(mail: Mail, event: Any) -> dict[str, str]:
    """What the texts and the link will need of the event: ids, codes, numbers and instants, as it carries nothing else."""
    told = dump(event)
    if told.get("deputy") and "role" in told:
        told["role"] = f"deputy_{told['role']}"
    named = (*mail.facts, *mail.place.fields, *((APPLICATION,) if mail.of_fund else ()))
    return {name: str(told[name]) for name in named if told[name] is not None}
