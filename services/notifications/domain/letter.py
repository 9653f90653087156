"""A letter as it is read: subject, plain text, and the same as a simple page."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Letter:
    language: str
    subject: str
    text: str
    html: str
