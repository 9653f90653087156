"""One city is introduced to another, and each side agrees before it learns whom to write to."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER, Role
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.words import (
    Count,
    Country,
    Cursor,
    Doc,
    Email,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Line,
    OneOf,
    Paragraph,
    Texts,
    Word,
)

CITY_PEOPLE = (FOCAL_POINT, MAYORS_OFFICE)
STAFF = (HUB_OFFICER, MANAGEMENT_UNIT)

IntroductionState = Annotated[
    str, OneOf(["suggested", "requested", "accepted", "in_exchange", "reported", "declined", "expired", "withdrawn"])
]
Side = Annotated[str, OneOf(["from", "to"]), Doc("The city that is introduced, or the one that it is introduced to.")]
IntroductionDecline = Annotated[str, OneOf(["no_capacity", "not_now", "not_our_theme", "other"])]
IntroductionOutcome = Annotated[
    str, OneOf(["exchange_goes_on", "visit_made", "advice_given", "agreement_made", "nothing_came_of_it", "other"])
]
ThemesSought = Annotated[tuple[Word, ...], Length(1, 5), Doc("What the two could talk about, in words of the vocabulary.")]


@dataclass(frozen=True, kw_only=True)
class CityIntroduced:
    """A city as everybody may know it: no person, no address."""

    city_id: Id
    names: Texts
    country: Country


@dataclass(frozen=True, kw_only=True)
class IntroductionStep:
    """What happened, when, and on whose side; never by which person."""

    step: Word
    at: Instant
    by: Annotated[str, OneOf(["from", "to", "network", "time"])]
    reason: IntroductionDecline | None = None
    note: Paragraph | None = None


@dataclass(frozen=True, kw_only=True)
class OutcomeView:
    """What came of it, in the words of one side. The other side reads the code only."""

    side: Side
    outcome: IntroductionOutcome
    text: Paragraph | None
    reported_at: Instant


@dataclass(frozen=True, kw_only=True)
class IntroductionView:
    """An introduction, as its two cities and the network's staff see it. Whom to write to is asked for apart, once both have agreed."""

    id: Id
    state: IntroductionState
    from_city: CityIntroduced
    to_city: CityIntroduced
    themes: tuple[Word, ...]
    message: Paragraph | None
    suggested_at: Instant | None
    requested_at: Instant | None
    accepted_at: Instant | None
    expires_at: Annotated[Instant, Doc("When an answer is taken for a no.")] | None
    history: tuple[IntroductionStep, ...]
    outcomes: tuple[OutcomeView, ...]
    next_steps: Annotated[tuple[Word, ...], Doc("What the reader may do now, by request name.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class IntroductionRow:
    """An introduction in a list."""

    id: Id
    state: IntroductionState
    from_city: CityIntroduced
    to_city: CityIntroduced
    themes: tuple[Word, ...]
    suggested_at: Instant | None
    requested_at: Instant | None
    accepted_at: Instant | None
    expires_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class IntroductionsPage:
    items: tuple[IntroductionRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class ContactOfCity:
    """Somebody who acts for the other city today."""

    city_id: Id
    name: Line
    email: Email
    language: Language
    role: Role
    deputy: bool


@dataclass(frozen=True, kw_only=True)
class ContactsOfIntroduction:
    items: tuple[ContactOfCity, ...]


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class RequestIntroduction:
    """Ask for one's own city to be introduced to another. Nobody's name or address goes along."""

    from_city_id: Id
    to_city_id: Id
    themes: ThemesSought
    message: Paragraph


@request(PUBLISHER, kind="command", may=STAFF, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class SuggestIntroduction:
    """Suggest to a city that it be introduced to another. The other one hears of it when the first has agreed."""

    from_city_id: Id
    to_city_id: Id
    themes: ThemesSought
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class AcceptIntroduction:
    """Agree. The city it was suggested to thereby asks the other one; once the other agrees too, each learns whom to write to."""

    introduction_id: Id
    message: Annotated[Paragraph, Doc("Words for the other city, when a suggestion is agreed to.")] | None = None


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class DeclineIntroduction:
    """Say no. The same city may ask the same city again after half a year."""

    introduction_id: Id
    reason: IntroductionDecline
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(*CITY_PEOPLE, *STAFF), answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class WithdrawIntroduction:
    """Take back what one's own side has asked or suggested, before it is answered."""

    introduction_id: Id


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class BeginExchange:
    """Say that the two cities are in touch."""

    introduction_id: Id


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class ReportIntroduction:
    """Say what came of it. Each side says it once; when both have, the introduction is over."""

    introduction_id: Id
    outcome: IntroductionOutcome
    text: Paragraph | None = None


@request(PUBLISHER, kind="query", may=(*CITY_PEOPLE, *STAFF), answer=IntroductionsPage)
@dataclass(frozen=True, kw_only=True)
class ListIntroductions:
    """Introductions of one's own city, of the cities of one's hub, or all for the management unit; last changed first."""

    city_id: Id | None = None
    state: IntroductionState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(*CITY_PEOPLE, *STAFF), answer=IntroductionView)
@dataclass(frozen=True, kw_only=True)
class GetIntroduction:
    """One introduction."""

    introduction_id: Id


@request(PUBLISHER, kind="query", may=CITY_PEOPLE, answer=ContactsOfIntroduction)
@dataclass(frozen=True, kw_only=True)
class ListIntroductionContacts:
    """Whom to write to in the other city, once both have agreed: its focal points of today, looked up when asked."""

    introduction_id: Id


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionSuggested:
    """The network suggests to a city that it be introduced to another."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    themes: tuple[Word, ...]
    expires_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionRequested:
    """A city asks to be introduced to another."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    themes: tuple[Word, ...]
    expires_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionAccepted:
    """Both cities have agreed; each may now see whom to write to."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    accepted_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionDeclined:
    """One of the cities has said no."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    by: Side
    reason: IntroductionDecline
    declined_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionExpired:
    """Nobody answered in time; `waited_for` did not."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    waited_for: Side
    expired_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionWithdrawn:
    """It has been taken back before it was answered."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    withdrawn_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class ExchangeBegun:
    """The two cities are in touch."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    begun_at: Instant


@event(PUBLISHER, subject="introductions/{introduction_id}")
@dataclass(frozen=True, kw_only=True)
class IntroductionReported:
    """One side has said what came of it."""

    introduction_id: Id
    from_city_id: Id
    to_city_id: Id
    side: Side
    outcome: IntroductionOutcome
    complete: bool
    reported_at: Instant
