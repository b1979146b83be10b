"""`make demo`: a stand-in Jira with a lively project, the real app installed into it, and one address to open."""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

from tests.standin import sample
from tests.standin.demo_app import AppProcess
from tests.standin.demo_story import tell_story
from tests.standin.host.blueprint import host_blueprint
from tests.standin.serve import serve
from tests.standin.world import Site

FIRST_PORT = 8090


def main() -> int:
    """Run until Ctrl-C; nothing is left behind, starting again begins anew."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    site, other = Site("acme"), Site("globex")
    say("Seeding the stand-in Jira …")
    found = sample.seed(site)
    sample.seed_other(other)
    with (
        tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder,
        serve([site, other], extend=lambda app, one: app.register_blueprint(host_blueprint(one))) as running,
        AppProcess(Path(folder), running.base_url, site.key_url) as app,
    ):
        say("Starting the app …")
        app.wait_until_ready(stopping)
        if stopping.is_set():
            return 0
        say("Installing the app and reading the project in …")
        site.install(app.base_url)
        other.install(app.base_url)
        tell_story(site, found, app.base_url)
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


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
