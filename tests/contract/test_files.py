"""Files come in parts, are what they say, belong to who sent them, and go when nothing refers to them."""

import hashlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.context import Actor, new_id
from chassis.files import OPEN_AT_ONCE, get_upload, open_upload, send_upload_part
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.standard import PART_BYTES, GetUpload, OpenUpload, SendUploadPart, Upload
from tests.contract.store_parts import Clock, asking, memory_work, person, rows

ANA = person()
PDF = b"%PDF-1.7\n" + b"x" * 600_000 + b"\nstartxref\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100


def announce(work: Any, content: bytes = PDF, actor: Actor = ANA, **more: Any) -> Upload:
    asked = {"purpose": "mandate", "file_name": "mandate.pdf", "media_type": "application/pdf", "size": len(content), **more}
    return work.run(open_upload, OpenUpload(**asked), asking(actor))  # type: ignore[no-any-return]


def send(work: Any, upload_id: str, offset: int, part: bytes, actor: Actor = ANA) -> Upload:
    return work.run(send_upload_part, SendUploadPart(upload_id=upload_id, offset=offset, part=part), asking(actor))  # type: ignore[no-any-return]


def send_all(work: Any, content: bytes = PDF, actor: Actor = ANA, part: int = PART_BYTES, **more: Any) -> Upload:
    upload = announce(work, content, actor, **more)
    for offset in range(0, len(content), part):
        upload = send(work, upload.id, offset, content[offset : offset + part], actor)
    return upload


def claim(work: Any, upload_id: str, by: str = "applications/1", actor: Actor = ANA, purpose: str = "mandate") -> Any:
    return work.within(lambda unit, _: unit.files.claim(upload_id, by, purpose=purpose), asking(actor))


def read(work: Any, file_id: str, offset: int, most: int = PART_BYTES) -> bytes:
    return work.read(lambda unit, _: unit.files.read(file_id, offset, most), None, asking()).part  # type: ignore[no-any-return]


def code_of(do: Any) -> str:
    with pytest.raises(Refusal) as refused:
        do()
    errors = refused.value.details.get("errors")
    return f"{errors[0]['pointer']} {errors[0]['code']}" if errors else refused.value.code


# ---------------------------------------------------------------- coming in


def test_a_file_sent_in_parts_is_complete_with_its_digest(work: Any) -> None:
    upload = send_all(work)
    assert (upload.state, upload.received, upload.sha256) == ("complete", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert work.read(get_upload, GetUpload(upload_id=upload.id), asking(ANA)) == upload


def test_the_place_to_go_on_from_is_known_after_a_lost_connection(work: Any) -> None:
    upload = announce(work)
    send(work, upload.id, 0, PDF[:1000])
    found = work.read(get_upload, GetUpload(upload_id=upload.id), asking(ANA))
    assert (found.received, found.state) == (1000, "receiving")


def test_a_part_sent_twice_is_taken_once(work: Any) -> None:
    upload = announce(work)
    for _ in range(2):
        assert send(work, upload.id, 0, PDF[:1000]).received == 1000
    send(work, upload.id, 1000, PDF[1000:5000])
    assert send(work, upload.id, 0, PDF[:1000]).received == 5000
    assert len(rows(work, "chunks")) == 2


def test_the_last_part_sent_twice_finds_the_file_complete(work: Any) -> None:
    upload = send_all(work, PNG, purpose="photo", media_type="image/png")
    assert send(work, upload.id, 0, PNG) == upload


def test_a_part_in_another_place_is_refused_with_the_place_expected(work: Any) -> None:
    upload = announce(work)
    send(work, upload.id, 0, PDF[:1000])
    for offset, part in ((2000, b"later"), (500, b"something else")):
        with pytest.raises(Conflict) as refused:
            send(work, upload.id, offset, part)
        assert (refused.value.code, refused.value.details) == ("upload_offset", {"received": 1000})


@pytest.mark.parametrize(
    ("part", "said"), [(b"", "/part length"), (b"x" * (PART_BYTES + 1), "/part length"), (b"x" * 2000, "/part length")]
)
def test_a_part_that_is_empty_too_long_or_beyond_the_end_is_refused(work: Any, part: bytes, said: str) -> None:
    upload = announce(work, PDF[:1500])
    assert code_of(lambda: send(work, upload.id, 0, part)) == said
    assert rows(work, "chunks") == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"purpose": "selfie"}, "/purpose not_an_option"),
        ({"media_type": "text/html"}, "/media_type not_an_option"),
        ({"size": 1_000_001}, "/size range"),
    ],
)
def test_an_unwelcome_file_is_refused_before_its_first_byte(work: Any, more: dict[str, Any], said: str) -> None:
    assert code_of(lambda: announce(work, **more)) == said


def test_nobody_in_particular_sends_no_files(work: Any) -> None:
    with pytest.raises(NotAllowed):
        announce(work, actor=Actor())


def test_nobody_fills_the_store_with_files_nothing_refers_to(work: Any) -> None:
    for _ in range(OPEN_AT_ONCE):
        announce(work)
    assert code_of(lambda: announce(work)) == "too_many_uploads"
    announce(work, actor=person())


# ---------------------------------------------------------------- what it is


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>a page</html>%%EOF", "not_a_pdf"),
        (b"%PDF-1.4 without an end", "not_a_pdf"),
        (b" %PDF-1.4 late %%EOF", "not_a_pdf"),
        (PNG, "not_a_pdf"),
        (b"%PDF-1.4 %%EOF" + b"x" * 5000, "not_a_pdf"),
    ],
)
def test_a_pdf_that_is_not_one_is_refused_and_its_bytes_go(work: Any, content: bytes, reason: str) -> None:
    upload = send_all(work, content)
    assert (upload.state, upload.reason, upload.sha256) == ("refused", reason, None)
    assert rows(work, "chunks") == []
    assert code_of(lambda: claim(work, upload.id)) == "upload_not_ready"


def test_a_picture_is_known_by_its_bytes(work: Any) -> None:
    assert send_all(work, PNG, purpose="photo", media_type="image/png").state == "complete"
    refused = send_all(work, PNG, purpose="photo", media_type="image/jpeg")
    assert (refused.state, refused.reason) == ("refused", "not_jpeg")


def test_the_announced_digest_is_checked(work: Any) -> None:
    assert send_all(work, sha256=hashlib.sha256(PDF).hexdigest()).state == "complete"
    wrong = send_all(work, sha256="0" * 64)
    assert (wrong.state, wrong.reason) == ("refused", "checksum_differs")


# ---------------------------------------------------------------- whose


def test_only_who_sent_a_file_may_use_it(work: Any) -> None:
    upload = send_all(work)
    for do in (
        lambda: claim(work, upload.id, actor=person()),
        lambda: send(work, upload.id, 0, b"x", person()),
        lambda: work.read(get_upload, GetUpload(upload_id=upload.id), asking(person())),
        lambda: claim(work, new_id()),
    ):
        with pytest.raises(NotFound):
            do()


def test_a_file_serves_one_record_and_one_purpose(work: Any) -> None:
    upload = send_all(work)
    assert code_of(lambda: claim(work, upload.id, purpose="photo")) == "upload_not_ready"
    stored = claim(work, upload.id)
    assert (stored.sha256, stored.size, stored.file_name) == (upload.sha256, len(PDF), "mandate.pdf")
    assert claim(work, upload.id) == stored
    assert code_of(lambda: claim(work, upload.id, by="applications/2")) == "upload_not_ready"


def test_a_claim_undone_with_its_transaction_leaves_the_file_free(work: Any) -> None:
    upload = send_all(work)

    def claim_and_refuse(unit: Any, _: Any) -> None:
        unit.files.claim(upload.id, "applications/1", purpose="mandate")
        raise Conflict("membership.wrong_state")

    with pytest.raises(Conflict):
        work.within(claim_and_refuse, asking(ANA))
    claim(work, upload.id, by="applications/2")


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize("part", [PART_BYTES, 100_000, 77_777])
def test_a_file_is_read_in_parts_of_any_size_from_any_place(work: Any, part: int) -> None:
    upload = send_all(work, part=part)
    together, offset = b"", 0
    while got := read(work, upload.id, offset):
        together += got
        offset += len(got)
    assert together == PDF
    assert read(work, upload.id, 262_100, 100) == PDF[262_100:262_200]
    assert read(work, upload.id, len(PDF) - 3) == PDF[-3:]
    assert read(work, upload.id, len(PDF) + 3) == b""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 40), min_size=1, max_size=12), offset=st.integers(0, 300), most=st.integers(1, 200))
def test_however_it_was_cut_reading_gives_the_same_bytes(cuts: list[int], offset: int, most: int) -> None:
    content = b"%PDF-" + bytes(range(40, 40 + sum(cuts) % 80 + 1)) * 3 + b"%%EOF"
    work = memory_work(Clock())
    upload, at = announce(work, content), 0
    for cut in [*cuts, *[PART_BYTES] * 2]:
        if content[at : at + cut]:
            upload = send(work, upload.id, at, content[at : at + cut])
            at += cut
    assert upload.state == "complete"
    assert read(work, upload.id, offset, most) == content[offset : offset + most]


def test_what_is_not_complete_is_not_read(work: Any) -> None:
    upload = announce(work)
    send(work, upload.id, 0, PDF[:1000])
    with pytest.raises(NotFound):
        read(work, upload.id, 0)


# ---------------------------------------------------------------- going


def test_what_nothing_refers_to_goes_after_a_day_and_what_is_used_stays(work: Any, clock: Clock) -> None:
    used, orphan, unfinished = send_all(work), send_all(work), announce(work)
    claim(work, used.id)
    clock.go_on(hours=23)
    assert work.within(lambda unit, _: unit.files.sweep(), asking()) == 0
    clock.go_on(hours=2)
    assert work.within(lambda unit, _: unit.files.sweep(), asking()) == 2
    assert {row["_id"] for row in rows(work, "uploads")} == {used.id}
    assert {row["upload_id"] for row in rows(work, "chunks")} == {used.id}
    for gone in (orphan, unfinished):
        with pytest.raises(NotFound):
            work.read(get_upload, GetUpload(upload_id=gone.id), asking(ANA))


def test_a_released_file_goes_with_its_record(work: Any) -> None:
    upload = send_all(work)
    claim(work, upload.id)
    work.within(lambda unit, _: unit.files.release(upload.id, "applications/2"), asking())
    assert len(rows(work, "uploads")) == 1
    work.within(lambda unit, _: unit.files.release(upload.id, "applications/1"), asking())
    assert (rows(work, "uploads"), rows(work, "chunks")) == ([], [])


def test_invalid_is_the_kind_of_refusal_for_a_wrong_field(work: Any) -> None:
    with pytest.raises(Invalid):
        announce(work, purpose="selfie")


@pytest.mark.parametrize("content", ["name\nÉvora\n".encode(), b"\xef\xbb\xbfname\n", "name\n".encode("utf-16"), b"n\xe9\n"])
def test_a_table_is_text_of_whatever_kind_until_somebody_reads_it(work: Any, content: bytes) -> None:
    assert send_all(work, content, purpose="table", media_type="text/csv", file_name="cities.csv").state == "complete"


@pytest.mark.parametrize("content", [PDF, PNG, b"PK\x03\x04 a spreadsheet", b"\xd0\xcf\x11\xe0 an old one", b"{\\rtf1 a letter}"])
def test_what_people_take_for_a_table_is_refused(work: Any, content: bytes) -> None:
    upload = send_all(work, content, purpose="table", media_type="text/csv", file_name="cities.csv")
    assert (upload.state, upload.reason) == ("refused", "not_csv")
