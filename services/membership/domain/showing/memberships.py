"""How a membership is shown, and to whom. Who in the network took a step is for the network's staff."""

from datetime import date

from chassis.context import Actor
from contracts.membership import BasisView, MandateView, MembershipDue, MembershipStep, MembershipView, StatusRulesVersion
from services.membership.domain.basis import Basis
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after, works_for
from services.membership.domain.mandate import CityMandate
from services.membership.domain.member import Member, Step
from services.membership.domain.standing import Verdict
from services.membership.domain.status_rules import StatusRules


def membership_view(member: Member, city: City, verdict: Verdict, reader: Actor, today: date) -> MembershipView:
    """The public sees status and since when."""
    if not (works_for(reader, city.id) or looks_after(reader, city.hub_id)):
        return MembershipView(city_id=city.id, status=city.status, since=member.since, version=member.version)
    staff = looks_after(reader, city.hub_id)
    return MembershipView(
        city_id=city.id,
        status=city.status,
        since=member.since,
        reasons=member.history[-1].reasons[:1] if city.status == "withdrawn" else verdict.reasons,
        due=tuple(MembershipDue(what=stage.reason, on=stage.on, then=stage.status) for stage in verdict.due),
        last_sign_on=member.last_sign_on,
        accepted_version=member.accepted_version,
        mandate=mandate_view(member.mandate) if member.mandate else None,
        bases=tuple(_basis_view(basis, today) for basis in member.bases),
        undo_until=member.leaving.undo_until if member.leaving else None,
        history=tuple(_step(step, reader, staff) for step in member.history),
        version=member.version,
    )


def mandate_view(mandate: CityMandate) -> MandateView:
    return MandateView(
        id=mandate.id,
        state=mandate.state,
        file_name=mandate.file_name,
        size=mandate.size,
        sha256=mandate.sha256,
        signatory=mandate.signatory,
        signed_on=mandate.signed_on,
        valid_until=mandate.valid_until,
        uploaded_at=mandate.uploaded_at,
        judged_at=mandate.judged_at,
        note=mandate.note,
    )


def rules_view(rules: StatusRules, *, job_id: str | None = None) -> StatusRulesVersion:
    return StatusRulesVersion(
        number=rules.number,
        effective_from=rules.effective_from,
        silence_months=rules.silence_months,
        dormant_months=rules.dormant_months,
        grace_months=rules.grace_months,
        suspended_months=rules.suspended_months,
        mandate_months=rules.mandate_months,
        readmission_months=rules.readmission_months,
        undo_days=rules.undo_days,
        announced_at=rules.announced_at,
        job_id=job_id,
    )


def _basis_view(basis: Basis, today: date) -> BasisView:
    return BasisView(
        id=basis.id,
        kind=basis.kind,
        covering_city_id=basis.covering_city_id,
        starts_on=basis.starts_on,
        ends_on=basis.ends_on,
        ended_on=basis.ended_on,
        end_reason=basis.end_reason,
        live=basis.live(today),
    )


def _step(step: Step, reader: Actor, staff: bool) -> MembershipStep:
    by = step.by if staff or step.by == reader.person_id else None
    return MembershipStep(step=step.step, at=step.at, status=step.status, reasons=step.reasons, by=by, note=step.note)
