"""The public register, and the equation that holds it to the ledger."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import PART_BYTES, FilePart
from contracts.technical_fund import (
    GetRegisterPublisher,
    GetRegisterTotals,
    ListRegister,
    ListRegisterWithholdings,
    ReadRegisterFile,
    RegisterEntry,
    RegisterPage,
    RegisterPublisherView,
    RegisterTotals,
    RegisterWithholdings,
)
from services.technical_fund.domain.access import hidden
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.calls import CLOSED, OPEN, PUBLISHED
from services.technical_fund.domain.ledger.entries import COMMITTED, DISBURSED
from services.technical_fund.domain.register import common_grants, three_sixty
from services.technical_fund.domain.register.entries import Registered, entry, totals
from services.technical_fund.domain.register.withholding import CITY, LOCATION
from services.technical_fund.domain.showing.register import publisher_view, withholding_view
from services.technical_fund.domain.spreadsheets import harmless
from services.technical_fund.views.ports import Reading, after

AT_ONCE: Final = 200
JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"

Names = Callable[[Sequence[str]], Mapping[str, dict[str, str]]]
"""Asks what cities are called, at most two hundred at once."""


def list_register(unit: Reading, request: ListRegister, *, names: Names) -> RegisterPage:
    place = after(unit, request)
    withheld = unit.withholdings.all() if request.country else ()
    found = unit.register.page(
        place.key,
        place.most,
        without=unit.withholdings.delayed(_today(unit)),
        recused=hidden(unit),
        call_id=request.call_id,
        country=request.country,
        country_withheld=frozenset(one.id for one in withheld if one.hides(LOCATION)),
    )
    items, following = unit.cursors.page(request, found, unit.register.sort_key)
    return RegisterPage(items=_entries(unit, items, names), next=following)


def get_register_totals(unit: Reading, request: GetRegisterTotals) -> RegisterTotals:
    """Awards and envelopes are read one after the other: what is posted between the two is in neither or in one, and gone the next time."""
    recused = hidden(unit)
    registered = [one for some in _all(unit, frozenset(), recused) for one in _registered(unit, some)]
    whole = unit.actor.has(MANAGEMENT_UNIT)
    return totals(registered, _given(unit, recused), at=unit.now, whole=whole, partial=bool(recused))


def list_register_withholdings(unit: Reading, request: ListRegisterWithholdings) -> RegisterWithholdings:
    recused = hidden(unit)
    found = (one for one in unit.withholdings.all() if one.application_id not in recused)
    return RegisterWithholdings(items=tuple(map(withholding_view, found)))


def get_register_publisher(unit: Reading, request: GetRegisterPublisher) -> RegisterPublisherView:
    return publisher_view(unit.register_publisher.current())


def read_register_file(unit: Reading, request: ReadRegisterFile, *, names: Names, public_url: str) -> FilePart:
    """The whole file, made anew for each part: it has some hundreds of rows. It is as of the day, so that parts of a day fit together."""
    media_type, data = _FORMATS[request.format](unit, names, public_url)
    return FilePart(
        file_name=f"{_today(unit).isoformat()}-{request.format}",
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        offset=request.offset,
        part=data[request.offset : request.offset + PART_BYTES],
    )


# ---------------------------------------------------------------- files


def _three_sixty_json(unit: Reading, names: Names, public_url: str) -> tuple[str, bytes]:
    return JSON, _json(three_sixty.package(_told(unit, names), unit.register_publisher.current().content, public_url, _midnight(unit)))


def _three_sixty_csv(unit: Reading, names: Names, public_url: str) -> tuple[str, bytes]:
    whole = three_sixty.package(_told(unit, names), unit.register_publisher.current().content, public_url, _midnight(unit))
    return CSV, three_sixty.table(whole["grants"], harmless)


def _opportunities(unit: Reading, names: Names, public_url: str) -> tuple[str, bytes]:
    shown = [call for call in unit.register.calls() if call.stage(unit.now) in (PUBLISHED, OPEN, CLOSED)]
    return JSON, _json(common_grants.opportunities(shown, unit.register_publisher.current().content, public_url, unit.now))


def _awards(unit: Reading, names: Names, public_url: str) -> tuple[str, bytes]:
    publisher = unit.register_publisher.current().content
    return JSON, _json(common_grants.awards(_told(unit, names), publisher, public_url, _midnight(unit)))


_FORMATS: Final = {
    "360giving.json": _three_sixty_json,
    "360giving.csv": _three_sixty_csv,
    "common-grants-opportunities.json": _opportunities,
    "common-grants-awards.json": _awards,
}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _told(unit: Reading, names: Names) -> list[RegisterEntry]:
    pages = _all(unit, unit.withholdings.delayed(_today(unit)), hidden(unit))
    return [one for some in pages for one in _entries(unit, some, names)]


# ---------------------------------------------------------------- what it is made of


def _entries(unit: Reading, awards: Sequence[Award], names: Names) -> tuple[RegisterEntry, ...]:
    registered = _registered(unit, awards)
    known = names(sorted({one.award.city_id for one in registered if not one.hides(CITY)}))
    return tuple(entry(one, known) for one in registered)


def _registered(unit: Reading, awards: Sequence[Award]) -> list[Registered]:
    withheld = unit.withholdings.of([award.id for award in awards])
    applications = unit.applications.by_ids(award.application_id for award in awards)
    holdings = unit.holdings.held_by_each((award.envelope_id, award.application_id) for award in awards)
    call_of = functools.cache(unit.calls.get)
    return [
        Registered(
            award=award,
            application=applications.get(award.application_id),
            call=call_of(award.call_id),
            holding=holdings[award.envelope_id, award.application_id],
            withholding=withheld.get(award.id),
        )
        for award in awards
    ]


def _all(unit: Reading, without: frozenset[str], recused: frozenset[str]) -> Iterator[Sequence[Award]]:
    key: str | None = None
    while True:
        found = unit.register.page(key, AT_ONCE, without=without, recused=recused)
        if found:
            yield found
        if len(found) < AT_ONCE:
            break
        key = unit.register.sort_key(found[-1])


def _given(unit: Reading, recused: frozenset[str]) -> Iterator[tuple[Amount, str | None]]:
    """What each envelope holds as committed and disbursed, less what the reader may not know of."""
    for envelope in unit.register.envelopes():
        given = envelope.balances[COMMITTED].plus(envelope.balances[DISBURSED])
        for holding in unit.holdings.held_by_each((envelope.id, application_id) for application_id in recused).values():
            given = given.minus(holding.of(COMMITTED)).minus(holding.of(DISBURSED))
        yield given, envelope.currency


def _today(unit: Reading) -> date:
    return unit.now.date()


def _midnight(unit: Reading) -> Any:
    return unit.now.replace(hour=0, minute=0, second=0, microsecond=0)
