"""Letters, their words, and how one would look."""

from typing import Final

from contracts.declare import load
from contracts.errors import Invalid, NotFound, Refusal
from contracts.membership import CityNames
from contracts.standard import FilePart
from contracts.technical_fund import (
    GetFundLetter,
    GetFundLetterTemplate,
    LetterPreview,
    LetterTemplates,
    LetterTemplateView,
    LetterView,
    ListFundLetterTemplates,
    PreviewFundLetter,
    ReadFundLetter,
    ReadFundLetterPreview,
)
from contracts.words import LANGUAGES
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.deciding import PANEL, known_decision, no_decision
from services.technical_fund.domain.in_words import spoken
from services.technical_fund.domain.lettering import known_letter, named, naming, no_letter, preview_context, template_of
from services.technical_fund.domain.letters import KINDS, LetterTemplate
from services.technical_fund.domain.letters.compose import missing
from services.technical_fund.domain.letters.template import house_template, number_id, template_id
from services.technical_fund.domain.showing.letters import letter_view, template_view
from services.technical_fund.views.ports import Neighbours, Reading

PREVIEW_FILE: Final = "fund_letter_preview"
SECONDS: Final = 1.5


def get_fund_letter(unit: Reading, request: GetFundLetter) -> LetterView:
    letter, _, parts = known_letter(unit, request.letter_id)
    return letter_view(letter, parts)


def read_fund_letter(unit: Reading, request: ReadFundLetter) -> FilePart:
    letter, _, _ = known_letter(unit, request.letter_id)
    file = letter.file_in(request.language)
    if file is None:
        raise no_letter()
    return unit.files.read(file.file_id, request.offset)


def read_fund_letter_preview(unit: Reading, request: ReadFundLetterPreview) -> FilePart:
    return unit.files.read_own(request.file_id, PREVIEW_FILE, request.offset)


def preview_fund_letter(unit: Reading, request: PreviewFundLetter, neighbours: Neighbours) -> LetterPreview:
    """Without membership the letter is shown without the city's name: it is a draft."""
    decision, application, parts = known_decision(unit, request.decision_id)
    if not parts & PANEL:
        raise no_decision()
    language = _language(request.language or spoken(application.language))
    context = preview_context(unit, decision, application, _names(application, neighbours), language)
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    return LetterPreview(
        kind=str(decision.outcome),
        language=language,
        html=unit.papers.page("letter", context, language),
        missing=missing(decision.content, version, language),
    )


def list_fund_letter_templates(unit: Reading, request: ListFundLetterTemplates) -> LetterTemplates:
    there = {template.id: template for template in unit.letter_templates.all()}
    each = (there.get(template_id(kind, language)) or house_template(kind, language) for kind in KINDS for language in LANGUAGES)
    return LetterTemplates(items=tuple(template_view(template) for template in each))


def get_fund_letter_template(unit: Reading, request: GetFundLetterTemplate) -> LetterTemplateView:
    template = template_of(unit, request.letter_kind, _language(request.language))
    if request.number is None or request.number == template.number:
        return template_view(template)
    if request.number > template.number:
        raise NotFound("not_found", "these words have not been set so often")
    return template_view(_as_it_was(unit, template, request.number))


def _as_it_was(unit: Reading, template: LetterTemplate, number: int) -> LetterTemplate:
    earlier = house_template(template.tells, template.language)
    earlier.number, earlier.version = number, template.version
    if number:
        kept = unit.letter_template_numbers.get(number_id(template.tells, template.language, number))
        earlier.words, earlier.changed_at, earlier.changed_by = kept.words, kept.set_at, kept.set_by
    return earlier


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid.field("/language", "not_an_option", f"must be one of {', '.join(LANGUAGES)}")
    return language


def _names(application: Application, neighbours: Neighbours) -> dict[str, str] | None:
    try:
        return named(load(CityNames, neighbours.ask(naming(application), seconds=SECONDS), unknown="exclude"))
    except Refusal:
        return None
