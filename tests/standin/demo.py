"""`make demo`: a stand-in Jira with a lively project, the real app installed into it, and one address to open."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from flask import Flask

from tests.standin import sample
from tests.standin.demo_app import AppProcess
from tests.standin.demo_past import enter_past_at
from tests.standin.demo_story import tell_story
from tests.standin.forge.schedule import ticking
from tests.standin.host.blueprint import host_blueprint
from tests.standin.platforms import custom_ui, platform_named, put_in, settings
from tests.standin.serve import serve
from tests.standin.world import Site

FIRST_PORT = 8090


def main(argv: Sequence[str] = ()) -> int:
    """Run until Ctrl-C; nothing is left behind, starting again begins anew.

    The platform is "connect" or "forge": the first argument, else ``PLATFORM`` in the environment, else Connect.
    """
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    platform = platform_named((argv or [os.environ.get("PLATFORM") or "connect"])[0])
    site, other = Site("acme"), Site("globex")
    built = custom_ui(platform)
    say("Seeding the stand-in Jira …")
    found = sample.seed(site)
    sample.seed_other(other)
    with (
        tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder,
        serve([site, other], extend=with_pages, custom_ui=built) as running,
        AppProcess(Path(folder), running.base_url, site.key_url, **settings(platform, site)) as app,
        ticking([site, other]),
    ):
        say("Starting the app …")
        app.wait_until_ready(stopping)
        if stopping.is_set():
            return 0
        say("Installing the app and reading the project in …")
        for one in (site, other):
            put_in(platform, one, app.base_url)
        tell_story(site, found, app.base_url, lambda: enter_past_at(Path(folder), site, found, site.clock()))
        say("")
        say(f"  Open   {running.base_url}/projects/{found.project_key}")
        say(f"  Issue  {running.base_url}/browse/{site.notes['responses'][0]}")
        say("")
        say("The bar at the bottom lets things happen in Jira; the panels follow. Ctrl-C ends the demo.")
        while not stopping.wait(0.5):
            if app.has_ended():
                say("The app ended unexpectedly; its last words are above.")
                return 1
    say("Stopped.")
    return 0


def with_pages(app: Flask, site: Site) -> None:
    """Adds the window around the app to a site's own addresses."""
    app.register_blueprint(host_blueprint(site))


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
