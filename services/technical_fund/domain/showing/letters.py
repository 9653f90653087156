"""Letters and their words as they are shown."""

from contracts.technical_fund import LetterFile, LetterTemplateView, LetterView
from services.technical_fund.domain.deciding import PANEL
from services.technical_fund.domain.letters import Letter, LetterTemplate
from services.technical_fund.domain.letters.template import NAMES


def letter_view(letter: Letter, parts: frozenset[str]) -> LetterView:
    return LetterView(
        id=letter.id,
        about=letter.about,
        application_id=letter.application_id,
        call_id=letter.call_id,
        kind=letter.tells,
        state=letter.state,
        files=tuple(LetterFile(language=file.language, size=file.size, sha256=file.sha256) for file in letter.files),
        job_id=letter.job_id if parts & PANEL else None,
        issued_at=letter.issued_at,
        appeal_until=letter.appeal_until if letter.issued else None,
        acknowledged_at=letter.acknowledged_at,
        version=letter.version,
    )


def template_view(template: LetterTemplate) -> LetterTemplateView:
    return LetterTemplateView(
        kind=template.tells,
        language=template.language,
        words=template.words,
        number=template.number,
        names=NAMES[template.tells],
        changed_at=template.changed_at,
        changed_by=template.changed_by,
        version=template.version,
    )
