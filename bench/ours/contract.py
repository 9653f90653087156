"""What the benchmark's service answers."""

from dataclasses import dataclass

from contracts.declare import request
from contracts.roles import ANYONE
from contracts.words import Json, Word


@dataclass(frozen=True, kw_only=True)
class Document:
    document: Json


@request("bench", kind="query", may=(ANYONE,), answer=Document)
@dataclass(frozen=True, kw_only=True)
class Echo:
    """The document comes back."""

    document: Json


@request("bench", kind="query", may=(ANYONE,), answer=Document)
@dataclass(frozen=True, kw_only=True)
class ReadDocument:
    """A document from the store."""

    id: Word
