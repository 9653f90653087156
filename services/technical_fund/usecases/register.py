"""Keeping from the public what would harm, with a reason, until somebody looks at it again."""

from contracts.errors import NotFound
from contracts.standard import Done
from contracts.technical_fund import (
    PublishWithheld,
    RegisterPublisherView,
    RegisterWithholding,
    SetRegisterPublisher,
    WithholdFromRegister,
)
from services.technical_fund.domain.access import MANAGEMENT, acting
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.register.withholding import Withholding, checked_fields
from services.technical_fund.domain.showing.register import publisher_view, withholding_view
from services.technical_fund.usecases import history
from services.technical_fund.usecases.ports import Fund


def withhold_from_register(unit: Fund, request: WithholdFromRegister) -> RegisterWithholding:
    award = _award(unit, request.award_id)
    fields = checked_fields(request.fields, request.delay_until, request.review_on, unit.now.date())
    withholding = unit.withholdings.find(award.id)
    if withholding is not None:
        unit.expect(withholding)
        unit.withholdings.remove(withholding)
    made = Withholding(
        id=award.id,
        application_id=award.application_id,
        fields=fields,
        delay_until=request.delay_until,
        review_on=request.review_on,
        set_by=unit.actor.person_id,
        set_at=unit.now,
    )
    unit.withholdings.add(made)
    data = {"award_id": award.id, "fields": fields, "delay_until": request.delay_until, "review_on": request.review_on}
    history.note(unit, award.application_id, "withhold_from_register", data=data, texts={"reason": request.reason})
    return withholding_view(made)


def publish_withheld(unit: Fund, request: PublishWithheld) -> Done:
    award = _award(unit, request.award_id)
    withholding = unit.withholdings.find(award.id)
    if withholding is None:
        raise NotFound("technical_fund.nothing_withheld", "nothing of this award is withheld")
    unit.withholdings.remove(withholding)
    data = {"award_id": award.id, "fields": withholding.fields}
    history.note(unit, award.application_id, "publish_withheld", data=data, texts={"reason": request.reason})
    return Done()


def set_register_publisher(unit: Fund, request: SetRegisterPublisher) -> RegisterPublisherView:
    publisher = unit.register_publisher.current()
    unit.expect(publisher)
    publisher.set(request.publisher, at=unit.now)
    unit.register_publisher.save(publisher) if publisher.version else unit.register_publisher.add(publisher)
    return publisher_view(publisher)


def _award(unit: Fund, award_id: str) -> Award:
    """Raises the same for an award that is not there and for one of an application the actor may not know."""
    award = unit.awards.find(award_id)
    if award is None:
        raise _no_award()
    try:
        acting(unit, award.application_id, MANAGEMENT)
    except NotFound:
        raise _no_award() from None
    return award


def _no_award() -> NotFound:
    return NotFound("technical_fund.no_award", "there is no such award")
