"""Builds the service: the only place that chooses real parts."""

import functools
from typing import Any

from chassis import settings
from chassis.card import Wiring
from chassis.context import Context
from chassis.cursors import Cursors
from chassis.files import CSV, PDF, Purpose
from chassis.sealing import Seal
from chassis.unit import ServiceUnit, Unit
from services.membership import CARD, reactions, repository
from services.membership.usecases import erasing, privacy

FILE_PURPOSES = {
    "evidence": Purpose(kinds=(PDF,), max_bytes=10 * 1024 * 1024),
    "mandate": Purpose(kinds=(PDF,), max_bytes=10 * 1024 * 1024),
    "agreement": Purpose(kinds=(PDF,), max_bytes=10 * 1024 * 1024),
    "import": Purpose(kinds=(CSV,), max_bytes=4 * 1024 * 1024),
}


class MembershipUnit(ServiceUnit):
    """One unit of work of membership, with everything its use cases and views name."""

    def __init__(self, unit: Unit, cursors: Cursors, seal: Seal, directory: repository.Directory) -> None:
        super().__init__(unit)
        self.cursors = cursors
        self.seal = seal
        self.applications = repository.StoredApplications(unit)
        self.cities = repository.StoredCities(unit)
        self.city_history = repository.StoredCityHistory(unit)
        self.directory = repository.StoredDirectory(unit, directory, self.cities.entries)
        self.hubs = repository.StoredHubs(unit)
        self.transfers = repository.StoredTransfers(unit)
        self.needs_and_offers = repository.StoredThemed(unit)
        self.introductions = repository.StoredIntroductions(unit)
        self.endorsements = repository.StoredEndorsements(unit)
        self.declarations = repository.StoredDeclarations(unit)
        self.organisations = repository.StoredOrganisations(unit)
        self.agreements = repository.StoredAgreements(unit)
        self.contributions = repository.StoredContributions(unit)
        self.imports = repository.StoredImports(unit)
        self.members = repository.StoredMembers(unit)
        self.rule_books = repository.StoredRuleBooks(unit)
        self.principles = repository.StoredPrinciples(unit)
        self.people = repository.StoredPeople(unit)
        self.grants = repository.StoredGrants(unit)
        self.invitations = repository.StoredInvitations(unit)
        self.elections = repository.StoredElections(unit)
        self.sessions = repository.StoredSessions(unit)
        self.api_keys = repository.StoredApiKeys(unit)
        self.throttles = repository.StoredThrottles(unit)
        self.second_factors = repository.StoredSecondFactors(unit)
        self.password_resets = repository.StoredPasswordResets(unit)
        self.links = repository.StoredLinks(unit)
        self.erasures = repository.StoredErasures(unit)


def build(unit: Unit) -> MembershipUnit:
    return MembershipUnit(unit, _cursors(), _seal(), _directory())


@functools.cache
def _cursors() -> Cursors:
    return Cursors(settings.read(CARD.name).need_secret())


@functools.cache
def _directory() -> repository.Directory:
    return repository.Directory()


@functools.cache
def _seal() -> Seal:
    return Seal(settings.read(CARD.name).need_secret(), b"membership: second factor")


def _letters() -> erasing.Letters:
    """Requests that were laid aside, with everything in them. Imported by the background process only, when somebody is forgotten."""
    from chassis.dead_letters import DeadLetters

    return DeadLetters(settings.read(CARD.name).amqp_uri, CARD.name, inbox=False)


def _warm(parts: Any) -> int:
    """The directory: the first search in a process would wait a second for ten thousand cities."""
    return int(parts.work.look(lambda _, unit: unit.directory.warm(), Context.for_service(CARD.name, seconds=60)))


WIRING = Wiring(
    card=CARD,
    door="services.membership.service:MembershipService",
    build=build,
    migrations=repository.MIGRATIONS,
    file_purposes=FILE_PURPOSES,
    timers=reactions.TIMERS,
    jobs=reactions.JOBS | {privacy.ERASE_JOB: functools.partial(erasing.carry_out_erasure, letters=_letters)},
    reactions=reactions.REACTIONS,
    needs=(settings.Settings.need_store, settings.Settings.need_secret),
    warm=_warm,
)
