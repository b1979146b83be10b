"""Whether the accounts of one site's owners are active."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cached_property

from plugin.domain.flags import Away
from plugin.domain.ids import AccountId
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.tables.people import person


class SqlPeople(Repository):
    """Fulfils KnownPeople."""

    def away(self) -> Away:
        """Those whose account is not active, each with the day from which that is known."""
        return self._away

    def known(self, account_ids: Collection[AccountId], since: datetime | None = None) -> frozenset[AccountId]:
        """Those of them that Jira was asked for before; with `since`, not longer ago than that."""
        return frozenset(
            account for account, row in self._known(account_ids).items() if since is None or row["asked_at"] >= since
        )

    def note(self, active: Mapping[AccountId, bool], at: datetime) -> frozenset[AccountId]:
        """Keep what Jira said just now; returns those who came or went since, whoever was not known being there."""
        before = self._known(active)
        rows = []
        for account, is_active in sorted(active.items()):
            same = account in before and before[account]["active"] is is_active
            since = before[account]["since"] if same else at.date()
            rows.append({"account_id": account, "active": is_active, "since": since, "asked_at": at})
        self._upsert(person, rows)
        self.__dict__.pop("_away", None)
        was = {account: row["active"] for account, row in before.items()}
        return frozenset(account for account, now in active.items() if was.get(account, True) is not now)

    def _known(self, account_ids: Collection[AccountId]) -> dict[AccountId, Row]:
        found: dict[AccountId, Row] = {}
        for chunk in chunks(sorted(account_ids)):
            rows = self._rows(self._select(person).where(person.c.account_id.in_(chunk)))
            found |= {row["account_id"]: row for row in rows}
        return found

    @cached_property
    def _away(self) -> Away:
        rows = self._rows(self._select(person).where(person.c.active.is_(False)))
        return {row["account_id"]: row["since"] for row in rows}
