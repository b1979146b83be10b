"""Baselines: freeze what was agreed, have it approved, and read what it held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from plugin.domain.baseline import Baseline, Definition, Kind
from plugin.domain.ids import BaselineId, ProjectId
from plugin.domain.quantities import plain
from plugin.usecases import scope as usecases
from plugin.usecases.act import Act
from plugin.usecases.records import Page
from plugin.web.api.access import baseline_for, switched_on
from plugin.web.api.etags import expected, tagged
from plugin.web.api.naming import key_of, named, summary_of
from plugin.web.api.paging import page_of
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.schemas.scope import BaselineIn, BaselineOut, BaselinePage, ItemPage
from plugin.web.api.schemas.shapes import PageQuery
from plugin.web.api.scope_view import baseline_view
from plugin.web.asking import acting, reading
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def baselines_resource(services: Services) -> Resource:
    """The routes of baselines."""
    blueprint = resource(services, "baselines", "What was agreed to be in scope")
    _of_project(services, blueprint)
    _single(services, blueprint)
    for name, command in (
        ("submit", usecases.submit),
        ("approve", usecases.approve),
        ("supersede", usecases.supersede),
    ):
        _step(services, blueprint, name, command)
    return blueprint


def _of_project(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/projects/<jira:project_id>/baselines")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, BaselinePage)
    def all_of(query: dict[str, Any], project_id: ProjectId) -> Page[object]:
        """The baselines of a project, newest first"""
        switched_on(services, project_id)
        with reading(services) as uow:
            page = page_of(uow.baselines.of_project(project_id), lambda baseline: baseline.id, **query)
            return Page(tuple(baseline_view(head, uow.baselines.ledger(head.id)) for head in page.items), page.after)

    @blueprint.post("/projects/<jira:project_id>/baselines")
    @blueprint.arguments(BaselineIn)
    @blueprint.response(201, BaselineOut, headers={**ETAG_HEADER, "Location": {"schema": {"type": "string"}}})
    def freeze(body: dict[str, Any], project_id: ProjectId) -> Answer:
        """Take a baseline of a version, or of the project, as it is or as it was"""
        switched_on(services, project_id, "manage")
        [(kind, ref)] = body["of"].items()
        with acting(services) as act:
            baseline = usecases.freeze(act, project_id, body["name"], Definition(Kind(kind), ref), body["as_of"])
        view, _, headers = _answer(services, baseline)
        return view, 201, {"Location": url_for("api-baselines.read", baseline_id=baseline.id), **headers}


def _single(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/baselines/<ours:baseline_id>")
    @blueprint.response(200, BaselineOut, headers=ETAG_HEADER)
    def read(baseline_id: BaselineId) -> Answer:
        """A baseline"""
        return _answer(services, baseline_for(services, baseline_id))

    @blueprint.get("/baselines/<ours:baseline_id>/items")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ItemPage)
    def items(query: dict[str, Any], baseline_id: BaselineId) -> Page[object]:
        """The issues of a baseline as they were agreed"""
        baseline_for(services, baseline_id)
        with reading(services) as uow:
            page = uow.baselines.items(baseline_id, **query)
            briefs = uow.issues.brief([item.issue_id for item in page.items])
        names = named(services, briefs)
        return Page(
            tuple(
                {
                    "issue_id": item.issue_id,
                    "issue_key": key_of(names, item.issue_id) and item.issue_key,
                    "summary": summary_of(names, item.issue_id) and item.summary,
                    "points": plain(item.points),
                }
                for item in page.items
            ),
            page.after,
        )


def _step(
    services: Services,
    blueprint: Resource,
    name: str,
    command: Callable[[Act, BaselineId, int | None], Baseline],
) -> None:
    def view(baseline_id: BaselineId) -> Answer:
        baseline = baseline_for(services, baseline_id, "manage")
        version = expected(baseline.id, baseline.version, required=False)
        with acting(services) as act:
            baseline = command(act, baseline_id, version)
        return _answer(services, baseline)

    view.__doc__ = f"{name.capitalize()} a baseline"
    described = blueprint.response(200, BaselineOut, headers=ETAG_HEADER)(view)
    rule = f"/baselines/<ours:baseline_id>/{name}"
    blueprint.add_url_rule(rule, name, if_match(described, required=False), methods=["POST"])


def _answer(services: Services, baseline: Baseline) -> Answer:
    with reading(services) as uow:
        view = baseline_view(baseline, uow.baselines.ledger(baseline.id))
    return view, 200, tagged(baseline.id, baseline.version)
