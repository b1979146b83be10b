"""Sites by client key, kept in memory for moments so that a webhook costs no database read."""

from __future__ import annotations

import threading
from collections.abc import Callable

from plugin.usecases.caller import FindSite, KnownSite

KEEP_SECONDS = 5.0
MOST_KEPT = 10_000


class KnownSites:
    """A small cache over the stored sites; a site that is not there is not kept, so an install counts at once."""

    def __init__(self, load: FindSite, monotonic: Callable[[], float]) -> None:
        self._load = load
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, KnownSite]] = {}
        self._lock = threading.Lock()
        self._age = 0

    def find(self, client_key: str) -> KnownSite | None:
        """The site, at most a few seconds old."""
        kept = self._kept.get(client_key)
        if kept is not None and self._monotonic() - kept[0] < KEEP_SECONDS:
            return kept[1]
        return self.find_anew(client_key)

    def find_anew(self, client_key: str) -> KnownSite | None:
        """The site as it is stored now."""
        age = self._age
        site = self._load(client_key)
        with self._lock:
            if site is None:
                self._kept.pop(client_key, None)
            elif age == self._age:  # else an installation changed while we read, and this may be the old one
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[client_key] = (self._monotonic(), site)
        return site

    def is_stale(self) -> bool:
        """Whether anything is kept that storage might contradict."""
        return bool(self._kept)

    def forget_all(self) -> None:
        """Drop everything: an installation changed."""
        with self._lock:
            self._age += 1
            self._kept.clear()
