"""Posts, and whether a discussion is closed."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.discussion import Discussion, Post

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="posts", keys=(("application_id", 1), ("round", 1), ("visibility", 1), ("sort_key", 1))),
)


class StoredPosts(Repository[Post]):
    """Posts, oldest first."""

    aggregate = Post
    name = "posts"

    def document(self, aggregate: Post) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, post: Post) -> str:
        return f"{instant_text(post.posted_at)} {post.id}"

    def of_application(self, application_id: str) -> Sequence[Post]:
        return list(self.select({"application_id": application_id}))

    def page(self, after: Any, application_id: str, *, rounds: Iterable[int], visibility: Iterable[str]) -> Sequence[Post]:
        where: dict[str, Any] = {
            "application_id": application_id,
            "round": {"$in": sorted(rounds)},
            "visibility": {"$in": sorted(visibility)},
        }
        return list(page_after(self, where, after))


class StoredDiscussions(Repository[Discussion]):
    """Keyed by the application."""

    aggregate = Discussion
    name = "discussions"

    def of(self, application_id: str) -> Discussion:
        return self.find(application_id) or Discussion(id=application_id)

    def keep(self, discussion: Discussion) -> None:
        self.save(discussion) if discussion.version else self.add(discussion)
