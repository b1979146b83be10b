"""The page that greets whoever installed the app: three steps, and where each of them is."""

from __future__ import annotations

from flask import Blueprint, render_template

from plugin.usecases.views.start import start_view
from plugin.web.asking import account, reading, site_id
from plugin.web.services import Services
from plugin.web.ui.admin import APP_PAGES
from plugin.web.ui.answering import site_url
from plugin.web.ui.wording import Spoken


def pages(services: Services) -> Blueprint:
    """The page that Jira frames; it holds nothing of any project but whether one is switched on."""
    blueprint = Blueprint("start-page", __name__, url_prefix="/ui")

    @blueprint.get("/get-started")
    def page() -> str:
        is_admin = services.authority.is_admin(site_id(), account())
        with reading(services) as uow:
            followed = sum(project.enabled for project in uow.projects.all())
        view = start_view(Spoken(services.clock()), followed if is_admin else None, site_url(services), APP_PAGES)
        return render_template("start.html", view=view, bridge_url=services.all_js_url)

    return blueprint
