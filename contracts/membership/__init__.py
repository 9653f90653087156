"""Membership: people and their grants, hubs, applications to join, and the cities of the network."""

from contracts.membership.agreements import *  # noqa: F403
from contracts.membership.applications import *  # noqa: F403
from contracts.membership.commitments import *  # noqa: F403
from contracts.membership.contributions import *  # noqa: F403
from contracts.membership.directory import *  # noqa: F403
from contracts.membership.facts import *  # noqa: F403
from contracts.membership.grants import *  # noqa: F403
from contracts.membership.hubs import *  # noqa: F403
from contracts.membership.imports import *  # noqa: F403
from contracts.membership.introductions import *  # noqa: F403
from contracts.membership.invitations import *  # noqa: F403
from contracts.membership.life import *  # noqa: F403
from contracts.membership.life_facts import *  # noqa: F403
from contracts.membership.needs import *  # noqa: F403
from contracts.membership.partners import *  # noqa: F403
from contracts.membership.people import *  # noqa: F403
from contracts.membership.principles import *  # noqa: F403
from contracts.membership.privacy import *  # noqa: F403
from contracts.membership.profile import *  # noqa: F403
from contracts.membership.recipients import *  # noqa: F403
from contracts.membership.security import *  # noqa: F403
from contracts.membership.shared import *  # noqa: F403
from contracts.membership.structures import *  # noqa: F403
from contracts.membership.terms import *  # noqa: F403
from contracts.membership.transfers import *  # noqa: F403
