"""Screenings as they are shown."""

from collections.abc import Mapping
from typing import Any

from contracts.technical_fund import (
    EligibilityRule,
    RuleFinding,
    RuleOverride,
    ScreeningOutcome,
    ScreeningRow,
    ScreeningView,
    UnmetRule,
)
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.bidding import Header
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.letters import Letter
from services.technical_fund.domain.screening import FAIL, UNKNOWN, Finding, Override, Screening
from services.technical_fund.domain.showing.conflicts import TextKeys, opened
from services.technical_fund.domain.workflow import Workflow


def screening_view(
    screening: Screening,
    application: Application,
    version: CallVersion,
    workflow: Workflow,
    keys: TextKeys,
    parts: frozenset[str],
) -> ScreeningView:
    rules = {rule.code: rule for rule in version.content.eligibility}
    return ScreeningView(
        application_id=application.id,
        call_id=application.call_id,
        call_version=version.number,
        city_id=application.city_id,
        state=application.state,
        result=screening.result,
        facts=screening.facts,
        findings=tuple(_finding(screening, finding, rules[finding.rule], keys) for finding in screening.findings),
        runs=screening.runs,
        run_at=screening.run_at,
        possible=workflow.possible(application.state, parts),
        version=screening.version,
    )


def screening_row(screening: Screening, header: Header) -> ScreeningRow:
    """Without the city's names, which membership tells."""
    return ScreeningRow(
        application_id=screening.id,
        reference=header.reference,
        call_id=screening.call_id,
        city_id=header.city_id,
        city={},
        country=header.country,
        title=header.title,
        state=header.state,
        result=screening.result,
        failing=screening.that_count(FAIL),
        unknown=screening.that_count(UNKNOWN),
        overridden=screening.overridden,
        submitted_at=screening.submitted_at,
        run_at=screening.run_at,
    )


def outcome_view(
    screening: Screening | None, application: Application, version: CallVersion, keys: TextKeys, letter: Letter | None
) -> ScreeningOutcome:
    outcome = screening.outcome if screening else None
    texts: Mapping[str, Any] = {rule.code: rule.texts for rule in version.content.eligibility}
    return ScreeningOutcome(
        application_id=application.id,
        state=application.state,
        rules=tuple(UnmetRule(rule=rule, texts=texts.get(rule)) for rule in (outcome.rules if outcome else ())),
        reason=opened(keys, outcome.text_id, outcome.text) if outcome else None,
        found_at=outcome.at if outcome else None,
        letter_id=letter.id if letter else None,
    )


def _finding(screening: Screening, finding: Finding, rule: EligibilityRule, keys: TextKeys) -> RuleFinding:
    override = screening.overrides.get(finding.rule)
    return RuleFinding(
        rule=rule.code,
        texts=rule.texts,
        fact=rule.fact,
        op=rule.op,
        value=rule.value,
        found=finding.found,
        as_of=finding.as_of,
        result=finding.result,
        override=_override(override, keys) if override else None,
        counts=screening.counts(finding),
    )


def _override(override: Override, keys: TextKeys) -> RuleOverride:
    return RuleOverride(result=override.result, reason=opened(keys, override.text_id, override.text), by=override.by, at=override.at)
