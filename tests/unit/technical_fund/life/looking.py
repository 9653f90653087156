"""Blindness: everything anybody may ask for is asked, and no word stands in an answer that its reader may not read."""

import json
from collections.abc import Iterator
from typing import Any, Final

from chassis.context import new_id
from contracts.technical_fund import GetFundReview, ListFundReviews
from tests.habits.fund_records.asking import BY_TITLE, names_a_record, request_of
from tests.unit.technical_fund.life.world import CHAIR, CITIES, MANAGERS, REVIEWERS, Life

QUERIES: Final = tuple(title for title, operation in BY_TITLE.items() if operation.declaration.kind == "query")
OF_AN_APPLICATION: Final = tuple(title for title in QUERIES if names_a_record(BY_TITLE[title]))
LISTS: Final = tuple(title for title in QUERIES if title not in OF_AN_APPLICATION and "rebuild" not in title)


def look_around(life: Life, name: str, application_id: str) -> None:
    """All lists, and everything there is about one application. A refusal may not tell a word either."""
    closed = dict(kept_from(life, name))
    for number, ids in enumerate(everything_about(life, application_id)):
        for title in OF_AN_APPLICATION if number else (*LISTS, *OF_AN_APPLICATION):
            _hears_nothing_closed(life, name, request_of(BY_TITLE[title], ids), closed)


def glance(life: Life, application_id: str) -> None:
    """The panel, and two who are not of it, read the application and its reviews, as far as there are any to read."""
    seats = life.seats(application_id)
    if not any(seat.id in life.secrets.reviews for seat in seats):
        return
    sitting = (life.name_of(seat.reviewer_id) for seat in seats if seat.seated)
    for name in {name for name in (*sitting, "ana", f"focal of {life.city_of(application_id)}") if name is not None}:
        closed = dict(kept_from(life, name))
        asked = [ListFundReviews(application_id=application_id), *(GetFundReview(review_id=seat.id) for seat in seats)]
        for request in asked:
            _hears_nothing_closed(life, name, request, closed)


def _hears_nothing_closed(life: Life, name: str, request: Any, closed: dict[str, str]) -> None:
    heard = life.ask(request, name)
    told = heard.answer if heard.refusal is None else (heard.refusal.message, heard.refusal.details)
    text = json.dumps(told, default=str, ensure_ascii=False)
    found = {token: why for token, why in closed.items() if token in text}
    assert not found, f"{type(request).__name__} told {name}: {found}"


def everything_about(life: Life, application_id: str) -> Iterator[dict[str, str]]:
    """Ids to ask with, by field: once with each seat of the panel."""
    ids = {name: new_id() for name in ("attachment_id", "delegation_id", "file_id", "post_id", "run_id", "dossier_id", "export_id")}
    ids |= {"application_id": application_id, "item_id": application_id, "call_id": life.call_id, "envelope_id": life.envelope_id}
    ids |= {"person_id": life.id_of("rosa"), "mentor_id": new_id(), "change_id": new_id(), "batch_id": new_id()}
    of: dict[str, Any] = {
        "award_id": [award.id] if (award := life.award(application_id)) else [],
        "decision_id": ids_in(life, "decisions", application_id),
        "letter_id": ids_in(life, "letters", application_id),
        "appeal_id": ids_in(life, "appeals", application_id),
        "report_id": ids_in(life, "award_reports", application_id),
        "amendment_id": ids_in(life, "amendments", application_id),
    }
    ids |= {field: (found or [new_id()])[-1] for field, found in of.items()}
    for seat in [seat.id for seat in life.seats(application_id)] or [new_id()]:
        yield {**ids, "assignment_id": seat, "review_id": seat}


def ids_in(life: Life, collection: str, application_id: str) -> list[str]:
    return [str(row["_id"]) for row in life.rows(collection) if row.get("application_id") == application_id]


# ---------------------------------------------------------------- what is whose to read


def kept_from(life: Life, name: str) -> Iterator[tuple[str, str]]:
    """Words that this person may not hear, each with why; told from the rules alone."""
    for application_id in life.applications:
        application = life.application(application_id)
        if application is not None:
            yield from _of_application(life, name, application)


def _of_application(life: Life, name: str, application: Any) -> Iterator[tuple[str, str]]:
    me = life.cast[name].person_id
    title, plan = life.secrets.titles[application.id], life.secrets.plans[application.id]
    city_side = name.endswith(f"of {life.city_of(application.id)}") or application.right_of(me, life.fund.now) is not None
    if city_side:
        yield from _from_the_city(life, application)
        return
    recused = me in life.recused(application.id)
    seated = any(seat.reviewer_id == me and seat.seated for seat in life.seats(application.id))
    inside = not application.is_draft and not recused and (name in (*MANAGERS, CHAIR) or seated)
    if not inside:
        yield plan, f"what {application.state} tells is not theirs to read"
        yield from ((word, "nothing of its reviews is theirs") for word in _words(life, application.id))
    if not inside and (recused or application.is_draft or name not in REVIEWERS) and life.award(application.id) is None:
        yield title, f"they may not know of it ({application.state}, recused: {recused})"
        if application.reference and recused:
            yield application.reference, "they may not know of it"
    if recused:
        yield application.id, "they asked with it, and nothing repeats it"
    if inside:
        yield from _of_reviews(life, me, application, leads=name in (*MANAGERS, CHAIR))


def _from_the_city(life: Life, application: Any) -> Iterator[tuple[str, str]]:
    """The city reads what was written for it once its letter is issued, and never what was not; of a decision nothing before that."""
    yield from ((life.secrets.confidential[review.id], "not for the city") for review in _written(life, application.id))
    decisions = life.look(lambda unit: list(unit.decisions.of_application(application.id)))
    yield from ((one.id, "nobody has told the city yet") for one in decisions if one.told_at is None)
    if not any(one.told_at is not None for one in decisions):
        yield from ((life.secrets.reviews[review.id], "no letter has told it") for review in _written(life, application.id))


def _of_reviews(life: Life, me: str | None, application: Any, *, leads: bool) -> Iterator[tuple[str, str]]:
    reviews = life.reviews(application.id)
    finished = {review.round for review in reviews if review.reviewer_id == me and review.counts}
    owed = {seat.round for seat in life.seats(application.id) if seat.reviewer_id == me and seat.seated} - finished
    for review in _written(life, application.id):
        if review.reviewer_id == me:
            continue
        final = review.counts or (leads and not review.live and bool(review.submissions))
        if review.round in owed:
            yield life.secrets.reviews[review.id], "their own comes first"
        elif not final:
            yield life.secrets.reviews[review.id], f"it is {review.state}"
        elif not leads and review.round not in finished:
            yield life.secrets.reviews[review.id], "they had no part in that round"


def _written(life: Life, application_id: str) -> list[Any]:
    return [review for review in life.reviews(application_id) if review.id in life.secrets.reviews]


def _words(life: Life, application_id: str) -> Iterator[str]:
    for review in _written(life, application_id):
        yield life.secrets.reviews[review.id]
        yield life.secrets.confidential[review.id]


EVERYBODY: Final = (*MANAGERS, *REVIEWERS, CHAIR, *(f"mayor of {city}" for city in CITIES), "delegate", "hub", "stranger", "nobody")
