"""What holds for every member, as the store has it."""

from services.membership.domain.law import Law
from services.membership.domain.principles import PrinciplesVersion
from services.membership.domain.status_rules import BOOK_ID, RuleBook
from services.membership.usecases.ports import Membership


def law(unit: Membership) -> Law:
    return Law(book=rule_book(unit), published=unit.principles.published())


def rule_book(unit: Membership) -> RuleBook:
    """The network's rules; until somebody announces others, those it began with."""
    return unit.rule_books.find(BOOK_ID) or RuleBook(id=BOOK_ID)


def principles_in_force(unit: Membership) -> PrinciplesVersion:
    return law(unit).principles
