"""The API's own document: valid, whole, and open to all."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from plugin.web.api import openapi_document
from plugin.web.api.paths import CamelPaths
from plugin.web.gates import open_to_all
from tests.web.api.conftest import Person, body_of


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """The document."""
    return openapi_document(app)


def test_anybody_may_read_it(nobody: Person, document: dict[str, Any]) -> None:
    """The document is served to whoever asks, and is what the command prints."""
    answer = nobody.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert body_of(answer) == document


def test_it_is_openapi(document: dict[str, Any]) -> None:
    """The document says which OpenAPI it is, where it holds, and how callers prove themselves."""
    assert document["openapi"] == "3.1.1"
    assert document["servers"] == [{"url": "http://localhost:8000"}]
    assert set(document["components"]["securitySchemes"]) == {"apiToken", "contextToken", "invocationToken"}


def test_every_route_is_in_it(app: Flask, document: dict[str, Any]) -> None:
    """Every route below /api/v1 stands in the document with each of its methods, the document's own address aside."""
    served = {
        (CamelPaths.flaskpath2openapi(rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule != "/api/v1/openapi.json"
    }
    told = {
        (path, method) for path, methods in document["paths"].items() for method in methods if method != "parameters"
    }
    assert told == served


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """Nothing in the document points to what is not in it."""
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def test_every_schema_is_a_schema(document: dict[str, Any]) -> None:
    """Each shape is a valid JSON Schema of the draft that OpenAPI 3.1 takes."""
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_every_operation_has_words_and_failures(document: dict[str, Any]) -> None:
    """Each operation has a summary, and names the failures that its caller must reckon with as problem+json."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            assert operation["summary"], path
            assert {"401", "403", "404", "422", "503", "default"} <= set(operation["responses"]), path
            assert ("412" in operation["responses"]) == any(
                parameter.get("name") == "If-Match" for parameter in operation.get("parameters", ())
            )
    for response in document["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    """Clients can be generated: each operation has an id, and no two share one."""
    names = [
        operation["operationId"]
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    assert "risksRaiseRisk" in names
    assert len(set(names)) == len(names)


def test_every_resource_has_the_gate(app: Flask) -> None:
    """Every resource stands behind the API's gate; the document alone is open to all."""
    gates = {name: getattr(blueprint, "gate", None) for name, blueprint in app.blueprints.items() if "api-" in name}
    assert gates.pop("api-document") is open_to_all
    assert {"api-risks", "api-baselines", "api-deltas", "api-tokens", "api-deliveries", "api-audit"} <= set(gates)
    assert {getattr(gate, "__qualname__", None) for gate in gates.values()} == {"api_gate.<locals>.api"}


def references(node: Any) -> list[str]:
    """Every $ref below a node."""
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in references(value)]
    if isinstance(node, list):
        return [found for value in node for found in references(value)]
    return []
