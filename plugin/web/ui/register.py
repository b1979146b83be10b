"""Every page and fragment behind its gate."""

from __future__ import annotations

from flask import Flask

from plugin.web.gates import context_gate, guard, page_gate
from plugin.web.services import Services
from plugin.web.ui import (
    admin,
    drafts,
    gadgets,
    issues,
    lookups,
    meetings,
    models,
    over_time,
    packs,
    portfolio,
    project,
    register_health,
    reviews,
    risks,
    scope,
    settings,
    sheets,
    start,
    work_settings,
)


def add_ui(app: Flask, services: Services) -> None:
    """Register every page behind the page gate and every fragment behind the context gate; no route has both."""
    for module in (project, issues, settings, admin, start, portfolio, gadgets):
        app.register_blueprint(guard(module.pages(services), page_gate(services)))
    of_register = (drafts, meetings, over_time, packs, register_health, risks, sheets)
    for part in (
        project,
        issues,
        settings,
        admin,
        *of_register,
        scope,
        reviews,
        lookups,
        portfolio,
        gadgets,
        work_settings,
    ):
        app.register_blueprint(guard(part.fragments(services), context_gate(services)))
    for fragments in (models.site_fragments, models.project_fragments):
        app.register_blueprint(guard(fragments(services), context_gate(services)))
