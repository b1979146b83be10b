"""Invokes the schedules of Forge apps again and again, as long as a block runs: for the demo."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.standin.forge.lifecycle import ForgeLifecycle

HOUR = 3600.0


@contextmanager
def ticking(sites: Iterable[ForgeLifecycle], every: float = HOUR) -> Iterator[None]:
    """Tick each site that has a Forge app, every so many seconds, in a thread that ends with the block."""
    stopped, served = threading.Event(), list(sites)

    def run() -> None:
        while not stopped.wait(every):
            for site in served:
                if site.forge is not None:
                    site.tick(wait=False)

    thread = threading.Thread(target=run, name="forge-schedule", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(10)
