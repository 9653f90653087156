"""The register in the 360Giving Data Standard, version 1.4: a package of grants as JSON, and the same as a flat table.

The standard is about money and requires an amount and a date: awards of expert-days only, and those of which amount or dates are withheld,
are not in the file. A withheld recipient is called so.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from contracts.fields import instant_text
from contracts.technical_fund import RegisterEntry, RegisterPublisher
from services.technical_fund.domain.currencies import whole_units
from services.technical_fund.domain.in_one_language import said

VERSION: Final = "1.4"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
UNTOLD: Final = "Withheld to protect those concerned"

COLUMNS: Final[Mapping[str, tuple[str | int, ...]]] = {
    "Identifier": ("id",),
    "Title": ("title",),
    "Description": ("description",),
    "Currency": ("currency",),
    "Amount Awarded": ("amountAwarded",),
    "Amount Disbursed": ("amountDisbursed",),
    "Award Date": ("awardDate",),
    "Recipient Org:Identifier": ("recipientOrganization", 0, "id"),
    "Recipient Org:Name": ("recipientOrganization", 0, "name"),
    "Recipient Org:Country": ("recipientOrganization", 0, "addressCountry"),
    "Funding Org:Identifier": ("fundingOrganization", 0, "id"),
    "Funding Org:Name": ("fundingOrganization", 0, "name"),
    "Grant Programme:Code": ("grantProgramme", 0, "code"),
    "Grant Programme:Title": ("grantProgramme", 0, "title"),
    "Beneficiary Location:Country Code": ("beneficiaryLocation", 0, "countryCode"),
    "From An Open Call?": ("fromOpenCall",),
    "Last Modified": ("dateModified",),
}
"""The table's columns, named as the standard titles its fields, and where each stands in a grant."""


def can_be_told(entry: RegisterEntry) -> bool:
    return entry.awarded is not None and entry.awarded.money is not None and entry.awarded_on is not None


def package(entries: Sequence[RegisterEntry], publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    return {
        "version": VERSION,
        "title": f"{publisher.name}: awards of the Technical Support Fund",
        "issued": at.date().isoformat(),
        "license": LICENCE,
        "publisher": {"name": publisher.name, "identifier": publisher.organisation_id},
        "grants": [grant(one, publisher, public_url, at) for one in entries if can_be_told(one)],
    }


def grant(entry: RegisterEntry, publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    assert entry.awarded is not None
    assert entry.awarded.money is not None
    assert entry.awarded_on is not None
    currency, programme = entry.awarded.money.currency, said(entry.call_titles) or entry.call_reference or entry.reference
    disbursed = entry.disbursed.money if entry.disbursed else None
    told: dict[str, Any] = {
        "id": f"{publisher.grant_prefix}-{entry.reference}",
        "title": entry.title or f"{entry.reference}",
        "description": described(entry, programme),
        "currency": currency,
        "amountAwarded": number(whole_units(entry.awarded.money.minor, currency)),
        "awardDate": entry.awarded_on.isoformat(),
        "recipientOrganization": [_recipient(entry, publisher)],
        "fundingOrganization": [{"id": publisher.organisation_id, "name": publisher.name}],
        "grantProgramme": [{"code": entry.call_reference or entry.call_id, "title": programme}],
        "fromOpenCall": "Yes",
        "dataSource": f"{public_url}/v1/fund/register",
        "dateModified": instant_text(at),
    }
    if disbursed is not None:
        told["amountDisbursed"] = number(whole_units(disbursed.minor, currency))
    if entry.country is not None:
        told["beneficiaryLocation"] = [{"countryCode": entry.country}]
    if entry.purpose:
        told["classifications"] = [{"vocabulary": "Strong Cities themes", "code": code} for code in entry.purpose]
    return told


def _recipient(entry: RegisterEntry, publisher: RegisterPublisher) -> dict[str, Any]:
    country = {} if entry.country is None else {"addressCountry": entry.country}
    if entry.city_id is None:
        return {"id": f"{publisher.organisation_id}-withheld", "name": UNTOLD, **country}
    return {"id": f"{publisher.organisation_id}-city-{entry.city_id}", "name": said(entry.city_names) or entry.city_id, **country}


def described(entry: RegisterEntry, programme: str) -> str:
    """What it is for, as far as it may be told, and what became of it."""
    purpose = f", for {', '.join(entry.purpose)}" if entry.purpose else ""
    return f"Support under {programme}{purpose}. Status: {entry.status}."


def number(amount: Decimal) -> int | float:
    """The standard wants a JSON number; below 2^53 minor units it says the amount exactly to the cent."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def table(grants: Sequence[Mapping[str, Any]], cell: Any) -> bytes:
    """The flat form. `cell` makes a value harmless for spreadsheets."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows([cell(_at(one, path)) for path in COLUMNS.values()] for one in grants)
    return lines.getvalue().encode()


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(step, int):
            value = value[step] if value and len(value) > step else None
        else:
            value = None if value is None else value.get(step)
    return value
