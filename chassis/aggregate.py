"""What has a life of its own: identity, version, and the facts it wants known."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from contracts.declare import event_declaration


@dataclass(kw_only=True)
class Aggregate:
    """Base of every aggregate. Pure: it collects news, and the repository that saves it writes them to the outbox in the same transaction.

    `version` counts saves and guards against lost updates; `sequence` counts events said, so that listeners can see gaps.
    """

    kind: ClassVar[str]
    id: str
    version: int = 0
    sequence: int = 0
    news: list[Any] = field(default_factory=list, repr=False, compare=False)

    def say(self, event: Any) -> None:
        """Note a fact to be published when this aggregate is saved. Raises `ValueError` when the fact is about something else."""
        subject = event_declaration(event).subject_of(event)
        if subject != f"{self.kind}/{self.id}":
            raise ValueError(f"{subject} is not {self.kind}/{self.id}")
        self.news.append(event)
