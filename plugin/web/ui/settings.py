"""A project's settings page: switch on, read in again, choose fields; saved section by section, each with its undo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.drafts import COMMON
from plugin.domain.errors import Conflict, JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.domain.response import WhenDone
from plugin.usecases import backfill
from plugin.usecases.project_settings import change_settings
from plugin.usecases.records import Project, ProjectSettings
from plugin.usecases.views.settings import SettingsView, settings_view
from plugin.web.asking import acting, reading, require, site_id
from plugin.web.services import Services
from plugin.web.ui.answering import fragment, only_ids
from plugin.web.ui.wording import Spoken

SECTIONS = ("estimate", "when_done", "currency", "speciality")
FIELD_ID = re.compile(r"[A-Za-z0-9_]{1,64}")
CURRENCY = re.compile(r"[A-Z]{3}")

Error = tuple[str, str, str]
NO_ERROR: Error = ("", "", "")


def pages(services: Services) -> Blueprint:
    """The page that Jira frames."""
    blueprint = Blueprint("settings-page", __name__, url_prefix="/ui")
    blueprint.url_value_preprocessor(only_ids)

    @blueprint.get("/projects/<project_id>/settings")
    def page(project_id: str) -> str:
        view = _view(services, ProjectId(project_id))
        return render_template("settings.html", view=view, bridge_url=services.all_js_url)

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The page's sections, for htmx."""
    blueprint = Blueprint("settings-ui", __name__, url_prefix="/ui/projects/<project_id>/settings")
    blueprint.url_value_preprocessor(only_ids)
    _add_reading(blueprint, services)
    _add_saving(blueprint, services)
    return blueprint


def _add_reading(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/sections")
    def sections(project_id: str) -> str:
        return render_template("fragments/settings/sections.html", view=_view(services, ProjectId(project_id)))

    @blueprint.get("/reading")
    def progress(project_id: str) -> str:
        view = _view(services, ProjectId(project_id), with_fields=False)
        return render_template("fragments/settings/reading.html", view=view)

    @blueprint.post("/switch-on")
    def switched_on(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        _, key, name = services.jira(site_id()).project(project)
        try:
            with acting(services) as act:
                if act.uow.projects.lock(project) is None:
                    act.uow.projects.save(Project(project, key, name))
                backfill.switch_on(act, project)
        except Conflict as conflict:
            return _sections(services, project, problem=str(conflict))
        return _sections(services, project)

    @blueprint.post("/cancel")
    def cancelled(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        try:
            with acting(services) as act:
                backfill.cancel(act, project)
        except Conflict:
            # It ended while the button was on its way: the section shows how.
            return _sections(services, project)
        return _sections(services, project)


def _add_saving(blueprint: Blueprint, services: Services) -> None:
    @blueprint.post("/save/<any(estimate, when_done, currency, speciality):section>")
    def saved(project_id: str, section: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        say, value = Spoken(services.clock()), request.form.get("value", "").strip()
        if (problem := _problem(services, section, value)) is not None:
            html = _sections_html(services, project, error=(section, value[:200], problem))
            return fragment(html, status=422)
        before = _change(services, project, section, value)
        if isinstance(before, str):
            return _sections(services, project, problem=before)
        undo = url_for("settings-ui.undone", project_id=project_id, section=section, value=_value(before, section))
        flag = {"title": say.gettext("Saved"), "type": "success", "action": {"label": say.gettext("Undo"), "url": undo}}
        return fragment(_sections_html(services, project), flag=flag)

    @blueprint.post("/undo/<any(estimate, when_done, currency, speciality):section>")
    def undone(project_id: str, section: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        say, value = Spoken(services.clock()), request.args.get("value", "")
        if _problem(services, section, value) is not None:
            abort(400)
        result = _change(services, project, section, value)
        if isinstance(result, str):
            return fragment("", flag={"title": say.gettext("Not undone"), "body": result, "type": "warning"})
        return fragment("", flag={"title": say.gettext("Undone"), "type": "success"}, changed=True)


def _change(services: Services, project: ProjectId, section: str, value: str) -> ProjectSettings | str:
    """Save one section; the settings of before, or why it cannot be done now."""
    try:
        with acting(services) as act:
            before = act.project(project).settings
            change_settings(act, project, _with(before, section, value), None)
    except Conflict as conflict:
        return str(conflict)
    return before


def _with(settings: ProjectSettings, section: str, value: str) -> ProjectSettings:
    if section == "estimate":
        return replace(settings, estimate_field=value or None)
    if section == "when_done":
        return replace(settings, when_done=WhenDone(value))
    if section == "speciality":
        return replace(settings, speciality=value or None)
    return replace(settings, currency=value)


def _value(settings: ProjectSettings, section: str) -> str:
    values = {
        "estimate": settings.estimate_field or "",
        "when_done": settings.when_done.value,
        "currency": settings.currency,
        "speciality": settings.speciality or "",
    }
    return values[section]


def _problem(services: Services, section: str, value: str) -> str | None:
    say = Spoken(services.clock())
    if section == "speciality" and value not in {"", *(pack.code for pack in services.packs)}:
        return say.gettext("Choose one of the listed packs.")
    if section == "estimate" and value and not FIELD_ID.fullmatch(value):
        return say.gettext("A field’s id holds letters, digits and underscores only, such as customfield_10016.")
    if section == "when_done" and value not in set(WhenDone):
        return say.gettext("Choose one of the two.")
    if section == "currency" and not CURRENCY.fullmatch(value):
        return say.gettext("Give the three capital letters of a currency, such as EUR.")
    return None


def _sections(services: Services, project: ProjectId, problem: str = "") -> Response:
    return fragment(_sections_html(services, project, problem=problem), status=422 if problem else 200)


def _sections_html(services: Services, project: ProjectId, *, error: Error = NO_ERROR, problem: str = "") -> str:
    view = _view(services, project, error=error)
    return render_template("fragments/settings/sections.html", view=view, problem=problem)


def _view(
    services: Services, project_id: ProjectId, *, error: Error = NO_ERROR, with_fields: bool = True
) -> SettingsView:
    require(services, project_id, "manage")
    with reading(services) as uow:
        project = uow.projects.get(project_id)
    if project is None:
        _, key, name = services.jira(site_id()).project(project_id)
        project = Project(project_id, key, name)
    fields = _fields(services) if with_fields else ()
    url = url_for("settings-page.page", project_id=project_id)
    packs = [(pack.code, pack.name) for pack in services.packs if pack.code != COMMON]
    return settings_view(Spoken(services.clock()), project, fields, url, error, packs)


def _fields(services: Services) -> Sequence[tuple[str, str, str | None]] | None:
    try:
        return services.jira(site_id()).fields()
    except (JiraBusy, JiraTrouble, JiraRefused):
        return None
