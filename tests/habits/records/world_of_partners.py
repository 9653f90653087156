"""Organisations and agreements that everybody, members, or only those concerned may know of, and what was given under them."""

from datetime import date
from typing import Any

from contracts import membership as m


def partners(world: Any) -> None:
    for name, country, visibility in (
        ("public", "KE", "public"),
        ("members", "KE", "members"),
        ("network", "KE", "network"),
        ("es", "ES", "network"),
    ):
        content = m.OrganisationContent(
            kind="donor",
            names={"en": f"Foundation {name}"},
            country=country,
            contact=m.PartnerContact(name="W. Kamau"),
            visibility=visibility,
        )
        world.keep(f"organisation_{name}", world.does("unit", m.RegisterOrganisation(organisation=content)))
    for name, organisation, countries, cities, visibility in (
        ("public", "public", ("KE",), (), "public"),
        ("members", "members", ("KE",), (), "members"),
        ("1", "network", ("KE",), ("city_a",), "network"),
        ("2", "es", ("ES",), ("city_b",), "network"),
        ("prospect", "public", ("KE",), (), "public"),
    ):
        _agree(world, name, organisation, countries, cities, visibility)
    for number, organisation in (("1", "network"), ("2", "es")):
        agreement = world[f"agreement_{number}"]
        gift = m.Gift(
            organisation_id=world[f"organisation_{organisation}"], received_on=date(2027, 2, 25), in_kind="Training.", note="Ours."
        )
        asked = m.RecordContribution(agreement_id=agreement, contribution=gift)
        world.keep(f"contribution_{number}", world.does("unit", asked))
        for role in ("partner", "donor"):
            world.ids[f"grant_{role}_{number}"] = world.cast.gets(f"{role}_{number}", role, agreement)


def _agree(world: Any, name: str, organisation: str, countries: Any, cities: Any, visibility: str) -> None:
    content = m.AgreementContent(
        type="funding",
        organisation_ids=(world[f"organisation_{organisation}"],),
        city_ids=tuple(world[one] for one in cities),
        scope={"en": "Grants for youth councils."},
        countries=countries,
        visibility=visibility,
    )
    agreement = world.keep(f"agreement_{name}", world.does("unit", m.OpenAgreement(agreement=content, note="Between us.")))
    if name == "prospect":
        return
    world.does("unit", m.BeginNegotiation(agreement_id=agreement.id))
    paper = world.cast.sends("unit", "agreement")
    days = {"signed_on": date(2027, 2, 20), "starts_on": date(2027, 2, 21), "ends_on": date(2029, 2, 20)}
    world.does("unit", m.SignAgreement(agreement_id=agreement.id, upload_id=paper, **days))
