"""Installed, installed anew, uninstalled, stopped and started, and two sites that look alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.e2e.stage import HOOK, Stage, a_stage, eventually
from tests.standin.demo_story import Api, switch_on
from tests.standin.sample import Other, seed_other
from tests.standin.webhooks import Webhook
from tests.standin.world import Site


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stage]:
    """A stage of one test alone."""
    with a_stage(tmp_path) as stage:
        yield stage


def added(stage: Stage, baseline: str) -> int:
    """How many scope changes the release has seen."""
    return len(stage.api()("GET", f"/baselines/{baseline}/deltas?limit=100")["items"])


def create(stage: Stage) -> None:
    """One more story in the release."""
    stage.site.create_issue("PAY", "One more", points=1, fix_versions=[stage.sample.version_id], by=stage.sample.lead)


def test_a_rotated_secret_loses_nothing_in_flight(own: Stage) -> None:
    """Webhooks wait while Jira installs the app anew: all arrive under the new secret, the old one is refused."""
    baseline = own.release()
    old = own.site.installation
    assert old is not None
    old_token = own.site.context_token(own.sample.lead, project="PAY")
    own.site.webhooks.pause()
    for _ in range(5):
        create(own)

    # Two of Jira's tokens of one second are alike, and none is taken twice.
    eventually(lambda: own.site.reinstall(check=False), lambda status: status == 204)
    own.site.webhooks.resume()

    eventually(lambda: added(own, baseline), lambda count: count == 5)
    new, own.site.installation = own.site.installation, old
    assert own.send(b'{"webhookEvent": "jira:issue_updated"}') == 401
    own.site.installation = new
    path = f"{own.app.base_url}/api/v1/projects/{own.sample.project_id}"
    answer = requests.get(path, headers={"Authorization": f"JWT {old_token}"}, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


def test_after_uninstalling_everything_is_refused_until_it_is_installed_again(own: Stage) -> None:
    """The old secret opens nothing any more; a new installation finds its register where it was."""
    own.raise_risk("Stays with the site")
    gone = own.site.installation
    kept = len(own.deliveries())

    own.site.uninstall()

    own.site.installation = gone
    assert own.send(b'{"webhookEvent": "jira:issue_updated"}') == 401
    with pytest.raises(RuntimeError, match=" 401 "):
        own.api()("GET", f"/projects/{own.sample.project_id}/risks")
    own.site.webhooks.submit(Webhook("jira:issue_updated", HOOK, b"{}"))
    own.site.webhooks.drain()
    assert len(own.deliveries()) == kept
    eventually(lambda: own.site.install(own.app.base_url, check=False), lambda status: status == 204)
    titles = [risk["title"] for risk in own.api()("GET", f"/projects/{own.sample.project_id}/risks")["items"]]
    assert titles == ["Stays with the site"]


def test_two_sites_with_the_same_keys_and_ids_know_nothing_of_each_other(tmp_path: Path) -> None:
    """A second site has a project of the same id and key, and issues of the same ids: each sees its own figures."""
    globex = Site("globex")
    other = seed_other(globex)
    with a_stage(tmp_path, others=[globex]) as stage:
        there = _there(stage, globex, other)
        assert other.project_id == stage.sample.project_id
        affected = stage.sample.keys["Pay with a saved card"]
        risk = stage.raise_risk("Only here", ("affected", affected))
        baseline = stage.release()
        create(stage)
        eventually(lambda: added(stage, baseline), lambda count: count == 1)

        assert there("GET", f"/projects/{other.project_id}/risks")["items"] == []
        assert there("GET", f"/projects/{other.project_id}/baselines")["items"] == []
        for path in (f"/risks/{risk['id']}", f"/baselines/{baseline}", f"/baselines/{baseline}/deltas"):
            with pytest.raises(RuntimeError, match=" 404 "):
                there("GET", path)
        # A risk there may be tied to an issue with the very id of one here.
        twin = {
            "title": "Only there",
            "ratings": {"current": {"probability": 5, "impact": {"cost": 5}}},
            "issues": [{"issueId": globex.issue(other.keys[0]).id, "role": "affected"}],
        }
        there("POST", f"/projects/{other.project_id}/risks", twin)
        stage.settle()
        assert globex.issue(other.keys[0]).properties["plumbline.risk"]["level"] == "Critical"
        assert stage.found("riskLevel = Critical") == set()
        figures = stage.api()("GET", f"/projects/{stage.sample.project_id}/metrics")["figures"]
        assert (figures["risk.open"]["value"], figures["risk.level.Critical"]["value"]) == (1, 0)
        assert globex.violations == []


def _there(stage: Stage, globex: Site, other: Other) -> Api:
    there = Api(globex, stage.app.base_url, other.lead, other.project_key)
    switch_on(there, other.project_id)
    return there


def test_it_stops_without_a_trace_and_goes_on_where_it_was(own: Stage) -> None:
    """SIGTERM ends every process of the app; started again on the same folder it knows all, and nothing was missed."""
    baseline = own.release()
    own.raise_risk("Still there")
    group = own.app.process_group

    own.app.stop()

    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
    own.site.webhooks.retry_waits = (0.5,) * 40
    create(own)
    own.app.start()
    own.app.wait_until_ready()
    eventually(lambda: added(own, baseline), lambda count: count == 1)
    risks = own.api()("GET", f"/projects/{own.sample.project_id}/risks")["items"]
    assert [risk["title"] for risk in risks] == ["Still there"]
