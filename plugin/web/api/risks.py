"""The register: list, raise, read, replace, drop, and what happened to a risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, url_for

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import IssueId, ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import Role
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases import risks as usecases
from plugin.usecases.records import Page
from plugin.usecases.risks import RatingDraft, RiskDraft
from plugin.web.api.access import risk_for, switched_on
from plugin.web.api.etags import expected, tagged
from plugin.web.api.history import MOST_FACTS, facts_page
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.risk_lists import sorted_page
from plugin.web.api.risk_record_view import record_draft
from plugin.web.api.risk_view import risk_views
from plugin.web.api.schemas.risks import RiskIn, RiskListQuery, RiskOut, RiskPage, RiskReplaceIn
from plugin.web.api.schemas.shapes import FactPage, PageQuery
from plugin.web.asking import acting, reading, refuse_foreign, visible
from plugin.web.services import Services

UNKNOWN_ISSUE = "this issue is not known; it must lie in a project where Plumbline is on"


def risks_resource(services: Services) -> Resource:
    """The routes of the register."""
    blueprint = resource(services, "risks", "A project's risks, worst first")
    _register(services, blueprint)
    _single(services, blueprint)
    return blueprint


def _register(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/projects/<jira:project_id>/risks")
    @blueprint.arguments(RiskListQuery, location="query")
    @blueprint.response(200, RiskPage)
    def register(query: dict[str, Any], project_id: ProjectId) -> Page[dict[str, object]]:
        """The risks of a project, worst first or in the order of any column"""
        switched_on(services, project_id)
        after, limit, sort = query.pop("after"), query.pop("limit"), query.pop("sort", None)
        filters = {name: value for name, value in query.items() if value is not None}
        today = services.clock().date()
        if sort is not None:
            with reading(services) as uow:
                found = sorted_page(uow, project_id, sort, filters, today, after, limit)
            return Page(tuple(risk_views(services, found.items)), found.after)
        if category := filters.get("category"):
            filters["category"] = ",".join(STARTER_CATEGORIES.within(category))
        filters["today"] = today.isoformat()
        with reading(services) as uow:
            page = uow.risks.page(project_id, filters=filters, after=after, limit=limit)
        return Page(tuple(risk_views(services, page.items)), page.after)

    @blueprint.post("/projects/<jira:project_id>/risks")
    @blueprint.arguments(RiskIn)
    @blueprint.response(201, RiskOut, headers={**ETAG_HEADER, "Location": {"schema": {"type": "string"}}})
    def raise_risk(body: dict[str, Any], project_id: ProjectId) -> tuple[object, int, dict[str, str]]:
        """Raise a risk"""
        switched_on(services, project_id, "contribute")
        draft = risk_draft(body)
        refuse_unseen(services, [issue_id for issue_id, _ in draft.issues], "/issues")
        refuse_foreign(services, [issue_id for issue_id, role in draft.issues if role is Role.BACKING])
        with acting(services) as act:
            risk = usecases.raise_risk(act, project_id, draft)
        location = url_for("api-risks.read", risk_id=risk.id)
        return risk_views(services, [risk])[0], 201, {"Location": location, **tagged(risk.id, risk.version)}


def _single(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/risks/<ours:risk_id>")
    @blueprint.response(200, RiskOut, headers=ETAG_HEADER)
    def read(risk_id: RiskId) -> tuple[object, int, dict[str, str]]:
        """A risk"""
        risk = risk_for(services, risk_id)
        return risk_views(services, [risk])[0], 200, tagged(risk.id, risk.version)

    @blueprint.put("/risks/<ours:risk_id>")
    @if_match
    @blueprint.arguments(RiskReplaceIn)
    @blueprint.response(200, RiskOut, headers=ETAG_HEADER)
    def rewrite(body: dict[str, Any], risk_id: RiskId) -> tuple[object, int, dict[str, str]]:
        """Replace what a risk says; ties to issues, and parts of the record that are left out, stay"""
        risk = risk_for(services, risk_id, "contribute")
        version = expected(risk.id, risk.version)
        with acting(services) as act:
            risk = usecases.rewrite_risk(act, risk_id, risk_draft(body), version)
        return risk_views(services, [risk])[0], 200, tagged(risk.id, risk.version)

    @blueprint.delete("/risks/<ours:risk_id>")
    @if_match
    @blueprint.response(204)
    def drop(risk_id: RiskId) -> Response:
        """Take a risk out of the register; its history stays"""
        risk = risk_for(services, risk_id, "contribute")
        version = expected(risk.id, risk.version)
        with acting(services) as act:
            usecases.drop_risk(act, risk_id, version)
        return Response(status=204)

    @blueprint.get("/risks/<ours:risk_id>/history")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, FactPage)
    def history(query: dict[str, Any], risk_id: RiskId) -> Page[dict[str, object]]:
        """What happened to a risk, oldest first"""
        risk_for(services, risk_id)
        return facts_page(services, lambda uow: uow.facts.of("risk", risk_id, limit=MOST_FACTS), **query)


def risk_draft(body: Mapping[str, Any]) -> RiskDraft:
    """A risk as the use case takes it."""
    return RiskDraft(
        title=body["title"],
        cause=body["cause"],
        event=body["event"],
        effect=body["effect"],
        direction=body["direction"],
        category=body["category"],
        owner=body["owner"],
        ratings={Stage(stage): rating_draft(rating) for stage, rating in body["ratings"].items()},
        issues=[(IssueId(link["issue_id"]), link["role"]) for link in body.get("issues", ())],
        record=record_draft(body),
        is_draft=body.get("draft", False),
    )


def rating_draft(body: Mapping[str, Any]) -> RatingDraft:
    """A rating as the use case takes it."""
    return RatingDraft(
        probability=body["probability"],
        impact={Objective(objective): order for objective, order in body["impact"].items()},
        cost=body["cost"],
        rationale=body["rationale"],
        confidence=body["confidence"],
        cost_low=body["cost_low"],
        cost_high=body["cost_high"],
        days=body["days"],
    )


def refuse_unseen(services: Services, issue_ids: list[IssueId], pointer: str) -> None:
    """Refuse issues that the caller may not see, in the words used for issues that nobody knows."""
    if set(issue_ids) - visible(services, issue_ids):
        raise Invalid([Problem(pointer, UNKNOWN_ISSUE)])
