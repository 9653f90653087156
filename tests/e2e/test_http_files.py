"""Files in by parts, out as a stream."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.http import Http
from tests.e2e.stories import PDF, address, draft, somebody, upload

NewPerson = Callable[[], Http]
OCTETS = "application/offset+octet-stream"


@pytest.fixture
def person(gateway_url: str) -> Http:
    return somebody(gateway_url)


def opened(person: Http, size: int, **more: Any) -> dict[str, Any]:
    body = {"purpose": "mandate", "file_name": "mandate.pdf", "media_type": "application/pdf", "size": size, **more}
    answer = person.post("/v1/uploads", body)
    found: dict[str, Any] = answer.ok(201)
    assert answer.headers["Location"] == f"/v1/uploads/{found['id']}"
    return found


def part(person: Http, upload_id: str, data: bytes, offset: int) -> Any:
    return person.ask("PATCH", f"/v1/uploads/{upload_id}", raw=data, type=OCTETS, Upload_Offset=str(offset))


def test_a_file_of_many_parts_goes_in_and_comes_out_whole(person: Http) -> None:
    large = PDF[:-6] + b"%" + b"x" * 900_000 + b"\n%%EOF\n"
    found = opened(person, len(large))
    half = 300_001
    first = part(person, found["id"], large[:half], 0)
    assert first.ok()["received"] == half
    assert first.headers["Upload-Offset"] == str(half)
    asked = person.ask("HEAD", f"/v1/uploads/{found['id']}")
    assert (asked.status, asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (200, str(half), str(len(large)))
    assert part(person, found["id"], large[half:], half).ok()["state"] == "complete"
    application = draft(person)
    attached = {"upload_id": found["id"], "signatory": "The Mayor", "signed_on": "2026-01-31"}
    assert person.post(address(application, "mandate"), attached).ok()["mandate"]["size"] == len(large)
    file = person.get(address(application, "mandate"))
    assert file.body == large
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''mandate.pdf"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    for had in (file.headers["ETag"], f'"x", {file.headers["ETag"]}', "*"):
        assert person.get(address(application, "mandate"), If_None_Match=had).status == 304


def test_a_part_sent_twice_is_taken_once(person: Http) -> None:
    found = opened(person, len(PDF))
    part(person, found["id"], PDF[:50], 0).ok()
    assert part(person, found["id"], PDF[:50], 0).ok()["received"] == 50
    assert part(person, found["id"], PDF[50:], 50).ok()["state"] == "complete"


def test_a_part_at_the_wrong_place_is_refused_and_changes_nothing(person: Http) -> None:
    found = opened(person, len(PDF))
    refused = part(person, found["id"], PDF[60:], 60)
    assert refused.status == 409
    assert refused.json["code"].endswith("upload_offset")
    assert person.get(f"/v1/uploads/{found['id']}").ok()["received"] == 0


@pytest.mark.parametrize("offset", ["", "-1", "one", "1.5", "1" * 30])
def test_an_offset_is_a_number_of_bytes(person: Http, offset: str) -> None:
    found = opened(person, len(PDF))
    answer = person.ask("PATCH", f"/v1/uploads/{found['id']}", raw=PDF, type=OCTETS, Upload_Offset=offset)
    answer.problem(400, "bad_header")


def test_a_part_is_bytes_of_a_bounded_number(person: Http) -> None:
    found = opened(person, 6_000_000)
    person.ask("PATCH", f"/v1/uploads/{found['id']}", raw=b"{}", type="application/json", Upload_Offset="0").problem(
        415, "unsupported_media_type"
    )
    part(person, found["id"], b"", 0).problem(400, "empty_body")
    part(person, found["id"], b"x" * (4 * 1024 * 1024 + 1), 0).problem(413, "body_too_large")


def test_a_pdf_that_is_none_is_refused(person: Http) -> None:
    sent = upload(person, b"GIF89a" + b"\0" * 100)
    assert sent["state"] == "refused"
    assert sent["reason"]
    application = draft(person)
    answer = person.post(address(application, "mandate"), {"upload_id": sent["id"], "signatory": "M", "signed_on": "2026-01-31"})
    assert answer.status in (409, 422)
    assert person.get(address(application)).json["mandate"] is None


def test_files_of_unknown_purpose_or_size_are_refused(person: Http) -> None:
    wrong = person.post("/v1/uploads", {"purpose": "holiday", "file_name": "x", "media_type": "image/png", "size": 5})
    wrong.problem(422, "invalid")
    assert wrong.fields() == {"/purpose"}
    huge = person.post("/v1/uploads", {"purpose": "mandate", "file_name": "x", "media_type": "application/pdf", "size": 10**9})
    assert huge.problem(422, "invalid")["errors"][0]["pointer"] == "/size"


def test_somebody_elses_upload_is_not_there(person: Http, new_person: NewPerson) -> None:
    found = opened(person, len(PDF))
    stranger = new_person()
    assert stranger.get(f"/v1/uploads/{found['id']}").status in (403, 404)
    assert part(stranger, found["id"], PDF, 0).status in (403, 404)
    person.get("/v1/uploads/018f0000-0000-7000-8000-00000000dead").problem(404, "not_found")


def test_a_job_nobody_has_is_not_found(person: Http) -> None:
    assert person.get("/v1/jobs/018f0000-0000-7000-8000-00000000dead").status == 404
    assert person.post("/v1/jobs/018f0000-0000-7000-8000-00000000dead/cancellations").status == 404
