"""The Technical Support Fund: calls, applications, reviews, decisions and awards, in money and in expert-days."""

from chassis.card import Card
from contracts import membership as heard
from contracts import technical_fund as say
from contracts.declare import events_of, requests_of

FACTS = (
    heard.CityAdmitted,
    heard.CityProfileChanged,
    heard.CityHubChanged,
    heard.CityStatusChanged,
    heard.CitySuspended,
    heard.CityWithdrawn,
    heard.CityReadmitted,
    heard.NeedDeclared,
    heard.NeedWithdrawn,
    heard.OfferDeclared,
    heard.OfferWithdrawn,
    heard.PrinciplesAccepted,
    heard.MandateVerified,
    heard.GrantGiven,
    heard.GrantTermSet,
    heard.GrantEnded,
    heard.PersonErased,
    heard.AgreementSigned,
    heard.AgreementRevised,
    heard.AgreementRenewed,
    heard.AgreementExpired,
    heard.AgreementEnded,
)
"""What the read model of cities, of who works for whom, and of agreements is made from."""

CARD = Card(
    name=say.PUBLISHER,
    answers=tuple(entry.message for entry in requests_of(say.PUBLISHER).values() if entry.service == say.PUBLISHER),
    says=tuple(entry.message for entry in events_of(say.PUBLISHER).values()),
    hears=FACTS,
    asks=("membership",),
)
"""Everything that `contracts.technical_fund` declares: the process refuses to start when one of them has no door."""
