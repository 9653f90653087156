"""One call of the Fund with an application for everybody, and three that some may know nothing of: one funded and running, one declined and
under appeal, one in review. Everything is made by what people may ask, and asked at the service's own doors.
"""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chassis.context import Actor, Context, Grant, new_id
from chassis.permissions import check
from contracts.declare import dump, request_declaration
from contracts.membership import NameCities
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT
from contracts.technical_fund import (
    AcceptFundAssignment,
    AdmitFundAppeal,
    ApproveFundDecision,
    AssignFundReviewer,
    AttachReportEvidence,
    AwardReportContent,
    BidOnApplication,
    DeclareFundConflict,
    DelegateFundApplication,
    DraftAwardReport,
    FindApplicationEligible,
    Money,
    NameFundVersion,
    OpenFundAppeal,
    PostInFundDiscussion,
    ProposeEnvelopeChange,
    ProposeFundDecision,
    RequestAwardAmendment,
    RequestFundInformation,
    RunScreening,
    SaveFundReview,
    SetAwardSchedule,
    SetReviewerSeniority,
    StartAssignmentRun,
    StartFundReview,
    StartScoreRun,
    SubmitAwardReport,
    SubmitFundApplication,
    SubmitFundReview,
)
from services.technical_fund.service import TechnicalFundService
from tests.builders.fund import decisions as deciding
from tests.builders.fund import facts, money
from tests.builders.fund.applications import ANSWERS, a_city, a_draft, attached, submitted
from tests.builders.fund.assignment import solve_here
from tests.builders.fund.reviewers import a_reviewer
from tests.builders.fund.reviews import COMPLETE
from tests.fakes.technical_fund import MemoryFund, focal_point, hub_officer, management, mayors_office, person

NAMES: Final = (
    "nobody", "stranger", "other_city", "focal", "mayor", "delegate",
    "seated", "free", "recused_reviewer", "recused_unit", "recused_chair", "chair", "unit", "hub",
)  # fmt: skip
"""In the order of the columns of every row. `focal`, `mayor` and `hub` are of the cities whose applications are hidden; `seated` reviews
them, `free` might. `chair` leads the call in a world of its own, where they are not recused."""

RECUSED: Final = ("recused_reviewer", "recused_unit", "recused_chair")
HIDDEN: Final = ("funded", "declined", "reviewed")
SECRET: Final = "Lanterns of the harbour"
"""What only stands in hidden applications."""


class Bound:
    """A unit of work in memory, bound to who asks."""

    def __init__(self, work: Any, context: Context) -> None:
        self._work, self.context = work, context

    def run(self, use_case: Any, request: Any) -> Any:
        return self._work.run(use_case, request, self.context)

    note = run

    def read(self, view: Any, request: Any) -> Any:
        return self._work.read(view, request, self.context)


class Membership:
    """Says what cities are called."""

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]:
        assert isinstance(request, NameCities)
        return deciding.named()(request, None)  # type: ignore[arg-type]


class World:
    """`hidden` are the applications that some may know nothing of; `chair_recused` says whether the call's chair is among them."""

    def __init__(self, *, hidden: bool = True, chair_recused: bool = True) -> None:
        self.fund = MemoryFund()
        self.fund.neighbour = deciding.named()
        solve_here(self.fund)
        self.ids: dict[str, str] = {}
        self.cast: dict[str, Actor] = {"nobody": Actor(), "stranger": person()}
        self._people()
        self._call()
        self._known()
        if hidden:
            for name in HIDDEN:
                self._hand_in(name)
            self._recuse(chair_recused)
            self._fund_one()
            self._decline_one()
        self._run()
        self.ids["known_seat"] = self._seat("known", "recused_reviewer")
        self._review("known", "recused_reviewer")
        if hidden:
            self._review_one()
        self.fund.wait(minutes=11)
        if hidden:
            self._ask_the_city()
        self._figures()

    # ---------------------------------------------------------------- asking

    def ask(self, request: Any, by: Actor, *, version: int | None = None) -> Any:
        """What the service answers, from the door-keeper on."""
        declared = request_declaration(request)
        check(declared, by)
        worker = TechnicalFundService()
        worker.work = Bound(self.fund.work, Context(actor=by, correlation_id="c", deadline=time.time() + 600, expected_version=version))  # type: ignore[assignment]
        worker.neighbours = Membership()  # type: ignore[assignment]
        return dump(getattr(worker, declared.method)(request))

    def tokens(self) -> set[str]:
        """What gives a hidden application away: ids of it and of what belongs to it, its reference, its words."""
        found = {SECRET}
        for name, id in self.ids.items():
            if name.startswith(tuple(f"{hidden}_" for hidden in HIDDEN)) or name in HIDDEN:
                found.add(id)
        return found

    # ---------------------------------------------------------------- making

    def _people(self) -> None:
        fund, cast = self.fund, self.cast
        cast["unit"], cast["recused_unit"], self.colleague = management(), management(), management()
        for who in (cast["unit"], cast["recused_unit"], self.colleague):
            fund.hear(facts.granted(str(who.person_id), None, MANAGEMENT_UNIT))
        cast["seated"], cast["free"] = a_reviewer(fund, country="CA"), a_reviewer(fund, country="FR")
        self.ask(SetReviewerSeniority(person_id=str(cast["seated"].person_id), senior=True), cast["unit"])
        cast["recused_reviewer"], cast["chair"] = a_reviewer(fund, country="DE"), a_reviewer(fund, country="JP")
        cast["recused_chair"] = cast["chair"]
        hub = new_id()
        cities = {name: a_city(fund, hub_id=hub) for name in ("known", *HIDDEN)}
        self.ids |= {f"{name}_city": city for name, city in cities.items()}
        cast["other_city"] = focal_point(a_city(fund))
        cast["focal"] = _both(focal_point, *(cities[name] for name in HIDDEN))
        cast["mayor"] = _both(mayors_office, *(cities[name] for name in HIDDEN))
        cast["delegate"], cast["hub"] = person(), hub_officer(hub)
        fund.hear(facts.granted(str(cast["hub"].person_id), hub, HUB_OFFICER))

    def _call(self) -> None:
        self.ids["call"], self.ids["envelope"] = deciding.an_open_call(
            self.fund, chair_id=self.cast["chair"].person_id, reviews_per_application=1, floor=money.support(100_000)
        )

    def _known(self) -> None:
        """An application from which nobody is recused: what lists hold for everybody."""
        city = self.ids["known_city"]
        receipt = submitted(self.fund, self.ids["call"], city, mayors_office(city), title="Open squares")
        self.ids["known"] = receipt.application.id
        self._eligible("known")

    def _hand_in(self, name: str) -> None:
        city = self.ids[f"{name}_city"]
        mayor = self.cast["mayor"]
        words = {"answers": {**ANSWERS, "plan": f"{SECRET}, lit at night"}, "requested": money.support(5_000_000, 20)}
        draft = a_draft(self.fund, self.ids["call"], city, mayor, title=SECRET, **words)
        self.ids[f"{name}_file"] = attached(self.fund, draft.id, mayor).attachments[0].id
        receipt = self.ask(SubmitFundApplication(application_id=draft.id), mayor)
        self.ids[name], self.ids[f"{name}_reference"] = draft.id, receipt["reference"]
        self._eligible(name)
        until = self.fund.now + timedelta(days=90)
        delegation = DelegateFundApplication(
            application_id=draft.id, person_id=str(self.cast["delegate"].person_id), right="edit", until=until
        )
        view = self.ask(delegation, mayor)
        self.ids[f"{name}_delegation"] = view["delegations"][0]["id"]

    def _eligible(self, name: str) -> None:
        unit = self.cast["unit"]
        self.ask(RunScreening(application_id=self.ids[name]), unit)
        self.ask(FindApplicationEligible(application_id=self.ids[name]), unit)

    def _seat(self, name: str, who: str) -> str:
        request = AssignFundReviewer(application_id=self.ids[name], reviewer_id=str(self.cast[who].person_id), reason="They know harbours.")
        seat = self.ask(request, self.cast["unit"])
        self.ask(AcceptFundAssignment(assignment_id=seat["id"]), self.cast[who])
        return str(seat["id"])

    def _recuse(self, chair: bool) -> None:
        who = RECUSED if chair else RECUSED[:2]
        for name in HIDDEN:
            for one in who:
                declare = DeclareFundConflict(application_id=self.ids[name], nature="friendship", reason="We were at school together.")
                self.ask(declare, self.cast[one])

    def _case(self, name: str) -> deciding.Case:
        return deciding.Case(
            id=self.ids[name], call_id=self.ids["call"], city_id=self.ids[f"{name}_city"], envelope_id=self.ids["envelope"]
        )

    def _decide(self, name: str, what: Any) -> Any:
        """Reviewed, proposed, approved by another, and the letter issued."""
        fund, case = self.fund, self._case(name)
        self.ids[f"{name}_seat"] = self._seat(name, "seated")
        self.ids[f"{name}_review"] = deciding.reviewed(fund, case, str(new_id()), to_city=f"{SECRET} shine.")
        deciding.put(fund, case, "in_panel")
        request = ProposeFundDecision(application_id=case.id, decision=what)
        self.ids[f"{name}_decision"] = self.ask(request, self.cast["unit"])["id"]
        approve = ApproveFundDecision(decision_id=self.ids[f"{name}_decision"])
        view = self.ask(approve, self.colleague)
        fund.run_jobs()
        return view

    def _fund_one(self) -> None:
        fund, mayor = self.fund, self.cast["mayor"]
        self._decide("funded", deciding.in_part(600_000, 20))
        award = fund.within(lambda unit: unit.awards.of_application(self.ids["funded"]))
        self.ids |= {"funded_award": award.id, "funded_award_reference": award.reference}
        of = money.Granted(
            fund=fund,
            award_id=award.id,
            application_id=self.ids["funded"],
            call_id=self.ids["call"],
            envelope_id=self.ids["envelope"],
            city_id=self.ids["funded_city"],
            mayor=mayor,
            focal=self.cast["focal"],
            manager=self.cast["unit"],
            colleague=self.colleague,
        )
        self.ask(SetAwardSchedule(award_id=award.id, schedule=money.schedule()), of.manager)
        money.drawn_up(of)
        money.signed(of)
        of.pay("first")
        content = AwardReportContent(done=SECRET, spent=Money(minor=1_000, currency="EUR"))
        draft = DraftAwardReport(award_id=award.id, code="halfway", content=content)
        self.ids["funded_report"] = self.ask(draft, of.focal)["id"]
        self._evidence(of)
        self.ask(SubmitAwardReport(report_id=self.ids["funded_report"]), of.focal)
        amendment = RequestAwardAmendment(award_id=award.id, kinds=("time",), reason=SECRET, schedule=_later(money.schedule()))
        self.ids["funded_amendment"] = self.ask(amendment, mayor)["id"]

    def _evidence(self, of: money.Granted) -> None:
        upload = money.uploaded(self.fund, of.focal, "fund_report")
        request = AttachReportEvidence(report_id=self.ids["funded_report"], upload_id=upload, shows=SECRET)
        view = self.ask(request, of.focal)
        self.ids["funded_evidence"] = view["evidence"][0]["file_id"]

    def _decline_one(self) -> None:
        self._decide("declined", deciding.content("decline"))
        request = OpenFundAppeal(application_id=self.ids["declined"], ground="procedure", text=f"{SECRET} was misread.", language="en")
        view = self.ask(request, self.cast["mayor"])
        self.ids["declined_appeal"] = view["id"]
        letters = self.fund.within(lambda unit: [one.id for one in unit.letters.of_application(self.ids["declined"])])
        self.ids["declined_letter"] = letters[0]
        self.ask(AdmitFundAppeal(appeal_id=view["id"]), management())

    def _review_one(self) -> None:
        id = self.ids["reviewed"]
        for who in ("seated", "free"):
            self.ask(BidOnApplication(application_id=id, bid="eager"), self.cast[who])
        self.ids["reviewed_seat"] = self._seat("reviewed", "seated")
        self.ask(NameFundVersion(application_id=id, name=SECRET), self.cast["mayor"])
        self.ids["reviewed_review"] = self._review("reviewed", "seated")

    def _review(self, name: str, who: str) -> str:
        """Written and handed in; final once the time to take it back is over."""
        seat, by = self.ids[f"{name}_seat"], self.cast[who]
        self.ask(StartFundReview(assignment_id=seat), by)
        words = {**COMPLETE, "to_city": SECRET if name in HIDDEN else "Open to all."}
        self.ask(SaveFundReview(review_id=seat, changes=words), by)  # type: ignore[arg-type]
        self.ask(SubmitFundReview(review_id=seat), by)
        return seat

    def _ask_the_city(self) -> None:
        """The panel talks, and wants to know more."""
        id = self.ids["reviewed"]
        self.ids["reviewed_post"] = self.ask(PostInFundDiscussion(application_id=id, text=SECRET), self.cast["seated"])["id"]
        ask = RequestFundInformation(application_id=id, question=SECRET, questions=("plan",), due_at=self.fund.now + timedelta(days=9))
        self.ask(ask, self.cast["unit"])

    def _run(self) -> None:
        """Who would review what, over everything that waits."""
        self.ask(StartAssignmentRun(call_id=self.ids["call"]), self.cast["unit"])
        self.fund.run_jobs()
        self.ids["run"] = self._only("runs")

    def _only(self, collection: str) -> str:
        (row,) = self.fund.work.store[collection].rows.values()
        return str(row["_id"])

    def _figures(self) -> None:
        """Runs and changes over the whole call: figures in which one could count."""
        call = self.ids["call"]
        self.ask(StartScoreRun(call_id=call), self.cast["unit"])
        self.fund.run_jobs()
        self.ids["score_run"] = self._only("score_runs")
        change = ProposeEnvelopeChange(envelope_id=self.ids["envelope"], direction="put_in", support=money.support(1_000), reason="A gift.")
        self.ids["change"] = self.ask(change, self.cast["unit"])["id"]


def _both(make: Any, *city_ids: str) -> Actor:
    """One person with the role over several cities."""
    grants: tuple[Grant, ...] = tuple(grant for city in city_ids for grant in make(city).grants)
    return person(*grants)


def _later(schedule: Any) -> Any:
    *before, last = schedule.reports
    return replace(schedule, reports=(*before, replace(last, due_on=last.due_on + timedelta(days=30))))
