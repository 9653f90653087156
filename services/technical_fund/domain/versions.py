"""Versions of an application: what it said at an instant, kept for good, and how two of them differ, word by word."""

import difflib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.declare import dump
from contracts.technical_fund import FundApplicationContent, Support
from services.technical_fund.domain.applications import Application, part_of_answer

SUBMISSION, RESUBMISSION, NAMED = "submission", "resubmission", "named"
MOST_NAMED: Final = 50
"""How many versions people may keep by hand: each is a whole copy."""

MOST_COMPARED: Final = 6000
"""Words of a text beyond which it is compared by paragraph: the effort grows with the square."""

Change = tuple[str, str]
"""`same`, `gone` or `new`, and the words."""


@dataclass(frozen=True, kw_only=True)
class FileOfVersion:
    """A file as it was: which, under which question, and its digest."""

    id: str
    question: str
    file_name: str
    sha256: str


@dataclass(kw_only=True)
class ApplicationVersion(Aggregate):
    """What an application said at an instant. `digest` is SHA-256 over all of it: a version that was altered shows."""

    kind: ClassVar[str] = "fund-application-versions"
    application_id: str
    number: int
    occasion: str
    made_by: str | None
    made_at: datetime
    revision: int
    title: str | None
    language: str
    answers: dict[str, Any]
    requested: Support
    files: tuple[FileOfVersion, ...] = ()
    name: str | None = None
    digest: str = field(default="")

    @property
    def content(self) -> FundApplicationContent:
        return FundApplicationContent(title=self.title, language=self.language, answers=self.answers, requested=self.requested)

    @property
    def is_whole(self) -> bool:
        return self.digest == digest_of(self.content, self.files)


def version_id(application_id: str, number: int) -> str:
    return f"{application_id}:{number:05d}"


def version_of(
    application: Application, occasion: str, files: Sequence[FileOfVersion], *, by: str | None, at: datetime, name: str | None = None
) -> ApplicationVersion:
    """The next version of an application; counts it there."""
    application.versions += 1
    return ApplicationVersion(
        id=version_id(application.id, application.versions),
        application_id=application.id,
        number=application.versions,
        occasion=occasion,
        made_by=by,
        made_at=at,
        revision=application.revision,
        title=application.title,
        language=application.language,
        answers=application.answers,
        requested=application.requested,
        files=tuple(files),
        name=name,
        digest=digest_of(application.content, files),
    )


def digest_of(content: FundApplicationContent, files: Sequence[FileOfVersion]) -> str:
    """SHA-256 over the canonical JSON of what is written and of the files' digests."""
    listed = sorted([one.question, one.id, one.sha256] for one in files)
    text = json.dumps([dump(content), listed], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def as_handed_in(application: Application, versions: Sequence[ApplicationVersion]) -> tuple[Application, frozenset[str]] | None:
    """The application as it was last handed in, and the ids of its files then; None while it never was. `versions` come latest first."""
    last = next((one for one in versions if one.occasion != NAMED), None)
    if last is None:
        return None
    before = replace(application, title=last.title, language=last.language, answers=last.answers, requested=last.requested, news=[])
    return before, frozenset(file.id for file in last.files)


def with_bare_names(version: ApplicationVersion) -> ApplicationVersion:
    """For readers who are not to learn which city applies: names of files tell."""
    return replace(version, files=tuple(replace(one, file_name=f"attachment-{at}") for at, one in enumerate(version.files, 1)), news=[])


# ---------------------------------------------------------------- differences


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One part in which two versions differ: a question, the title, the language, the support asked for, or files under a question."""

    part: str
    before: Any
    after: Any
    words: tuple[Change, ...] = ()


def differences(before: ApplicationVersion, after: ApplicationVersion, order: Sequence[str]) -> tuple[Difference, ...]:
    """What changed, in the order of the form's questions; parts of questions the form no longer asks come last."""
    found = [_part(name, getattr(before.content, name), getattr(after.content, name)) for name in ("title", "language", "requested")]
    asked = [*order, *sorted((before.answers.keys() | after.answers.keys()) - set(order))]
    found += [_part(part_of_answer(one), before.answers.get(one), after.answers.get(one)) for one in asked]
    files_before, files_after = _files(before.files), _files(after.files)
    found += [_part(f"files/{one}", files_before.get(one, []), files_after.get(one, [])) for one in sorted({*files_before, *files_after})]
    return tuple(one for one in found if one is not None)


def _part(part: str, before: Any, after: Any) -> Difference | None:
    if before == after:
        return None
    both = isinstance(before, str | None) and isinstance(after, str | None)
    words = word_differences(before or "", after or "") if both else ()
    return Difference(part=part, before=_plain(before), after=_plain(after), words=words)


def _plain(value: Any) -> Any:
    return dump(value) if isinstance(value, Support) else value


def _files(files: Sequence[FileOfVersion]) -> Mapping[str, list[str]]:
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(file.question, []).append(f"{file.file_name} ({file.sha256[:12]})")
    return named


def word_differences(before: str, after: str) -> tuple[Change, ...]:
    """How one text becomes the other, in runs of words with the spaces after them; joined without the new runs it is `before`, without the
    gone ones `after`."""
    cut = _paragraphs if max(len(before), len(after)) > MOST_COMPARED * 6 else _words
    old, new = cut(before), cut(after)
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(("same", "".join(old[i1:i2])))
            continue
        changes += [(kind, "".join(run)) for kind, run in (("gone", old[i1:i2]), ("new", new[j1:j2])) if run]
    return tuple(changes)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n+|[^\n]+$", text)
