"""Where membership keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from typing import Final

from chassis.migrations import Index, Migration
from services.membership.repository import applications, cities, grants, needs, people, security
from services.membership.repository.applications import StoredApplications as StoredApplications
from services.membership.repository.cities import StoredCities as StoredCities
from services.membership.repository.grants import StoredGrants as StoredGrants
from services.membership.repository.hubs import StoredHubs as StoredHubs
from services.membership.repository.needs import StoredThemed as StoredThemed
from services.membership.repository.people import StoredApiKeys as StoredApiKeys
from services.membership.repository.people import StoredPeople as StoredPeople
from services.membership.repository.people import StoredSessions as StoredSessions
from services.membership.repository.people import StoredThrottles as StoredThrottles
from services.membership.repository.security import StoredLinks as StoredLinks
from services.membership.repository.security import StoredPasswordResets as StoredPasswordResets
from services.membership.repository.security import StoredSecondFactors as StoredSecondFactors

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    *applications.MIGRATIONS,
    *cities.MIGRATIONS,
    *grants.MIGRATIONS,
    *needs.MIGRATIONS,
    *people.MIGRATIONS,
    *security.MIGRATIONS,
)
"""Every list begins with an equality and ends in its order. Hubs are a handful and read whole."""
