"""The stage of the measurement: a stand-in Jira with the real app installed and at work, and the yardstick beside."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import jira
from tests.bench.jira import LEAD, PROJECT, Scene
from tests.bench.processes import Ours, Yardstick, on_cores, split
from tests.standin.demo_story import Api, switch_on
from tests.standin.serve import serve
from tests.standin.world import Site

RISKS = 25
LINKED = 4
DRAIN_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that takes part; `cores` are those of the load generator."""

    scene: Scene
    ours: Ours
    yardstick: Yardstick
    database: Path
    cores: Sequence[int]

    @property
    def site(self) -> Site:
        """The stand-in."""
        return self.scene.site

    @property
    def keys(self) -> tuple[str, str]:
        """The client key of the site and the secret it shares with the app, and with the yardstick."""
        if self.site.installation is None:
            raise RuntimeError("the app is not installed")
        return self.site.client_key, self.site.installation.shared_secret

    @property
    def api(self) -> Api:
        """The app's REST API for the project's lead."""
        return Api(self.site, self.ours.base_url, LEAD, PROJECT)

    def waiting(self) -> int:
        """How many deliveries the app has received and not brought to an end."""
        return _count(self.database, "SELECT count(*) FROM delivery WHERE state IN ('ready', 'running', 'dead')")

    def received(self) -> int:
        """How many deliveries the app keeps."""
        return _count(self.database, "SELECT count(*) FROM delivery")

    def received_by_yardstick(self) -> int:
        """How many the yardstick keeps."""
        return _count(self.yardstick.database, "SELECT count(*) FROM delivery")

    def drained(self) -> float:
        """Wait until nothing is left to do, and tell when that was; raises TimeoutError when it takes too long."""
        until = time.monotonic() + DRAIN_SECONDS
        while self.waiting():
            if time.monotonic() > until:
                raise TimeoutError(f"{self.waiting()} deliveries are still waiting")
            time.sleep(0.01)
        return time.monotonic()


@contextmanager
def stage(issues: int) -> Iterator[Stage]:
    """Set everything up on a project of that many issues, read in, with a frozen baseline and risks tied to issues."""
    servers, others = split()
    scene = jira.scene(issues)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plumbline-bench-")))
        running = stack.enter_context(serve(scene.site))
        with on_cores(servers):
            ours = stack.enter_context(Ours(home, running.base_url, scene.site.key_url))
        ours.wait_until_ready()
        scene.site.install(ours.base_url)
        secret = scene.site.installation.shared_secret if scene.site.installation else ""
        with on_cores(servers):
            yardstick = stack.enter_context(Yardstick(home, scene.site.client_key, secret))
        made = Stage(scene, ours, yardstick, home / "plumbline.db", others)
        switch_on(made.api, scene.project_id)
        _raise_risks(made)
        yield made


def freeze(on: Stage) -> str:
    """Freeze the version as agreed, and have it approved; returns the baseline's id."""
    body = {"name": "1.1 as agreed", "of": {"version": on.scene.version.id}}
    baseline: str = on.api("POST", f"/projects/{on.scene.project_id}/baselines", body)["id"]
    on.api("POST", f"/baselines/{baseline}/submit")
    on.api("POST", f"/baselines/{baseline}/approve")
    return baseline


def _raise_risks(on: Stage) -> None:
    for number in range(RISKS):
        responses = on.scene.issues[number * LINKED : (number + 1) * LINKED]
        rating = {"probability": number % 5 + 1, "impact": {"schedule": number // 5 % 5 + 1}}
        body = {
            "direction": "threat",
            "title": f"Supplier {number} delivers late",
            "event": "The supplier may deliver late",
            "category": "people",
            "owner": LEAD,
            "ratings": {"inherent": rating, "current": rating},
            "issues": [{"issueId": issue.id, "role": "response"} for issue in responses],
        }
        on.api("POST", f"/projects/{on.scene.project_id}/risks", body)


def _count(path: Path, query: str) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])
