"""Installed, installed anew, uninstalled, stopped and started, and two sites that look alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage, a_stage, eventually
from tests.standin.demo_story import Api, switch_on
from tests.standin.sample import Other, seed_other
from tests.standin.world import Site


@pytest.fixture
def own(platform: str, tmp_path: Path) -> Iterator[Stage]:
    """A stage of one test alone."""
    with a_stage(tmp_path, platform=platform) as stage:
        yield stage


def added(stage: Stage, baseline: str) -> int:
    """How many scope changes the release has seen."""
    return len(stage.api()("GET", f"/baselines/{baseline}/deltas?limit=100")["items"])


def create(stage: Stage) -> None:
    """One more story in the release."""
    stage.site.create_issue("PAY", "One more", points=1, fix_versions=[stage.sample.version_id], by=stage.sample.lead)


def test_installing_anew_loses_nothing_in_flight(own: Stage) -> None:
    """Events wait while Jira installs the app anew: all arrive, and what was signed for the former one is refused."""
    baseline = own.release()
    former, former_headers = own.installation, own.headers()
    own.site.webhooks.pause()
    for _ in range(5):
        create(own)

    own.install_anew()
    own.site.webhooks.resume()

    eventually(lambda: added(own, baseline), lambda count: count == 5)
    with own.installed_as(former), own.impatient():
        assert own.send(b'{"webhookEvent": "jira:issue_updated"}') == 401
    assert own.asked("GET", "", former_headers) == 401
    assert own.asked("GET", "", own.headers()) == 200


def test_after_uninstalling_everything_is_refused_until_it_is_installed_again(own: Stage) -> None:
    """What was signed for it opens nothing any more; a new installation finds its register where it was."""
    own.raise_risk("Stays with the site")
    former, former_headers = own.installation, own.headers()
    kept = len(own.deliveries())

    own.uninstall()

    with own.installed_as(former), own.impatient():
        assert own.send(b'{"webhookEvent": "jira:issue_updated"}') == 401
    assert own.asked("GET", "/risks", former_headers) == 401
    assert len(own.deliveries()) == kept
    own.install()
    titles = [risk["title"] for risk in own.api()("GET", f"/projects/{own.sample.project_id}/risks")["items"]]
    assert titles == ["Stays with the site"]


def test_two_sites_with_the_same_keys_and_ids_know_nothing_of_each_other(platform: str, tmp_path: Path) -> None:
    """A second site has a project of the same id and key, and issues of the same ids: each sees its own figures."""
    globex = Site("globex")
    other = seed_other(globex)
    with a_stage(tmp_path, platform=platform, others=[globex]) as stage:
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
    own.site.webhooks.retry_waits = (1, 3, 6, 10)  # Forge tries again four times at the most
    create(own)
    own.app.start()
    own.app.wait_until_ready()
    eventually(lambda: added(own, baseline), lambda count: count == 1, within=30)
    risks = own.api()("GET", f"/projects/{own.sample.project_id}/risks")["items"]
    assert [risk["title"] for risk in risks] == ["Still there"]
