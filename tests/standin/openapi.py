"""Jira's own OpenAPI documents, where they are at hand: which scope a call needs, and whether a request fits."""

import functools
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

_FILES = ("jira-platform-v3.json", "jira-software-v3.json")
# JsonNode describes Jira's Java class where any JSON is meant.
_ANY_JSON = frozenset({"JsonNode"})


@dataclass
class Operation:
    """One call as Jira documents it.

    ``scope`` is what Connect apps need; ``oauth`` are the sets of scopes of which a Forge app needs one, none of them
    where the call is closed to OAuth, and None where the documents do not say.
    """

    template: str
    scope: str | None
    oauth: tuple[frozenset[str], ...] | None
    parameters: dict[str, dict[str, Any]]
    required: frozenset[str]
    body_schema: dict[str, Any] | None
    body_required: bool
    _validator: Any = field(default=None, repr=False)

    def problems(self, query: dict[str, list[str]], body: Any, *, has_body: bool) -> list[str]:
        """What is wrong with a request's query and JSON body; an empty list when nothing is."""
        found = [f"unknown query parameter '{name}'" for name in query if name not in self.parameters]
        found += [f"missing query parameter '{name}'" for name in sorted(self.required - set(query))]
        for name, values in query.items():
            schema = self.parameters.get(name, {})
            found += [f"query parameter '{name}': {wrong}" for value in values for wrong in _misfit(schema, value)]
        if not has_body:
            return [*found, "missing body"] if self.body_required else found
        if self.body_schema:
            if self._validator is None:
                self._validator = jsonschema_rs.Draft4Validator(self.body_schema)
            errors = self._validator.iter_errors(body)
            found += [f"body{''.join(f'/{part}' for part in error.instance_path)}: {error.message}" for error in errors]
        return found


class Contract:
    """All calls of the documents in one folder."""

    def __init__(self, folder: Path) -> None:
        self._operations: list[tuple[re.Pattern[str], int, str, Operation]] = []
        for name in _FILES:
            if (folder / "openapi" / name).exists():
                self._read(json.loads((folder / "openapi" / name).read_text()))
        self._operations.sort(key=lambda entry: entry[1])

    def __bool__(self) -> bool:
        return bool(self._operations)

    def find(self, method: str, path: str) -> Operation | None:
        """The documented call for this method and raw path; literal segments win over variables."""
        for pattern, _, verb, operation in self._operations:
            if verb == method and pattern.fullmatch(path):
                return operation
        return None

    def _read(self, document: dict[str, Any]) -> None:
        schemas = document.get("components", {}).get("schemas", {})
        for template, methods in document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template)))
            shared = methods.get("parameters", [])
            for verb, described in methods.items():
                if isinstance(described, dict):
                    operation = _operation(template, described, shared, schemas)
                    self._operations.append((pattern, template.count("{"), verb.upper(), operation))


@functools.cache
def contract(folder: str | None = None) -> Contract:
    """The contract data of ``PLUMBLINE_CONTRACT_DIR``, by default beside the repository; empty where there is none."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "contract"
    return Contract(Path(folder or os.environ.get("PLUMBLINE_CONTRACT_DIR") or beside))


def _operation(template: str, described: dict[str, Any], shared: list[Any], schemas: dict[str, Any]) -> Operation:
    listed = [one for one in [*shared, *described.get("parameters", [])] if one.get("in") == "query"]
    content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema")
    return Operation(
        template=template,
        scope=described.get("x-atlassian-connect-scope"),
        oauth=_oauth(described),
        parameters={one["name"]: one.get("schema", {}) for one in listed},
        required=frozenset(one["name"] for one in listed if one.get("required")),
        body_schema=bundle(schema, schemas) if schema else None,
        body_required=bool(described.get("requestBody", {}).get("required")),
    )


def _oauth(described: dict[str, Any]) -> tuple[frozenset[str], ...] | None:
    granular = [one["scopes"] for one in described.get("x-atlassian-oauth2-scopes", []) if one["scheme"] == "OAuth2"]
    if not granular and "security" not in described:
        return None
    classic = [one["OAuth2"] for one in described.get("security", []) if "OAuth2" in one]
    return tuple(dict.fromkeys(frozenset(scopes) for scopes in (*classic, *granular)))


def bundle(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema with only the components it reaches, in draft 4's terms."""
    reached: dict[str, Any] = {}

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(one) for one in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            if name in _ANY_JSON:
                return {}
            if name not in reached:
                reached[name] = {}
                reached[name] = walk(schemas[name])
            return {"$ref": f"#/definitions/{name}"}
        plain = {key: walk(value) for key, value in node.items() if key not in {"example", "default", "format"}}
        if plain.pop("nullable", False) is True and isinstance(plain.get("type"), str):
            plain["type"] = [plain["type"], "null"]
        return plain

    top = walk(schema)
    return {"allOf": [top], "definitions": reached}


def _misfit(schema: dict[str, Any], value: str) -> list[str]:
    kind = schema.get("type")
    if kind == "array":
        return [wrong for one in value.split(",") for wrong in _misfit(schema.get("items", {}), one)]
    if kind == "integer" and not re.fullmatch(r"-?\d+", value):
        return [f"'{value}' is no integer"]
    if kind == "boolean" and value not in {"true", "false"}:
        return [f"'{value}' is neither true nor false"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"'{value}' is none of {schema['enum']}"]
    return []
