"""Does something within a time limit, whatever the system's own calls, such as asking for a name, take for theirs."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises; TimeoutError where it takes longer, and goes on unheard in a daemon thread."""
    outcome: queue.SimpleQueue[tuple[T, None] | tuple[None, Exception]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except Exception as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            outcome.put((None, error))

    threading.Thread(target=run, name="doctor", daemon=True).start()
    try:
        result = outcome.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if result[1] is not None:
        raise result[1]
    return result[0]
