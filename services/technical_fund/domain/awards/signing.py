"""From a drawn-up document to an agreement in force: versions, sending, and the two signatures."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from contracts.errors import Conflict
from contracts.technical_fund import (
    AwardSchedule,
    FundAgreementDrawnUp,
    FundAgreementInForce,
    FundAgreementReturned,
    FundAgreementSent,
    FundAgreementSigned,
)
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards.agreement import (
    CITY,
    NETWORK,
    PENDING,
    PREPARING,
    READY,
    RETURNED,
    SENT,
    SIGNED,
    SIGNED_BY_CITY,
    SUPERSEDED,
    Signature,
    Version,
)
from services.technical_fund.domain.awards.award import AGREEMENT_DRAFT, AGREEMENT_SENT, IN_FORCE, UNSIGNED, Award
from services.technical_fund.domain.awards.award import SIGNED_BY_CITY as AWARD_SIGNED_BY_CITY
from services.technical_fund.domain.awards.schedule import Plan, check_schedule


def set_schedule(award: Award, schedule: AwardSchedule) -> None:
    """Raises `Invalid` for one that does not hold together. A version drawn up of an earlier schedule is superseded."""
    award.check("set_schedule")
    check_schedule(schedule, award.amount, award.currency)
    award.plan = Plan(schedule=schedule)
    _supersede(award)


def next_version(
    award: Award, amount: Amount, schedule: AwardSchedule, *, source: str, language: str, terms: str | None, by: str | None, at: datetime
) -> Version:
    """A version in the making; those before it that hold for nobody cannot be signed any more."""
    award.check("draw_up_agreement")
    _supersede(award)
    version = Version(
        number=len(award.versions) + 1,
        amount=amount,
        schedule=schedule,
        source=source,
        language=language,
        terms=terms,
        drawn_up_at=at,
        drawn_up_by=by,
        amendment_id=award.amendment_id,
    )
    award.versions = (*award.versions, version)
    if award.state in UNSIGNED:
        award.state = AGREEMENT_DRAFT
    return version


def is_drawn(award: Award, number: int, *, file_id: str, sha256: str, at: datetime) -> bool:
    """The document of a version is there; False where nobody waits for it any more."""
    version = award.version_called(number)
    if version.state != PREPARING or award.state not in (*UNSIGNED, IN_FORCE):
        return False
    award.put_version(replace(version, state=READY, file_id=file_id, sha256=sha256))
    award.tell(FundAgreementDrawnUp, agreement_version=number, sha256=sha256, amendment_id=version.amendment_id, at=at)
    return True


def send(award: Award, number: int, *, at: datetime) -> Version:
    award.check("send_agreement")
    version = _in_state(award, number, READY)
    award.put_version(sent := replace(version, state=SENT, sent_at=at))
    if award.state in UNSIGNED:
        award.state = AGREEMENT_SENT
    award.tell(FundAgreementSent, agreement_version=number, sha256=str(sent.sha256), at=at)
    return sent


def give_back(award: Award, number: int, reason: str, *, at: datetime) -> None:
    """The city does not sign it."""
    award.check("return_agreement")
    version = _in_state(award, number, SENT)
    award.put_version(replace(version, state=RETURNED, return_reason=reason))
    if award.state in UNSIGNED:
        award.state = AGREEMENT_DRAFT
    award.tell(FundAgreementReturned, agreement_version=number, at=at)


def sign(award: Award, number: int, side: str, sha256: str, *, by: str | None, at: datetime) -> Version:
    """Raises `Conflict`: `technical_fund.agreement_superseded`, `…other_document`, `…signed_already`, `…city_signs_first`."""
    award.check("sign_agreement")
    version = award.version_called(number)
    if version.signature_of(side) is not None and version.state in (SIGNED_BY_CITY, SIGNED):
        raise Conflict("technical_fund.signed_already", "this side has signed it", {"agreement_version": number})
    if side == NETWORK and version.state == SENT:
        raise Conflict("technical_fund.city_signs_first", "the city signs first", {"agreement_version": number})
    _in_state(award, number, SENT if side == CITY else SIGNED_BY_CITY)
    if sha256 != version.sha256:
        raise Conflict("technical_fund.other_document", "this version is another document", {"sha256": version.sha256})
    signature = Signature(side=side, signed_by=by, signed_at=at, sha256=sha256)
    signed = replace(version, signatures=(*version.signatures, signature), state=SIGNED_BY_CITY if side == CITY else SIGNED)
    award.put_version(signed)
    if award.state in UNSIGNED:
        award.state = AWARD_SIGNED_BY_CITY if side == CITY else award.state
    award.tell(FundAgreementSigned, agreement_version=number, side=side, sha256=sha256, at=at)
    return signed


def put_in_force(award: Award, version: Version, *, at: datetime) -> None:
    """What the version says holds: its amount and its schedule, with how far each part of it has come."""
    award.versions = tuple(
        replace(one, state=SUPERSEDED) if one.state == SIGNED and one.number != version.number else one for one in award.versions
    )
    award.amount, award.plan = version.amount, carried_over(award.plan, version.schedule)
    award.state, award.amendment_id = IN_FORCE, None
    award.in_force_since = award.in_force_since or at
    award.tell(FundAgreementInForce, agreement_version=version.number, amendment_id=version.amendment_id, at=at)


def carried_over(plan: Plan, schedule: AwardSchedule) -> Plan:
    """The new schedule, with what was reached, accepted and paid under the old one."""

    def kept(of: dict[str, datetime], parts: Iterable[object]) -> dict[str, datetime]:
        codes = {getattr(part, "code", "") for part in parts}
        return {code: at for code, at in of.items() if code in codes}

    tranches = {one.code for one in schedule.tranches}
    return Plan(
        schedule=schedule,
        reached=kept(plan.reached, schedule.milestones),
        accepted=kept(plan.accepted, schedule.reports),
        progress={code: progress for code, progress in plan.progress.items() if code in tranches},
    )


def drop_pending(award: Award) -> None:
    """Nothing that is on its way to being signed can be signed any more."""
    _supersede(award)


def _supersede(award: Award) -> None:
    award.versions = tuple(replace(one, state=SUPERSEDED) if one.state in PENDING else one for one in award.versions)


def _in_state(award: Award, number: int, state: str) -> Version:
    version = award.version_called(number)
    if version.state == SUPERSEDED:
        raise Conflict("technical_fund.agreement_superseded", "there is a later version", {"agreement_version": number})
    if version.state != state:
        raise Conflict(
            "technical_fund.wrong_agreement_state", "this version is not where that can be done", {"state": version.state, "wanted": state}
        )
    return version
