"""A seeded stand-in Jira with the real app installed, as one object: its API, its database, its patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import requests
from flask import Flask
from sqlalchemy import select, update

from descriptors.forge_folder import pages_by_module
from plugin.domain.ids import SiteId
from plugin.storage import Database, SqlQueue, SqlSites, SqlWork, open_database
from plugin.storage.database import EVERY_SITE
from plugin.storage.secrets import Secrets
from plugin.storage.tables.work import delivery, errand
from plugin.usecases.queue import QueueState
from plugin.wiring import utcnow
from tests.standin.demo_app import AppProcess
from tests.standin.demo_story import Api, freeze, switch_on
from tests.standin.forge.bodies import NAMES
from tests.standin.forge.installation import ForgeInstallation
from tests.standin.host.blueprint import host_blueprint
from tests.standin.model import Installation
from tests.standin.platforms import Platform, credentials, custom_ui, manifest, platform_named, put_in
from tests.standin.platforms import settings as settings_of
from tests.standin.sample import Sample, seed
from tests.standin.serve import serve
from tests.standin.webhooks import Webhook
from tests.standin.world import Site

T = TypeVar("T")

KEY = "0123456789abcdef0123456789abcdef0123456789a="
HOOK = "/connect/webhooks"
TAKEN = frozenset({200, 204})
"""How an event is answered that was stored, by Forge's contract or by Connect's."""

Installed = tuple[Installation | None, ForgeInstallation | None]


def eventually(look: Callable[[], T], wanted: Callable[[T], object], within: float = 15.0) -> T:
    """What is seen once it is as wanted; fails with the last sight when it never is."""
    until = time.monotonic() + within
    while not wanted(seen := look()):
        assert time.monotonic() < until, f"after {within:g} s still {seen!r}"
        time.sleep(0.05)
    return seen


@dataclass
class Stage:
    """One site with the sample on it, and the app beside it; other sites share the app."""

    site: Site
    sample: Sample
    app: AppProcess
    host_url: str
    database_url: str
    platform: Platform = "connect"

    @cached_property
    def database(self) -> Database:
        """The app's database, opened a second time to look inside."""
        return open_database(self.database_url)

    @cached_property
    def work(self) -> SqlWork:
        """Units of work on that database."""
        return SqlWork(self.database, utcnow)

    @property
    def site_id(self) -> SiteId:
        """The site's id in the app's database."""
        sites, forge = SqlSites(self.database, Secrets((KEY,))), self.site.forge
        found = sites.by_installation(forge.installation_id) if forge else sites.by_client_key(self.site.client_key)
        assert found is not None
        return found.id

    def api(self, account_id: str | None = None, project_key: str | None = None) -> Api:
        """The REST API as one person sees it, the release lead where nobody is named."""
        return Api(self.site, self.app.base_url, account_id or self.sample.lead, project_key or self.sample.project_key)

    def with_token(self, token: str) -> Callable[..., requests.Response]:
        """The REST API with an API token: call it with method, path and body."""

        def ask(method: str, path: str, body: object = None) -> requests.Response:
            headers = {"Authorization": f"Bearer {token}"}
            return requests.request(method, f"{self.app.base_url}/api/v1{path}", json=body, headers=headers, timeout=30)

        return ask

    def release(self) -> str:
        """Freeze the release as it stands; returns the baseline's id."""
        return freeze(self.api(), self.sample, self.sample.version_id, "2.0 as agreed", utcnow().isoformat())

    def raise_risk(self, title: str, *issues: tuple[str, str], **changes: Any) -> Any:
        """A risk of level High that falls to Low with its last response; issues are (role, key)."""
        rated = {"probability": 4, "impact": {"schedule": 4}}
        body = {
            "direction": "threat",
            "title": title,
            "ratings": {"inherent": rated, "current": rated, "target": {"probability": 1, "impact": {"schedule": 3}}},
            "issues": [{"issueId": self.site.issue(key).id, "role": role} for role, key in issues],
            **changes,
        }
        return self.api()("POST", f"/projects/{self.sample.project_id}/risks", body)

    @property
    def installation(self) -> Installed:
        """The installation that the site's calls are signed for now."""
        return self.site.installation, self.site.forge

    @contextmanager
    def installed_as(self, other: Installed) -> Iterator[None]:
        """For a while Jira signs for another installation than the present one."""
        present = self.installation
        self.site.installation, self.site.forge = other
        try:
            yield
        finally:
            self.site.installation, self.site.forge = present

    def install(self) -> None:
        """Install the app again where it was uninstalled, as Jira does: until it is accepted."""
        if self.platform == "forge":
            put_in(self.platform, self.site, self.app.base_url)
            return
        # Two of Jira's tokens of one second are alike, and none is taken twice.
        eventually(lambda: self.site.install(self.app.base_url, check=False), lambda status: status == 204)

    def install_anew(self) -> None:
        """Install the app over the present installation: another secret, or another installation of Forge's."""
        if self.platform == "forge":
            # Forge tells of it in its own time.
            self.site.install_forge(manifest(), self.app.base_url, wait=False)
        else:
            self.install()

    def uninstall(self) -> None:
        """Uninstall the app, which is told."""
        if self.platform == "forge":
            self.site.uninstall_forge()
        else:
            self.site.uninstall()

    def headers(self, account_id: str | None = None) -> dict[str, str]:
        """With which a person asks the app, the release lead where nobody is named; good for moments."""
        return credentials(self.site, account_id or self.sample.lead, self.sample.project_key)

    def page(self, module: str, account_id: str, *, issue: str | None = None) -> requests.Response:
        """A page of the app as it comes to a person, however they came by its address."""
        if self.platform == "connect":
            url = self.site.page_url(module, account_id, issue=issue, project=None if issue else "PAY")
            return requests.get(url, timeout=30)
        path = str(cast("dict[str, str]", pages_by_module()[module])["path"])
        for name, found in (("project", self.site.project("PAY")), ("issue", issue and self.site.issue(issue))):
            path = path.replace(f"{{{name}.id}}", found.id if found else "")
        headers = self.site.remote_headers(module, account_id, issue=issue, project=None if issue else "PAY")
        return requests.get(self.app.base_url + path, headers=headers, timeout=30)

    def asked(self, method: str, path: str, headers: Mapping[str, str], body: object = None) -> int:
        """The status with which the API answers below the project's address."""
        url = f"{self.app.base_url}/api/v1/projects/{self.sample.project_id}{path}"
        return requests.request(method, url, json=body, headers=dict(headers), timeout=30).status_code

    def send(self, body: bytes, event: str = "jira:issue_updated", target: str = HOOK) -> int:
        """Let Jira send these bytes as a webhook, signed; returns the status of the last attempt.

        Under Forge they go where the event of that Connect name goes, or an update if that is not subscribed to, and
        `target` counts for nothing.
        """
        webhook = Webhook(event, target, body)
        if self.site.forge is not None:
            named = NAMES.get(event, "")
            asked = [*self.site.forge.subscriptions(named), *self.site.forge.subscriptions(NAMES["jira:issue_updated"])]
            trigger, _ = asked[0]
            webhook = Webhook(named, "", body, carrier="forge", module=trigger["key"])
        self.site.webhooks.submit(webhook)
        return self.site.webhooks.settled(webhook.identifier)

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """For a while Jira tries again at once and not ever later: for what is refused however often it comes."""
        hooks = self.site.webhooks
        patient, hooks.retry_waits = hooks.retry_waits, (0.02,) * 5
        try:
            yield
        finally:
            hooks.retry_waits = patient

    def outlast_leases(self) -> None:
        """While the app is away the time runs out for which what it had begun was its own."""
        with self.database.writing(EVERY_SITE) as connection:
            for table in (delivery, errand):
                connection.execute(update(table).where(table.c.state == "running").values(lease_until=utcnow()))

    def queue(self) -> QueueState:
        """How much waits."""
        return SqlQueue(self.database).state(utcnow())

    def settle(self, within: float = 30.0) -> None:
        """Wait until Jira has sent everything and the app has worked everything off, errands too."""
        self.site.webhooks.drain(within)
        eventually(self.queue, lambda state: state.ready == state.running == state.errands == 0, within)

    def deliveries(self) -> Sequence[Any]:
        """All stored deliveries of all sites, in the order of arrival, without their bodies."""
        kept = delivery.c
        columns = (kept.id, kept.site_id, kept.lane, kept.event, kept.dedupe, kept.state, kept.fate, kept.reason)
        with self.database.reading(EVERY_SITE) as connection:
            return connection.execute(select(*columns, kept.error).order_by(kept.id)).all()

    def found(self, jql: str, account_id: str | None = None) -> set[str]:
        """The keys that a person's search in Jira finds."""
        session = self.site.session_for(account_id or self.sample.lead)
        answer = requests.get(
            f"{self.site.base_url}/rest/api/3/search/jql",
            params={"jql": jql, "fields": "key", "maxResults": "100"},
            headers={"X-Standin-Session": session},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return {issue["key"] for issue in answer.json()["issues"]}


@contextmanager
def a_stage(
    home: Path,
    *,
    platform: str = "connect",
    database_url: str | None = None,
    others: Sequence[Site] = (),
    enabled: bool = True,
    **settings: str,
) -> Iterator[Stage]:
    """The sample on a served site, the app installed there and on the others, and the project switched on.

    `platform` is "connect" or "forge"; the sites share one app either way.
    """
    carrier = platform_named(platform)
    site = Site("acme")
    sample = seed(site)
    url = database_url or f"sqlite:///{home}/plumbline.db"
    settings |= {"PLUMBLINE_DATABASE_URL": url, "PLUMBLINE_SECRET_KEYS": KEY}
    with (
        serve([site, *others], extend=_with_pages, custom_ui=custom_ui(carrier)) as served,
        AppProcess(home, served.base_url, site.key_url, **settings_of(carrier, site), **settings) as app,
    ):
        app.wait_until_ready()
        stage = Stage(site, sample, app, served.base_url, url, carrier)
        for one in (site, *others):
            put_in(carrier, one, app.base_url)
        if enabled:
            switch_on(stage.api(), sample.project_id)
        try:
            yield stage
        finally:
            stage.database.dispose()
            # A server that ends waits for connections that its callers still hold open.
            for one in (site, *others):
                one.webhooks.close()


def _with_pages(app: Flask, site: Site) -> None:
    app.register_blueprint(host_blueprint(site))
