"""Announcing rules: a new version from a coming day on, and a job that plans every member's next look anew."""

from contracts.membership import AnnounceStatusRules, StatusRulesVersion
from services.membership.domain.showing.memberships import rules_view
from services.membership.usecases.law import rule_book
from services.membership.usecases.life import begin_reckoning
from services.membership.usecases.ports import Membership


def announce_status_rules(unit: Membership, request: AnnounceStatusRules) -> StatusRulesVersion:
    book = rule_book(unit)
    rules = book.announce(request, at=unit.now)
    if book.version:
        unit.rule_books.save(book)
    else:
        unit.rule_books.add(book)
    job = begin_reckoning(unit, f"rules {rules.number}")
    return rules_view(rules, job_id=job.id)
