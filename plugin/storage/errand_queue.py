"""Errands across all sites: taking due ones of one site and kind, finishing, postponing and burying them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, case, delete, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from plugin.domain.ids import SiteId
from plugin.storage.queue_part import QueuePart, statement
from plugin.storage.repository import Row, chunks
from plugin.storage.tables.work import errand
from plugin.usecases.queue import Due, Errand

# A ready errand waits while an equal one runs: nobody does the same thing twice at the same time.
_DUE = """
    e.state IN ('ready', 'running') AND e.kind IN :kinds AND (
        (e.state = 'ready' AND e.run_at <= :now AND NOT EXISTS (
            SELECT 1 FROM errand r
            WHERE r.state = 'running' AND r.site_id = e.site_id AND r.kind = e.kind AND r.subject = e.subject))
        OR (e.state = 'running' AND e.lease_until < :now))
"""
_IS_DUE = statement(f"SELECT 1 FROM errand e WHERE {_DUE} LIMIT 1")  # noqa: S608 - constants only
_FIRST = statement(f"SELECT e.site_id, e.kind FROM errand e WHERE {_DUE} ORDER BY e.run_at, e.id LIMIT 1")  # noqa: S608 - as above
_KINDS = statement(f"""
    SELECT e.site_id, e.kind, min(e.id) AS first FROM errand e WHERE {_DUE}
    GROUP BY e.site_id, e.kind ORDER BY min(e.run_at), min(e.id) LIMIT :most
""")  # noqa: S608 - as above
_ALIKE = f"""
    SELECT e.id FROM errand e WHERE {_DUE} AND e.site_id = :site_id ORDER BY e.run_at, e.id LIMIT :most
"""  # noqa: S608 - constants only
_ALIKE_SQLITE = statement(_ALIKE)
_ALIKE_POSTGRES = statement(f"{_ALIKE} FOR UPDATE OF e SKIP LOCKED")


class ErrandQueue(QueuePart):
    """The part of the queue that hands out errands."""

    def claim_errands(
        self, owner: str, now: datetime, *, lease_seconds: float, most: int, kinds: Sequence[str]
    ) -> list[Errand]:
        """Take the due errands of that site and kind whose turn is first; `attempts` count the one that begins now."""
        if not kinds or not self._any_due(now, kinds):
            return []
        try:
            with self._writing() as connection:
                rows = _taken(connection, owner, now, now + timedelta(seconds=lease_seconds), most, list(kinds))
        except IntegrityError:
            # An equal errand began between our look and our grasp; the next call looks again.
            return []
        return [_errand(row) for row in sorted(rows, key=lambda row: (row["run_at"], row["id"]))]

    def due_errands(self, now: datetime, kinds: Sequence[str], most: int) -> Sequence[Due]:
        """Which kinds are due on which sites, those that have waited longest first."""
        if not kinds:
            return []
        with self._reading() as connection:
            rows = connection.execute(_KINDS, {"now": now, "kinds": list(kinds), "most": most}).all()
        return [Due(SiteId(row.site_id), row.kind, row.first) for row in rows]

    def renew_errands(self, errands: Sequence[Errand], now: datetime, lease_seconds: float) -> bool:
        """Extend the lease of long work; False when one of them is somebody else's by now."""
        until = now + timedelta(seconds=lease_seconds)
        with self._writing() as connection:
            renewed = sum(connection.execute(held.values(lease_until=until)).rowcount for held in _held(errands))
        return renewed == len(errands)

    def finish_errands(self, errands: Sequence[Errand], now: datetime) -> None:
        """Mark them done; those whose lease was lost are somebody else's to finish."""
        with self._writing() as connection:
            for held in _held(errands):
                connection.execute(held.values(state="done", done_at=now, owner=None, lease_until=None, error=None))

    def postpone_errands(self, errands: Sequence[Errand], run_at: datetime, error: str | None, *, counts: bool) -> None:
        """Run them again later; where an equal errand waits already, the two become one that runs at the later time."""
        with self._writing() as connection:
            for one in errands:
                held = delete(errand).where(
                    errand.c.id == one.id, errand.c.state == "running", errand.c.owner == one.owner
                )
                if connection.execute(held).rowcount == 1:
                    _ready_again(connection, one, run_at, error, one.attempts if counts else one.attempts - 1)

    def hasten_errands(self, site_id: SiteId, because: str, now: datetime) -> int:
        """Make the errands of a site due that were put off for this reason: it no longer holds."""
        waiting = (errand.c.site_id == site_id) & (errand.c.state == "ready") & (errand.c.error == because)
        with self._writing() as connection:
            return connection.execute(update(errand).where(waiting).values(run_at=now)).rowcount

    def bury_errands(self, errands: Sequence[Errand], error: str) -> None:
        """Park errands that failed too often; asking for them again starts afresh."""
        with self._writing() as connection:
            for held in _held(errands):
                connection.execute(held.values(state="dead", owner=None, lease_until=None, error=error[:4000]))

    def _any_due(self, now: datetime, kinds: Sequence[str]) -> bool:
        with self._reading() as connection:
            return connection.execute(_IS_DUE, {"now": now, "kinds": list(kinds)}).first() is not None


def _taken(
    connection: Connection, owner: str, now: datetime, lease_until: datetime, most: int, kinds: list[str]
) -> Sequence[Row]:
    first = connection.execute(_FIRST, {"now": now, "kinds": kinds}).first()
    if first is None:
        return []
    alike = _ALIKE_SQLITE if connection.dialect.name == "sqlite" else _ALIKE_POSTGRES
    where = {"now": now, "kinds": [first.kind], "site_id": first.site_id, "most": most}
    ids = list(connection.execute(alike, where).scalars())
    taking = (
        update(errand)
        .where(errand.c.id.in_(ids))
        .values(state="running", owner=owner, lease_until=lease_until, attempts=errand.c.attempts + 1)
        .returning(*errand.c)
    )
    return connection.execute(taking).mappings().all() if ids else []


def _held(errands: Sequence[Errand]) -> Iterator[Update]:
    """One statement for all that an owner holds, which is all of a claim."""
    ids: dict[str, list[int]] = defaultdict(list)
    for one in errands:
        ids[one.owner].append(one.id)
    for owner, held in sorted(ids.items()):
        for some in chunks(held):
            yield update(errand).where(errand.c.id.in_(some), errand.c.state == "running", errand.c.owner == owner)


def _ready_again(connection: Connection, one: Errand, run_at: datetime, error: str | None, attempts: int) -> None:
    made: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(errand)
    new, there = made.excluded, errand.c
    # The one that waits holds the newer payload; the time is the later one, so that a wait Jira asked for is kept.
    made = made.on_conflict_do_update(
        index_elements=["site_id", "kind", "subject"],
        index_where=text("state = 'ready'"),
        set_={
            "run_at": case((there.run_at < new.run_at, new.run_at), else_=there.run_at),
            "attempts": case((there.attempts < new.attempts, new.attempts), else_=there.attempts),
            "error": new.error,
        },
    )
    row = {
        "site_id": one.site_id,
        "kind": one.kind,
        "subject": one.subject,
        "lane": one.lane,
        "state": "ready",
        "attempts": attempts,
        "run_at": run_at,
        "error": None if error is None else error[:4000],
        "payload": dict(one.payload),
    }
    connection.execute(made, [row])


def _errand(row: Row) -> Errand:
    return Errand(
        id=row["id"],
        site_id=SiteId(row["site_id"]),
        kind=row["kind"],
        subject=row["subject"],
        lane=row["lane"],
        payload=row["payload"],
        attempts=row["attempts"],
        owner=row["owner"],
    )
