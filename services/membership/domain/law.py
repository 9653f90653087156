"""What holds for every member, the rules that make a status and the principles, and what they make of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.membership.domain import principles, standing
from services.membership.domain.days import months_later
from services.membership.domain.member import Member
from services.membership.domain.principles import PrinciplesVersion, Published
from services.membership.domain.standing import Facts, Verdict
from services.membership.domain.status_rules import RuleBook, StatusRules


@dataclass(frozen=True, kw_only=True)
class Law:
    """Read once for a piece of work over many members. `statuses` are always those of the areas a member rests on, by id."""

    book: RuleBook
    published: Published

    def rules(self, today: date) -> StatusRules:
        return self.book.on(today)

    @property
    def principles(self) -> PrinciplesVersion:
        """The version in force."""
        return principles.in_force(self.published)

    def accept_by(self, member: Member) -> date | None:
        """The last day on which the member may accept what it has not accepted."""
        pending = principles.to_accept(self.published, member.accepted_version, member.began_on)
        return pending.accept_by if pending else None

    def facts(self, member: Member, statuses: Mapping[str, str], today: date) -> Facts:
        return member.facts(today, accept_by=self.accept_by(member), statuses=statuses)

    def verdict(self, member: Member, statuses: Mapping[str, str], today: date) -> Verdict:
        return standing.standing(self.facts(member, statuses, today), self.book.on(today), today)

    def next_day(self, member: Member, statuses: Mapping[str, str], today: date) -> date | None:
        """The next day on which something changes by itself, or on which somebody is to be reminded."""
        facts = self.facts(member, statuses, today)
        ends = (area.ends_on for area in facts.areas)
        days = (standing.next_look(facts, self.book, today), member.next_reminder(today, facts.accept_by), *ends)
        return min((day for day in days if day is not None), default=None)

    def last_day_of_readmission(self, member: Member, today: date) -> date:
        """Of a member whose own admission has ended."""
        assert member.left_on is not None
        return months_later(member.left_on, self.book.on(today).readmission_months)
