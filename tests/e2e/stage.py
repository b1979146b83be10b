"""A seeded stand-in Jira with the real app installed, as one object: its API, its database, its patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import requests
from flask import Flask
from sqlalchemy import select

from plugin.domain.ids import SiteId
from plugin.storage import Database, SqlQueue, SqlSites, SqlWork, open_database
from plugin.storage.database import EVERY_SITE
from plugin.storage.secrets import Secrets
from plugin.storage.tables.work import delivery
from plugin.usecases.queue import QueueState
from plugin.wiring import utcnow
from tests.standin.demo_app import AppProcess
from tests.standin.demo_story import Api, freeze, switch_on
from tests.standin.host.blueprint import host_blueprint
from tests.standin.sample import Sample, seed
from tests.standin.serve import serve
from tests.standin.webhooks import Webhook
from tests.standin.world import Site

T = TypeVar("T")

KEY = "0123456789abcdef0123456789abcdef0123456789a="
HOOK = "/connect/webhooks"


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

    @cached_property
    def database(self) -> Database:
        """The app's database, opened a second time to look inside."""
        return open_database(self.database_url)

    @cached_property
    def work(self) -> SqlWork:
        """Units of work on that database."""
        return SqlWork(self.database)

    @property
    def site_id(self) -> SiteId:
        """The site's id in the app's database."""
        found = SqlSites(self.database, Secrets((KEY,))).by_client_key(self.site.client_key)
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

    def send(self, body: bytes, event: str = "jira:issue_updated", target: str = HOOK) -> int:
        """Let Jira send these bytes as a webhook, signed; returns the status of the last attempt."""
        webhook = Webhook(event, target, body)
        self.site.webhooks.submit(webhook)
        self.site.webhooks.drain(60)
        return [a.status for a in self.site.webhooks.attempts if a.identifier == webhook.identifier][-1]

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
    home: Path, *, database_url: str | None = None, others: Sequence[Site] = (), enabled: bool = True, **settings: str
) -> Iterator[Stage]:
    """The sample on a served site, the app installed there and on the others, and the project switched on."""
    site = Site("acme")
    sample = seed(site)
    url = database_url or f"sqlite:///{home}/plumbline.db"
    settings |= {"PLUMBLINE_DATABASE_URL": url, "PLUMBLINE_SECRET_KEYS": KEY}
    with (
        serve([site, *others], extend=_with_pages) as served,
        AppProcess(home, served.base_url, site.key_url, **settings) as app,
    ):
        app.wait_until_ready()
        stage = Stage(site, sample, app, served.base_url, url)
        for one in (site, *others):
            one.install(app.base_url)
        if enabled:
            switch_on(stage.api(), sample.project_id)
        try:
            yield stage
        finally:
            stage.database.dispose()


def _with_pages(app: Flask, site: Site) -> None:
    app.register_blueprint(host_blueprint(site))
