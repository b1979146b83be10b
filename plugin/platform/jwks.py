"""Atlassian's published keys by `kid`: one configured address, kept in memory, asked for sparingly."""

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from plugin.platform.install_keys import SHORTEST_MODULUS
from plugin.platform.tokens import short_text
from plugin.usecases.refusal import NotAuthentic, Reason

ASK_AGAIN_AFTER = timedelta(minutes=1)
ASK_AGAIN_WHEN_EMPTY = timedelta(seconds=5)
"""The wait while there is no key at all, when every call fails anyway."""
RENEW_AFTER = timedelta(days=1)
LONGEST_SET = 64 * 1024
"""Bytes."""
LONGEST_WAIT_S = 5.0
"""How long a call with an unknown kid waits for a fetch that is under way."""

FetchUpTo = Callable[[str, int], bytes]
"""The bytes at a URL, at most so many, or OSError where it does not answer with them: `key_fetch.http_fetch`."""


class Jwks:
    """Finds the public key of a `kid`; safe to share between threads.

    Only one thread fetches at a time. Whoever asks for a kept key never waits, not even while keys are renewed.
    """

    def __init__(
        self, url: str, fetch: FetchUpTo, in_background: Callable[[Callable[[], None]], None] | None = None
    ) -> None:
        """`in_background` runs what it is given beside the call: in a thread of its own, unless a test decides."""
        self._url = url
        self._fetch = fetch
        self._in_background = in_background or _in_thread
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._turn = threading.Lock()

    def __call__(self, kid: str, now: datetime) -> RSAPublicKey:
        """The key of `kid`; raises NotAuthentic (`key`) where it is unknown, or could not be had.

        An unknown kid has the keys fetched, at most once a minute whether that succeeds or not, and every five seconds
        while there are none. Keys older than a day are renewed behind the call, which answers with the one it has.
        """
        key = self._keys.get(kid)
        if key is None:
            return self._fetched(kid, now)
        if self._fetched_at is None or _apart(now, self._fetched_at) >= RENEW_AFTER:
            self._renew_behind(now)
        return key

    def _fetched(self, kid: str, now: datetime) -> RSAPublicKey:
        """The key from a fetch, this thread's or the one it waited for."""
        if not self._turn.acquire(timeout=LONGEST_WAIT_S):
            raise NotAuthentic(Reason.KEY, "The keys are being fetched; try again.")
        try:
            if kid not in self._keys and self._may_try(now):
                self._try(now)
            key = self._keys.get(kid)
        finally:
            self._turn.release()
        if key is None:
            raise NotAuthentic(Reason.KEY, "It is not among the published keys, or they could not be fetched.")
        return key

    def _renew_behind(self, now: datetime) -> None:
        """Start a renewal unless one is under way or was tried a moment ago; it gives the turn back at its end."""
        if not self._may_try(now) or not self._turn.acquire(blocking=False):
            return
        try:
            self._in_background(partial(self._renew, now))
        except RuntimeError:  # no thread to be had; the kept keys still serve
            self._turn.release()

    def _renew(self, now: datetime) -> None:
        try:
            self._try(now)
        finally:
            self._turn.release()

    def _may_try(self, now: datetime) -> bool:
        wait = ASK_AGAIN_AFTER if self._keys else ASK_AGAIN_WHEN_EMPTY
        return self._tried_at is None or _apart(now, self._tried_at) >= wait

    def _try(self, now: datetime) -> None:
        """Fetch once; an answer without a single usable key changes nothing, any other replaces all keys."""
        self._tried_at = now
        try:
            keys = keys_in(self._fetch(self._url, LONGEST_SET))
        except OSError:  # kept keys still serve; a call that needs another one is told so
            return
        if keys:
            self._keys, self._fetched_at = keys, now


def keys_in(body: bytes) -> dict[str, RSAPublicKey]:
    """The usable keys of a JSON Web Key Set by kid; empty where it is none. Of two with one kid the first counts.

    Usable: RSA, public only, at least 2048 bits, for signatures (`use`) and RS256 (`alg`) where it says for what.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    entries = document.get("keys") if isinstance(document, dict) else None
    found: dict[str, RSAPublicKey] = {}
    for entry in entries if isinstance(entries, list) else []:
        kid = short_text(entry.get("kid")) if isinstance(entry, dict) else None
        key = _usable(entry) if kid else None
        if kid and key:
            found.setdefault(kid, key)
    return found


def _usable(entry: dict[str, Any]) -> RSAPublicKey | None:
    purpose = (entry.get("kty"), entry.get("use", "sig"), entry.get("alg", "RS256"))
    if purpose != ("RSA", "sig", "RS256"):
        return None
    try:
        key = jwt.PyJWK(entry, "RS256").key
    except (jwt.PyJWTError, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= SHORTEST_MODULUS else None


def _apart(one: datetime, other: datetime) -> timedelta:
    """How far apart two moments are; without a sign, so that a clock set back does not stop us for as long."""
    return abs(one - other)


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="jwks", daemon=True).start()
