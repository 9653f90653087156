"""A letter as a message that mail servers carry."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from services.notifications.domain.letter import Letter
from services.notifications.usecases.ports import NotSent, Reader


def mime(id: str, letter: Letter, reader: Reader, *, sender: Address, public_url: str, at: datetime) -> EmailMessage:
    """Text first, then the page. Raises `NotSent` for good when nobody could write to such an address."""
    found = EmailMessage(policy=SMTP)
    try:
        found["To"] = Address(display_name=reader.name or "", addr_spec=ascii_address(reader.email))
    except (ValueError, IndexError) as wrong:
        raise NotSent("address_not_usable", for_good=True) from wrong
    found["From"] = sender
    found["Subject"] = letter.subject
    found["Date"] = format_datetime(at)
    found["Message-ID"] = f"<{id}@{host_of(public_url)}>"
    found["Auto-Submitted"] = "auto-generated"
    found["X-Auto-Response-Suppress"] = "All"
    found.set_content(letter.text)
    found.add_alternative(letter.html, subtype="html")
    found["Content-Language"] = letter.language  # last: setting the content clears such headers
    return found


def host_of(public_url: str) -> str:
    """The platform's own name in addresses; a bare number, which few mail servers like, becomes `localhost`."""
    host = urlsplit(public_url).hostname or ""
    return host if any(letter.isalpha() for letter in host) and ":" not in host else "localhost"


def ascii_address(address: str) -> str:
    """The domain in the form every server understands. Raises `ValueError` for a domain that has none, or a name outside ASCII."""
    name, _, domain = address.rpartition("@")
    return f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
