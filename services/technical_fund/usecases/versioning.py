"""Keeping what an application says as a version, with the files it had."""

from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.versions import ApplicationVersion, version_of
from services.technical_fund.usecases.ports import Fund


def keep_version(unit: Fund, application: Application, occasion: str, name: str | None = None) -> ApplicationVersion:
    """Write the next version; the application, which counts it, is saved by the caller. From now on its files stay, whoever detaches
    them."""
    files = attached(unit, application)
    kept = version_of(application, occasion, [one.of_version for one in files], by=unit.actor.person_id, at=unit.now, name=name)
    unit.application_versions.add(kept)
    for file in files:
        if not file.kept:
            file.kept = True
            unit.attachments.save(file)
    return kept


def attached(unit: Fund, application: Application) -> list[Attachment]:
    """Files that are under the application now."""
    return [one for one in unit.attachments.of_application(application.id) if one.detached_at is None]
