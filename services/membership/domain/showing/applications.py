"""How an application is shown, and to whom."""

from dataclasses import replace

from chassis.context import Actor
from contracts.membership import ApplicationRow, ApplicationView, HistoryEntry
from services.membership.domain.application import APPLICANT, Application
from services.membership.domain.city import display_name


def application_view(application: Application, reader: Actor) -> ApplicationView:
    return ApplicationView(
        id=application.id,
        reference=application.reference,
        state=application.state,
        content=application.content,
        mandate=application.mandate,
        hub_id=application.hub_id,
        city_id=application.city_id,
        created_at=application.created_at,
        updated_at=application.updated_at,
        submitted_at=application.submitted_at,
        history=tuple(_entry(entry, application, reader) for entry in application.history),
        next_steps=application.next_steps(reader),
        version=application.version,
    )


def _entry(entry: HistoryEntry, application: Application, reader: Actor) -> HistoryEntry:
    """Staff are private: the applicant reads what was decided and asked, not who did it nor what the hub told the management unit."""
    if APPLICANT not in application.parts_of(reader) or entry.by == reader.person_id:
        return entry
    return replace(entry, by=None, note=None if entry.step == "recommended" else entry.note)


def application_row(application: Application) -> ApplicationRow:
    city = application.content.city
    return ApplicationRow(
        id=application.id,
        reference=application.reference,
        state=application.state,
        city_name=display_name(city.names or {}) or None,
        country=city.country,
        hub_id=application.hub_id,
        submitted_at=application.submitted_at,
        updated_at=application.updated_at,
        version=application.version,
    )
