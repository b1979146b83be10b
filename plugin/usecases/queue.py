"""The table of work: deliveries that wait to be processed, one project at a time, and errands to run later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plugin.domain.ids import ProjectId, SiteId


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery as it arrives. `lane` is the project's id, "" where there is none; `dedupe` is unique in a site."""

    site_id: SiteId
    lane: str
    event: str
    dedupe: str
    body: bytes
    received_at: datetime
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is claimed."""

    id: int
    site_id: SiteId
    lane: str
    event: str
    body: bytes
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one lane in the order of arrival, held by one owner; `attempts` are the head's."""

    owner: str
    site_id: SiteId
    lane: str
    deliveries: tuple[Delivery, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class Errand:
    """An errand as it is claimed."""

    id: int
    site_id: SiteId
    kind: str
    subject: str
    lane: str
    payload: Mapping[str, object]
    attempts: int
    owner: str


@dataclass(frozen=True, slots=True)
class Due:
    """Work that could be taken now: a lane of deliveries, or the errands of one kind; `first` is its foremost row.

    Once `first` is another one, somebody has been at it.
    """

    site_id: SiteId
    what: str
    first: int


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A delivery that could not be processed, for the admin page."""

    id: int
    event: str
    lane: str
    state: str
    attempts: int
    received_at: datetime
    error: str
    body: bytes


@dataclass(frozen=True, slots=True)
class QueueState:
    """How much waits: counts, and the age of the oldest waiting delivery in seconds (None when nothing waits).

    Errands that are planned for later than in a quarter of an hour do not count.
    """

    ready: int
    running: int
    dead: int
    unreadable: int
    errands: int
    oldest_seconds: float | None


class Queue(Protocol):
    """Deliveries and errands across all sites; every method is one short transaction of its own."""

    def receive(self, deliveries: Sequence[NewDelivery]) -> list[bool]:
        """Insert them in one durable commit; False where the dedupe key was known. Used by the group commit."""

    def claim(self, owner: str, now: datetime, *, lease_seconds: float, most: int) -> Batch | None:
        """Take the oldest lane whose head is due, with up to `most` of its deliveries in order.

        A lane whose head is running under a live lease, waiting for a retry, or dead is left alone. The head alone is
        marked running; a partial unique index makes two owners of one lane impossible.
        """

    def due_lanes(self, now: datetime, most: int) -> Sequence[Due]:
        """The lanes that `claim` could take now, at most so many; nothing is taken."""

    def due_errands(self, now: datetime, kinds: Sequence[str], most: int) -> Sequence[Due]:
        """The kinds of errand that are due, site by site, at most so many; nothing is taken."""

    def renew(self, batch: Batch, now: datetime, lease_seconds: float) -> bool:
        """Extend the lease; False when it was lost."""

    def release(self, batch: Batch, now: datetime) -> None:
        """Give what is left of a batch back, due at once."""

    def fail(self, batch: Batch, delivery_id: int, error: str, retry_at: datetime | None) -> None:
        """Note a failure of one delivery; `retry_at` None parks it as dead. The lane is given back."""

    def claim_errands(
        self, owner: str, now: datetime, *, lease_seconds: float, most: int, kinds: Sequence[str]
    ) -> list[Errand]:
        """Take due errands of one site and kind, at most `most`."""

    def renew_errands(self, errands: Sequence[Errand], now: datetime, lease_seconds: float) -> bool:
        """Extend the lease of long work; False when it was lost."""

    def finish_errands(self, errands: Sequence[Errand], now: datetime) -> None:
        """Mark them done."""

    def postpone_errands(self, errands: Sequence[Errand], run_at: datetime, error: str | None, *, counts: bool) -> None:
        """Run them again later. `counts` is False where Jira asked to wait: that is no failed attempt.

        Where an equal errand waits already, the two become one.
        """

    def hasten_errands(self, site_id: SiteId, because: str, now: datetime) -> int:
        """Make the errands of a site due that wait for this reason; tells how many."""

    def bury_errands(self, errands: Sequence[Errand], error: str) -> None:
        """Park errands that failed too often."""

    def parked(self, site_id: SiteId, *, limit: int = 50) -> Sequence[ParkedDelivery]:
        """A site's dead and unreadable deliveries, newest first."""

    def retry(self, site_id: SiteId, delivery_id: int, now: datetime) -> bool:
        """Make a dead or unreadable delivery due again; False where there is none such."""

    def skip(self, site_id: SiteId, delivery_id: int, now: datetime) -> bool:
        """Pass over a dead delivery so that its project's later events go on."""

    def state(self, now: datetime, site_id: SiteId | None = None) -> QueueState:
        """How much waits, of one site or of all."""

    def take_back(self, now: datetime) -> int:
        """End every lease, for a start where one process at a time works: what a dead one left is due at once."""

    def prune(self, before: datetime) -> int:
        """Delete done deliveries and errands older than that."""


class BatchEnd(Protocol):
    """What a unit of work offers to the worker: closing deliveries in the same transaction as their effects."""

    def close(self, batch: Batch, fates: Mapping[int, tuple[str, str | None]], now: datetime) -> None:
        """Give deliveries their fate ("decided", "ignored", "unsubscribed", "unreadable") and reason.

        All end as done but unreadable ones, which are set aside and block nothing. Guarded by the batch's owner.

        Raises LeaseLost when the batch is no longer ours: the caller must roll back.
        """


class LeaseLost(Exception):
    """Somebody else holds the lane now; what was done here must be rolled back."""


Lane = tuple[SiteId, ProjectId]
