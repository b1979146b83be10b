"""Processes of the scaled mode: workers that wait for a broker's hints, and relays that give them."""

from __future__ import annotations

from plugin.domain.errors import Conflict
from plugin.jobs.broker import Crew, open_broker
from plugin.serving import GRACE_SECONDS, told_to_stop
from plugin.settings import Settings
from plugin.wiring import Plumbline, build


def work(settings: Settings) -> int:
    """Follow hints in this process until told to stop."""
    app, crew = _crew(settings)
    stopping = told_to_stop()
    crew.start()
    stopping.wait()
    crew.stop(GRACE_SECONDS)
    app.database.dispose()
    return 0


def relay(settings: Settings) -> int:
    """Hint at what is due until told to stop."""
    app, crew = _crew(settings)
    app.relay(crew.send).run(told_to_stop())
    crew.stop()
    app.database.dispose()
    return 0


def _crew(settings: Settings) -> tuple[Plumbline, Crew]:
    """The app, and its crew on the broker that the settings name."""
    broker = open_broker(settings.jobs)
    app = build(settings)
    if not app.database.at_head():
        raise Conflict("The database is not at the newest schema: run plumbline migrate first.")
    return app, Crew(broker, app.deliveries, app.errands)
