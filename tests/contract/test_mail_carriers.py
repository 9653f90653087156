"""Letters on real ways out: a mail server that takes them, refuses, dawdles or hangs up, and a folder."""

import email
import email.policy
import os
import socket
import stat
import time
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chassis.context import new_id
from chassis.settings import Misconfigured
from services.notifications.carriers.folder import FolderCarrier
from services.notifications.carriers.mime import host_of
from services.notifications.carriers.settings import server
from services.notifications.carriers.smtp import SmtpCarrier
from services.notifications.domain.letter import Letter
from services.notifications.usecases.ports import NotSent
from tests.fakes.notifications import PUBLIC_URL, reader
from tests.mail_server import PASSWORD, USER, Box, Certificate, mail_server, rude_server

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SENDER = Address("Strong Cities Network", addr_spec="no-reply@network.example")
LETTER = Letter(language="ar", subject="لقد تلقينا طلبكم", text="مرحبًا\n.\nhttps://network.example/x\n", html="<p>مرحبًا</p>")


def posting(uri: str, **more: Any) -> SmtpCarrier:
    return SmtpCarrier(server(uri), sender=SENDER, public_url=PUBLIC_URL, clock=lambda: NOON, **more)


def opened(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def refused(carrier: SmtpCarrier, who: Any = None) -> tuple[str, bool]:
    with pytest.raises(NotSent) as why:
        carrier.post(new_id(), LETTER, who or reader())
    return why.value.reason, why.value.for_good


# ---------------------------------------------------------------- a server that takes it


def test_a_letter_arrives_as_it_was_written() -> None:
    box, id = Box(), new_id()
    with mail_server(box) as port:
        posting(f"smtp://127.0.0.1:{port}/?starttls=never").post(id, LETTER, reader("أمينة", email="amina@city.example"))
    found = opened(box.letters[0])
    assert box.to == ["amina@city.example"]
    assert found["Subject"] == LETTER.subject
    assert found["To"].addresses[0].display_name == "أمينة"
    assert found["From"].addresses[0].addr_spec == "no-reply@network.example"
    assert found["Message-ID"] == f"<{id}@network.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "ar"
    assert found["Date"].datetime == NOON
    text, page = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert page is not None
    assert page.get_content().strip() == LETTER.html


def test_sending_again_says_the_same_message_id() -> None:
    box, id = Box(), new_id()
    with mail_server(box) as port:
        for _ in range(2):
            posting(f"smtp://127.0.0.1:{port}/?starttls=never").post(id, LETTER, reader())
    assert len({opened(raw)["Message-ID"] for raw in box.letters}) == 1
    assert len(box.letters) == 2


@pytest.mark.parametrize(("scheme", "tls"), [("smtp", "starttls"), ("smtps", "from_the_start")])
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_goes_through_tls_only(tmp_path: Path, scheme: str, tls: str) -> None:
    box, certificate = Box(), Certificate(tmp_path)
    with mail_server(box, certificate=certificate, tls=tls, wants_user=True) as port:
        uri = f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@localhost:{port}/"
        posting(uri, context=certificate.trusted).post(new_id(), LETTER, reader())
        assert len(box.letters) == 1
        assert refused(posting(uri)) == ("tls_failed", False)
        wrong = uri.replace(quote(PASSWORD, safe=""), "wrong")
        assert refused(posting(wrong, context=certificate.trusted)) == ("smtp_sign_in_refused", False)
    assert len(box.letters) == 1


def test_a_server_without_tls_gets_nothing_unless_that_was_said() -> None:
    box = Box()
    with mail_server(box) as port:
        assert refused(posting(f"smtp://127.0.0.1:{port}/")) == ("smtp_not_supported", False)
    assert not box.letters


def test_a_domain_in_another_script_is_written_as_servers_know_it() -> None:
    box = Box()
    with mail_server(box) as port:
        posting(f"smtp://127.0.0.1:{port}/?starttls=never").post(new_id(), LETTER, reader(email="alcaldia@málaga.example"))
    assert box.to == ["alcaldia@xn--mlaga-xqa.example"]


@pytest.mark.parametrize("address", ["añb@city.example", "a..b@city.example", "x@" + "a" * 80 + ".example", "a\nb@city.example"])
def test_an_address_that_nobody_can_write_to_is_refused_for_good(address: str) -> None:
    assert refused(posting("smtp://127.0.0.1:1/?starttls=never"), reader(email=address)) == ("address_not_usable", True)


# ---------------------------------------------------------------- a server that does not


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("RCPT", "550 no such box: amina@city.example", ("smtp_550", True)),
        ("RCPT", "451 try later", ("smtp_451", False)),
        ("DATA", "554 we do not like it", ("smtp_554", True)),
        ("DATA", "452 no room", ("smtp_452", False)),
    ],
)
def test_a_servers_no_is_final_when_it_says_so(step: str, answer: str, expected: tuple[str, bool]) -> None:
    box = Box()
    box.answers[step] = answer
    with mail_server(box) as port:
        assert refused(posting(f"smtp://127.0.0.1:{port}/?starttls=never")) == expected


def test_a_server_that_is_not_there_or_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert refused(posting(f"smtp://127.0.0.1:{port}/?starttls=never")) == ("connection_lost", False)
    assert refused(posting("smtp://no-such-host.invalid:25/?starttls=never")) == ("server_unknown", False)


def test_a_server_that_dawdles_is_not_waited_for() -> None:
    def say_nothing(connection: socket.socket) -> None:
        pass

    with rude_server(say_nothing) as port:
        began = time.monotonic()
        assert refused(posting(f"smtp://127.0.0.1:{port}/?starttls=never&timeout=0.5")) == ("timeout", False)
        assert time.monotonic() - began < 5


def answering(*answers: bytes) -> Any:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        for answer in answers:
            connection.recv(4096)
            connection.sendall(answer)
        connection.recv(4096)
        connection.shutdown(socket.SHUT_RDWR)

    return talk


@pytest.mark.parametrize("steps", range(4))
def test_a_server_that_hangs_up_half_way_is_asked_again_later(steps: int) -> None:
    with rude_server(answering(*[b"250 ok\r\n"] * steps)) as port:
        assert refused(posting(f"smtp://127.0.0.1:{port}/?starttls=never")) == ("connection_lost", False)


def test_a_server_that_takes_it_and_hangs_up_has_taken_it() -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        for _ in range(3):
            connection.recv(4096)
            connection.sendall(b"250 ok\r\n")
        connection.recv(4096)
        connection.sendall(b"354 go on\r\n")
        letter = b""
        while not letter.endswith(b"\r\n.\r\n"):
            letter += connection.recv(65536)
        connection.sendall(b"250 taken\r\n")
        connection.close()

    with rude_server(talk) as port:
        posting(f"smtp://127.0.0.1:{port}/?starttls=never").post(new_id(), LETTER, reader())


# ---------------------------------------------------------------- a folder


def folder(path: Path) -> FolderCarrier:
    return FolderCarrier(path, sender=SENDER, public_url=PUBLIC_URL, clock=lambda: NOON)


def test_a_letter_becomes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    id = new_id()
    folder(tmp_path / "mail").post(id, LETTER, reader())
    file = tmp_path / "mail" / f"{id}.eml"
    assert opened(file.read_bytes())["Message-ID"] == f"<{id}@network.example>"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_writing_again_replaces_and_what_was_left_half_written_is_no_obstacle(tmp_path: Path) -> None:
    id, carrier = new_id(), folder(tmp_path)
    (tmp_path / f"{id}.new").write_text("half")
    for _ in range(2):
        carrier.post(id, LETTER, reader())
    assert [place.name for place in tmp_path.iterdir()] == [f"{id}.eml"]


def test_forgetting_takes_the_file_and_a_half_written_one(tmp_path: Path) -> None:
    id, carrier = new_id(), folder(tmp_path)
    carrier.post(id, LETTER, reader())
    (tmp_path / f"{id}.new").write_text("half")
    (tmp_path / "readme.txt").write_text("not a letter")
    assert {known for known, _ in carrier.kept()} == {id}
    carrier.forget(id)
    carrier.forget(id)
    assert [place.name for place in tmp_path.iterdir()] == ["readme.txt"]


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    with pytest.raises(NotSent) as why:
        folder(tmp_path / "mail").post(new_id(), LETTER, reader())
    assert (why.value.reason, why.value.for_good) == ("folder_not_writable", False)


def test_a_folder_that_is_not_there_keeps_nothing(tmp_path: Path) -> None:
    assert list(folder(tmp_path / "mail").kept()) == []
    assert os.listdir(tmp_path) == []


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("smtp://mail.example/", ("mail.example", 25, "starttls", None)),
        ("smtp://user:pass@mail.example/", ("mail.example", 587, "starttls", "user")),
        ("smtps://us%40er:pass@mail.example", ("mail.example", 465, "from_the_start", "us@er")),
        ("smtp://mail:1025/?starttls=never", ("mail", 1025, "never", None)),
        ("smtp://user:pass@localhost:1025/?starttls=never", ("localhost", 1025, "never", "user")),
    ],
)
def test_an_address_says_where_and_how(uri: str, expected: tuple[str, int, str, str | None]) -> None:
    found = server(uri)
    assert (found.host, found.port, found.tls, found.user) == expected


@pytest.mark.parametrize(
    "uri",
    [
        "http://mail.example/",
        "smtp://",
        "smtp://user:secret@mail.example/?starttls=never",
        "smtp://mail.example/?starttls=perhaps",
        "smtp://mail.example/?timeout=0",
        "smtp://mail.example/?timeout=soon",
        "smtp://mail.example:notaport/",
        "smtp://mail.example/?tls=no",
    ],
)
def test_an_address_that_makes_no_sense_is_said_in_a_sentence_without_the_password(uri: str) -> None:
    with pytest.raises(Misconfigured) as wrong:
        server(uri)
    assert "SCN_SMTP_URI" in str(wrong.value)
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://network.example", "network.example"), ("http://127.0.0.1:8000", "localhost"), ("http://[::1]:8000", "localhost")],
)
def test_the_platforms_name_in_addresses(url: str, host: str) -> None:
    assert host_of(url) == host
