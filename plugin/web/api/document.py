"""The API's own document, OpenAPI 3.1: who may call, and how every failure looks."""

from __future__ import annotations

import http
from copy import deepcopy
from typing import Any

from flask import Flask
from flask_smorest import Api

from plugin.web.api.paths import CamelPaths, document_converters
from plugin.web.api.resource import Resource
from plugin.web.api.schemas.shapes import ProblemDetails

TITLE = "Plumbline"
VERSION = "1"
OPENAPI = "3.1.1"
PROBLEM_TYPE = "application/problem+json"
DESCRIPTION = (
    "Risk registers, scope-change logs and post-project reviews of Jira projects. Points and money are plain decimals, "
    "times are ISO 8601 in UTC, Jira's own ids stand in the paths. Lists are paged: pass `next` as `after`. "
    "Single resources carry an ETag; PUT, PATCH and DELETE of them ask for If-Match."
)
SECURITY = {
    "apiToken": {"type": "http", "scheme": "bearer", "description": "A token made on the site's admin page."},
    "contextToken": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Inside Jira: the scheme JWT and the context token of the page.",
    },
    "invocationToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Through Forge: the invocation token that Forge's proxy adds. Failures then come as plain JSON.",
    },
}


class DocumentedApi(Api):
    """flask-smorest's Api that leaves answering failures to the app and documents them as problem+json."""

    ERROR_SCHEMA = ProblemDetails

    def _register_error_handlers(self) -> None:
        """None: plugin.web.errors answers every failure, wherever in the app it came up."""

    def register_resource(self, blueprint: Resource) -> None:
        """Register a resource and its routes in the document, tagged with its label."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint)
        blueprint.register_views_in_doc(self, self._app, self.spec, name=blueprint.name, parameters=None)
        self.spec.tag({"name": blueprint.label, "description": blueprint.description})

    def _register_responses(self) -> None:
        """Every failure as a component, in the media type it really has."""
        for status in http.HTTPStatus:
            if status >= 400:
                self.spec.components.response(status.name, _failure(status.phrase), lazy=True)
        self.spec.components.response(self.DEFAULT_ERROR_RESPONSE_NAME, _failure("Any other failure"), lazy=True)


def documented_api(app: Flask, base_url: str) -> DocumentedApi:
    """An Api on an app; its document is served by a blueprint of ours, behind a gate like every other."""
    api = DocumentedApi(
        app,
        spec_kwargs={
            "title": TITLE,
            "version": VERSION,
            "openapi_version": OPENAPI,
            "flask_plugin": CamelPaths(),
            "info": {"description": DESCRIPTION},
            "servers": [{"url": base_url}],
            "security": [{name: []} for name in SECURITY],
        },
    )
    document_converters(api)
    for name, scheme in SECURITY.items():
        api.spec.components.security_scheme(name, deepcopy(scheme))
    return api


def _failure(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM_TYPE: {"schema": ProblemDetails}}}
