"""Which letters somebody may know of, and what goes into one; for use cases and views alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from contracts.errors import Conflict, NotFound
from contracts.membership import CityNames, NameCities
from contracts.technical_fund import FundTerms, LetterWords
from services.technical_fund.domain import access, deciding
from services.technical_fund.domain.access import CITY_SIDE
from services.technical_fund.domain.appeals import Appeal, appeal_until, may_be_appealed
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.decisions import Decision, granted
from services.technical_fund.domain.in_words import spoken
from services.technical_fund.domain.letters import Letter, LetterTemplate, TemplateNumber
from services.technical_fund.domain.letters.compose import Dating, Matter, of_appeal, of_decision, of_screening
from services.technical_fund.domain.letters.template import house_template, house_words, number_id, template_id
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.screening import Screening
from services.technical_fund.domain.showing.conflicts import TextKeys, opened
from services.technical_fund.domain.terms import Terms
from services.technical_fund.domain.workflow import Workflow


class Letters(Protocol):
    def find(self, id: str) -> Letter | None: ...


class Reviews(Protocol):
    def of_application(self, application_id: str) -> Sequence[Review]: ...


class Templates(Protocol):
    def find(self, id: str) -> LetterTemplate | None: ...


class TemplateNumbers(Protocol):
    def get(self, id: str) -> TemplateNumber: ...


class TermsCollection(Protocol):
    def current(self) -> Terms: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Knowing(access.Looking, Protocol):
    @property
    def letters(self) -> Letters: ...


class Worded(Protocol):
    @property
    def letter_templates(self) -> Templates: ...
    @property
    def letter_template_numbers(self) -> TemplateNumbers: ...


class Promising(Protocol):
    @property
    def call_versions(self) -> deciding.CallVersions: ...
    @property
    def terms(self) -> TermsCollection: ...


class Composing(Worded, Promising, Protocol):
    @property
    def reviews(self) -> Reviews: ...
    @property
    def workflows(self) -> Workflows: ...
    @property
    def now(self) -> Any: ...


class Telling(Composing, Protocol):
    @property
    def person_keys(self) -> TextKeys: ...


def naming(application: Application) -> NameCities:
    """What membership is asked before a letter is written."""
    return NameCities(city_ids=(application.city_id,))


def named(told: CityNames) -> dict[str, str] | None:
    return next((dict(city.names) for city in told.items), None)


def known_letter(unit: Knowing, letter_id: str) -> tuple[Letter, Application, frozenset[str]]:
    """Raises `technical_fund.no_letter` for everybody but the management unit, the chair and, once it is issued, the city."""
    letter = unit.letters.find(letter_id)
    application = None if letter is None else unit.applications.find(letter.application_id)
    parts = frozenset[str]() if application is None else access.parts_of(unit, application)
    if letter is None or application is None or not (parts & deciding.PANEL or (parts & CITY_SIDE and letter.issued)):
        raise no_letter()
    return letter, application, parts


def no_letter() -> NotFound:
    """The one answer for what is not there and for what one may not know."""
    return NotFound("technical_fund.no_letter", "there is no such letter")


def no_outcome_yet() -> Conflict:
    return Conflict("technical_fund.no_outcome_yet", "the draft says no outcome yet, and a letter tells one")


def languages_of(application: Application, terms: FundTerms) -> tuple[str, ...]:
    """The city's language first, then the one of the terms."""
    return tuple(dict.fromkeys(one for one in (spoken(application.language), terms.letter_language) if one))


def template_of(unit: Worded, tells: str, language: str) -> LetterTemplate:
    """The words as they are now; the house's while nobody has set others."""
    return unit.letter_templates.find(template_id(tells, language)) or house_template(tells, language)


def words_of(unit: Worded, tells: str, language: str, number: int) -> LetterWords:
    """The words as they were set at that number. Raises `not_found`."""
    if number == 0:
        return house_words(tells, language)
    return unit.letter_template_numbers.get(number_id(tells, language, number)).words


def context_of_decision(
    unit: Composing,
    decision: Decision,
    application: Application,
    names: dict[str, str] | None,
    words: LetterWords,
    dating: Dating,
    language: str,
) -> dict[str, Any]:
    """What the letter about a decision holds, as of now."""
    matter = _matter(unit, application, names)
    support = decision.support or granted(decision.content, deciding.frame_of(unit, application))
    reviews = unit.reviews.of_application(application.id)
    return of_decision(decision, support, matter, words, reviews, dating, language)


def context_of_appeal(
    unit: Composing,
    appeal: Appeal,
    application: Application,
    names: dict[str, str] | None,
    words: LetterWords,
    dating: Dating,
    language: str,
) -> dict[str, Any]:
    return of_appeal(appeal.reasons or {}, _matter(unit, application, names), words, dating, language)


def context_of_screening(
    unit: Telling,
    screening: Screening,
    application: Application,
    names: dict[str, str] | None,
    words: LetterWords,
    dating: Dating,
    language: str,
) -> dict[str, Any]:
    outcome = screening.outcome
    reason = None if outcome is None else opened(unit.person_keys, outcome.text_id, outcome.text)
    return of_screening(screening, reason, _matter(unit, application, names), words, dating, language)


def preview_context(
    unit: Composing, decision: Decision, application: Application, names: dict[str, str] | None, language: str
) -> dict[str, Any]:
    """The letter as it would be issued today, marked as a draft. Raises `technical_fund.no_outcome_yet`."""
    if decision.outcome is None:
        raise no_outcome_yet()
    words = template_of(unit, decision.outcome, language).words
    dating = dating_of(unit, application, decision.outcome, draft=True)
    return context_of_decision(unit, decision, application, names, words, dating, language)


def dating_of(unit: Composing, application: Application, tells: str, *, draft: bool = False) -> Dating:
    """Dated now, with the end of the time to appeal where the process has an appeal against it."""
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    until = time_to_appeal(unit, application, unit.now) if may_be_appealed(workflow, tells) else None
    return Dating(dated=unit.now, appeal_until=until, draft=draft)


def time_to_appeal(unit: Promising, application: Application, since: datetime) -> datetime:
    """Until when the city may appeal: as long as the call promised when it was published, whatever the terms say since."""
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    days = version.appeal_days or unit.terms.current().content.appeal_days
    return appeal_until(since, days, version.content.time_zone)


def _matter(unit: Composing, application: Application, names: dict[str, str] | None) -> Matter:
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    return Matter(application=application, version=version, city_names=names)
