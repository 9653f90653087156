"""Reads, shaped for screens: no transaction, nothing written. Who may see what is part of the question put to the store."""

from services.membership.views import applications as applications
from services.membership.views import commitments as commitments
from services.membership.views import directory as directory
from services.membership.views import grants as grants
from services.membership.views import hubs as hubs
from services.membership.views import introductions as introductions
from services.membership.views import invitations as invitations
from services.membership.views import life as life
from services.membership.views import needs as needs
from services.membership.views import people as people
from services.membership.views import principles as principles
from services.membership.views import privacy as privacy
from services.membership.views import profiles as profiles
from services.membership.views import recipients as recipients
