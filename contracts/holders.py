"""Which services hold something of people. Each hears `membership.person_erased`, forgets, and confirms by its own `person_forgotten`.

A service that begins to keep anything of a person declares that event and is added here; its line in the guide to a new service says so.
"""

from typing import Final

from contracts import notifications, technical_fund

HOLDERS: Final[dict[str, type]] = {
    notifications.PUBLISHER: notifications.PersonForgotten,
    technical_fund.PUBLISHER: technical_fund.PersonForgotten,
}
"""The event with which each of them confirms, by name of the service. The service explore knows ids of cities only."""
