"""Risk models over HTTP: the site's shelf for administrators, a project's choice and re-rating for its managers."""

from __future__ import annotations

from typing import Any

from plugin.domain.errors import Conflict, NotFound
from plugin.domain.ids import ProjectId
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.modelling import choose_model, find_model, make_model
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import MadeModel, Page
from plugin.usecases.rerating import outdated, preview_rerating, rerate
from plugin.web.api.access import switched_on
from plugin.web.api.model_view import made_view, mapping_from, model_from, rerated_view
from plugin.web.api.paging import page_of
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.models import (
    ModelChoiceIn,
    ModelChoiceOut,
    RerateIn,
    RerateOut,
    RerateQuery,
    RiskModelIn,
    RiskModelOut,
    RiskModelPage,
)
from plugin.web.api.schemas.shapes import PageQuery
from plugin.web.asking import account, acting, reading, require_admin
from plugin.web.services import Services


def models_resource(services: Services) -> Resource:
    """The routes of risk models."""
    blueprint = resource(services, "models", "Risk models: scales, levels and matrix, each version kept for good")
    _shelf(services, blueprint)
    _choice(services, blueprint)
    _rerating(services, blueprint)
    return blueprint


def _shelf(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/settings/risk-models")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, RiskModelPage)
    def models(query: dict[str, Any]) -> Page[dict[str, Any]]:
        """The site's risk models, newest first, the one that comes with the app last"""
        require_admin(services)
        with reading(services) as uow:
            found = [made_view(made, _sites(uow)) for made in uow.models.all()]
        return page_of(found, lambda made: str(made["version"]), **query)

    @blueprint.post("/settings/risk-models")
    @blueprint.arguments(RiskModelIn)
    @blueprint.response(201, RiskModelOut)
    def make(body: dict[str, Any]) -> dict[str, Any]:
        """Keep a model as a new version; it is checked first, and nothing rates with it until it is chosen"""
        require_admin(services)
        with acting(services) as act:
            model, _ = make_model(act, model_from(body))
            return made_view(MadeModel(model, 0, act.now, act.by), _sites(act.uow))

    @blueprint.get("/settings/risk-models/<model:model_version>")
    @blueprint.response(200, RiskModelOut)
    def read(model_version: str) -> dict[str, Any]:
        """A risk model by its version, or a known one by its key: plumbline, numeric, nist, nasa, australian"""
        require_admin(services)
        with reading(services) as uow:
            on_shelf = [made for made in uow.models.all() if made.model.version == model_version]
            made = on_shelf[0] if on_shelf else MadeModel(find_model(uow, model_version), 0, None, None)
            return made_view(made, _sites(uow))

    @blueprint.post("/settings/risk-model")
    @blueprint.arguments(ModelChoiceIn)
    @blueprint.response(200, ModelChoiceOut)
    def choose_for_site(body: dict[str, Any]) -> dict[str, Any]:
        """Choose what projects without a choice of their own rate with; no rating changes"""
        require_admin(services)
        with acting(services) as act:
            choose_model(act, None, body["version"])
            version = _sites(act.uow)
            name = find_model(act.uow, version).name
        return {"version": version, "name": name, "is_own": body["version"] is not None, "older": []}


def _choice(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/projects/<jira:project_id>/risk-model")
    @blueprint.response(200, ModelChoiceOut)
    def chosen(project_id: ProjectId) -> dict[str, Any]:
        """What a project rates with, and how many of its risks still stand in older models"""
        switched_on(services, project_id)
        return _chosen(services, project_id)

    @blueprint.post("/projects/<jira:project_id>/risk-model")
    @blueprint.arguments(ModelChoiceIn)
    @blueprint.response(200, ModelChoiceOut)
    def choose(body: dict[str, Any], project_id: ProjectId) -> dict[str, Any]:
        """Choose what a project rates with, or have it follow the site again; no rating changes"""
        switched_on(services, project_id, "manage")
        with acting(services) as act:
            choose_model(act, project_id, body["version"])
        return _chosen(services, project_id)


def _rerating(services: Services, blueprint: Resource) -> None:
    @blueprint.post("/projects/<jira:project_id>/rerate")
    @blueprint.arguments(RerateQuery, location="query")
    @blueprint.arguments(RerateIn)
    @blueprint.response(200, RerateOut)
    def rerated(query: dict[str, Any], body: dict[str, Any], project_id: ProjectId) -> dict[str, Any]:
        """Rate every open risk of an older model anew in the present one, or see first what that would do"""
        switched_on(services, project_id, "manage")
        looks_only = query["preview"] == "true"
        with reading(services) as uow:
            models = uow.models.of_project(project_id)
        if body["version"] == models.current.version:
            raise Conflict("These ratings stand in the present model already.")
        if body["version"] not in models.older:
            raise NotFound("There is no such risk model.")
        mapping = mapping_from(body, models.of(body["version"]), models.current)
        if looks_only:
            with reading(services) as uow:
                now = services.clock()
                done = preview_rerating(uow, project_id, body["version"], mapping, now, account(), body["reason"])
        else:
            with acting(services) as act:
                done = rerate(act, project_id, body["version"], mapping, body["reason"])
        return rerated_view(done, mapping, models.current.version, preview=looks_only)


def _chosen(services: Services, project_id: ProjectId) -> dict[str, Any]:
    with reading(services) as uow:
        model = uow.models.of_project(project_id).current
        own, counts = uow.models.choice(project_id), outdated(uow, project_id)
    older = [{"version": version, "risks": count} for version, count in sorted(counts.items())]
    return {"version": model.version, "name": model.name, "is_own": own is not None, "older": older}


def _sites(uow: UnitOfWork) -> str:
    return uow.models.choice(None) or STARTER_MODEL.version
