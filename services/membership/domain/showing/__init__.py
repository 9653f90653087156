"""How what we know is shown, and to whom: the same for commands, which answer with the new state, and for reads."""

from services.membership.domain.showing.applications import application_row as application_row
from services.membership.domain.showing.applications import application_view as application_view
from services.membership.domain.showing.cities import city_name as city_name
from services.membership.domain.showing.cities import city_view as city_view
from services.membership.domain.showing.cities import profile_step as profile_step
from services.membership.domain.showing.commitments import declaration_view as declaration_view
from services.membership.domain.showing.commitments import endorsement_row as endorsement_row
from services.membership.domain.showing.commitments import endorsement_view as endorsement_view
from services.membership.domain.showing.elections import election_view as election_view
from services.membership.domain.showing.hubs import hub_view as hub_view
from services.membership.domain.showing.invitations import invitation_preview as invitation_preview
from services.membership.domain.showing.invitations import invitation_view as invitation_view
from services.membership.domain.showing.needs import seen as seen
from services.membership.domain.showing.needs import themed_row as themed_row
from services.membership.domain.showing.needs import themed_view as themed_view
from services.membership.domain.showing.needs import themed_views as themed_views
from services.membership.domain.showing.people import api_key_view as api_key_view
from services.membership.domain.showing.people import grant_view as grant_view
from services.membership.domain.showing.people import own_person_view as own_person_view
from services.membership.domain.showing.people import person_view as person_view
from services.membership.domain.showing.people import principal_grants as principal_grants
from services.membership.domain.showing.people import session_view as session_view
