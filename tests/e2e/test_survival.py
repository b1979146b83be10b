"""A thousand webhooks, some twice, out of order, with the process killed on the way: nothing lost, nothing twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.ids import ProjectId
from plugin.jobs.deliveries import RELAYED
from plugin.storage import open_database
from plugin.wiring import utcnow
from tests.e2e.stage import Stage, a_stage
from tests.e2e.truth import check_against_jira, check_recomputation, kept
from tests.e2e.upheaval import Upheaval
from tests.postgres import PostgresDatabase
from tests.standin.demo_story import enter_risk, switch_on
from tests.standin.sample import SAMPLE_RISKS

EVENTS = 1000
INSTALLED = 1
"""The event of being installed, which is no work to be done."""
PATIENT = {"connect": (0.2, 0.5, 0.5, 1, 1, 1, 2, 2, 2, 3, 3, 5, 5, 5), "forge": (3, 4, 4, 5)}
"""Connect tries for longer than this, Forge four times a minute apart; the app is away for a few seconds only."""


@pytest.fixture(params=["sqlite", "postgresql"])
def survivor(request: pytest.FixtureRequest, platform: str, tmp_path: Path) -> Iterator[Stage]:
    """A stage on each kind of database, with risks and two frozen scopes; the second project is switched on too."""
    url = None
    if request.param == "postgresql":
        database: PostgresDatabase = request.getfixturevalue("postgres_database")
        owner = open_database(database.owner_url)
        owner.migrate()
        owner.dispose()
        url = database.app_url
    with a_stage(tmp_path, platform=platform, database_url=url) as stage:
        stage.site.set_permission(stage.sample.lead, stage.sample.operations_key, _EVERYTHING)
        operations = stage.site.project(stage.sample.operations_key)
        switch_on(stage.api(project_key=operations.key), operations.id)
        for risk in SAMPLE_RISKS:
            enter_risk(stage.api(), stage.site, stage.sample, risk)
        stage.release()
        everything = {"name": "All of it", "of": {"project": operations.id}, "asOf": utcnow().isoformat()}
        stage.api(project_key=operations.key)("POST", f"/projects/{operations.id}/baselines", everything)
        yield stage
        assert stage.site.violations == []


_EVERYTHING = {"BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS", "DELETE_ISSUES"}


def test_nothing_is_lost_and_nothing_counts_twice(survivor: Stage) -> None:
    """Every tenth twice, shuffled, killed hard twice: figures equal a recomputation and what Jira itself says."""
    hooks = survivor.site.webhooks
    before = hooks.counts.submitted
    hooks.retry_waits, hooks.duplicate_every, hooks.shuffle = PATIENT[survivor.platform], 10, 7
    deaths = [EVENTS // 3, 2 * EVENTS // 3]

    for sent in Upheaval(survivor.site, survivor.sample)(EVENTS):
        if deaths and sent >= deaths[0]:
            deaths.pop(0)
            survivor.app.kill_hard()
            survivor.outlast_leases()
            survivor.app.start()
        time.sleep(0.004)
    survivor.app.wait_until_ready()
    survivor.settle(within=80)

    assert hooks.counts.dropped == 0
    assert hooks.counts.duplicated >= EVENTS // 10
    assert hooks.counts.retried > 0, "nobody noticed that the process was gone"
    stored = survivor.deliveries()
    own = [delivery for delivery in stored if delivery.event != RELAYED]
    assert hooks.counts.submitted >= before + EVENTS
    assert len({delivery.dedupe for delivery in own}) == len(own)
    if survivor.platform == "connect":
        assert {delivery.dedupe for delivery in own} == {f"{a.identifier}:{a.event}" for a in hooks.attempts}
        assert len(own) == hooks.counts.submitted
    else:
        # Forge gives no identifier: what nothing dates is rather taken twice than not at all, and harms nobody.
        assert len(own) >= hooks.counts.submitted - INSTALLED
    assert Counter(delivery.state for delivery in stored) == {"done": len(stored)}
    operations = survivor.site.project(survivor.sample.operations_key)
    for project_id in map(ProjectId, (survivor.sample.project_id, operations.id)):
        [frozen] = kept(survivor.work, survivor.site_id, project_id)
        assert len(frozen.deltas) > 20
        check_recomputation(survivor.work, survivor.site_id, project_id)
        check_against_jira(survivor.work, survivor.site, survivor.site_id, project_id)
