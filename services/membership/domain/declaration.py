"""A declaration that cities may endorse: drafted, published, closed. Once cities have put their names under it, its words stand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.membership import DeclarationClosed, DeclarationContent, DeclarationPublished
from services.membership.domain.faults import fault, source_faults

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
CLOSED: Final = "closed"

STEPS: Final = {
    # action: (in these states, leads to)
    "revise_declaration": (DRAFT, DRAFT),
    "discard_declaration": (DRAFT, DRAFT),
    "publish_declaration": (DRAFT, PUBLISHED),
    "close_declaration": (PUBLISHED, CLOSED),
}
"""The management unit takes every one of them."""


@dataclass(kw_only=True)
class Declaration(Aggregate):
    """What the network asks its cities to stand by, with the commitments in it by name."""

    kind: ClassVar[str] = "declarations"
    content: DeclarationContent
    drafted_at: datetime
    state: str = DRAFT
    published_at: datetime | None = None
    closed_at: datetime | None = None

    def revise(self, content: DeclarationContent) -> None:
        self.check("revise_declaration")
        check(content, "/changes")
        self.content = content

    def publish(self, at: datetime) -> None:
        """Raises `Invalid` naming everything that is still missing."""
        self._step("publish_declaration")
        _require_whole(self.content, at.date())
        self.published_at = at
        self.say(
            DeclarationPublished(
                declaration_id=self.id,
                commitments=self.codes,
                open_from=self.content.open_from or at.date(),
                open_until=self.content.open_until,
                report_every_months=self.content.report_every_months,
                published_at=at,
            )
        )

    def close(self, at: datetime) -> None:
        self._step("close_declaration")
        self.closed_at = at
        self.say(DeclarationClosed(declaration_id=self.id, closed_at=at))

    def check(self, action: str) -> None:
        """Raises `Conflict` when `action` is not possible now."""
        if self.state != STEPS[action][0]:
            details = {"state": self.state, "action": action}
            raise Conflict("membership.declaration_state", f"{action} is not possible when {self.state}", details)

    def open(self, today: date) -> bool:
        """Whether cities may endorse it today."""
        begins, ends = self.content.open_from, self.content.open_until
        return self.state == PUBLISHED and (begins is None or begins <= today) and (ends is None or today <= ends)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(commitment.code for commitment in self.content.commitments)

    def _step(self, action: str) -> None:
        self.check(action)
        self.state = STEPS[action][1]


def draft(content: DeclarationContent, *, id: str, at: datetime) -> Declaration:
    check(content, "/declaration")
    return Declaration(id=id, content=content, drafted_at=at)


def check(content: DeclarationContent, pointer: str) -> None:
    """What may not be in a draft either. Raises `Invalid` naming every rule it breaks."""
    errors: list[dict[str, str]] = []
    seen: set[str] = set()
    for position, commitment in enumerate(content.commitments):
        if commitment.code in seen:
            errors.append(fault(f"{pointer}/commitments/{position}/code", "membership.repeated_code", "is named twice"))
        seen.add(commitment.code)
    if content.open_from and content.open_until and content.open_until < content.open_from:
        errors.append(fault(f"{pointer}/open_until", "membership.ends_too_early", "lies before the first day"))
    if errors:
        raise Invalid.fields(errors)


def _require_whole(content: DeclarationContent, today: date) -> None:
    missing = [
        fault(f"/declaration/{name}", "required", "is missing") for name in ("titles", "texts", "commitments") if not getattr(content, name)
    ]
    texts = [content.titles, content.texts, *(commitment.texts for commitment in content.commitments)]
    missing += source_faults("/declaration", content.source_lang, texts)
    if content.open_until is not None and content.open_until < today:
        missing.append(fault("/declaration/open_until", "membership.in_the_past", "has passed"))
    if missing:
        raise Invalid.fields(missing, "membership.declaration_incomplete")
