"""Open calls, cities in standing, and applications on their way, made by the use cases that people use."""

import hashlib
from datetime import timedelta
from typing import Any

from chassis.context import Actor, new_id
from contracts.standard import PART_BYTES, OpenUpload, SendUploadPart
from contracts.technical_fund import (
    AttachFundFile,
    FormContent,
    FundApplicationContent,
    FundApplicationView,
    FundReceipt,
    StartFundApplication,
    SubmitFundApplication,
)
from services.technical_fund.domain.calls import PUBLISHED, Call, version_of
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from services.technical_fund.usecases import applications, attachments, submissions
from tests.builders.fund import calls, facts
from tests.builders.fund.calls import support
from tests.fakes.technical_fund import Fund, mayors_office

ANSWERS: dict[str, Any] = {"plan": "Street work with young people", "partners": "some", "who": "The schools", "people": 120}
PDF = b"%PDF-1.4\nwhole\n%%EOF\n"


def a_city(fund: Fund, **fields: Any) -> str:
    """A member in standing, as membership tells of it; its id."""
    told = facts.admitted(**fields)
    fund.hear(told)
    return told.city_id


def a_call(fund: Fund, form: FormContent | None = None, chair_id: str | None = None, **content: Any) -> str:
    """A published call that opened an hour ago and closes in thirty days, unless it says otherwise; its id."""
    window = {"opens_at": fund.now - timedelta(hours=1), "closes_at": fund.now + timedelta(days=30)}
    call = Call(
        id=new_id(),
        content=calls.content(**{**window, **content}),
        drafted_at=fund.now,
        state=PUBLISHED,
        number=1,
        reference="CALL-2027-0001",
        published_at=fund.now,
        chair_id=chair_id,
    )

    def keep(unit: Any) -> None:
        version = version_of(call, form or calls.form(), calls.rubric(), STANDARD_WORKFLOW, by=None, at=fund.now)
        unit.calls.add(call)
        unit.call_versions.add(version)

    fund.within(keep)
    return call.id


def written(**changes: Any) -> FundApplicationContent:
    """Everything that the form of the builders asks for."""
    content: dict[str, Any] = {"title": "Safe squares", "language": "es", "answers": ANSWERS, "requested": support(5_000_000, 4)}
    return FundApplicationContent(**{**content, **changes})


def a_draft(fund: Fund, call_id: str, city_id: str, by: Actor | None = None, **changes: Any) -> FundApplicationView:
    request = StartFundApplication(call_id=call_id, city_id=city_id, content=written(**changes))
    view: FundApplicationView = fund.ask(applications.start_fund_application, request, by or mayors_office(city_id))
    return view


def submitted(fund: Fund, call_id: str, city_id: str, by: Actor | None = None, **changes: Any) -> FundReceipt:
    """Begun, written and handed in by the mayor's office."""
    by = by or mayors_office(city_id)
    draft = a_draft(fund, call_id, city_id, by, **changes)
    receipt: FundReceipt = fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    return receipt


def uploaded(fund: Fund, by: Actor, data: bytes = PDF, media_type: str = "application/pdf", name: str = "letter.pdf") -> str:
    """A complete file of somebody's own; its id."""
    announced = OpenUpload(
        purpose="fund_attachment", file_name=name, media_type=media_type, size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )
    upload = fund.ask(lambda unit, request: unit.files.open(request), announced, by)
    for offset in range(0, len(data), PART_BYTES):
        part = SendUploadPart(upload_id=upload.id, offset=offset, part=data[offset : offset + PART_BYTES])
        fund.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    return str(upload.id)


def attached(fund: Fund, application_id: str, by: Actor, question: str = "letter", **file: Any) -> FundApplicationView:
    request = AttachFundFile(application_id=application_id, question=question, upload_id=uploaded(fund, by, **file))
    view: FundApplicationView = fund.ask(attachments.attach_fund_file, request, by)
    return view
