"""Whom a mail is for."""

from typing import Final

APPLICANT: Final = "applicant"
CITY: Final = "city"
MAYORS_OFFICE: Final = "mayors_office"
HUB: Final = "hub"
MANAGEMENT_UNIT: Final = "management_unit"
PERSON: Final = "person"
