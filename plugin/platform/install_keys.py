"""Atlassian's install keys by `kid`: taken from configured hosts only, kept once seen, asked for sparingly."""

import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from plugin.usecases.refusal import NotAuthentic, Reason

ASK_AGAIN_AFTER = timedelta(minutes=1)
MOST_ASKED = 100
"""Unknown kids looked up within one wait. A kid is free to invent, so without a bound a stranger could make us call out
as often as he calls us."""
SHORTEST_MODULUS = 2048
"""Bits (RFC 7518, section 3.3)."""
LONGEST_KEY = 8192
"""Bytes."""

# Strict, because it ends up in a URL: no slash, no percent sign, and no dots that a path could climb by.
_KID = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,127}").fullmatch

Fetch = Callable[[str], bytes]
"""The bytes at a URL, or OSError where it does not answer with them. See `plugin.platform.key_fetch`."""


class KeyStore(Protocol):
    """Where keys are kept between requests and restarts, as PEM text by kid."""

    def get(self, kid: str) -> str | None:
        """The key last put under this kid."""
        ...

    def put(self, kid: str, pem: str) -> None:
        """Keep the key; a kid never changes its key."""
        ...


class KeyRing:
    """Finds the public key of a `kid`; safe to share between threads."""

    def __init__(self, hosts: Sequence[str], fetch: Fetch, store: KeyStore) -> None:
        """`hosts` are base URLs in order of preference; `/<kid>` is appended to each."""
        self._hosts = tuple(host.rstrip("/") for host in hosts)
        self._fetch = fetch
        self._store = store
        self._asked: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def __call__(self, kid: str, now: datetime) -> RSAPublicKey:
        """The key of `kid`; raises NotAuthentic (`key`) where it is ill-formed or unknown, or was a moment ago."""
        if not _KID(kid):
            raise NotAuthentic(Reason.KEY)
        kept = self._store.get(kid)
        if kept is not None:
            return public_key(kept.encode())
        self._take_turn(kid, now)
        return self._look_up(kid)

    def _take_turn(self, kid: str, now: datetime) -> None:
        """One look-up per unknown kid and minute, and a bounded number of kids."""
        with self._lock:
            self._asked = {asked: at for asked, at in self._asked.items() if at > now - ASK_AGAIN_AFTER}
            if kid in self._asked or len(self._asked) >= MOST_ASKED:
                raise NotAuthentic(Reason.KEY, "Try again in a minute.")
            self._asked[kid] = now

    def _look_up(self, kid: str) -> RSAPublicKey:
        for host in self._hosts:
            try:
                pem = self._fetch(f"{host}/{kid}")
                key = public_key(pem)
            except (OSError, NotAuthentic):  # the next host may know better; if none does, the end says so
                continue
            self._store.put(kid, pem.decode("ascii"))
            return key
        raise NotAuthentic(Reason.KEY, "No key host answered with it.")


def public_key(pem: bytes) -> RSAPublicKey:
    """An RSA public key from PEM; anything else, and a key that is too short, is refused (`key`)."""
    try:
        key = load_pem_public_key(pem) if len(pem) <= LONGEST_KEY and pem.isascii() else None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotAuthentic(Reason.KEY) from error
    if not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_MODULUS:
        raise NotAuthentic(Reason.KEY)
    return key
