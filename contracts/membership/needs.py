"""What cities need and what they can offer, in the words of one vocabulary."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.fields import Entries
from contracts.membership.shared import PUBLISHER, Priority
from contracts.roles import ANYONE, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    MergePatchOf,
    Multiline,
    OneOf,
    Search,
    SourceLang,
    Texts,
    Word,
)

KEEPERS = (FOCAL_POINT, MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT)
"""Who may say what a city needs and offers: its own people, its hub and the management unit."""

Shared = Annotated[str, OneOf(["public", "members", "network"]), Doc("Who may see it: anyone, members, or the network's staff.")]
Detail = Annotated[dict[Language, Annotated[str, Length(1, 1000), Multiline()]], Doc("A sentence or two by language tag."), Entries(1, 20)]
ReviewBy = Annotated[Day, Doc("When the city is asked whether it is still true; twelve months ahead unless it says otherwise.")]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A word of the network's vocabulary of needs and offers."""

    code: Word
    names: Texts
    group: Word


@dataclass(frozen=True, kw_only=True)
class Themes:
    items: tuple[Theme, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=Themes)
@dataclass(frozen=True, kw_only=True)
class ListThemes:
    """The vocabulary in every language it exists in. `q` matches the beginnings of words, in any of them, accents aside."""

    group: Word | None = None
    q: Search | None = None


@dataclass(frozen=True, kw_only=True)
class ThemedContent:
    """What a city says of a need or an offer."""

    theme: Word
    priority: Priority = "medium"
    detail: Detail | None = None
    source_lang: SourceLang | None = None
    visibility: Shared = "members"
    review_by: ReviewBy | None = None


@dataclass(frozen=True, kw_only=True)
class ThemedView:
    """A need or an offer of a city."""

    id: Id
    city_id: Id
    theme: Word
    priority: Priority
    detail: Detail | None
    source_lang: SourceLang | None
    visibility: Shared
    review_by: ReviewBy
    declared_at: Instant
    reviewed_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class ThemedOfCity:
    """A city's needs or offers, by theme."""

    items: tuple[ThemedView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class ThemedRow:
    """A need or an offer in the network's list, with the city it belongs to."""

    id: Id
    city_id: Id
    city_names: Texts
    country: Country
    hub_id: Id | None
    theme: Word
    priority: Priority
    detail: Detail | None
    source_lang: SourceLang | None
    visibility: Shared
    review_by: ReviewBy
    declared_at: Instant


@dataclass(frozen=True, kw_only=True)
class ThemedPage:
    items: tuple[ThemedRow, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- needs


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class DeclareNeed:
    """Say what a city would like help with. A city names a theme once."""

    city_id: Id
    need: ThemedContent


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class ReviseNeed:
    """Change a need. What is shared no longer is taken back from those it was told to."""

    city_id: Id
    need_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(ThemedContent)]


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class ReviewNeed:
    """Say that the need is still there, and when to ask again."""

    city_id: Id
    need_id: Id
    review_by: ReviewBy | None = None


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class WithdrawNeed:
    """Take a need back. The last one stays while the city has offers: the network is reciprocal."""

    city_id: Id
    need_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedOfCity)
@dataclass(frozen=True, kw_only=True)
class ListCityNeeds:
    """What one city needs, as far as the reader may know."""

    city_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class GetNeed:
    """One need."""

    city_id: Id
    need_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedPage)
@dataclass(frozen=True, kw_only=True)
class ListNeeds:
    """Needs of the cities in the directory, newest first, as far as the reader may know."""

    theme: Word | None = None
    group: Word | None = None
    country: Country | None = None
    hub_id: Id | None = None
    priority: Priority | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


# ---------------------------------------------------------------- offers


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class DeclareOffer:
    """Say what a city can help others with. A city that offers also says what it needs: the network is reciprocal."""

    city_id: Id
    offer: ThemedContent


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class ReviseOffer:
    """Change an offer. What is shared no longer is taken back from those it was told to."""

    city_id: Id
    offer_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(ThemedContent)]


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class ReviewOffer:
    """Say that the offer still stands, and when to ask again."""

    city_id: Id
    offer_id: Id
    review_by: ReviewBy | None = None


@request(PUBLISHER, kind="command", may=KEEPERS, answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class WithdrawOffer:
    """Take an offer back."""

    city_id: Id
    offer_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedOfCity)
@dataclass(frozen=True, kw_only=True)
class ListCityOffers:
    """What one city offers, as far as the reader may know."""

    city_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedView)
@dataclass(frozen=True, kw_only=True)
class GetOffer:
    """One offer."""

    city_id: Id
    offer_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=ThemedPage)
@dataclass(frozen=True, kw_only=True)
class ListOffers:
    """Offers of the cities in the directory, newest first, as far as the reader may know."""

    theme: Word | None = None
    group: Word | None = None
    country: Country | None = None
    hub_id: Id | None = None
    priority: Priority | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


# ---------------------------------------------------------------- facts

Told = Annotated[str, OneOf(["public", "members"]), Doc("Who may be shown it.")]
Lapse = Annotated[
    str,
    OneOf(["not_reviewed", "no_need_left"]),
    Doc("Why it ended without anybody's doing: nobody said in time that it is still true, or the city's last need has lapsed."),
]


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class NeedDeclared:
    """A city needs help with something. Said again with the same id when it changes; emptied when the city hides it."""

    city_id: Id
    need_id: Id
    theme: Word | None
    priority: Priority | None
    visibility: Told
    review_by: Day | None
    declared_at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class NeedWithdrawn:
    """A need is there no longer, or is shared no longer."""

    city_id: Id
    need_id: Id
    withdrawn_at: Instant
    reason: Lapse | None = None


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class NeedReviewDue:
    """The city should say whether the need is still there. Left unanswered for long, it is withdrawn."""

    city_id: Id
    need_id: Id
    review_by: Day


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class OfferDeclared:
    """A city can help others with something. Said again with the same id when it changes; emptied when the city hides it."""

    city_id: Id
    offer_id: Id
    theme: Word | None
    priority: Priority | None
    visibility: Told
    review_by: Day | None
    declared_at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn:
    """An offer stands no longer, or is shared no longer."""

    city_id: Id
    offer_id: Id
    withdrawn_at: Instant
    reason: Lapse | None = None


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class OfferReviewDue:
    """The city should say whether the offer still stands. Left unanswered for long, it is withdrawn."""

    city_id: Id
    offer_id: Id
    review_by: Day
