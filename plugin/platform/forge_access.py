"""What we may speak to Jira with under Forge: the tokens that came with its calls, kept until they end."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from plugin.domain.ids import SiteId

THE_APP = ""
"""Stands for the app itself where others have an account id."""
TOO_SHORT = timedelta(seconds=30)
"""A token that ends sooner is not used any more: the request would arrive too late."""
NEARLY_OVER = timedelta(minutes=5)
WORTH_KEEPING = timedelta(minutes=10)
"""A newer token is written down only where it lasts so much longer; else each call would cost a write."""
LONGEST = timedelta(hours=12)
"""No token is believed to last longer, whatever it says; Atlassian's last two to four hours."""
MOST_KEPT = 10_000


class TokenStore(Protocol):
    """Where tokens are kept between requests, processes and restarts."""

    def find(self, site_id: SiteId, account_id: str, now: datetime) -> tuple[str, datetime] | None:
        """The token and when it ends."""

    def keep(self, site_id: SiteId, account_id: str, token: str, expires_at: datetime, now: datetime) -> None:
        """Keep one instead of the one before."""

    def drop(self, site_id: SiteId, account_id: str, token: str) -> None:
        """Forget one, unless it was replaced."""


@dataclass(frozen=True, slots=True)
class Held:
    """A token in memory."""

    token: str = field(repr=False)
    expires_at: datetime


class ForgeAccess:
    """Takes tokens in and hands them out; safe to share between threads."""

    def __init__(self, store: TokenStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._held: OrderedDict[tuple[SiteId, str], Held] = OrderedDict()
        self._lock = threading.Lock()

    def offer(self, site_id: SiteId, account_id: str, offered: tuple[str, datetime] | None, *, trusted: bool) -> bool:
        """Take a token that came with a call; True where there was none to use until now.

        The headers that carry tokens are not signed. So a person's call, which need not have come through Forge's own
        proxy, only fills a gap where the app's token is concerned (`trusted` False); events and schedules renew it.
        """
        if offered is None:
            return False
        now = self._clock()
        token, expires_at = offered[0], min(offered[1], now + LONGEST)
        known = self._known(site_id, account_id, now)
        if expires_at <= now + TOO_SHORT or not _is_better(expires_at, known, now, trusted=trusted):
            return False
        self._store.keep(site_id, account_id, token, expires_at, now)
        self._hold(site_id, account_id, Held(token, expires_at))
        return known is None

    def token(self, site_id: SiteId, account_id: str = THE_APP) -> str | None:
        """A token that counts for a while yet, of the app or of a person; None where there is none."""
        known = self._known(site_id, account_id, self._clock())
        return None if known is None else known.token

    def refused(self, site_id: SiteId, account_id: str, token: str) -> None:
        """Jira did not take it: whoever brings the next one is welcome."""
        with self._lock:
            held = self._held.get((site_id, account_id))
            if held is not None and held.token == token:
                del self._held[site_id, account_id]
        self._store.drop(site_id, account_id, token)

    def forget(self, site_id: SiteId) -> None:
        """Drop from memory whatever is held of a site: it took its leave, or came back."""
        with self._lock:
            for key in [key for key in self._held if key[0] == site_id]:
                del self._held[key]

    def _known(self, site_id: SiteId, account_id: str, now: datetime) -> Held | None:
        with self._lock:
            held = self._held.get((site_id, account_id))
        if held is not None and held.expires_at > now + TOO_SHORT:
            return held
        found = self._store.find(site_id, account_id, now + TOO_SHORT)
        if found is None:
            return None
        return self._hold(site_id, account_id, Held(*found))

    def _hold(self, site_id: SiteId, account_id: str, held: Held) -> Held:
        with self._lock:
            self._held[site_id, account_id] = held
            self._held.move_to_end((site_id, account_id))
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        return held


def _is_better(expires_at: datetime, known: Held | None, now: datetime, *, trusted: bool) -> bool:
    if known is None:
        return True
    if not trusted and known.expires_at > now + NEARLY_OVER:
        return False
    return expires_at >= known.expires_at + WORTH_KEEPING
