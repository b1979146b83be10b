"""Jira's lifecycle calls: installed and uninstalled proved with Atlassian's key, the others with the secret."""

from __future__ import annotations

import json

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from plugin.domain.errors import Invalid, Problem
from plugin.web.gates import guard, knock, self_gated
from plugin.web.services import Services

log = structlog.get_logger(__name__)
LARGEST_BODY = 64 * 1024


def lifecycle_blueprint(services: Services) -> Blueprint:
    """The four lifecycle routes."""
    blueprint = guard(Blueprint("lifecycle", __name__, url_prefix="/connect"), self_gated)

    @blueprint.before_request
    def small_bodies_only() -> None:
        request.max_content_length = LARGEST_BODY

    @blueprint.post("/installed")
    def installed() -> ResponseReturnValue:
        site_id = services.doors.installed(knock(), _body())
        services.authority.forget(site_id)
        log.info("installed", site=site_id)
        return "", 204

    @blueprint.post("/uninstalled")
    def uninstalled() -> ResponseReturnValue:
        site_id = services.doors.uninstalled(knock(), _body())
        if site_id is not None:
            services.authority.forget(site_id)
            services.left(site_id)
        log.info("uninstalled", site=site_id)
        return "", 204

    @blueprint.post("/enabled")
    def enabled() -> ResponseReturnValue:
        services.doors.enabled(knock(), now_enabled=True)
        return "", 204

    @blueprint.post("/disabled")
    def disabled() -> ResponseReturnValue:
        services.doors.enabled(knock(), now_enabled=False)
        return "", 204

    return blueprint


def _body() -> object:
    try:
        return json.loads(request.get_data(cache=True))
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem("", "the body is not JSON")]) from error
