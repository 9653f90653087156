"""What was given under an agreement: entered, and corrected by counter-entries."""

from chassis.context import new_id
from contracts.errors import Conflict, NotFound
from contracts.membership import ContributionView, CorrectContribution, Gift, RecordContribution
from services.membership.domain import contribution
from services.membership.domain.agreement import Agreement
from services.membership.domain.contribution import Contribution
from services.membership.domain.showing.partners import contribution_view
from services.membership.usecases.ports import Membership


def record_contribution(unit: Membership, request: RecordContribution) -> ContributionView:
    agreement = unit.agreements.find(request.agreement_id)
    if agreement is None:
        raise NotFound("membership.no_agreement", "there is no such agreement")
    if not agreement.terms:
        raise Conflict("membership.not_signed", "contributions are entered once the agreement is signed", {"state": agreement.state})
    entry = _entered(unit, agreement, request.contribution, "/contribution")
    return contribution_view(entry, unit.actor)


def correct_contribution(unit: Membership, request: CorrectContribution) -> ContributionView:
    """An entry is corrected once; two who correct it at the same time write the same guard, and the second hears that it is done."""
    wrong = unit.contributions.find(request.contribution_id)
    if wrong is None:
        raise NotFound("membership.no_contribution", "there is no such contribution")
    if wrong.corrects is not None:
        raise Conflict("membership.counter_entry", "a counter-entry is not corrected: enter what is right")
    unit.guard(f"contribution:{wrong.id}")
    if unit.contributions.correction_of(wrong.id) is not None:
        raise Conflict("membership.corrected_already", "this entry has been corrected already")
    counter = wrong.cancelled(request.reason, id=new_id(), by=str(unit.actor.person_id), at=unit.now)
    unit.contributions.add(counter)
    if request.replacement is None:
        return contribution_view(counter, unit.actor)
    agreement = unit.agreements.get(wrong.agreement_id)
    right = _entered(unit, agreement, request.replacement, "/replacement", replaces=wrong.id)
    return contribution_view(right, unit.actor)


def _entered(unit: Membership, agreement: Agreement, gift: Gift, pointer: str, *, replaces: str | None = None) -> Contribution:
    contribution.check(gift, agreement, unit.now.date(), pointer)
    entry = Contribution(
        id=new_id(),
        agreement_id=agreement.id,
        gift=gift,
        entered_at=unit.now,
        entered_by=str(unit.actor.person_id),
        replaces=replaces,
    )
    unit.contributions.add(entry)
    return entry
