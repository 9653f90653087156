"""Where membership keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from typing import Final

from chassis.migrations import Index, Migration
from services.membership.repository import (
    applications,
    cities,
    commitments,
    elections,
    grants,
    imports,
    introductions,
    invitations,
    members,
    needs,
    partners,
    people,
    principles,
    privacy,
    security,
    transfers,
)
from services.membership.repository.applications import StoredApplications as StoredApplications
from services.membership.repository.cities import StoredCities as StoredCities
from services.membership.repository.city_history import StoredCityHistory as StoredCityHistory
from services.membership.repository.commitments import StoredDeclarations as StoredDeclarations
from services.membership.repository.commitments import StoredEndorsements as StoredEndorsements
from services.membership.repository.directory import Directory as Directory
from services.membership.repository.directory import StoredDirectory as StoredDirectory
from services.membership.repository.elections import StoredElections as StoredElections
from services.membership.repository.grants import StoredGrants as StoredGrants
from services.membership.repository.hubs import StoredHubs as StoredHubs
from services.membership.repository.imports import StoredImports as StoredImports
from services.membership.repository.introductions import StoredIntroductions as StoredIntroductions
from services.membership.repository.invitations import StoredInvitations as StoredInvitations
from services.membership.repository.members import StoredMembers as StoredMembers
from services.membership.repository.members import StoredRuleBooks as StoredRuleBooks
from services.membership.repository.needs import StoredThemed as StoredThemed
from services.membership.repository.partners import StoredAgreements as StoredAgreements
from services.membership.repository.partners import StoredContributions as StoredContributions
from services.membership.repository.partners import StoredOrganisations as StoredOrganisations
from services.membership.repository.people import StoredApiKeys as StoredApiKeys
from services.membership.repository.people import StoredPeople as StoredPeople
from services.membership.repository.people import StoredSessions as StoredSessions
from services.membership.repository.people import StoredThrottles as StoredThrottles
from services.membership.repository.principles import StoredPrinciples as StoredPrinciples
from services.membership.repository.privacy import StoredErasures as StoredErasures
from services.membership.repository.security import StoredLinks as StoredLinks
from services.membership.repository.security import StoredPasswordResets as StoredPasswordResets
from services.membership.repository.security import StoredSecondFactors as StoredSecondFactors
from services.membership.repository.transfers import StoredTransfers as StoredTransfers

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    *applications.MIGRATIONS,
    *cities.MIGRATIONS,
    *elections.MIGRATIONS,
    *grants.MIGRATIONS,
    *imports.MIGRATIONS,
    *invitations.MIGRATIONS,
    *needs.MIGRATIONS,
    *introductions.MIGRATIONS,
    *commitments.MIGRATIONS,
    *partners.MIGRATIONS,
    *members.MIGRATIONS,
    *people.MIGRATIONS,
    *principles.MIGRATIONS,
    *privacy.MIGRATIONS,
    *security.MIGRATIONS,
    *transfers.MIGRATIONS,
)
"""Every list begins with an equality and ends in its order. Hubs are a handful and read whole."""
