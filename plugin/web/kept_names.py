"""Display names of people, asked of Jira and kept for a minute: they are shown, never stored."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import AccountId, SiteId

KEEP = timedelta(seconds=60)
MOST_KEPT = 5_000

Ask = Callable[[Sequence[AccountId]], Mapping[AccountId, str]]


class KeptNames:
    """Names by site and account; a person whom Jira does not know is remembered as well (as ""), a failure never."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[SiteId, AccountId], tuple[datetime, str]] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self, site_id: SiteId, accounts: Collection[AccountId], ask: Ask, now: datetime
    ) -> tuple[dict[AccountId, str], bool]:
        """The names, and whether Jira answered; those it could not be asked for now are left out."""
        known = self._recall(site_id, accounts, now - KEEP)
        missing = sorted(set(accounts) - known.keys())
        if not missing:
            return known, True
        try:
            found = ask(missing)
        except (JiraBusy, JiraTrouble, JiraRefused):
            return known, False
        learned = {account: found.get(account, "") for account in missing}
        self._keep(site_id, learned, now)
        return {**known, **learned}, True

    def _recall(self, site_id: SiteId, accounts: Collection[AccountId], oldest: datetime) -> dict[AccountId, str]:
        with self._lock:
            found = {account: self._kept.get((site_id, account)) for account in accounts}
        return {account: kept[1] for account, kept in found.items() if kept is not None and kept[0] >= oldest}

    def _keep(self, site_id: SiteId, names: Mapping[AccountId, str], now: datetime) -> None:
        with self._lock:
            for account, name in names.items():
                self._kept[site_id, account] = (now, name)
                self._kept.move_to_end((site_id, account))
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
