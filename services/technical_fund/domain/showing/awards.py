"""Awards as they are shown: to the management unit whole, to the city without who of the network did what."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from contracts.technical_fund import (
    AgreementSignature,
    AgreementVersionView,
    AwardAccount,
    FundAwardRow,
    FundAwardView,
    Milestone,
    MilestoneView,
    ReportDue,
    ReportDueView,
    Settlement,
    TrancheView,
)
from services.technical_fund.domain.amounts import NOTHING
from services.technical_fund.domain.award_reports import AwardReport
from services.technical_fund.domain.awards import Award, Version, tranches
from services.technical_fund.domain.awards.agreement import NETWORK
from services.technical_fund.domain.awards.closing import refund
from services.technical_fund.domain.ledger import Holding
from services.technical_fund.domain.ledger.entries import COMMITTED, RESERVED

UNTOUCHED = "missing"


def award_row(award: Award) -> FundAwardRow:
    return FundAwardRow(
        id=award.id,
        reference=award.reference,
        application_id=award.application_id,
        call_id=award.call_id,
        city_id=award.city_id,
        country=award.country,
        state=award.state,
        support=award.amount.support(award.currency),
        made_at=award.made_at,
        next_due_on=award.plan.next_due(),
    )


def award_view(award: Award, holding: Holding, reports: Mapping[str, AwardReport], *, side: str, today: date) -> FundAwardView:
    """`reports` by code, as far as the reader may know of them."""
    return FundAwardView(
        id=award.id,
        reference=award.reference,
        application_id=award.application_id,
        call_id=award.call_id,
        city_id=award.city_id,
        country=award.country,
        envelope_id=award.envelope_id,
        decision_id=award.decision_id,
        state=award.state,
        currency=award.currency,
        support=award.amount.support(award.currency),
        milestones=_milestones(award, today),
        reports=_reports(award, reports, today),
        tranches=tuple(_tranche(award, one.code, side) for one in award.plan.schedule.tranches),
        agreement=tuple(_version(one, award, side) for one in award.versions if side == NETWORK or one.was_sent),
        account=_account(award, holding),
        suspended_for=award.suspended_for,
        terminated_for=award.terminated_for,
        settlement=_settlement(award, side),
        made_at=award.made_at,
        in_force_since=award.in_force_since,
        ended_at=award.ended_at,
        version=award.version,
    )


def _milestones(award: Award, today: date) -> tuple[MilestoneView, ...]:
    def shown(one: Milestone) -> MilestoneView:
        reached = award.plan.reached.get(one.code)
        overdue = reached is None and one.due_on < today
        return MilestoneView(
            code=one.code, texts=one.texts, due_on=one.due_on, deliverable=one.deliverable, reached_at=reached, overdue=overdue
        )

    return tuple(shown(one) for one in award.plan.schedule.milestones)


def _reports(award: Award, reports: Mapping[str, AwardReport], today: date) -> tuple[ReportDueView, ...]:
    def shown(one: ReportDue) -> ReportDueView:
        report = reports.get(one.code)
        state = UNTOUCHED if report is None else report.state
        overdue = state not in ("submitted", "accepted") and one.due_on < today
        report_id = None if report is None else report.id
        return ReportDueView(code=one.code, kind=one.kind, due_on=one.due_on, report_id=report_id, state=state, overdue=overdue)

    return tuple(shown(one) for one in award.plan.schedule.reports)


def _tranche(award: Award, code: str, side: str) -> TrancheView:
    planned, progress, network = award.plan.tranche(code), award.plan.progress_of(code), side == NETWORK
    return TrancheView(
        **{name: getattr(planned, name) for name in ("code", "support", "due_on", "after_milestones", "after_reports")},
        state=progress.state,
        ready=tranches.is_ready(award, code),
        waits_for=award.plan.waits_for(code),
        held=progress.held,
        returned=progress.returned,
        requested_at=progress.requested_at,
        first_approved_by=progress.first_approved_by if network else None,
        second_approved_by=progress.second_approved_by if network else None,
        paid_on=progress.paid_on,
        payment_reference=progress.payment_reference,
    )


def _version(version: Version, award: Award, side: str) -> AgreementVersionView:
    signatures = tuple(
        AgreementSignature(**asdict(one) | {"signed_by": one.signed_by if one.side == side else None}) for one in version.signatures
    )
    return AgreementVersionView(
        version=version.number,
        state=version.state,
        source=version.source,
        language=version.language,
        support=version.amount.support(award.currency),
        sha256=version.sha256,
        amendment_id=version.amendment_id,
        job_id=version.job_id if side == NETWORK else None,
        drawn_up_at=version.drawn_up_at,
        sent_at=version.sent_at,
        return_reason=version.return_reason,
        signatures=signatures,
    )


def _account(award: Award, holding: Holding) -> AwardAccount:
    return AwardAccount(
        awarded=award.amount.support(award.currency),
        reserved=holding.of(RESERVED).support(award.currency),
        committed=holding.of(COMMITTED).support(award.currency),
        paid=award.paid.support(award.currency),
        recovered=award.recovered.support(award.currency),
        to_recover=award.to_recover.support(award.currency),
    )


def _settlement(award: Award, side: str) -> Settlement | None:
    """The network's reckoning, and, once it is closed, the city's to know."""
    reckoning = award.reckoning
    if reckoning is None or (side != NETWORK and award.state != "closed"):
        return None
    network = side == NETWORK
    return Settlement(
        spent=reckoning.spent.support(award.currency),
        written_off=reckoning.written_off.support(award.currency),
        released=reckoning.released.support(award.currency),
        refund=(refund(award) or NOTHING).support(award.currency),
        note=reckoning.note if network else None,
        proposed_at=reckoning.proposed_at,
        proposed_by=reckoning.proposed_by if network else None,
        approved_by=reckoning.approved_by if network else None,
    )
