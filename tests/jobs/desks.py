"""A desk whose deliveries are small notes: what is decided about each stands in its body."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plugin.domain.baseline import Baseline, Definition, Kind
from plugin.domain.errors import Unreadable
from plugin.domain.ids import SiteId
from plugin.domain.issue import Field, IssueChange, Move
from plugin.domain.ledger import Ledger
from plugin.jobs.deliveries import Decide, Decision, Deliveries
from plugin.storage import Database, Secrets, SqlQueue, SqlSites, SqlWork
from plugin.usecases.queue import NewDelivery
from plugin.usecases.scope import freeze
from plugin.wiring import utcnow
from tests.usecases.desk import ELSEWHERE, KEY, PROJECT, RELEASE, START, Desk, born, days, story, track

FIRST = 20_000
"""The id of the first issue that a note creates."""


def desk_on(database: Database) -> Desk:
    """A desk on a migrated database of any kind, with its project switched on."""
    sites = SqlSites(database, Secrets((KEY,)))
    site = sites.install(base_url="https://acme.example", at=START, client_key="acme", shared_secret="s" * 40)
    desk = Desk(database, SqlWork(database, utcnow), SqlQueue(database), sites, site.id)
    desk.switch_on()
    return desk


def decide(_event: str, body: bytes, _received_at: datetime) -> Decision:
    """What a note says: create an issue, move one away, nothing, or what cannot be read."""
    note = json.loads(body)
    number = str(FIRST + note["number"])
    if note["what"] == "create":
        return ("decided", (born(number, story(), days(2)),), None)
    if note["what"] == "move":
        moved = IssueChange(
            f"m{number}", days(3), None, (Move(Field.PROJECT, PROJECT, ELSEWHERE), Move(Field.VERSION, RELEASE, None))
        )
        return ("decided", (track(number, story(project_id=ELSEWHERE, versions=frozenset()), moved, days(2)),), None)
    if note["what"] == "unreadable":
        raise Unreadable("the body lacks its issue")
    if note["what"] == "poison":
        raise RuntimeError("this one cannot be processed")
    return ("ignored", (), "nothing that we follow")


@dataclass
class Lanes:
    """Deliveries over a desk: notes go in, fates come out; `seen` has lane and number of each that was decided."""

    desk: Desk
    decide: Decide = decide
    seen: list[tuple[str, int]] = field(default_factory=list)

    def deliveries(self, *, lease_seconds: float = 60.0) -> Deliveries:
        """A worker."""
        return Deliveries(
            self.desk.queue,
            self.desk.work,
            self._noting,
            clock=self.desk.clock,
            new_id=self.desk.new_id,
            lease_seconds=lease_seconds,
        )

    def put(self, *notes: tuple[str, int], lane: str = PROJECT, again: str = "") -> None:
        """Deliver notes into a lane."""
        self.desk.queue.receive(
            [note_of(self.desk.site_id, what, number, lane=lane, again=again) for what, number in notes]
        )

    def run(self, worker: Deliveries | None = None) -> int:
        """Work until nothing is due."""
        worker, done = worker or self.deliveries(), 0
        while count := worker.run_once("worker"):
            done += count
        return done

    def states(self) -> dict[str, str]:
        """The state of each delivery, with its fate or error, by dedupe key."""
        with self.desk.database.reading("*") as connection:
            rows = connection.exec_driver_sql("SELECT dedupe, state, fate FROM delivery ORDER BY id").all()
        return {
            dedupe: state if fate in {None, "decided", state} else f"{state} {fate}" for dedupe, state, fate in rows
        }

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.desk.now += timedelta(**by)

    def _noting(self, event: str, body: bytes, received_at: datetime) -> Decision:
        note = json.loads(body)
        self.seen.append((note["lane"], note["number"]))
        return self.decide(event, body, received_at)


def note_of(site_id: SiteId, what: str, number: int, *, lane: str = PROJECT, again: str = "") -> NewDelivery:
    """A delivery that says what is to be decided about it."""
    body = json.dumps({"what": what, "number": number, "lane": lane}).encode()
    return NewDelivery(site_id, lane, "jira:issue_updated", f"{lane}-{number}{again}", body, START)


def agreed(desk: Desk, issues: Sequence[int] = ()) -> Baseline:
    """A frozen release with these issues in it; what notes create later is unapproved growth of five points each."""
    for number in issues:
        desk.tell(born(str(FIRST + number), story(), days(0)))
    desk.now = max(desk.now, days(1))
    with desk.act() as act:
        return freeze(act, PROJECT, "2.0 as agreed", Definition(Kind.VERSION, RELEASE))


def ledger(desk: Desk, baseline: Baseline) -> Ledger:
    """The running ledger of a baseline."""
    with desk.work(desk.site_id) as uow:
        return uow.baselines.ledger(baseline.id)
