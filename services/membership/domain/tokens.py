"""Secrets for sessions and keys: 256 random bits, kept only as their hash."""

import hashlib
import secrets


def new_token(mark: str = "") -> str:
    return mark + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored. A token is random through and through, so one fast hash is enough; a password is not."""
    return hashlib.sha256(token.encode()).hexdigest()
