"""Secrets that must be read again, such as the seed of an authenticator: encrypted at rest with a key that the store does not have.

Fernet (AES-128-CBC with HMAC-SHA-256) under a key derived from the service's own secret (SCN_SECRET_KEY) by HKDF. With another secret
nothing can be opened any more: everybody enrols anew.
"""

import base64
from typing import Final

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE: Final = b"membership: second factor"
"""Part of the key: what is sealed here opens nothing elsewhere, though the secret is the same."""


class Seal:
    """Closes texts and opens them again."""

    def __init__(self, secret: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises `InvalidToken` for what was sealed with another secret or tampered with."""
        return self._fernet.decrypt(sealed.encode()).decode()
