"""At least one record of every kind, in two cities, two hubs and two countries, made only by what people may ask."""

from datetime import date
from typing import Any, Final

from chassis.context import Actor
from contracts import membership as m
from contracts.explore import StartRematch
from services.explore.reactions import REACTIONS as HEARD_BY_EXPLORE
from services.notifications.reactions import REACTIONS as HEARD_BY_NOTIFICATIONS
from tests.builders.imports import city, run_jobs, table
from tests.builders.membership import hub_content, named
from tests.habits.records.cast import NAMES, Cast
from tests.habits.records.doors import Doors
from tests.habits.records.world_of_partners import partners

THEMES: Final = {"public": "youth_engagement", "members": "interfaith_dialogue", "network": "victim_support"}
STRUCTURE: Final = m.Structure(exists=True, since=2019)
VISIBLE: Final = {
    "subdivision": "public",
    "population": "members",
    "languages": "public",
    "location": "members",
    "prevention_network": "members",
    "mandate": "public",
    "strategy": "network",
    "website": "public",
}
"""Who sees which field of either city."""


class World:
    """Ids of records by a name of ours, and the people."""

    def __init__(self) -> None:
        self.doors = Doors()
        self.cast = Cast(self.doors)
        self.ids: dict[str, str] = {}
        for part in (_people, _places, _offices, _profiles, _needs, _life, _commitments, _introductions, _roles, partners, _own, _work):
            part(self)
        self.actors: dict[str, Actor] = {}
        _others_hear(self)

    def does(self, name: str, request: Any, **more: Any) -> Any:
        """Asked by somebody of the cast."""
        return self.doors.ask(request, self.cast[name], **more)

    def keep(self, name: str, answer: Any) -> Any:
        self.ids[name] = answer.id
        return answer

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


def _people(world: World) -> None:
    world.cast.administrator("unit")
    world.cast.joins("stranger", "focal_a", "deputy_a", "mayor_a", "focal_b", "deputy_b", "mayor_b", "chris", "officer_1", "officer_2")
    world.cast.joins("reviewer", "unit_bare", "partner_1", "donor_1", "partner_2", "donor_2", "applicant", "former", "gone")
    world.ids |= {f"person_{name}": id for name, id in world.cast.people.items()}


def _places(world: World) -> None:
    """Hubs, and cities that applied: a in hub 1, b in hub 2, c in hub 1 and later outside the directory."""
    east = hub_content()
    south = hub_content(
        names={"en": "Southern Europe"}, countries=("ES",), languages=("es",), time_zone="Europe/Madrid", region="southern_europe"
    )
    world.keep("hub_1", world.does("unit", m.CreateHub(hub=east)))
    world.keep("hub_2", world.does("unit", m.CreateHub(hub=south)))
    world.ids["grant_officer_1"] = world.cast.gets("officer_1", "hub_officer", world["hub_1"])
    world.ids["grant_officer_2"] = world.cast.gets("officer_2", "hub_officer", world["hub_2"])
    _admit(world, "a", "focal_a", "officer_1", "Mombasa")
    _admit(world, "b", "focal_b", "officer_2", "Sevilla", country="ES", subdivision="ES-SE", languages=("es", "en"))
    _admit(world, "c", "chris", "officer_1", "Kisumu", subdivision="KE-17")
    for name, draft in (("draft", "Malindi"), ("hub_1", "Lamu"), ("hub_2", "Cádiz"), ("no_hub", "Recife")):
        country = {"hub_2": "ES", "no_hub": "BR"}.get(name, "KE")
        application = _drafted(world, f"application_{name}", "applicant", draft, country=country, subdivision=None)
        if name != "draft":
            world.does("applicant", m.SubmitApplication(application_id=application))


def _drafted(world: World, name: str, by: str, city_name: str, **changes: Any) -> str:
    content = named(city_name, **changes)
    content = type(content)(city=content.city, contact=content.contact, principles_version=content.principles_version)
    draft = world.keep(name, world.does(by, m.StartApplication(content=content)))
    paper = world.cast.sends(by)
    signed = date(2026, 11, 2)
    world.does(by, m.AttachMandate(application_id=draft.id, upload_id=paper, signatory="The Mayor", signed_on=signed))
    return str(draft.id)


def _admit(world: World, letter: str, by: str, officer: str, city_name: str, **changes: Any) -> None:
    application = _drafted(world, f"application_{letter}", by, city_name, **changes)
    world.does(by, m.SubmitApplication(application_id=application))
    world.does(officer, m.BeginReview(application_id=application))
    world.does(officer, m.RecommendApplication(application_id=application, note="Between the hub and the unit."))
    world.ids[f"city_{letter}"] = world.does("unit", m.AdmitCity(application_id=application)).city_id
    (focal,) = world.does("unit", m.ListGrants(person_id=world.cast.people[by])).items
    world.keep(f"grant_{by}", focal)


def _offices(world: World) -> None:
    for letter in "ab":
        city_id = world[f"city_{letter}"]
        world.ids[f"grant_mayor_{letter}"] = world.cast.gets(f"mayor_{letter}", "mayors_office", city_id)
        world.ids[f"grant_deputy_{letter}"] = world.cast.gets(f"deputy_{letter}", "focal_point", city_id, deputy=True)
    world.cast.gets("chris", "mayors_office", world["city_c"])
    world.ids["grant_former"] = world.cast.gets("former", "focal_point", world["city_a"], by="mayor_a")
    world.does("mayor_a", m.EndGrant(grant_id=world["grant_former"], reason="Has moved on."))


def _profiles(world: World) -> None:
    """Each city says everything, to different readers, and one change of what is public waits for the mayor."""
    for letter in "ab":
        city_id = world[f"city_{letter}"]
        said = {name: {"exists": True, "since": 2019} for name in ("prevention_network", "mandate", "strategy")}
        changes = {**said, "website": f"https://{letter}.example/", "visibility": VISIBLE}
        world.does(f"mayor_{letter}", m.ReviseProfile(city_id=city_id, changes=changes))
        world.does(f"focal_{letter}", m.ReviseProfile(city_id=city_id, changes={"website": f"https://www.{letter}.example/"}))
        world.does("unit", m.ReviseProfile(city_id=city_id, changes={"mandate": {"exists": True, "since": 2020}}))
        (step,) = world.does("unit", m.ListProfileHistory(city_id=city_id, limit=1)).items
        world.keep(f"step_of_unit_{letter}", step)


def _needs(world: World) -> None:
    for letter in "abc":
        by, city_id = {"c": "chris"}.get(letter, f"mayor_{letter}"), world[f"city_{letter}"]
        for visibility, theme in THEMES.items():
            content = m.ThemedContent(theme=theme, visibility=visibility)
            world.keep(f"need_{letter}_{visibility}", world.does(by, m.DeclareNeed(city_id=city_id, need=content)))
            world.keep(f"offer_{letter}_{visibility}", world.does(by, m.DeclareOffer(city_id=city_id, offer=content)))


def _life(world: World) -> None:
    for letter in "ab":
        paper = world.cast.sends(f"focal_{letter}")
        asked = m.RenewMandate(city_id=world[f"city_{letter}"], upload_id=paper, signatory="The Mayor", signed_on=date(2027, 2, 1))
        world.ids[f"mandate_{letter}"] = world.does(f"focal_{letter}", asked).mandate.id
        election = m.DeclareElection(city_id=world[f"city_{letter}"], date=date(2028, 5, 9), note="Every five years.")
        world.keep(f"election_{letter}", world.does(f"mayor_{letter}", election))
    covered = world.does("officer_1", m.AddAffiliation(city_id=world["city_a"], covering_city_id=world["city_c"]))
    world.keep("affiliation_a", next(basis for basis in covered.bases if basis.kind == "affiliation"))
    world.does("unit", m.DraftPrinciples(version="2028-1", texts={"en": "1. Prevention begins locally."}))
    world.does("unit", m.AnnounceStatusRules(effective_from=date(2027, 9, 1), silence_months=6))
    moved = m.PlanTransfer(hub_id=world["hub_1"], country="UG", to_hub_id=world["hub_2"], on=date(2027, 9, 1), reason="A rehearsal.")
    world.keep("transfer", world.does("unit", moved))


def _commitments(world: World) -> None:
    """City c endorses too, and then leaves the directory."""
    content = m.DeclarationContent(
        titles={"en": "Mayors for prevention"},
        texts={"en": "We stand together against hate."},
        commitments=(m.NamedCommitment(code="youth_council", texts={"en": "Hear young people."}),),
    )
    for name in ("declaration", "declaration_draft"):
        world.keep(name, world.does("unit", m.DraftDeclaration(declaration=content)))
    world.does("unit", m.PublishDeclaration(declaration_id=world["declaration"]))
    for letter, office, focal in (("a", "mayor_a", "focal_a"), ("b", "mayor_b", "focal_b"), ("c", "chris", "chris")):
        asked = m.EndorseDeclaration(declaration_id=world["declaration"], city_id=world[f"city_{letter}"])
        endorsement = world.keep(f"endorsement_{letter}", world.does(office, asked))
        shown = m.EvidenceGiven(on=date(2027, 2, 20), shows={"en": "Minutes."}, upload_id=world.cast.sends(focal, "evidence"))
        report = m.ReportProgress(endorsement_id=endorsement.id, commitment="youth_council", status="under_way", evidence=(shown,))
        world.ids[f"evidence_{letter}"] = world.does(focal, report).reports[0].evidence[0].file_id
    world.does("unit", m.SuspendCity(city_id=world["city_c"], reason="unreachable", note="Nobody answers."))


def _introductions(world: World) -> None:
    """From city a to city b in every state that one after the other allows; from b to a one that is only suggested."""
    back = {"from_city_id": world["city_b"], "to_city_id": world["city_a"], "themes": ("youth_engagement",)}
    pair = {"from_city_id": world["city_a"], "to_city_id": world["city_b"], "themes": ("youth_engagement",)}
    reported = world.does("officer_1", m.SuggestIntroduction(**pair, note="For city a alone."))
    _steps(
        world,
        "reported",
        reported,
        ("focal_a", m.AcceptIntroduction, {"message": "May we?"}),
        ("focal_b", m.AcceptIntroduction, {}),
        ("focal_a", m.BeginExchange, {}),
        ("focal_a", m.ReportIntroduction, {"outcome": "visit_made", "text": "In our own words."}),
        ("focal_b", m.ReportIntroduction, {"outcome": "advice_given", "text": "In theirs."}),
    )
    declined = world.does("officer_1", m.SuggestIntroduction(**pair, note="For city a alone."))
    _steps(world, "declined", declined, ("focal_a", m.DeclineIntroduction, {"reason": "not_now", "note": "After the summer."}))
    _steps(world, "suggested", world.does("officer_2", m.SuggestIntroduction(**back, note="For city b alone.")))
    asked = m.RequestIntroduction(**pair, message="May we ask?")
    _steps(world, "withdrawn", world.does("focal_a", asked), ("focal_a", m.WithdrawIntroduction, {}))
    _steps(world, "accepted", world.does("focal_a", asked), ("focal_b", m.AcceptIntroduction, {}))


def _steps(world: World, state: str, introduction: Any, *steps: tuple[str, type, dict[str, str]]) -> None:
    world.keep(f"introduction_{state}", introduction)
    for who, step, said in steps:
        world.does(who, step(introduction_id=introduction.id, **said))


def _roles(world: World) -> None:
    """What else is held and offered: staff, and invitations that wait."""
    world.ids["grant_reviewer"] = world.cast.gets("reviewer", "reviewer")
    world.cast.proves("reviewer")
    world.ids["grant_unit_bare"] = world.cast.gets("unit_bare", "management_unit")
    (first,) = world.does("unit", m.ListGrants(person_id=world.cast.people["unit"])).items
    world.keep("grant_unit", first)
    for name, by, role, scope in (
        ("invitation_a", "mayor_a", "focal_point", "city_a"),
        ("invitation_b", "mayor_b", "focal_point", "city_b"),
        ("invitation_hub_1", "unit", "hub_officer", "hub_1"),
    ):
        asked = m.InvitePerson(email=f"{name}@people.example", role=role, scope_id=world[scope])
        world.keep(name, world.does(by, asked))


def _own(world: World) -> None:
    """What is somebody's own: keys, files, a copy of their data; and somebody who is to be forgotten."""
    for name in ("applicant", "unit"):
        world.keep(f"key_{name}", world.does(name, m.CreateApiKey(name="Export", scopes=("read",), days=30)).key)
    world.ids["upload"] = world.cast.sends("applicant")
    world.keep("job_export", world.does("applicant", m.ExportMyData()))
    world.keep("erasure", world.does("unit", m.ErasePerson(person_id=world["person_gone"], reason="asked_by_person")))
    for name in NAMES[1:]:
        (session,) = world.does(name, m.ListSessions()).items
        world.keep(f"session_{name}", session)


def _work(world: World) -> None:
    """A table with a fault in it, and what runs in the background."""
    data = table([city("Nakuru", country="XX")])
    upload = world.cast.sends("unit", "import", data, "text/csv")
    run = world.keep("import", world.does("unit", m.StartImport(kind="cities", upload_id=upload)))
    world.ids["job_import"] = run.job_id
    run_jobs(world.doors.membership)
    world.keep("job_rematch", world.does("unit", StartRematch()))


def _others_hear(world: World) -> None:
    for said in world.doors.membership.said():
        if type(said) in HEARD_BY_EXPLORE:
            world.doors.explore.hear(said)
        if type(said) in HEARD_BY_NOTIFICATIONS:
            world.doors.notifications.hear(said)
    world.doors.explore.match()
    world.ids["notification"] = world.doors.notifications.messages()[0].id
