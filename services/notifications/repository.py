"""Where notifications keeps its mails, without an address in any of them, and the erasures it has to confirm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.notifications.domain.erasure import Erasure
from services.notifications.domain.message import QUEUED, Message, about_person

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    # Ascending, though read from the end: the bounds of a time are beginnings of keys, which a descending index of SecantusDB misses.
    Index(collection="messages", keys=(("state", 1), ("due_at", 1))),
    Index(collection="messages", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="messages", keys=(("state", 1), ("sort_key", 1))),
    Index(collection="messages", keys=(("mail", 1), ("sort_key", 1))),
    Index(collection="messages", keys=(("event_type", 1), ("sort_key", 1))),
    Index(collection="messages", keys=(("listed", 1), ("forget_at", 1))),
    Index(collection="messages", keys=(("person_id", 1),)),
    Index(collection="messages", keys=(("recipient", 1),)),
    Index(collection="messages", keys=(("about", 1),)),
    Index(collection="erasures", keys=(("open", 1),)),
    Index(collection="erasures", keys=(("person_id", 1),)),
)


class StoredMessages(Repository[Message]):
    """Mails by id, with what the delivery list and the sender look for."""

    aggregate = Message
    name = "messages"

    def document(self, aggregate: Message) -> Document:
        derived = {"listed": True, "sort_key": self.sort_key(aggregate)}
        return super().document(aggregate) | derived

    def sort_key(self, message: Message) -> str:
        return f"{instant_text(message.created_at)} {message.id}"

    def due(self, at: datetime, most: int) -> Sequence[Message]:
        """What is to be done now, the longest due first."""
        return list(self.select({"state": QUEUED, "due_at": {"$lte": at}}, sort=(("due_at", 1),), limit=most))

    def waiting(self) -> int:
        return self.documents.count_documents({"state": QUEUED})

    def of_person(self, person_id: str, most: int) -> Sequence[Message]:
        """To them or about them: a mail of an audience has no reader yet."""
        found = [*self.select({"person_id": person_id}, limit=most), *self.select({"about": about_person(person_id)}, limit=most)]
        return list({message.id: message for message in found}.values())

    def to(self, recipient: str) -> Sequence[Message]:
        return list(self.select({"recipient": recipient}))

    def outlived(self, at: datetime, most: int) -> Sequence[Message]:
        """Those whose time on the list is over."""
        return list(self.select({"listed": True, "forget_at": {"$lte": at}}, sort=(("forget_at", 1),), limit=most))

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of `ids` there are."""
        return frozenset(row["_id"] for row in self.documents.find({"_id": {"$in": list(ids)}}, ["_id"]))

    def page(
        self,
        after: str | None,
        most: int,
        *,
        state: str | None,
        mail: str | None,
        event_type: str | None,
        created_from: datetime | None,
        created_before: datetime | None,
    ) -> Sequence[Message]:
        """Newest first. The order key begins with the instant of creation, so the two bounds are bounds of the key."""
        named = {"state": state, "mail": mail, "event_type": event_type}
        where: dict[str, Any] = {name: value for name, value in named.items() if value is not None} or {"listed": True}
        ends = [key for key in (after, None if created_before is None else instant_text(created_before)) if key is not None]
        bounds = {"$lt": min(ends)} if ends else {}
        bounds |= {"$gte": instant_text(created_from)} if created_from is not None else {}
        if bounds:
            where["sort_key"] = bounds
        return list(self.select(where, sort=(("sort_key", -1),), limit=most))


class StoredErasures(Repository[Erasure]):
    """Whom we were told to forget."""

    aggregate = Erasure
    name = "erasures"

    def unfinished(self, most: int) -> Sequence[Erasure]:
        return list(self.select({"open": True}, limit=most))

    def told_of(self, person_ids: Sequence[str]) -> frozenset[str]:
        """Which of these people are to be forgotten, or are already."""
        return frozenset(erasure.person_id for erasure in self.select({"person_id": {"$in": list(person_ids)}}))
