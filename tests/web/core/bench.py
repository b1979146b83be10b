"""The real app on loopback over real SQLite, with two stand-in Jira sites that may install it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import AnyConverter, BuildError, Rule
from werkzeug.serving import BaseWSGIServer, make_server

from descriptors.forge import ForgeApp, forge_manifest
from plugin.domain.ids import SiteId
from plugin.settings import read_settings
from plugin.wiring import Plumbline, build
from tests.databases import migrated_copy
from tests.quiet import QuietHandler
from tests.standin.serve import serve
from tests.standin.state import utc_now
from tests.standin.world import Site

LEAD = "5b10a2844c20165700ede001"
MEMBER = "5b10a2844c20165700ede002"
NEIGHBOUR = "5b10a2844c20165700ede009"
APP_ID = "ari:cloud:ecosystem::app/7c0a1d52-6f0b-4c39-9a53-0d5f1f6f2b11"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
VALUES = ("10000", "0" * 32, "read", "7")
"""What is tried for the variable parts of an address until its converters are content."""
OF_JIRA = frozenset({"project_id", "issue_id", "version_id", "sprint_id"})
"""Variable parts that are numbers of Jira's; others are tried as ids of ours first."""


@dataclass
class Bench:
    """One running app, and the sites around it; only acme has installed it."""

    app: Plumbline
    flask: Flask
    url: str
    acme: Site
    globex: Site

    @property
    def site_id(self) -> SiteId:
        """Acme's number in our storage."""
        found = self.app.sites.by_client_key(self.acme.client_key)
        assert found is not None
        return found.id

    @property
    def database_file(self) -> Path:
        """Where the app keeps everything."""
        return self.app.settings.home / "plumbline.db"

    def manifest(self, connect_key: str | None = None) -> dict[str, Any]:
        """What Forge is told about the app."""
        return dict(forge_manifest(ForgeApp(APP_ID, "own", "https://plumbline.example", connect_key)))

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds, past the app."""
        with closing(sqlite3.connect(self.database_file)) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change something past the app, as another process would."""
        with closing(sqlite3.connect(self.database_file)) as connection, connection:
            connection.execute(statement, values)

    def everything(self) -> list[str]:
        """The whole database as text, to compare before and after."""
        with closing(sqlite3.connect(self.database_file)) as connection:
            return list(connection.iterdump())

    def routes(self, kind: str) -> Iterator[tuple[str, str]]:
        """Method and address of every route behind the gate of that name."""
        for rule in self.flask.url_map.iter_rules():
            blueprint = self.flask.blueprints.get(rule.endpoint.rpartition(".")[0])
            if blueprint is not None and blueprint.gate.__name__ == kind:  # type: ignore[attr-defined]
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield method, self._address(rule)

    def _address(self, rule: Rule) -> str:
        adapter = self.flask.url_map.bind("localhost")
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        names = sorted(rule.arguments)
        for values in product(*(_values(rule, name) for name in names)):
            try:
                address: str = adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), method=method)
                adapter.match(address, method=method)
                return address
            except (BuildError, NotFound, ValueError):
                continue
        raise AssertionError(f"no value fits the address {rule.rule}")


def _values(rule: Rule, name: str) -> Iterable[str]:
    """What may stand for a variable part: one of its choices where there are such."""
    converter = rule._converters.get(name)  # noqa: SLF001 - werkzeug offers no other way
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[:1]
    return VALUES if name in OF_JIRA else sorted(VALUES, key=len, reverse=True)


def a_second_later(site: Site) -> None:
    """Let the site's clock for tokens run ahead: two installs of one second would carry the same token, used twice."""
    site.token_clock = lambda: utc_now() + timedelta(seconds=1)


@contextmanager
def open_bench(
    folder: Path, *, base_path: str = "", cut_off: bool = False, installed: bool = True, **settings: str
) -> Iterator[Bench]:
    """A bench in a folder; `base_path` puts the app below a path, which the proxy in front passes on or cuts off.

    The app believes the Forge app of `APP_ID` as well; `settings` are more of its settings.
    """
    acme, globex = Site("acme"), Site("globex")
    for site, person, name in ((acme, LEAD, "Release lead"), (globex, NEIGHBOUR, "Neighbour")):
        site.create_user(person, name, admin=True)
        site.create_project("PAY", "Payments", lead=person)
        site.webhooks.retry_waits = (0.05,) * 5
    acme.create_user(MEMBER, "Developer")
    acme.set_permission(MEMBER, "PAY", {"BROWSE_PROJECTS", "EDIT_ISSUES"})
    with serve([acme, globex]), _server() as server:
        url = f"http://127.0.0.1:{server.server_port}{base_path}"
        forge = {
            "PLUMBLINE_FORGE_APP_ID": APP_ID,
            "PLUMBLINE_FORGE_JWKS_URL": acme.jwks_url,
            "PLUMBLINE_FORGE_API_PREFIX": acme.gateway_prefix,
        }
        app = _built(folder, url, [acme.key_url, globex.key_url], **{**forge, **settings})
        flask = app.flask()
        server.app = _cutting(flask, base_path) if cut_off else flask
        try:
            if installed:
                acme.install(url)
            yield Bench(app, flask, url, acme, globex)
        finally:
            app.database.dispose()


@contextmanager
def _server() -> Iterator[BaseWSGIServer]:
    """A server on a free port; its app is put in once its address is known."""
    server = make_server("127.0.0.1", 0, Flask("none"), threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def _built(folder: Path, url: str, key_urls: list[str], **settings: str) -> Plumbline:
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    migrated_copy(home)
    return build(read_settings(environment(home, url, key_urls, **settings)))


def environment(home: Path, url: str, key_urls: list[str], **settings: str) -> Mapping[str, str]:
    """The settings of a bench."""
    return {
        "PLUMBLINE_HOME": str(home),
        "PLUMBLINE_BASE_URL": url,
        "PLUMBLINE_CONNECT_KEY_URLS": ",".join(key_urls),
        "PLUMBLINE_INSECURE_HTTP": "true",
        **settings,
    }


def _cutting(flask: Flask, base_path: str) -> Any:
    """A proxy that cuts the prefix off before it passes a request on."""

    def proxy(environ: dict[str, Any], start_response: Any) -> Any:
        for name in ("PATH_INFO", "REQUEST_URI", "RAW_URI"):
            environ[name] = environ[name].removeprefix(base_path) or "/"
        return flask(environ, start_response)

    return proxy
