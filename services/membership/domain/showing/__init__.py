"""How what we know is shown, and to whom: the same for commands, which answer with the new state, and for reads."""

from services.membership.domain.showing.applications import application_row as application_row
from services.membership.domain.showing.applications import application_view as application_view
from services.membership.domain.showing.cities import city_name as city_name
from services.membership.domain.showing.cities import city_view as city_view
from services.membership.domain.showing.hubs import hub_view as hub_view
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
