"""What must be read again, but not by whoever holds a copy of the store: encrypted at rest with keys that the store does not have.

`Seal` closes texts under a key derived from the service's own secret (SCN_SECRET_KEY) by HKDF. With another secret nothing can be opened
any more. `Key` is a key of its own for somebody or something: it is kept closed by the seal, and what it closed is gone for good once the
key is.
"""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from cryptography.fernet import InvalidToken as InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES: Final = 12
KEY_BITS: Final = 256


class Seal:
    """Closes texts and opens them again (Fernet: AES-128-CBC with HMAC-SHA-256). `purpose` is part of the key: what is sealed for one
    purpose opens nothing elsewhere, though the secret is the same."""

    def __init__(self, secret: str, purpose: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises `InvalidToken` for what was sealed with another secret or tampered with."""
        return self._fernet.decrypt(sealed.encode()).decode()


class Key:
    """A key that can be destroyed (AES-256-GCM, NIST SP 800-38D, a random nonce of 96 bits before each text).

    `place` says where the closed text belongs; moved elsewhere, it does not open.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._cipher = AESGCM(raw)

    @classmethod
    def new(cls) -> "Key":
        return cls(AESGCM.generate_key(KEY_BITS))

    @classmethod
    def unsealed(cls, sealed: str, seal: Seal) -> "Key":
        """Raises `InvalidToken` when the service's secret is another than when it was sealed."""
        return cls(base64.b64decode(seal.open(sealed)))

    def sealed(self, seal: Seal) -> str:
        return seal.close(base64.b64encode(self._raw).decode())

    def close(self, text: str, place: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())).decode()

    def open(self, box: str, place: str) -> str:
        """Raises `InvalidToken` for what another key closed, what was tampered with, and what belongs elsewhere."""
        try:
            raw = base64.b64decode(box, validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as wrong:
            raise InvalidToken from wrong
