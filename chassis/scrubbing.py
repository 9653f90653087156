"""Taking one person's details out of a record that stays: their address, telephone and name, wherever somebody has written them down.

A record is touched only where it is about the person: it names their id, or holds their address. A name alone is not enough, since cities
have names too; and a text by language (`names`, `detail`) is never cut, only a sentence written by or about people.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

GONE: Final = "[erased]"
CONTACT_FIELDS: Final = frozenset({"email", "phone"})
"""What makes a mapping with a name somebody's contact details."""

BY_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Identity:
    """Whom to look for."""

    person_id: str
    name: str
    email: str

    @cached_property
    def address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-]|\.\w)", re.IGNORECASE)

    @cached_property
    def whole_name(self) -> re.Pattern[str]:
        """A name of one word may be a word of the language, and is looked for only as it is written."""
        words = r"\s+".join(re.escape(word) for word in self.name.split())
        return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE if len(self.name.split()) > 1 else 0)

    def is_in(self, text: str) -> bool:
        return self.person_id in text or self.address.search(text) is not None

    def is_named_in(self, text: str) -> bool:
        """By address or by name, not by id."""
        return self.address.search(text) is not None or (bool(self.name.strip()) and self.whole_name.search(text) is not None)

    @property
    def traces(self) -> tuple[str, ...]:
        """What to look for in bytes: id and address, the address also as JSON writes it."""
        return tuple(dict.fromkeys((self.person_id, self.email, json.dumps(self.email)[1:-1])))


def scrubbed(document: Mapping[str, Any], identity: Identity) -> dict[str, Any] | None:
    """The document without the person's details; None when it is not about them, or holds none."""
    if not any(identity.is_in(text) for text in texts(document)):
        return None
    theirs = [details for details in _mappings(document) if _is_theirs(details, identity)]
    phones = {str(details["phone"]) for details in theirs if details.get("phone")}
    clean: dict[str, Any] = {key: value if key == "_id" else _clean(value, identity, phones) for key, value in document.items()}
    return clean if clean != dict(document) else None


def _clean(value: Any, identity: Identity, phones: set[str]) -> Any:
    if isinstance(value, Mapping):
        if _is_theirs(value, identity):
            return {key: _emptied(key, inner, identity, phones) for key, inner in value.items()}
        if value and all(isinstance(key, str) and BY_LANGUAGE.fullmatch(key) for key in value) and _only_texts(value):
            return {key: identity.address.sub(GONE, inner) for key, inner in value.items()}
        return {key: _clean(inner, identity, phones) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, identity, phones) for inner in value]
    return _cut(value, identity, phones) if isinstance(value, str) else value


def _emptied(key: str, value: Any, identity: Identity, phones: set[str]) -> Any:
    """Contact details of the person go whole; what else the mapping holds is cleaned as everywhere."""
    if key in ("name", "function", "email") and isinstance(value, str):
        return ""
    return None if key == "phone" else _clean(value, identity, phones)


def _cut(text: str, identity: Identity, phones: set[str]) -> str:
    if identity.address.fullmatch(text):
        return ""
    text = identity.address.sub(GONE, text)
    if identity.name.strip():
        text = identity.whole_name.sub(GONE, text)
    for phone in phones:
        text = text.replace(phone, GONE)
    return text


def _is_theirs(details: Mapping[str, Any], identity: Identity) -> bool:
    """Contact details with their address, or their name beside any other."""
    if not CONTACT_FIELDS & details.keys():
        return False
    email, name = details.get("email"), details.get("name")
    if isinstance(email, str) and identity.address.fullmatch(email):
        return "name" in details
    return isinstance(name, str) and bool(identity.name.strip()) and identity.whole_name.fullmatch(name.strip()) is not None


def _only_texts(value: Mapping[str, Any]) -> bool:
    return all(isinstance(inner, str) for inner in value.values())


def texts(value: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _mappings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mappings(inner)
