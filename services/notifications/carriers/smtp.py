"""Mail through a mail server. What it answers decides whether a mail is tried again.

Only the number of an answer is kept: its words name addresses.
"""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from services.notifications.carriers.mime import mime
from services.notifications.domain.letter import Letter
from services.notifications.usecases.ports import NotSent, Reader


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where mail is handed in. `tls` is `from_the_start`, `starttls` or `never`; `timeout` in seconds is for each step of the talk."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = None
    timeout: float = 30.0


class SmtpCarrier:
    """A connection for each mail: rare enough, and one that broke off never spoils the next."""

    def __init__(
        self, server: Server, *, sender: Address, public_url: str, clock: Callable[[], datetime], context: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._sender = sender
        self._public_url = public_url
        self._clock = clock
        self._context = context or ssl.create_default_context()

    def post(self, id: str, letter: Letter, reader: Reader) -> None:
        message = mime(id, letter, reader, sender=self._sender, public_url=self._public_url, at=self._clock())
        with _named_failures():
            talk = self._connect()
            try:
                talk.send_message(message)
            except BaseException:
                talk.close()
                raise
            with contextlib.suppress(smtplib.SMTPException, OSError):  # taken is taken, however the server says goodbye
                talk.quit()
            talk.close()

    def forget(self, id: str) -> None:
        """What was handed in is out of our hands."""

    def kept(self) -> Iterator[tuple[str, datetime]]:
        return iter(())

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "from_the_start":
            talk: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=self._context)
        else:
            talk = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.tls == "starttls":
                talk.starttls(context=self._context)
            if server.user is not None:
                talk.login(server.user, server.password or "")
        except BaseException:
            talk.close()
            raise
        return talk


@contextlib.contextmanager
def _named_failures() -> Iterator[None]:
    """Whatever goes wrong as a code. A server's refusal of the 500s is final, except of ourselves: then somebody mends the setting."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as why:
        raise NotSent("smtp_sign_in_refused") from why
    except smtplib.SMTPRecipientsRefused as why:
        raise _refused(min(code for code, _ in why.recipients.values())) from why
    except smtplib.SMTPNotSupportedError as why:
        raise NotSent("smtp_not_supported") from why
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPSenderRefused) as why:
        raise NotSent(f"smtp_{why.smtp_code}") from why
    except smtplib.SMTPResponseException as why:
        raise _refused(why.smtp_code) from why
    except ssl.SSLError as why:
        raise NotSent("tls_failed") from why
    except TimeoutError as why:
        raise NotSent("timeout") from why
    except socket.gaierror as why:
        raise NotSent("server_unknown") from why
    except (smtplib.SMTPException, OSError) as why:
        raise NotSent("timeout" if isinstance(why.__context__, TimeoutError) else "connection_lost") from why


def _refused(code: int) -> NotSent:
    return NotSent(f"smtp_{code}", for_good=500 <= code < 600)
