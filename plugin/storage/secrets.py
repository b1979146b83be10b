"""Secrets at rest: several Fernet keys may decrypt, the newest encrypts."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SecretLost(Exception):
    """No key that we were given opens this secret."""


class Secrets:
    """Encrypts and decrypts short texts."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Fernet keys, newest first; raises ValueError where one is none, or where there is none at all."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, clear: str) -> str:
        """What may be stored."""
        return self._fernet.encrypt(clear.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """The clear text; raises SecretLost."""
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken as error:
            raise SecretLost("no secret key of ours opens a stored secret; was a key taken away?") from error

    def rotate(self, stored: str) -> str:
        """The same secret under the newest key; raises SecretLost."""
        try:
            return self._fernet.rotate(stored.encode()).decode()
        except InvalidToken as error:
            raise SecretLost("no secret key of ours opens a stored secret; was a key taken away?") from error
