"""Files under applications, and versions of what was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from services.technical_fund.domain.attachments import WAITING, Attachment
from services.technical_fund.domain.versions import ApplicationVersion

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="fund_attachments", keys=(("application_id", 1), ("attached_at", 1))),
    Index(collection="fund_attachments", keys=(("scan", 1), ("scan_after", 1))),
    Index(collection="fund_application_versions", keys=(("application_id", 1), ("number", -1))),
)


class StoredAttachments(Repository[Attachment]):
    """Those taken away since are among them where a version keeps them."""

    aggregate = Attachment
    name = "fund_attachments"

    def of_application(self, application_id: str) -> Sequence[Attachment]:
        """All that there are, the oldest first."""
        return list(self.select({"application_id": application_id}, sort=(("attached_at", 1),)))

    def to_scan(self, now: datetime, most: int) -> Sequence[Attachment]:
        """Some of those that wait for the scanner."""
        due: dict[str, Any] = {"scan": WAITING, "scan_after": {"$lte": now}}
        return list(self.select(due, sort=(("scan_after", 1),), limit=most))


class StoredApplicationVersions(Repository[ApplicationVersion]):
    """Written once."""

    aggregate = ApplicationVersion
    name = "fund_application_versions"

    def of_application(self, application_id: str) -> Sequence[ApplicationVersion]:
        """The latest first."""
        return list(self.select({"application_id": application_id}, sort=(("number", -1),)))
