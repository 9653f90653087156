"""Reads, shaped for screens: no transaction, nothing written. Who may see what is part of the question put to the store."""

from services.membership.views import applications as applications
from services.membership.views import directory as directory
from services.membership.views import grants as grants
from services.membership.views import hubs as hubs
from services.membership.views import needs as needs
from services.membership.views import people as people
