"""Envelopes and awards for tests, made the way the code makes them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chassis.context import Actor, new_id
from contracts.standard import OpenUpload, SendUploadPart
from contracts.technical_fund import (
    AcceptAwardReport,
    ApproveTranche,
    AttachReportEvidence,
    AwardReportContent,
    AwardSchedule,
    DraftAwardReport,
    DrawUpFundAgreement,
    FundAwardView,
    GetFundAward,
    Milestone,
    Money,
    RecordTranchePayment,
    ReportDue,
    SendFundAgreement,
    SetAwardSchedule,
    SignFundAgreement,
    SubmitAwardReport,
    Support,
    Tranche,
)
from services.technical_fund import views
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.conflicts import Conflict
from services.technical_fund.domain.ledger import Envelope
from services.technical_fund.usecases import award_agreements, award_reports, awards, ledger, tranches
from tests.builders.fund import applications as on_their_way
from tests.fakes.technical_fund import focal_point, management, mayors_office


def support(minor: int | None = 0, half_days: int = 0, currency: str = "EUR") -> Support:
    """Euros in cents, and half-days; with None no money at all."""
    return Support(money=None if minor is None else Money(minor=minor, currency=currency), half_days=half_days)


@dataclass(frozen=True, kw_only=True)
class Endowment:
    envelope: Support


@dataclass(frozen=True, kw_only=True)
class PublishedCall:
    """As much of a call as its envelope needs."""

    id: str = field(default_factory=new_id)
    content: Endowment = Endowment(envelope=support(10_000_000, 400))


@dataclass(frozen=True, kw_only=True)
class Applied:
    """As much of an application as an award needs."""

    call_id: str
    id: str = field(default_factory=new_id)
    city_id: str = field(default_factory=new_id)
    country: str = "ES"
    language: str = "es"


@dataclass(frozen=True, kw_only=True)
class Decided:
    """As much of an approved decision as an award needs."""

    envelope_id: str
    support: Support
    id: str = field(default_factory=new_id)


def an_envelope(fund: Any, holds: Support | None = None) -> Envelope:
    call = PublishedCall(content=Endowment(envelope=holds)) if holds else PublishedCall()
    envelope: Envelope = fund.within(lambda unit: ledger.open_envelope(unit, call))
    return envelope


def reserved(fund: Any, envelope: Envelope, given: Support, application_id: str | None = None, key: str | None = None) -> str:
    """Set aside for an application; its id."""
    about = ledger.About(application_id=application_id or new_id())
    fund.within(lambda unit: ledger.reserve(unit, envelope.id, given, about=about, key=key or f"decision/{new_id()}"))
    return about.application_id


def an_award(fund: Any, envelope: Envelope, given: Support, *, city_id: str | None = None) -> Award:
    """Decided, reserved and made."""
    applied = Applied(call_id=envelope.call_id, city_id=city_id or new_id())
    decided = Decided(envelope_id=envelope.id, support=given)
    reserved(fund, envelope, given, applied.id, f"decision/{decided.id}")
    award: Award = fund.within(lambda unit: awards.make_award(unit, applied, decided))
    return award


# ---------------------------------------------------------------- awards with a city and a management unit around them


@dataclass(frozen=True, kw_only=True)
class Granted:
    """An award with those who act on it."""

    fund: Any
    award_id: str
    application_id: str
    call_id: str
    envelope_id: str
    city_id: str
    mayor: Actor
    focal: Actor
    manager: Actor
    colleague: Actor

    @property
    def award(self) -> Award:
        award: Award = self.fund.within(lambda unit: unit.awards.get(self.award_id))
        return award

    def view(self, by: Actor | None = None) -> FundAwardView:
        view: FundAwardView = self.fund.see(views.awards.get_fund_award, GetFundAward(award_id=self.award_id), by or self.manager)
        return view

    def balances(self) -> dict[str, Amount]:
        return dict(self.fund.within(lambda unit: unit.envelopes.get(self.envelope_id)).balances)

    def pay(self, tranche: str, reference: str = "B-1") -> FundAwardView:
        """Approved by two, and paid."""
        for by in (self.manager, self.colleague):
            self.fund.ask(tranches.approve_tranche, ApproveTranche(award_id=self.award_id, tranche=tranche), by)
        paid = RecordTranchePayment(award_id=self.award_id, tranche=tranche, paid_on=self.fund.now.date(), payment_reference=reference)
        view: FundAwardView = self.fund.ask(tranches.record_tranche_payment, paid, self.manager)
        return view

    def accept(self, code: str, *, milestones: tuple[str, ...] = (), spent: int = 0) -> str:
        """A report drafted, handed in with evidence and accepted; its id."""
        content = AwardReportContent(done="Done.", milestones=milestones, spent=Money(minor=spent, currency="EUR"))
        drafted = self.fund.ask(
            award_reports.draft_award_report, DraftAwardReport(award_id=self.award_id, code=code, content=content), self.focal
        )
        file = AttachReportEvidence(report_id=drafted.id, upload_id=uploaded(self.fund, self.focal, "fund_report"), shows="What was done")
        self.fund.ask(award_reports.attach_report_evidence, file, self.focal)
        self.fund.ask(award_reports.submit_award_report, SubmitAwardReport(report_id=drafted.id), self.focal)
        self.fund.ask(award_reports.accept_award_report, AcceptAwardReport(report_id=drafted.id), self.manager)
        return str(drafted.id)


def granted(fund: Any, given: Support | None = None, *, holds: Support | None = None) -> Granted:
    """An application that was submitted and is funded, its award made, nothing agreed yet: 6,000.00 € and 10 days of an envelope that
    holds 100,000.00 € and 200 days."""
    given = given or support(600_000, 20)
    city_id = on_their_way.a_city(fund)
    mayor = mayors_office(city_id)
    call_id = on_their_way.a_call(fund)
    application_id = on_their_way.submitted(fund, call_id, city_id, mayor).application.id
    endowed = PublishedCall(id=call_id, content=Endowment(envelope=holds or support(10_000_000, 400)))

    def make(unit: Any) -> tuple[str, str]:
        application = unit.applications.get(application_id)
        application.move("funded", at=unit.now)
        unit.applications.save(application)
        envelope = ledger.open_envelope(unit, endowed)
        decided = Decided(envelope_id=envelope.id, support=given)
        about = ledger.About(application_id=application_id)
        ledger.reserve(unit, envelope.id, given, about=about, key=f"decision/{decided.id}")
        return awards.make_award(unit, application, decided).id, envelope.id

    award_id, envelope_id = fund.within(make)
    return Granted(
        fund=fund,
        award_id=award_id,
        application_id=application_id,
        call_id=call_id,
        envelope_id=envelope_id,
        city_id=city_id,
        mayor=mayor,
        focal=focal_point(city_id),
        manager=management(),
        colleague=management(),
    )


def schedule(*parts: Tranche) -> AwardSchedule:
    """Two milestones, two reports, and tranches that add up to `granted`: money at once, money after the first report, ten days."""
    return AwardSchedule(
        milestones=(
            Milestone(code="begun", texts={"en": "Work has begun"}, due_on=date(2027, 6, 1)),
            Milestone(code="done", texts={"en": "Work is done"}, due_on=date(2027, 12, 1)),
        ),
        reports=(
            ReportDue(code="halfway", kind="progress", due_on=date(2027, 9, 1)),
            ReportDue(code="last", kind="final", due_on=date(2028, 1, 15)),
        ),
        tranches=parts
        or (
            Tranche(code="first", support=support(200_000), due_on=date(2027, 5, 1)),
            Tranche(
                code="second", support=support(400_000), due_on=date(2027, 10, 1), after_milestones=("begun",), after_reports=("halfway",)
            ),
            Tranche(code="days", support=support(None, 20), due_on=date(2027, 8, 1)),
        ),
    )


def uploaded(fund: Any, by: Actor, purpose: str, data: bytes = on_their_way.PDF) -> str:
    """A complete PDF of somebody's own; its id."""
    announced = OpenUpload(purpose=purpose, file_name="paper.pdf", media_type="application/pdf", size=len(data))
    upload = fund.ask(lambda unit, request: unit.files.open(request), announced, by)
    part = SendUploadPart(upload_id=upload.id, offset=0, part=data)
    fund.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    return str(upload.id)


def drawn_up(of: Granted, data: bytes = on_their_way.PDF) -> FundAwardView:
    """A version of an uploaded document, sent to the city."""
    upload = uploaded(of.fund, of.manager, "fund_agreement", data)
    view = of.fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id, upload_id=upload), of.manager)
    number = view.agreement[-1].version
    sent: FundAwardView = of.fund.ask(
        award_agreements.send_fund_agreement, SendFundAgreement(award_id=of.award_id, agreement_version=number), of.manager
    )
    return sent


def signed(of: Granted) -> FundAwardView:
    """The latest version, by the city and then the network."""
    version = of.view().agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    of.fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)
    view: FundAwardView = of.fund.ask(award_agreements.sign_fund_agreement, request, of.manager)
    return view


def in_force(fund: Any, given: Support | None = None, **more: Any) -> Granted:
    """An award whose agreement both have signed."""
    of = granted(fund, given, **more)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    drawn_up(of)
    signed(of)
    return of


def recuse(of: Granted, person: Actor) -> None:
    """Somebody has a conflict with the award's application from now on."""
    conflict = Conflict(
        application_id=of.application_id,
        person_id=str(person.person_id),
        call_id=of.call_id,
        kind="declared",
        ground="declared",
        since=of.fund.now,
    )
    of.fund.within(lambda unit: unit.conflicts.keep(conflict))
