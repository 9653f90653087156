"""Bad input at the service's doors, as it comes from the wire: refused with a code that says what is wrong, and nothing changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts import technical_fund as fund
from contracts.declare import load
from contracts.errors import Refusal
from contracts.standard import OpenUpload, SendUploadPart
from contracts.technical_fund import MOST_MINOR
from tests.builders.fund import decisions as deciding
from tests.builders.fund.reviews import COMPLETE
from tests.unit.technical_fund.life import invariants
from tests.unit.technical_fund.life.onward import CHECKED, ON, onward, schedule
from tests.unit.technical_fund.life.world import Life

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PROGRAM = b"MZ\x90\x00" + b"\0" * 64


@pytest.fixture(autouse=True)
def printed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding.print_at_once(monkeypatch)


@dataclass
class Case:
    """One application of Alba's on its way, and what belongs to it."""

    life: Life
    id: str

    def to(self, state: str, award: str | None = None) -> "Case":
        for _ in range(60):
            if self.life.application(self.id).state == state and (award is None or self.life.award(self.id).state == award):
                return self
            onward(self.life, self.id, ON)
        raise AssertionError(f"it is {self.life.application(self.id).state}")

    @property
    def award(self) -> Any:
        return self.life.award(self.id)

    def seat(self) -> str:
        return str(self.life.seats(self.id)[0].id)

    def refused(self, kind: type, by: str, **wire: Any) -> set[str]:
        """The code of the refusal and those of its fields; that nothing was changed, the world looks after."""
        before = self.life.store.snapshot()
        try:
            heard = self.life.ask(load(kind, wire), by)
        except Refusal as refusal:
            assert self.life.store.snapshot() == before
            return codes(refusal)
        assert heard.refusal is not None, f"{kind.__name__} was taken: {wire}"
        return codes(heard.refusal)


def codes(refusal: Refusal) -> set[str]:
    return {refusal.code, *(one["code"] for one in (refusal.details or {}).get("errors", ()))}


@pytest.fixture
def case() -> Case:
    life = Life()
    return Case(life, str(life.begin("alba", 1_500_000, 4)))


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"plan": "word " * 21}, "technical_fund.over_limit"),
        ({"plan": None}, "required"),
        ({"people": 5001}, "range"),
        ({"people": 1.5}, "technical_fund.not_whole"),
        ({"people": "many"}, "wrong_type"),
        ({"partners": "all"}, "not_an_option"),
        ({"brings": {"minor": 5, "currency": "USD"}}, "technical_fund.wrong_currency"),
        ({"brings": {"minor": -5, "currency": "EUR"}}, "range"),
        ({"no_such_question": 1}, "unknown_field"),
    ],
)
def test_answers_that_do_not_hold_are_not_handed_in(case: Case, answers: dict[str, Any], code: str) -> None:
    """A draft may be wrong in what can still be mended; what is handed in may not."""
    revised = case.life.ask(load(fund.ReviseFundApplication, {"application_id": case.id, "changes": {"answers": answers}}), "mayor of alba")
    if revised.refusal is None:
        assert code in case.refused(fund.SubmitFundApplication, "mayor of alba", application_id=case.id)
    else:
        assert code in codes(revised.refusal)
    assert case.life.application(case.id).state == "draft"


def test_a_city_asks_in_the_currency_of_the_call(case: Case) -> None:
    wire = {"requested": {"money": {"minor": 1_500_000, "currency": "USD"}, "half_days": 4}}
    heard = case.life.ask(load(fund.ReviseFundApplication, {"application_id": case.id, "changes": wire}), "mayor of alba")
    told = codes(heard.refusal) if heard.refusal else case.refused(fund.SubmitFundApplication, "mayor of alba", application_id=case.id)
    assert "technical_fund.wrong_currency" in told


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize("minor", [-1, MOST_MINOR + 1, 2**53, 2**63, 10**40, 1.5, "12", None, True])
def test_no_amount_is_negative_too_large_or_no_whole_number(case: Case, minor: Any) -> None:
    money = {"minor": minor, "currency": "EUR"}
    envelope = {"envelope_id": case.life.envelope_id, "direction": "put_in", "reason": "A gift."}
    assert "invalid" in case.refused(fund.ProposeEnvelopeChange, "ana", **envelope, support={"money": money})
    changes = {"requested": {"money": money}}
    assert "invalid" in case.refused(fund.ReviseFundApplication, "mayor of alba", application_id=case.id, changes=changes)


@pytest.mark.parametrize("half_days", [-1, 10**12, 2.5, "2"])
def test_no_days_are_negative_too_many_or_no_whole_number(case: Case, half_days: Any) -> None:
    envelope = {"envelope_id": case.life.envelope_id, "direction": "put_in", "reason": "A gift."}
    assert "invalid" in case.refused(fund.ProposeEnvelopeChange, "ana", **envelope, support={"half_days": half_days})


@pytest.mark.parametrize(
    ("support", "code"),
    [
        ({"money": {"minor": 1_000_000, "currency": "USD"}}, "technical_fund.wrong_currency"),
        ({"money": {"minor": 1_500_001, "currency": "EUR"}}, "technical_fund.over_requested"),
        ({"money": {"minor": 99_999, "currency": "EUR"}}, "technical_fund.below_floor"),
        ({"money": {"minor": -1, "currency": "EUR"}}, "invalid"),
        ({"money": {"minor": 0, "currency": "EUR"}}, "technical_fund.nothing_given"),
    ],
)
def test_a_decision_gives_no_other_amount_than_it_may(case: Case, support: dict[str, Any], code: str) -> None:
    case.to("in_panel")
    reasons = {criterion: dict(texts) for criterion, texts in deciding.REASONS.items()}
    wire = {"outcome": "fund_in_part", "reasons": reasons, "support": support}
    assert code in case.refused(fund.ProposeFundDecision, "ana", application_id=case.id, decision=wire)


def test_nothing_is_granted_that_the_envelope_does_not_hold(case: Case) -> None:
    """Nine of its twelve million are promised; nine more are not there."""
    life = case.life
    first, second = (Case(life, str(life.begin(city, 9_000_000, 4))) for city in ("cima", "brisa"))
    first.to("decision_proposed")
    second.to("in_panel")
    reasons = {criterion: dict(texts) for criterion, texts in deciding.REASONS.items()}
    wire = {"outcome": "fund", "reasons": reasons}
    told = second.refused(fund.ProposeFundDecision, "ana", application_id=second.id, decision=wire)
    assert told == {"technical_fund.envelope_exceeded"}


def test_tranches_add_up_to_the_award_in_its_currency(case: Case) -> None:
    case.to("funded")
    whole = schedule(case.award)

    def wire(minor: int, currency: str = "EUR") -> dict[str, Any]:
        tranche = {"code": "first", "support": {"money": {"minor": minor, "currency": currency}}, "due_on": "2027-06-01"}
        days = {"code": "days", "support": {"half_days": 4}, "due_on": "2027-06-01"}
        reports = [{"code": "last", "kind": "final", "due_on": whole.reports[0].due_on.isoformat()}]
        return {"award_id": case.award.id, "schedule": {"tranches": [tranche, days], "reports": reports}}

    assert "technical_fund.sum_is_not_the_award" in case.refused(fund.SetAwardSchedule, "ana", **wire(1_499_999))
    assert "technical_fund.sum_is_not_the_award" in case.refused(fund.SetAwardSchedule, "ana", **wire(1_500_001))
    assert "technical_fund.wrong_currency" in case.refused(fund.SetAwardSchedule, "ana", **wire(1_500_000, "USD"))
    assert "invalid" in case.refused(fund.SetAwardSchedule, "ana", **wire(-1))


# ---------------------------------------------------------------- reviewers and scores


@pytest.mark.parametrize("name", ["stranger", "mayor of cima", "ana"])
def test_nobody_outside_the_pool_is_seated(case: Case, name: str) -> None:
    case.to("eligible")
    who = case.life.id_of(name)
    told = case.refused(fund.AssignFundReviewer, "ana", application_id=case.id, reviewer_id=who, reason="They know harbours.")
    assert told == {"technical_fund.not_in_pool"}


def test_nobody_who_never_was_is_seated(case: Case) -> None:
    case.to("eligible")
    told = case.refused(fund.AssignFundReviewer, "ana", application_id=case.id, reviewer_id=new_id(), reason="They know harbours.")
    assert told == {"technical_fund.not_in_pool"}


def test_whoever_has_left_the_pool_is_not_seated(case: Case) -> None:
    case.to("eligible")
    gone = case.life.id_of("sven")
    assert case.life.ask(fund.RetireReviewer(person_id=gone, reason="Enough."), "ana").refusal is None
    told = case.refused(fund.AssignFundReviewer, "ana", application_id=case.id, reviewer_id=gone, reason="They know harbours.")
    assert told == {"technical_fund.not_in_pool"}


@pytest.mark.parametrize("score", [6, -1, 100, 2.5, "4", True, 2**63])
def test_no_score_is_off_its_scale(case: Case, score: Any) -> None:
    begun(case)
    changes = {"scores": {"need": {"score": score, "comment": "The figures show it."}}}
    told = case.refused(fund.SaveFundReview, "rosa", review_id=case.seat(), changes=changes)
    assert "invalid" in told
    assert len(told) > 1


def test_no_score_is_for_something_the_rubric_does_not_ask(case: Case) -> None:
    begun(case)
    changes = {"scores": {"beauty": {"score": 3, "comment": "It shines."}}}
    assert "unknown_field" in case.refused(fund.SaveFundReview, "rosa", review_id=case.seat(), changes=changes)


def test_a_review_suggests_no_other_currency(case: Case) -> None:
    begun(case)
    changes = {**COMPLETE, "recommendation": "fund_in_part", "suggested": {"money": {"minor": 1_000, "currency": "USD"}}}
    assert "technical_fund.wrong_currency" in case.refused(fund.SaveFundReview, "rosa", review_id=case.seat(), changes=changes)


def begun(case: Case) -> None:
    case.to("in_review")
    seat = next(one for one in case.life.seats(case.id) if one.reviewer_id == case.life.id_of("rosa"))
    assert case.life.ask(fund.StartFundReview(assignment_id=seat.id), "rosa").refusal is None


# ---------------------------------------------------------------- files


def sent(case: Case, data: bytes, media_type: str = "application/pdf", name: str = "letter.pdf", **announced: Any) -> tuple[str, Any]:
    """An upload as far as it is taken: its id, or the refusal."""
    life, by = case.life, case.life.cast["mayor of alba"]
    wire = {"purpose": "fund_attachment", "file_name": name, "media_type": media_type, "size": len(data), **announced}
    try:
        upload = life.fund.ask(lambda unit, request: unit.files.open(request), OpenUpload(**wire), by)
        part = SendUploadPart(upload_id=upload.id, offset=0, part=data)
        life.fund.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    except Refusal as refusal:
        return "", refusal
    return str(upload.id), None


@pytest.mark.parametrize(
    "lie",
    [
        lambda case: sent(case, PNG),
        lambda case: sent(case, PROGRAM),
        lambda case: sent(case, b"<html><script>alert(1)</script></html>"),
        lambda case: sent(case, b"%PDF-1.4\nwhole\n%%EOF\n", sha256="0" * 64),
        lambda case: sent(case, b"%PDF-1.4\nwhole\n%%EOF\n", size=4_000),
        lambda case: sent(case, PROGRAM, media_type="application/x-msdownload", name="letter.exe"),
    ],
    ids=["a picture", "a program", "a page", "other bytes", "not all of it", "not wanted"],
)
def test_a_file_that_lies_is_not_attached(case: Case, lie: Callable[[Case], tuple[str, Any]]) -> None:
    upload_id, refusal = lie(case)
    if refusal is None:
        told = case.refused(fund.AttachFundFile, "mayor of alba", application_id=case.id, question="letter", upload_id=upload_id)
        assert told == {"upload_not_ready"}
    assert case.life.rows("fund_attachments") == []


def test_a_file_of_somebody_else_is_not_attached(case: Case) -> None:
    upload_id, refusal = sent(case, b"%PDF-1.4\nwhole\n%%EOF\n")
    assert refusal is None
    other = str(case.life.begin("cima", 600_000, 0))
    told = case.refused(fund.AttachFundFile, "mayor of cima", application_id=other, question="letter", upload_id=upload_id)
    assert told & {"not_found", "upload_not_ready"}


# ---------------------------------------------------------------- clocks


def test_the_deadline_is_the_services_own_and_includes_nothing(case: Case) -> None:
    """A millisecond before it is in time, the instant itself is not; and a clock that goes back opens nothing that was handed in."""
    life = case.life
    closes = life.look(lambda unit: unit.calls.get(life.call_id)).content.closes_at
    other = str(life.begin("cima", 600_000, 0))
    life.fund.now = closes - timedelta(milliseconds=1)
    assert life.ask(fund.SubmitFundApplication(application_id=case.id), "mayor of alba").refusal is None
    life.fund.now = closes
    assert case.refused(fund.SubmitFundApplication, "mayor of cima", application_id=other) == {"technical_fund.call_closed"}
    life.fund.now = closes - timedelta(seconds=30)
    assert "technical_fund.wrong_state" in case.refused(fund.SubmitFundApplication, "mayor of alba", application_id=case.id)


def test_a_clock_that_goes_back_keeps_histories_and_sequences_whole(case: Case) -> None:
    case.to("in_review")
    case.life.fund.now -= timedelta(minutes=59)
    case.to("funded", "in_force")
    for holds in invariants.INVARIANTS:
        holds(case.life)


def test_nothing_is_due_or_ends_in_the_past(case: Case) -> None:
    life = case.life
    before = (life.fund.now - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    person = life.id_of("delegate")
    wire = {"application_id": case.id, "person_id": person, "right": "edit", "until": before}
    assert "range" in case.refused(fund.DelegateFundApplication, "mayor of alba", **wire)
    case.to("screening")
    wire = {"application_id": case.id, "question": "Why?", "due_at": before}
    assert "range" in case.refused(fund.RequestFundInformation, "ana", **wire)
    wire = {"call_id": life.call_id, "closes_at": before, "reason": "A storm."}
    assert "technical_fund.not_later" in case.refused(fund.ExtendFundCall, "ana", **wire)


def test_nothing_was_paid_tomorrow(case: Case) -> None:
    case.to("funded", "in_force")
    life, award = case.life, case.award
    for name in ("ana", "bea"):
        assert life.ask(fund.ApproveTranche(award_id=award.id, tranche="first"), name).refusal is None
    tomorrow = (life.fund.now + timedelta(days=1)).date().isoformat()
    wire = {"award_id": award.id, "tranche": "first", "paid_on": tomorrow, "payment_reference": "B-1"}
    assert "technical_fund.in_the_future" in case.refused(fund.RecordTranchePayment, "ana", **wire)
    assert case.award.plan.progress_of("first").state == "approved_second"


def test_what_a_city_is_asked_about_is_all_it_may_change(case: Case) -> None:
    case.to("screening")
    onward(case.life, case.id, CHECKED)
    wire = {"application_id": case.id, "changes": {"answers": {"plan": "Something else."}}}
    told = case.refused(fund.ReviseFundApplication, "mayor of alba", **wire)
    assert told == {"technical_fund.part_locked"}
