"""Projects: which are switched on, what they chose, how their back-fill goes, and what ratings are made with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, url_for

from plugin.domain.errors import Invalid, NotFound, Problem
from plugin.domain.ids import ProjectId
from plugin.domain.risk_model import RiskModel
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases import backfill
from plugin.usecases.project_settings import change_settings
from plugin.usecases.records import Page, Progress, Project
from plugin.web.api.access import NOT_SWITCHED_ON, switched_on
from plugin.web.api.etags import expected, tagged
from plugin.web.api.paging import page_of
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.schemas.projects import ModelOut, ProgressOut, ProjectOut, ProjectPage, SettingsShape
from plugin.web.api.schemas.shapes import PageQuery
from plugin.web.asking import acting, reading, require
from plugin.web.seeing import projects_seen
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def projects_resource(services: Services) -> Resource:
    """The routes of projects."""
    blueprint = resource(services, "projects", "Projects where Plumbline is on")
    _settings(services, blueprint)
    _switching_on(services, blueprint)
    return blueprint


def _settings(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/projects")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ProjectPage)
    def all_seen(query: dict[str, Any]) -> Page[Project]:
        """The projects where Plumbline is on and that the caller may see, by key"""
        return page_of(projects_seen(services), lambda project: project.id, **query)

    @blueprint.get("/projects/<jira:project_id>")
    @blueprint.response(200, ProjectOut, headers=ETAG_HEADER)
    def read(project_id: ProjectId) -> Answer:
        """A project and its settings, whether it is switched on or was once"""
        require(services, project_id)
        return _answer(_known(services, project_id))

    @blueprint.put("/projects/<jira:project_id>")
    @if_match
    @blueprint.arguments(SettingsShape)
    @blueprint.response(200, ProjectOut, headers=ETAG_HEADER)
    def change(body: dict[str, Any], project_id: ProjectId) -> Answer:
        """Replace a project's settings; another estimate or sprint field reads the project in again"""
        project = switched_on(services, project_id, "manage")
        version = expected(project.id, project.version)
        if body.get("speciality") not in {None, *(pack.code for pack in services.packs)}:
            raise Invalid([Problem("/speciality", "send the code of a pack, see /packs")])
        with acting(services) as act:
            change_settings(act, project_id, replace(project.settings, **body), version)
        return _answer(_known(services, project_id))

    @blueprint.get("/projects/<jira:project_id>/model")
    @blueprint.response(200, ModelOut)
    def model(project_id: ProjectId) -> object:
        """What the project's ratings are made with: scales, levels, matrix and categories"""
        switched_on(services, project_id)
        with reading(services) as uow:
            return model_view(uow.models.of_project(project_id).current)


def _switching_on(services: Services, blueprint: Resource) -> None:
    @blueprint.post("/projects/<jira:project_id>/enable")
    @blueprint.response(202, ProgressOut, headers={"Location": {"schema": {"type": "string"}}})
    def enable(project_id: ProjectId) -> Answer:
        """Switch Plumbline on for a project; its issues are read in, see its progress"""
        require(services, project_id, "manage")
        with acting(services) as act:
            project = backfill.switch_on(act, project_id)
        return project.progress, 202, {"Location": url_for("api-projects.progress", project_id=project_id)}

    @blueprint.get("/projects/<jira:project_id>/progress")
    @blueprint.response(200, ProgressOut)
    def progress(project_id: ProjectId) -> Progress:
        """How far reading in has come"""
        return switched_on(services, project_id).progress

    @blueprint.delete("/projects/<jira:project_id>/progress")
    @blueprint.response(204)
    def cancel(project_id: ProjectId) -> Response:
        """Stop reading in after the page under way; what was read stays"""
        switched_on(services, project_id, "manage")
        with acting(services) as act:
            backfill.cancel(act, project_id)
        return Response(status=204)


def model_view(model: RiskModel) -> dict[str, Any]:
    """The risk model as the API answers it."""
    return {
        "version": model.version,
        "probabilities": model.probabilities,
        "impacts": [
            {
                "order": impact.order,
                "label": impact.label,
                "wording": {objective.value: words for objective, words in impact.wording.items()},
            }
            for impact in model.impacts
        ],
        "objectives": [{"code": o.value, "compensable": model.is_compensable(o)} for o in model.objectives],
        "levels": model.levels,
        "matrix": model.matrix,
        "appetite": model.appetite,
        "categories": list(STARTER_CATEGORIES),
    }


def _known(services: Services, project_id: ProjectId) -> Project:
    with reading(services) as uow:
        project = uow.projects.get(project_id)
    if project is None:
        raise NotFound(NOT_SWITCHED_ON)
    return project


def _answer(project: Project) -> Answer:
    return project, 200, tagged(project.id, project.version)
