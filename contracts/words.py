"""Words that every message shares: identifiers, instants, texts and their limits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, NewType

from marshmallow.validate import Length as Length
from marshmallow.validate import OneOf as OneOf
from marshmallow.validate import Range as Range
from marshmallow.validate import Regexp as Regexp

from contracts.fields import Entries

LANGUAGES: Final = ("es", "en", "fr", "ar")
"""Languages the network publishes in. A deployment may add more; texts are stored by language tag."""

UUID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

Id = Annotated[str, Regexp(UUID_PATTERN, error="must be a lower-case UUID")]
Instant = datetime
Day = date


@dataclass(frozen=True)
class Multiline:
    """Marks a text that may hold line breaks and tabs."""


@dataclass(frozen=True)
class Secret:
    """Marks a text that never reaches a log, an answer stored for a retry, or an error."""


@dataclass(frozen=True)
class Doc:
    """A sentence about a field, for the generated reference."""

    text: str


@dataclass(frozen=True)
class MergePatchOf:
    """Marks a mapping as a JSON merge patch (RFC 7396) of the named declaration."""

    message: type


Word = Annotated[str, Length(1, 80)]
Line = Annotated[str, Length(1, 200)]
Paragraph = Annotated[str, Length(1, 4000), Multiline()]
Search = Annotated[str, Length(1, 200)]
Email = Annotated[str, Length(3, 254), Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", error="must be an e-mail address")]
Phone = Annotated[str, Length(5, 40), Regexp(r"^\+?[0-9 ().\-/]+$", error="must be a telephone number")]
Password = Annotated[str, Length(12, 128), Secret()]
Country = Annotated[str, Regexp(r"^[A-Z]{2}$", error="must be an ISO 3166-1 alpha-2 code")]
Subdivision = Annotated[str, Regexp(r"^[A-Z]{2}-[A-Z0-9]{1,3}$", error="must be an ISO 3166-2 code")]
Language = Annotated[str, Length(2, 35), Regexp(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", error="must be a language tag")]
Texts = Annotated[dict[Language, Line], Doc("A short text by language tag."), Entries(1, 50)]
LongTexts = Annotated[dict[Language, Annotated[str, Length(1, 20_000), Multiline()]], Doc("A text by language tag."), Entries(1, 50)]
SourceLang = Annotated[Language, Doc("The language it was written in, where others translate it; the texts are there in it.")]
TimeZone = Annotated[str, Length(1, 64), Regexp(r"^[A-Za-z0-9_+\-/]+$", error="must be an IANA time zone")]
Sha256 = Annotated[str, Regexp(r"^[0-9a-f]{64}$", error="must be a SHA-256 in lower-case hexadecimal")]
Count = Annotated[int, Range(0, 2**53 - 1)]
Position = Annotated[int, Range(0, 2**53 - 1)]
Limit = Annotated[int, Range(1, 200)]
Cursor = Annotated[str, Length(1, 2000)]
Json = NewType("Json", Any)  # type: ignore[valid-newtype]
"""Any JSON value, kept as it came. Used for event data and job results, whose own declarations say more."""
