"""How soon Forge's events are answered while the app reads a large project in: Forge waits for five seconds only."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from descriptors.forge import ForgeApp, forge_manifest
from tests.bench import jira
from tests.bench.jira import LEAD, PROJECT, Scene
from tests.bench.load import Outcome, Plan, drive_apart
from tests.bench.processes import Ours, on_cores, split
from tests.bench.signed import BODY_BYTES
from tests.standin.demo_story import Api
from tests.standin.serve import serve

APP_ID = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000001"
EVENTS = "/forge/events"
LIFE = 500
"""Seconds: an invocation token is believed for ten minutes at most, and one is enough for a measurement."""
ROUND_SECONDS = 1.0
PAUSE_SECONDS = 0.5
READ_IN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Milliseconds within which a share of the events was answered, how many there were, what was read meanwhile."""

    p50: float
    p99: float
    longest: float
    events: int
    refused: int
    issues: int
    seconds: float


def acknowledging(size: int, connections: int = 4) -> Acknowledged:
    """Switch a project of that many issues on, and send events round by round until it is read in.

    Each round is a second of events as fast as that many connections take them, then half a second without.
    """
    servers, others = split()
    scene = jira.scene(size)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plumbline-bench-")))
        running = stack.enter_context(serve(scene.site))
        forge = {
            "PLUMBLINE_FORGE_APP_ID": APP_ID,
            "PLUMBLINE_FORGE_JWKS_URL": scene.site.jwks_url,
            "PLUMBLINE_FORGE_API_PREFIX": scene.site.gateway_prefix,
        }
        with on_cores(servers):
            ours = stack.enter_context(Ours(home, running.base_url, scene.site.key_url, **forge))
        ours.wait_until_ready()
        manifest = dict(forge_manifest(ForgeApp(APP_ID, "own", "https://plumbline.example")))
        scene.site.install_forge(manifest, ours.base_url)
        api = Api(scene.site, ours.base_url, LEAD, PROJECT)
        began = time.monotonic()
        api("POST", f"/projects/{scene.project_id}/enable")
        outcomes = list(_rounds(api, scene, ours.port, connections, others))
        return _summed(outcomes, size, time.monotonic() - began)


def _rounds(api: Api, scene: Scene, port: int, connections: int, cores: list[int]) -> list[Outcome]:
    done = threading.Event()

    def watch() -> None:
        until = time.monotonic() + READ_IN_SECONDS
        while api("GET", f"/projects/{scene.project_id}/progress")["state"] == "running":
            if time.monotonic() > until:
                break
            time.sleep(PAUSE_SECONDS)
        done.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    token = scene.site.invocation_token(exp=int(time.time()) + LIFE)
    outcomes: list[Outcome] = []
    while not done.is_set():
        plan = Plan(port, [_event(scene, token)], connections, seconds=ROUND_SECONDS, prefix=f"r{len(outcomes):04d}")
        outcomes.append(drive_apart(plan, cores))
        done.wait(PAUSE_SECONDS)
    watcher.join()
    return outcomes


def _event(scene: Scene, token: str) -> tuple[bytes, bytes]:
    """An update of an issue in a project that is off, in two parts; what joins them makes each event another one."""
    issue = next(one for one in scene.site.issues.values() if one.key.startswith(jira.ELSEWHERE))
    fields: dict[str, Any] = {"summary": issue.summary, "project": {"id": issue.project_id, "key": jira.ELSEWHERE}}
    body = {
        "eventType": "avi:jira:updated:issue",
        "issue": {"id": issue.id, "key": issue.key, "fields": fields},
        "filler": "x" * BODY_BYTES,
        "changelog": {"items": [], "id": "ID"},
    }
    start, _, end = json.dumps(body).partition("ID")
    length = len(start) + len("r0000-") + 10 + len(end)
    head = (
        f"POST {EVENTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    return (head + start).encode(), end.encode()


def _summed(outcomes: list[Outcome], size: int, seconds: float) -> Acknowledged:
    latencies = sorted(one * 1000 for outcome in outcomes for one in outcome.latencies)
    return Acknowledged(
        p50=latencies[len(latencies) // 2],
        p99=latencies[int(len(latencies) * 0.99)],
        longest=latencies[-1],
        events=len(latencies),
        refused=sum(outcome.refusals() for outcome in outcomes),
        issues=size,
        seconds=seconds,
    )
