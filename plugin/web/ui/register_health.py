"""The health of a register as a view of the risks tab: score, what it is made of, and what could be better."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from plugin.domain.ids import ProjectId
from plugin.domain.register_health import WEIGHTS, HealthRule
from plugin.usecases.views.register_health import groups
from plugin.web.asking import reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import asked_number
from plugin.web.ui.desk import Desk, desk_of

MOST_PAGES = 40


def fragments(services: Services) -> Blueprint:
    """The view, for htmx; it reloads when something was mended."""
    blueprint = Blueprint("register-health-ui", __name__, url_prefix="/ui/projects/<project_id>/risks/health")
    desk = desk_of(services)

    @blueprint.get("")
    def shown(project_id: str) -> str:
        return health_html(desk, ProjectId(project_id))

    return blueprint


def health_html(desk: Desk, project_id: ProjectId) -> str:
    """What could be better in a register, rule by rule."""
    rights = require(desk.services, project_id)
    opened = request.args.get("rule", "")
    rule = opened if opened in set(HealthRule) else ""
    pages = min(max(asked_number("pages", 1), 1), MOST_PAGES)
    with reading(desk.services) as uow:
        read = desk.services.kept_health.of(uow, project_id, desk.today)
    base = url_for("register-health-ui.shown", project_id=project_id)
    return desk.render(
        "fragments/health/view.html",
        project_id=project_id,
        rights=rights,
        health=read.health,
        groups=groups(desk.say, read, rule, pages),
        opened=rule,
        pages=pages,
        base=base,
        self_url=f"{base}?rule={rule}&pages={pages}" if rule else base,
        percent=desk.say.percent,
        has_weight=[(one.value, weight) for one, weight in WEIGHTS.items() if weight],
    )
