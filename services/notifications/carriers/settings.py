"""Which way mail leaves the house, from the environment."""

from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from environs import Env

from chassis.context import now
from chassis.settings import Misconfigured, Settings
from services.notifications.carriers.folder import FolderCarrier
from services.notifications.carriers.mime import host_of
from services.notifications.carriers.smtp import Server, SmtpCarrier
from services.notifications.usecases.ports import Carrier

EXAMPLE: Final = "smtp://user:password@mail.example:587/ or smtps://user:password@mail.example:465/"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
OPTIONS: Final = frozenset({"starttls", "timeout"})
SENDER_NAME: Final = "Strong Cities Network"


def carrier(settings: Settings, clock: Callable[[], datetime] = now) -> Carrier:
    """Raises `Misconfigured` with a sentence, before anything is sent."""
    env = Env(prefix="SCN_")
    address = env.str("SMTP_URI", "")
    sender = _sender(env.str("MAIL_FROM", ""), settings.public_url)
    if not address:
        return FolderCarrier(settings.data_dir / "mail", sender=sender, public_url=settings.public_url, clock=clock)
    return SmtpCarrier(server(address), sender=sender, public_url=settings.public_url, clock=clock)


def server(address: str) -> Server:
    """What `smtp://user:password@host:port/?starttls=never&timeout=30` says. The value may hold a password, so no sentence repeats it."""
    parts = urlsplit(address)
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or options.keys() - OPTIONS:
        raise Misconfigured(f"SCN_SMTP_URI is not an address I can use; it looks like {EXAMPLE}")
    tls = _tls(parts, options.get("starttls", "always"))
    if parts.username and tls == "never" and parts.hostname not in LOOPBACK:
        raise Misconfigured("SCN_SMTP_URI would send a password in the clear: leave starttls=never out, or the password")
    return Server(
        host=parts.hostname,
        port=_port(parts) or (465 if tls == "from_the_start" else 587 if parts.username else 25),
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
        timeout=_seconds(options.get("timeout", "30")),
    )


def _tls(parts: SplitResult, starttls: str) -> str:
    if parts.scheme == "smtps":
        return "from_the_start"
    if starttls not in ("always", "never"):
        raise Misconfigured("SCN_SMTP_URI: starttls is `always` or `never`")
    return "starttls" if starttls == "always" else "never"


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise Misconfigured("SCN_SMTP_URI names a port that is none") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 100:
        raise Misconfigured("SCN_SMTP_URI: timeout is a number of seconds from 0.1 to 100")
    return seconds


def _sender(written: str, public_url: str) -> Address:
    try:
        return Address(display_name=SENDER_NAME, addr_spec=written or f"no-reply@{host_of(public_url)}")
    except (ValueError, IndexError):
        raise Misconfigured("SCN_MAIL_FROM is not an e-mail address; it looks like no-reply@network.example") from None
