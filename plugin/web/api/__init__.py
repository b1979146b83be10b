"""The REST API v1: every resource behind the API's gate, described by its own OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue

from plugin.web.api.admin import audit_resource, deliveries_resource, tokens_resource
from plugin.web.api.baselines import baselines_resource
from plugin.web.api.deltas import deltas_resource
from plugin.web.api.document import documented_api
from plugin.web.api.imports import imports_resource
from plugin.web.api.lessons import lessons_resource
from plugin.web.api.meetings import meetings_resource
from plugin.web.api.metrics import metrics_resource
from plugin.web.api.models import models_resource
from plugin.web.api.over_time import over_time_resource
from plugin.web.api.packs import packs_resource
from plugin.web.api.paths import add_converters
from plugin.web.api.portfolio import portfolio_resource
from plugin.web.api.projects import projects_resource
from plugin.web.api.register_health import register_health_resource
from plugin.web.api.resource import ROOT
from plugin.web.api.reviews import reviews_resource
from plugin.web.api.risk_acts import risk_acts_resource
from plugin.web.api.risk_bulk import risk_bulk_resource
from plugin.web.api.risk_decisions import risk_decisions_resource
from plugin.web.api.risk_treatment import risk_treatment_resource
from plugin.web.api.risk_triggers import risk_triggers_resource
from plugin.web.api.risk_work import risk_work_resource
from plugin.web.api.risks import risks_resource
from plugin.web.api.sheets import sheets_resource
from plugin.web.gates import guard, open_to_all
from plugin.web.services import Services

RESOURCES = (
    projects_resource,
    risks_resource,
    risk_acts_resource,
    risk_bulk_resource,
    risk_work_resource,
    over_time_resource,
    meetings_resource,
    sheets_resource,
    imports_resource,
    packs_resource,
    register_health_resource,
    risk_triggers_resource,
    risk_treatment_resource,
    risk_decisions_resource,
    baselines_resource,
    deltas_resource,
    reviews_resource,
    lessons_resource,
    metrics_resource,
    models_resource,
    portfolio_resource,
    deliveries_resource,
    tokens_resource,
    audit_resource,
)


def add_api(app: Flask, services: Services) -> None:
    """Register every resource below /api/v1, and the document, which is open to all."""
    add_converters(app)
    api = documented_api(app, services.base_url)
    for make in RESOURCES:
        api.register_resource(make(services))
    app.register_blueprint(_document_blueprint(app))


def openapi_document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an app that has the API."""
    document: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return document


def _document_blueprint(app: Flask) -> Blueprint:
    blueprint = guard(Blueprint("api-document", __name__, url_prefix=ROOT), open_to_all)

    @blueprint.get("/openapi.json")
    def document() -> ResponseReturnValue:
        return jsonify(openapi_document(app))

    return blueprint
