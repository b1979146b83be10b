"""A resource: a gated blueprint of the API whose document names every failure it can answer with."""

from __future__ import annotations

import http
from typing import Any, TypeVar

from flask_smorest import Blueprint

from plugin.web.api.parsing import Parser
from plugin.web.api.paths import camel
from plugin.web.gates import api_gate, guard
from plugin.web.services import Services

V = TypeVar("V")

ROOT = "/api/v1"
ETAG_HEADER = {"ETag": {"description": "The version of what is answered", "schema": {"type": "string"}}}
FAILURES = (401, 403, 404, 422, 503)
CHANGE_FAILURES = (400, 409, 413, 415)
MATCH_FAILURES = (412, 428)


class Resource(Blueprint):
    """flask-smorest's blueprint with our parser, and with failures in its document."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, label: str, **kwargs: Any) -> None:
        """`label` names the resource in the document; in the app its name begins with api-, apart from the pages'."""
        super().__init__(f"api-{label}", __name__, **kwargs)
        self.label = label
        self._prepare_doc_cbks.append(self._document_failures)

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags or [self.label], **options)
        # A name for generators of clients, such as risksRaiseRisk.
        name = camel(f"{self.label}_{endpoint}".replace("-", "_"))
        for method, doc in self._docs[endpoint].items():
            if method != "parameters":
                doc.setdefault("manual_doc", {})["operationId"] = name

    @staticmethod
    def _document_failures(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
        responses = doc.setdefault("responses", {})
        listed = [*FAILURES, *(CHANGE_FAILURES if method in {"post", "put", "patch", "delete"} else ())]
        must = doc_info.get("if_match")
        if must is not None:
            listed += MATCH_FAILURES
            doc.setdefault("parameters", []).append(_if_match(required=must))
        for status in listed:
            # By its name of this Python: 413 and 422 have other names from 3.13 on.
            responses.setdefault(status, http.HTTPStatus(status).name)
        responses.setdefault("default", "DEFAULT_ERROR")
        return doc


def resource(services: Services, label: str, description: str) -> Resource:
    """A blueprint below /api/v1 behind the API's gate."""
    blueprint = Resource(label, url_prefix=ROOT, description=description)
    guard(blueprint, api_gate(services))
    return blueprint


def if_match(view: V, *, required: bool = True) -> V:
    """Document that a view looks at If-Match; outermost, below the route only."""
    view.__dict__["_apidoc"] = {**view.__dict__.get("_apidoc", {}), "if_match": required}
    return view


def _if_match(*, required: bool) -> dict[str, Any]:
    return {
        "name": "If-Match",
        "in": "header",
        "required": required,
        "description": "The ETag of what you read",
        "schema": {"type": "string", "minLength": 1},
    }
