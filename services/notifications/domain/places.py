"""Where a mail sends its reader. A secret goes behind the `#`, which no server and no log ever sees."""

import re
from enum import Enum


class Place(Enum):
    """An address below the platform's own, filled from the event's fields; with the kind of secret it needs, if any, and whose."""

    APPLICATION = ("/v1/applications/{application_id}",)
    CITY = ("/v1/cities/{city_id}",)
    PROFILE_HISTORY = ("/v1/cities/{city_id}/history",)
    MEMBERSHIP = ("/v1/cities/{city_id}/membership",)
    MANDATES = ("/v1/cities/{city_id}/mandates",)
    INTRODUCTION = ("/v1/introductions/{introduction_id}",)
    NEED = ("/v1/cities/{city_id}/needs/{need_id}",)
    OFFER = ("/v1/cities/{city_id}/offers/{offer_id}",)
    ENDORSEMENT = ("/v1/endorsements/{endorsement_id}",)
    PRINCIPLES = ("/v1/principles/{version}",)
    AGREEMENT = ("/v1/agreements/{agreement_id}",)
    ERASURE = ("/v1/erasures/{erasure_id}",)
    FUND_APPLICATION = ("/v1/fund/applications/{application_id}",)
    FUND_ASSIGNMENT = ("/v1/fund/assignments/{assignment_id}",)
    FUND_MY_ASSIGNMENTS = ("/v1/fund/my-assignments",)
    FUND_AWARD = ("/v1/fund/awards/{award_id}",)
    FUND_REPORT = ("/v1/fund/award-reports/{report_id}",)
    ME = ("/v1/me",)
    INVITATION = ("/links/invitation", "invitation", "invitation_id")
    PASSWORD_RESET = ("/links/password-reset", "password_reset", "reset_id")
    EMAIL_CONFIRMATION = ("/links/email-confirmation", "email_confirmation", "person_id")

    def __init__(self, path: str, secret: str | None = None, secret_of: str | None = None) -> None:
        self.path = path
        self.secret = secret
        self.secret_of = secret_of

    @property
    def fields(self) -> tuple[str, ...]:
        """The event's fields that the address is made of."""
        named = re.findall(r"{(\w+)}", self.path)
        return (*named, *([self.secret_of] if self.secret_of else []))

    def link(self, public_url: str, facts: dict[str, str], token: str | None = None) -> str:
        address = public_url + self.path.format_map(facts)
        return f"{address}#{token}" if token else address
