"""From Connect to Forge: the same site goes on with all it had, the old secret opens nothing, no second site."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from descriptors.identity import KEY
from tests.standin.connect_delivery import ConnectCarrier
from tests.standin.forge.installation import ForgeInstallation
from tests.standin.state import utc_now
from tests.standin.webhooks import Webhook
from tests.web.core.bench import LEAD, Bench, a_second_later, open_bench

RATED = {"probability": 4, "impact": {"schedule": 4}}
RISK = {"direction": "threat", "title": "Suppliers are late", "ratings": {"inherent": RATED, "current": RATED}}
LASTING = ("project", "issue", "issue_change", "risk", "baseline", "baseline_item", "delta", "fact")


def work_off(bench: Bench) -> None:
    """Whatever waits is done: deliveries and errands, until all is quiet."""
    bench.acme.webhooks.drain()
    while bench.app.deliveries.run_once("worker") or bench.app.errands.run_once("worker"):
        pass


def by_connect(bench: Bench, method: str, path: str, body: Any = None) -> requests.Response:
    """The API with a context token of Connect's."""
    sent = {"Authorization": f"JWT {bench.acme.context_token(LEAD, project='PAY')}"}
    return requests.request(method, f"{bench.url}/api/v1{path}", json=body, headers=sent, timeout=10)


def by_forge(bench: Bench, path: str) -> Any:
    """The API through Forge, as the lead."""
    return bench.acme.forge_call("GET", f"/api/v1{path}", account_id=LEAD, module="project-page", project="PAY").json()


def known(bench: Bench) -> dict[str, Any]:
    """What must not change by a move: the tables that hold what people entered and what Jira told."""
    tables = {name for (name,) in bench.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(LASTING) <= tables, tables
    left_out = "ProjectReconciled"
    return {
        name: [row for row in bench.rows(f"SELECT * FROM {name}") if name != "fact" or left_out not in row]  # noqa: S608
        for name in LASTING
        if name not in {"project", "issue"}
    }


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Bench]:
    """A Connect site with a project that is on, an issue, a frozen scope and a risk."""
    with open_bench(tmp_path) as bench:
        version = bench.acme.create_version("PAY", "2.0")
        bench.acme.create_issue("PAY", "Refunds", points=5, fix_versions=[version.id], by=LEAD)
        project_id = bench.acme.project("PAY").id
        assert by_connect(bench, "POST", f"/projects/{project_id}/enable").status_code < 300
        work_off(bench)
        assert by_connect(bench, "POST", f"/projects/{project_id}/risks", RISK).status_code == 201
        frozen = {"name": "2.0 as agreed", "of": {"version": version.id}}
        assert by_connect(bench, "POST", f"/projects/{project_id}/baselines", frozen).status_code == 201
        bench.acme.create_issue("PAY", "Late story", points=3, fix_versions=[version.id], by=LEAD)
        work_off(bench)
        yield bench


Way = Callable[[Bench], None]


def told_by_installing(bench: Bench) -> None:
    """Connect on Forge told which installation it is; the native version keeps that."""
    a_second_later(bench.acme)
    bench.acme.install(bench.url, installation_id=INSTALLATION)
    bench.change("UPDATE site SET cloud_id = NULL")
    move(bench)
    old = bench.acme.installed_forge()
    bench.acme.forge = ForgeInstallation(
        old.app_id, INSTALLATION, old.environment_id, old.manifest, old.remote_url, old.environment
    )


INSTALLATION = "ari:cloud:ecosystem::installation/0a3a2b1c-5d4e-4f60-8123-456789abcdef"


def told_by_cloud_id(bench: Bench) -> None:
    """Jira told its cloud id when the Connect app was installed."""
    move(bench)


def told_by_property(bench: Bench) -> None:
    """Nothing was told, and the site's address is another by now: Jira keeps the client key in a property."""
    bench.change("UPDATE site SET cloud_id = NULL, base_url = 'https://former.example'")
    move(bench)


def told_by_address(bench: Bench) -> None:
    """Nothing was told and Jira keeps no key (any more): the address is the same."""
    bench.change("UPDATE site SET cloud_id = NULL")
    move(bench, keep_key=False)


def move(bench: Bench, *, keep_key: bool = True) -> None:
    """The Forge version is installed in place of the Connect app."""
    bench.acme.install_forge(bench.manifest(KEY), bench.url, check=False, wait=False)
    if not keep_key:
        bench.acme.connect_apps.clear()


WAYS = [told_by_installing, told_by_cloud_id, told_by_property, told_by_address]


@pytest.mark.parametrize("uninstalled", [False, True], ids=["replaced", "after an uninstall"])
@pytest.mark.parametrize("way", WAYS)
def test_everything_goes_on(lived: Bench, way: Way, *, uninstalled: bool) -> None:
    """Whichever way the site is known by: the same site, all its data, figures that follow; the old token is dead."""
    site_id, before = lived.site_id, known(lived)
    project_id = lived.acme.project("PAY").id
    old_token, old_app = lived.acme.context_token(LEAD, project="PAY"), lived.acme.installation
    (baseline,) = by_connect(lived, "GET", f"/projects/{project_id}/baselines").json()["items"]
    ledger = by_connect(lived, "GET", f"/baselines/{baseline['id']}/ledger").json()
    if uninstalled:
        lived.acme.uninstall()
    way(lived)
    settle(lived)

    (site,) = lived.app.sites.all()
    assert (site.id, site.carrier, site.active, site.cloud_id) == (site_id, "forge", True, lived.acme.cloud_id)
    assert site.client_key == lived.acme.client_key
    assert known(lived) == before
    assert by_forge(lived, f"/baselines/{baseline['id']}/ledger")["points"] == ledger["points"]
    refused = requests.get(
        f"{lived.url}/api/v1/projects/{project_id}", headers={"Authorization": f"JWT {old_token}"}, timeout=10
    )
    assert refused.status_code == 401
    assert hook_status(lived, old_app) == 401

    lived.acme.create_issue("PAY", "Later still", points=2, fix_versions=[lived.acme.version("2.0").id], by=LEAD)
    settle(lived)
    after = by_forge(lived, f"/baselines/{baseline['id']}/ledger")
    assert after["points"]["current"] == ledger["points"]["current"] + 2
    assert lived.rows("SELECT count(*) FROM site") == [(1,)]


def test_once_moved_it_survives_uninstalling_and_installing_again(lived: Bench) -> None:
    """What happened in Jira while the app was away is made good; the former installation is let in no more."""
    site_id = lived.site_id
    told_by_cloud_id(lived)
    settle(lived)
    former = lived.acme.invocation_token(LEAD, module="project-page", project="PAY")
    before = known(lived)
    lived.acme.uninstall_forge()
    lived.acme.create_issue("PAY", "While away", points=8, fix_versions=[lived.acme.version("2.0").id], by=LEAD)
    lived.acme.install_forge(lived.manifest(KEY), lived.url)
    settle(lived)
    (site,) = lived.app.sites.all()
    assert (site.id, site.active) == (site_id, True)
    assert {name: rows for name, rows in known(lived).items() if name in {"risk", "baseline", "baseline_item"}} == {
        name: before[name] for name in ("risk", "baseline", "baseline_item")
    }
    deltas = lived.rows("SELECT count(*) FROM delta")
    assert deltas == [(len(before["delta"]) + 1,)]
    answer = requests.get(
        f"{lived.url}/api/v1/projects/{lived.acme.project('PAY').id}",
        headers={"Authorization": f"Bearer {former}"},
        timeout=10,
    )
    assert answer.status_code == 401


def test_a_site_that_stays_away_is_erased_in_time(lived: Bench) -> None:
    """After the grace nothing is left of it; a site that came back in time is not touched."""
    lived.acme.uninstall()
    lived.change("UPDATE errand SET run_at = 0 WHERE kind = 'erase'")
    work_off(lived)
    assert lived.app.sites.all()[0].gone_at is not None, "erased before its time"
    a_second_later(lived.acme)
    lived.acme.install(lived.url)
    lived.change("UPDATE errand SET run_at = 0 WHERE kind = 'erase' AND state = 'ready'")
    work_off(lived)
    assert lived.site_id
    lived.acme.uninstall()
    lived.change("UPDATE site SET uninstalled_at = 0")
    lived.change("UPDATE errand SET run_at = 0 WHERE kind = 'erase' AND state = 'ready'")
    work_off(lived)
    assert lived.app.sites.all() == []
    for table in (*LASTING, "delivery", "errand"):
        assert lived.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


def settle(bench: Bench) -> None:
    """What was refused while the site was not yet known is repeated; then all is worked off that is due soon."""
    until = time.monotonic() + 20
    soon = "SELECT count(*) FROM errand WHERE state = 'ready' AND kind IN ('read-issue', 'identify', 'catch-up')"
    while True:
        bench.acme.webhooks.drain(30)
        work_off(bench)
        if bench.rows(soon) == [(0,)]:
            return
        assert time.monotonic() < until
        time.sleep(0.1)


def hook_status(bench: Bench, old_app: Any) -> int:
    """How a webhook signed with the old secret is answered."""
    body = json.dumps({"webhookEvent": "jira:issue_updated"}).encode()
    webhook = Webhook("jira:issue_updated", "/connect/webhooks", body)
    request = ConnectCarrier(lambda: old_app, utc_now).request(webhook, 0, 0)
    assert request is not None
    return requests.post(request.url, data=request.body, headers=request.headers, timeout=10).status_code
