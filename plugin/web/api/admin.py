"""For a site's administrators: parked deliveries and API tokens; and the trail of a project for who manages it."""

from __future__ import annotations

from typing import Any

from flask import Response

from plugin.domain.errors import NotAllowed, NotFound
from plugin.domain.ids import AccountId
from plugin.usecases.queue import ParkedDelivery
from plugin.usecases.records import Page
from plugin.web.api.access import switched_on
from plugin.web.api.history import MOST_FACTS, facts_page
from plugin.web.api.paging import page_of
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.admin import AuditQuery, DeliveryPage, NewTokenOut, TokenIn, TokenPage
from plugin.web.api.schemas.shapes import FactPage, PageQuery
from plugin.web.asking import account, require_admin, site_id
from plugin.web.gates import caller
from plugin.web.services import Services, TokenRow

MOST_PARKED = 1000


def deliveries_resource(services: Services) -> Resource:
    """The routes of parked deliveries."""
    blueprint = resource(services, "deliveries", "Deliveries that could not be processed; for site administrators")

    @blueprint.get("/deliveries")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, DeliveryPage)
    def parked(query: dict[str, Any]) -> Page[ParkedDelivery]:
        """Parked deliveries, oldest first"""
        require_admin(services)
        found = services.queue.parked(site_id(), limit=MOST_PARKED)
        return page_of(found, lambda delivery: str(delivery.id), **query)

    @blueprint.post("/deliveries/<jira:delivery_id>/retry")
    @blueprint.response(204)
    def retry(delivery_id: str) -> Response:
        """Have a parked delivery processed again"""
        require_admin(services)
        if not services.queue.retry(site_id(), int(delivery_id), services.clock()):
            raise NotFound("There is no such parked delivery.")
        services.ring()
        return Response(status=204)

    @blueprint.post("/deliveries/<jira:delivery_id>/skip")
    @blueprint.response(204)
    def skip(delivery_id: str) -> Response:
        """Pass over a dead delivery so that its project's later events go on"""
        require_admin(services)
        if not services.queue.skip(site_id(), int(delivery_id), services.clock()):
            raise NotFound("There is no such dead delivery.")
        services.ring()
        return Response(status=204)

    return blueprint


def tokens_resource(services: Services) -> Resource:
    """The routes of API tokens."""
    blueprint = resource(services, "tokens", "API tokens of the site; for site administrators")

    @blueprint.get("/tokens")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, TokenPage)
    def tokens(query: dict[str, Any]) -> Page[TokenRow]:
        """The tokens that count, oldest first"""
        require_admin(services)
        return page_of(services.tokens.all(site_id()), lambda token: token.id, **query)

    @blueprint.post("/tokens")
    @blueprint.arguments(TokenIn)
    @blueprint.response(201, NewTokenOut)
    def make(body: dict[str, Any]) -> object:
        """Make a token that speaks for the caller; its clear text is shown this once"""
        require_admin(services)
        if caller().scope is not None:
            # A token that leaked must not be able to leave others behind when it is revoked.
            raise NotAllowed("API tokens are made by a person in Jira, not with an API token.")
        now, speaker = services.clock(), account() or AccountId("")
        token_id, clear = services.tokens.make(site_id(), body["scope"], speaker, body["label"], now)
        return {**body, "id": token_id, "account_id": speaker, "made_at": now, "token": clear}

    @blueprint.delete("/tokens/<ours:token_id>")
    @blueprint.response(204)
    def revoke(token_id: str) -> Response:
        """Make a token worthless"""
        require_admin(services)
        if not services.tokens.revoke(site_id(), token_id):
            raise NotFound("There is no such token.")
        return Response(status=204)

    return blueprint


def audit_resource(services: Services) -> Resource:
    """The trail of a project."""
    blueprint = resource(services, "audit", "What happened in a project; for who manages it")

    @blueprint.get("/audit")
    @blueprint.arguments(AuditQuery, location="query")
    @blueprint.response(200, FactPage)
    def trail(query: dict[str, Any]) -> Page[dict[str, object]]:
        """The latest facts of a project, newest first"""
        project_id = query["project"]
        switched_on(services, project_id, "manage")
        return facts_page(
            services,
            lambda uow: uow.facts.latest(project_id, limit=MOST_FACTS),
            query["after"],
            query["limit"],
        )

    return blueprint
