"""Freezing what was agreed: the form, and taking the baseline of now or of an earlier instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request, url_for

from plugin.domain.baseline import Definition, Kind
from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import ProjectId
from plugin.usecases import scope as commands
from plugin.usecases.records import Version
from plugin.usecases.views.freezing import FreezeForm, freeze_view
from plugin.web.asking import acting, reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import JIRA_ID, field_errors, fragment
from plugin.web.ui.wording import Spoken

FIELDS = {"/name": "name", "/asOf": "as_of", "/of/version": "of", "/of/project": "of"}


def add_freezing(blueprint: Blueprint, services: Services, whole: Callable[[ProjectId, str], str]) -> None:
    """Register the routes; `whole` prints the tab of a project with that baseline chosen."""

    @blueprint.get("/scope/freeze")
    def freezing(project_id: str) -> str:
        require(services, ProjectId(project_id), "manage")
        return freeze_form(services, ProjectId(project_id), request.args)

    @blueprint.get("/scope/freeze/name")
    def freezing_name(project_id: str) -> str:
        require(services, ProjectId(project_id), "manage")
        form = _view(services, ProjectId(project_id), {"of": request.args.get("of", "")}, {})
        return render_template("fragments/scope/freeze_name.html", form=form)

    @blueprint.post("/scope/freeze")
    def frozen(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        try:
            definition, as_of = _read(project, request.form)
            with acting(services) as act:
                baseline = commands.freeze(act, project, request.form.get("name", ""), definition, as_of)
        except Invalid as invalid:
            errors = field_errors(invalid, FIELDS)
            return fragment(freeze_form(services, project, request.form, errors), status=422)
        response = fragment(whole(project, baseline.id))
        # The form asks for itself to be swapped, so that its errors have a place; what worked replaces the tab.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#scope-tab", "outerHTML"
        return response


def freeze_form(
    services: Services,
    project: ProjectId,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """The form, with what was typed and what is wrong with it."""
    return render_template("fragments/scope/freeze.html", form=_view(services, project, typed or {}, errors or {}))


def _view(services: Services, project: ProjectId, typed: Mapping[str, str], errors: Mapping[str, str]) -> FreezeForm:
    with reading(services) as uow:
        versions: list[Version] = list(uow.calendar.versions(project))
        known = uow.projects.get(project)
    name = known.name if known else ""
    url = url_for("scope-ui.freezing", project_id=project)
    return freeze_view(Spoken(services.clock()), url, versions, project, name, typed, errors)


def _read(project: ProjectId, form: Mapping[str, str]) -> tuple[Definition, datetime | None]:
    kind, _, ref = form.get("of", "").partition(":")
    if kind not in set(Kind) or not JIRA_ID.fullmatch(ref):
        raise Invalid([Problem("/of/version", "choose what was agreed")])
    text = form.get("as_of", "").strip()
    try:
        at = datetime.fromisoformat(text) if text else None
        as_of = at.replace(tzinfo=UTC) if at and at.tzinfo is None else at and at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid([Problem("/asOf", "give a day and a time, such as 2026-10-03 14:00")]) from error
    return Definition(Kind(kind), ref if kind == Kind.VERSION else project), as_of
