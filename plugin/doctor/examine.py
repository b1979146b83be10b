"""The whole examination, in the order in which causes come before their effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from plugin.doctor.address import judge_form, judge_resolved, look_at_ourselves, resolved
from plugin.doctor.app import judge_app
from plugin.doctor.asking_jira import ask_jira
from plugin.doctor.certificate import judge_certificate, judge_no_certificate
from plugin.doctor.clock import ahead, judge_clock
from plugin.doctor.door import EVENTS, NOBODY, judge_door
from plugin.doctor.finding import Finding, Grade, problem, warning
from plugin.doctor.folder import look_at_folder
from plugin.doctor.keys import judge_jwks, judge_secrets, look_at_key_hosts
from plugin.doctor.looking import Answer, Look, Looker
from plugin.doctor.sites import judge_number, judge_site, name_of, still_there
from plugin.doctor.tls import Trust, shown_by
from plugin.settings import Settings
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier
from plugin.wiring import Onlooker, Plumbline, utcnow


def examine(
    settings: Settings, build: Callable[[], Plumbline], folder: Path | None, *, look: Look, trust: Trust
) -> Iterator[Finding]:
    """Everything that can be seen from here, one finding after the other as it is found; changes nothing.

    `build` wires the app; it is called only where there is a database, since wiring would make one.
    """
    yield from judge_app(settings.forge_app_ids, settings.forge_environments)
    if folder is not None:
        yield from look_at_folder(folder, settings.forge_app_ids, settings.base_url)
    yield from _address(settings, trust, utcnow())
    health = look(f"{settings.base_url}/healthz")
    yield from look_at_ourselves(settings.base_url, health, look)
    if isinstance(health, Answer):
        if settings.forge_app_ids:
            door = settings.base_url + EVENTS
            yield judge_door(door, Looker(utcnow, knocking_with=NOBODY)(door))
        yield judge_clock(urlsplit(settings.base_url).netloc, ahead(health))
    if settings.forge_app_ids:
        keys = look(settings.forge_jwks_url)
        yield judge_jwks(settings.forge_jwks_url, keys)
        if isinstance(keys, Answer):
            yield judge_clock(urlsplit(settings.forge_jwks_url).netloc, ahead(keys))
    missing = _missing_database(settings)
    if missing is None:
        yield from _kept(build(), look, utcnow())
    else:
        yield missing
        yield from look_at_key_hosts(settings.connect_key_urls, look, needed=not settings.forge_app_ids)


def _address(settings: Settings, trust: Trust, now: datetime) -> Iterator[Finding]:
    parts, insecure = urlsplit(settings.base_url), settings.insecure_http
    host = parts.hostname or ""
    yield from judge_form(settings.base_url, forge=bool(settings.forge_app_ids), insecure=insecure)
    by_proxy = select_proxy(settings.base_url, get_environ_proxies(settings.base_url)) is not None
    yield judge_resolved(host, resolved(host), insecure=insecure, by_proxy=by_proxy)
    if parts.scheme != "https":
        return
    try:
        shown = shown_by(host, parts.port or 443, trust)
    except OSError as error:
        yield judge_no_certificate(host, error, by_proxy=by_proxy)
    else:
        yield judge_certificate(host, shown, now)


def _missing_database(settings: Settings) -> Finding | None:
    """That there is no file where SQLite's should be: most often the settings or the folder are not the server's."""
    file = Path(settings.database_url.removeprefix("sqlite:///").partition("?")[0])
    if not settings.uses_sqlite or file.exists():
        return None
    return problem(
        f"database: there is none at {file}. Run this in the server's folder and with its settings (PLUMBLINE_HOME, "
        "PLUMBLINE_DATABASE_URL); a new server makes it when it is first served."
    )


def _kept(app: Plumbline, look: Look, now: datetime) -> Iterator[Finding]:
    """What is kept here: secrets and sites; only the way to the key hosts can be judged without a database."""
    settings, troubles = app.settings, app.services.ready()
    if "database" in troubles or "migrations" in troubles:
        yield from (problem(f"database: {text}") for text in troubles.values())
        yield from look_at_key_hosts(settings.connect_key_urls, look, needed=not settings.forge_app_ids)
        return
    yield from (warning(f"database: {text}") for text in app.database.warnings())
    onlooker = app.onlooker()
    secrets = judge_secrets(onlooker.open_all)
    yield secrets
    readable = secrets.grade is Grade.OK
    sites = still_there(app.sites.all()) if readable else []
    connect = any(site.carrier is Carrier.CONNECT for site in sites)
    yield from look_at_key_hosts(settings.connect_key_urls, look, needed=connect or not settings.forge_app_ids)
    if readable:
        yield from judge_number(sites)
    for site in sites:
        yield from _site(app, onlooker, site, now)


def _site(app: Plumbline, onlooker: Onlooker, site: Site, now: datetime) -> Iterator[Finding]:
    until = onlooker.token_until(site.id)
    yield from judge_site(site, until, now)
    if not site.active or (site.carrier is Carrier.FORGE and until is None):
        return
    with app.work(site.id) as uow:
        followed = next((project.id for project in uow.projects.all() if project.enabled), None)
    yield from ask_jira(name_of(site), site.carrier, lambda: onlooker.jira(site.id), followed, pending=site.pending)
