"""Letters, and the words they are made of."""

from collections.abc import Sequence
from typing import Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from services.technical_fund.domain.letters import Letter, LetterTemplate, TemplateNumber

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="letters", keys=(("application_id", 1), ("prepared_at", -1))),)


class StoredLetters(Repository[Letter]):
    """Letters, under the id of what they tell of."""

    aggregate = Letter
    name = "letters"

    def of_application(self, application_id: str) -> Sequence[Letter]:
        """Newest first."""
        return list(self.select({"application_id": application_id}, sort=(("prepared_at", -1),)))


class StoredLetterTemplates(Repository[LetterTemplate]):
    """Words that the management unit has set: a few for each kind of letter, read together."""

    aggregate = LetterTemplate
    name = "letter_templates"

    def all(self) -> Sequence[LetterTemplate]:
        return list(self.select({}))


class StoredLetterTemplateNumbers(Repository[TemplateNumber]):
    """Every setting there was."""

    aggregate = TemplateNumber
    name = "letter_template_numbers"
