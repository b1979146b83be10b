"""The command line: serve, work, migrate, check and the rest; each says in one line what it did or what is wrong."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import structlog

from plugin.doctor.examine import examine
from plugin.doctor.finding import exit_code
from plugin.doctor.looking import Looker
from plugin.doctor.tls import trust_of_this_machine
from plugin.domain.errors import AppError, Conflict, NotFound
from plugin.domain.ids import AccountId, ProjectId, SiteId
from plugin.keyfile import add_key
from plugin.logs import start_logging
from plugin.serving import serve, work
from plugin.settings import Settings, SettingsError, read_settings
from plugin.usecases import backfill, reconcile
from plugin.usecases.act import Act
from plugin.usecases.records import Progress
from plugin.web.api import openapi_document
from plugin.wiring import Plumbline, build, new_id, utcnow

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.2

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 refused or failed, 2 not understood or not configured."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        for problem in error.problems:
            _complain(problem)
        return 2
    start_logging(settings.log_level, settings.log_format)
    command: Command = parsed.command
    try:
        return command(parsed, settings)
    except KeyboardInterrupt:
        return 130
    except AppError as error:
        return _complain(str(error))
    except Exception as error:
        # A database that is away, a file that cannot be written: an operator wants the one line that says so.
        log.debug("command failed", exc_info=True)
        return _complain(f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}")


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    return serve(settings)


def _work(_: argparse.Namespace, settings: Settings) -> int:
    return work(settings) if settings.jobs.mode == "embedded" else _scaled("work", settings)


def _relay(_: argparse.Namespace, settings: Settings) -> int:
    if settings.jobs.mode == "embedded":
        raise Conflict("A relay needs a broker, and PLUMBLINE_JOBS_URL names none: here workers find what is due.")
    return _scaled("relay", settings)


def _scaled(command: Literal["work", "relay"], settings: Settings) -> int:
    """What a broker is needed for; its client libraries are an extra, and nothing else here touches them."""
    extra = {"amqp": "rabbitmq", "redis": "redis"}[settings.jobs.mode]
    try:
        from plugin import scaled

        return scaled.work(settings) if command == "work" else scaled.relay(settings)
    except ModuleNotFoundError as missing:
        if missing.name not in {"dramatiq", "pika", "redis"}:
            raise
        raise Conflict(f"PLUMBLINE_JOBS_URL needs an extra that is missing: pip install 'plumbline[{extra}]'") from None


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    build(settings).database.migrate()
    return _say("The database is at the newest schema.")


def _check(_: argparse.Namespace, settings: Settings) -> int:
    app = build(settings)
    problems = list(app.services.ready().values())
    if not problems:
        app.sites.all()  # raises where a key is missing that a stored secret needs
        problems = app.database.warnings()
    for problem in problems:
        _say(problem)
    return 1 if problems else _say("Configuration, database and keys are in order.")


def _doctor(parsed: argparse.Namespace, settings: Settings) -> int:
    """Said line by line while it is found: some of it takes seconds."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a mark that the terminal cannot show must not end the examination
    found, trust = [], trust_of_this_machine()
    for finding in examine(settings, lambda: build(settings), parsed.forge, look=Looker(utcnow), trust=trust):
        found.append(finding)
        print(finding.line, flush=True)
    return exit_code(found)


def _backfill(parsed: argparse.Namespace, settings: Settings) -> int:
    """Ask for the reading just as the app does, then see it through."""
    app, site_id = _site(parsed, settings)
    project_id, _, _ = app.services.jira(site_id).project(parsed.project)
    with app.work(site_id, write=True) as uow:
        backfill.switch_on(Act(uow, None, utcnow(), new_id), project_id)
        uow.commit()
    progress = _read(app, site_id, project_id, parsed.project)
    return _say(f"Read {progress.done} issues of project {parsed.project}.")


def _reconcile(parsed: argparse.Namespace, settings: Settings) -> int:
    """As the back-fill, for a project that is on; then what is missing from what was read is looked after."""
    app, site_id = _site(parsed, settings)
    jira = app.services.jira(site_id)
    project_id, _, _ = jira.project(parsed.project)
    since = utcnow()
    with app.work(site_id, write=True) as uow:
        before = reconcile.begin(Act(uow, None, since, new_id), project_id)
        uow.commit()
    _read(app, site_id, project_id, parsed.project)
    gone = reconcile.look_after_missing(app.work, jira, site_id, project_id, since, utcnow, new_id)
    with app.work(site_id, write=True) as uow:
        outcome = reconcile.finish(Act(uow, None, utcnow(), new_id), project_id, before, gone)
        uow.commit()
    return _say(
        f"Read {outcome.issues} issues of project {parsed.project} again, {gone} are there no longer; of the main"
        f" baseline {outcome.figures} figures moved, and {outcome.deltas_before} deltas are {outcome.deltas_after} now."
    )


def _read(app: Plumbline, site_id: SiteId, project_id: ProjectId, name: str) -> Progress:
    """Work until a reading that was asked for has come to an end, here or in a running server."""
    while (progress := _progress(app, site_id, project_id)).state == "running":
        if app.errands.run_once(f"backfill-{os.getpid()}") == 0:
            time.sleep(PAUSE_SECONDS)
    if progress.state != "done":
        raise Conflict(f"Reading project {name} failed: {progress.message or 'no reason is known'}")
    return progress


def _progress(app: Plumbline, site_id: SiteId, project_id: ProjectId) -> Progress:
    with app.work(site_id) as uow:
        project = uow.projects.get(project_id)
    return project.progress if project else Progress()


def _rotate(_: argparse.Namespace, settings: Settings) -> int:
    """In the embedded default a new key is made and put first; elsewhere the operator has put one first already."""
    given = os.environ.get("PLUMBLINE_SECRET_KEYS") or os.environ.get("PLUMBLINE_SECRET_KEYS_FILE")
    if settings.is_embedded_default and not given:
        add_key(settings.home)
        settings = read_settings(os.environ)
    count = build(settings).sites.rotate()
    return _say(f"Encrypted {count} secrets under the newest key. Restart what runs; then older keys may be taken out.")


def _token(parsed: argparse.Namespace, settings: Settings) -> int:
    app, site_id = _site(parsed, settings)
    account = AccountId(parsed.account)
    _, clear = app.tokens.make(site_id, parsed.scope, account, parsed.label, utcnow())
    return _say(clear)


def _export(parsed: argparse.Namespace, settings: Settings) -> int:
    app, site_id = _site(parsed, settings)
    count = app.export(site_id, Path(parsed.to))
    return _say(f"Wrote {count} rows to {parsed.to}; secrets are not among them.")


def _erase(parsed: argparse.Namespace, settings: Settings) -> int:
    app, site_id = _site(parsed, settings)
    app.sites.erase(site_id)
    return _say(f"Erased everything that was kept of {parsed.site}.")


def _openapi(_: argparse.Namespace, settings: Settings) -> int:
    return _say(json.dumps(openapi_document(build(settings).flask()), indent=2))


def _site(parsed: argparse.Namespace, settings: Settings) -> tuple[Plumbline, SiteId]:
    """The app and the site that a person named by its address or its client key."""
    app = build(settings)
    wanted = parsed.site.rstrip("/")
    for site in app.sites.all():
        if wanted in {site.client_key, site.base_url, site.display_url, site.base_url.partition("://")[2]}:
            return app, site.id
    raise NotFound(f"No site {parsed.site} has installed this app.")


def _say(text: str) -> int:
    print(text)
    return 0


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plumbline", description="Risk registers, scope-change logs and reviews for Jira."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plain: Mapping[str, tuple[str, Command]] = {
        "serve": ("serve the app; in the embedded default migrations are applied first", _serve),
        "work": ("work through deliveries and errands without serving", _work),
        "relay": ("tell workers on a broker what is due; any number of relays may run", _relay),
        "migrate": ("bring the database to the newest schema", _migrate),
        "check": ("check configuration, database and keys, one line a problem", _check),
        "rotate-keys": ("encrypt all secrets under the newest key", _rotate),
        "openapi": ("print the API document", _openapi),
    }
    for name, (text, command) in plain.items():
        commands.add_parser(name, help=text).set_defaults(command=command)
    doctor = commands.add_parser("doctor", help="look from outside at what is usually wrong, one line a finding")
    doctor.add_argument("--forge", type=Path, metavar="DIR", help="the Forge app's folder, to compare it as well")
    doctor.set_defaults(command=_doctor)
    readings: Mapping[str, tuple[str, Command]] = {
        "backfill": ("switch a project on and read it in", _backfill),
        "reconcile": ("read a project that is on again, and make good what webhooks never told", _reconcile),
    }
    for name, (text, command) in readings.items():
        _with_site(commands.add_parser(name, help=text), command).add_argument("project", help="its id or key")
    _with_site(commands.add_parser("erase", help="delete everything that is kept of a site"), _erase)
    export = _with_site(
        commands.add_parser("export", help="write everything that is kept of a site to a file"), _export
    )
    export.add_argument("--to", required=True)
    token = _with_site(commands.add_parser("token", help="make an API token and print it once"), _token)
    token.add_argument("--scope", choices=("read", "write"), default="read")
    token.add_argument("--account", required=True)
    token.add_argument("--label", default="made on the command line")
    return parser


def _with_site(parser: argparse.ArgumentParser, command: Command) -> argparse.ArgumentParser:
    parser.add_argument("site", help="the site's address or client key")
    parser.set_defaults(command=command)
    return parser
