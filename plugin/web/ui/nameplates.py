"""Display names of people, asked of Jira and kept for a minute: they are shown, never stored."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import AccountId, SiteId
from plugin.usecases.views.people import People
from plugin.web.asking import site_id
from plugin.web.services import Services

KEEP = timedelta(seconds=60)
MOST_KEPT = 5_000


class Nameplates:
    """Names for pages of one app; a person whom Jira does not know is remembered as well, a failure never."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: OrderedDict[tuple[SiteId, AccountId], tuple[datetime, str]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, accounts: Iterable[AccountId | None]) -> People:
        """The people of these accounts on the caller's site; may ask Jira, so call it outside a unit of work."""
        site = site_id()
        wanted = {account for account in accounts if account}
        known = self._recall(site, wanted)
        missing = sorted(wanted - known.keys())
        if not missing:
            return People(known)
        try:
            found = self._services.names(site, missing)
        except (JiraBusy, JiraTrouble, JiraRefused):
            return People(known, answered=False)
        learned = {account: found.get(account, "") for account in missing}
        self._keep(site, learned)
        return People({**known, **learned})

    def _recall(self, site: SiteId, wanted: set[AccountId]) -> dict[AccountId, str]:
        oldest = self._services.clock() - KEEP
        with self._lock:
            found = {account: self._kept.get((site, account)) for account in wanted}
        return {account: kept[1] for account, kept in found.items() if kept is not None and kept[0] >= oldest}

    def _keep(self, site: SiteId, names: Mapping[AccountId, str]) -> None:
        now = self._services.clock()
        with self._lock:
            for account, name in names.items():
                self._kept[site, account] = (now, name)
                self._kept.move_to_end((site, account))
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
