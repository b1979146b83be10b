"""The errand that brings a sheet into a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.jobs.errands import Runner
from plugin.usecases.import_records import ImportState
from plugin.usecases.queue import Errand, Queue
from plugin.usecases.sheets import importing

LEASE = 60.0
"""Seconds; renewed after each slice, of which one takes a few at most."""


class Sheets:
    """Runs it; one sheet at a time."""

    def __init__(self, hands: importing.Hands, queue: Queue) -> None:
        self._hands = hands
        self._queue = queue

    def runners(self) -> Mapping[str, Runner]:
        """The kind with its runner."""
        return {importing.ERRAND: Runner(self._bring, lease_seconds=LEASE, gave_up=self._give_up)}

    def _bring(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        importing.run(self._hands, errand.site_id, errand.subject, keep_alive=lambda: self._still_ours(errands))

    def _still_ours(self, errands: Sequence[Errand]) -> bool:
        return self._queue.renew_errands(errands, self._hands.clock(), LEASE)

    def _give_up(self, errands: Sequence[Errand], why: str) -> None:
        for errand in errands:
            importing.end(self._hands, errand.site_id, errand.subject, ImportState.FAILED, why)
