"""The ground for tests of tabs, settings and administration: a world with one project, and a caller for each person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask_babel import Babel
from werkzeug.test import TestResponse

from plugin.domain.baseline import Baseline, Definition, Kind
from plugin.domain.ids import AccountId
from plugin.ui.fingerprint import TEMPLATES
from plugin.usecases import scope as scope_commands
from plugin.web.errors import add_error_handlers
from plugin.web.gates import context_gate, guard, page_gate
from plugin.web.headers import add_headers
from plugin.web.services import Services
from plugin.web.static import static_blueprint, static_urls
from plugin.web.ui import admin, models, reviews, scope, settings, start
from tests.web.apps import lent
from tests.web.fakes import ANA, BEN, CLEO, PAY, VERA, VERSION, World, a_world, moved

HOSTILE = "<script>alert('x')</script> & %(issue)s \N{RIGHT-TO-LEFT OVERRIDE}"
"""A name that tries to be markup, a placeholder and a change of direction at once."""


@dataclass(frozen=True)
class Person:
    """Somebody at a page of ours."""

    app: Flask
    world: World
    account: AccountId | None

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(path, headers=self.world.headers(self.account))

    def post(self, path: str, **form: str) -> TestResponse:
        return self.app.test_client().post(path, headers=self.world.headers(self.account), data=form)


@dataclass(frozen=True)
class Stage:
    """The world with its people."""

    app: Flask
    world: World

    @property
    def ana(self) -> Person:
        return Person(self.app, self.world, ANA)

    @property
    def ben(self) -> Person:
        return Person(self.app, self.world, BEN)

    @property
    def vera(self) -> Person:
        return Person(self.app, self.world, VERA)

    @property
    def cleo(self) -> Person:
        return Person(self.app, self.world, CLEO)

    @property
    def nobody(self) -> Person:
        return Person(self.app, self.world, None)

    def freeze(self, name: str = "1.0 as agreed") -> Baseline:
        """Ana freezes the version as it is now."""
        with self.world.services.work(self.world.acme, write=True) as uow:
            definition = Definition(Kind.VERSION, VERSION)
            baseline = scope_commands.freeze(self.world.act(uow), PAY, name, definition)
            uow.commit()
        return baseline

    def agree(self) -> Baseline:
        """Five stories of five points each are frozen, then time passes and four things move."""
        world = self.world
        for number in range(1, 6):
            world.put_issue(f"2000{number}")
        baseline = self.freeze()
        world.clock.forward(days=3)
        world.put_issue("20042", summary="Partial refunds", points="5")
        world.clock.forward(hours=2)
        world.reestimate_issue("20001", "5", "8")
        world.clock.forward(hours=2)
        world.move_issue("20002", [moved("fixVersions", VERSION, None)], versions=())
        world.clock.forward(hours=2)
        world.delete_issue("20003")
        world.clock.forward(days=1)
        return baseline


def an_app(services: Services) -> Flask:
    """The pages and fragments under test behind their real gates, in an app set up as the real one."""
    app = Flask("plumbline", template_folder=str(TEMPLATES), static_folder=None)
    app.config["TESTING"] = True
    Babel(app)
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    add_headers(app, services)
    add_error_handlers(app)
    for page in (settings.pages, admin.pages, start.pages):
        app.register_blueprint(guard(page(services), page_gate(services)))
    for part in (
        scope.fragments,
        reviews.fragments,
        settings.fragments,
        admin.fragments,
        models.site_fragments,
        models.project_fragments,
    ):
        app.register_blueprint(guard(part(services), context_gate(services)))
    app.register_blueprint(static_blueprint())
    app.jinja_env.globals["static_url"] = static_urls()
    return app


@contextmanager
def a_stage(folder: Path) -> Iterator[Stage]:
    """A fresh world with the project switched on and its version known."""
    world = a_world(folder)
    world.put_project()
    world.put_version()
    try:
        with lent(an_app, world.services) as app:
            yield Stage(app, world)
    finally:
        world.database.dispose()


def text(response: Response | TestResponse) -> str:
    """The answer's body without markup's whitespace, for looking things up in."""
    return re.sub(r"[ \n]+", " ", response.get_data(as_text=True))


def flag(response: TestResponse) -> dict[str, Any]:
    """The flag that the answer asks the page to show."""
    events: dict[str, Any] = json.loads(response.headers["HX-Trigger"])
    found: dict[str, Any] = events["plumbline:flag"]
    return found


def changes(stage: Stage, baseline_id: str) -> dict[str, str]:
    """The ids of the changes by the issue's key and class."""
    with stage.world.services.work(stage.world.acme) as uow:
        found = uow.baselines.all_deltas(baseline_id)  # type: ignore[arg-type]
    return {f"{d.issue_key} {d.detected.delta_class}": d.id for d in found}


def ledger_parts(body: str) -> list[tuple[str, str, str]]:
    """The ledger as it is printed: sign, name, value."""
    sign, part = r'(?:<span class="sign">(.)</span>\s*)?', r'<span class="name">([^<]+)</span><b>([^<]+)</b>'
    pattern = rf'{sign}<(?:a|span) class="part[^>]*>{part}'
    return re.findall(pattern, body)
