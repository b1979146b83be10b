"""Identifiers in paths: what does not look like one of Jira's, or one of ours, leads nowhere."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask_smorest import Api
from flask_smorest.spec.plugins import FlaskPlugin
from werkzeug.routing import BaseConverter, Rule


class JiraId(BaseConverter):
    """An id that Jira gave: digits."""

    regex = "[0-9]{1,18}"
    pattern = "^[0-9]{1,18}$"


class OurId(BaseConverter):
    """An id that we gave: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"
    pattern = "^[0-9a-f]{32}$"


class FigureKey(BaseConverter):
    """The key of a figure, such as risk.level.High; a level's name may be in any language and of several words."""

    regex = r"[A-Za-z][A-Za-z0-9]{0,40}(?:\.[^.]{1,40}){0,4}"
    pattern = r"^[A-Za-z][A-Za-z0-9]{0,40}(?:\.[^/.]{1,40}){0,4}$"


class ModelVersion(BaseConverter):
    """The version of a risk model, or the key of a known one."""

    regex = "[a-z0-9][a-z0-9-]{0,39}"
    pattern = f"^{regex}$"


CONVERTERS = {"jira": JiraId, "ours": OurId, "figure": FigureKey, "model": ModelVersion}


class CamelPaths(FlaskPlugin):
    """Paths in the document as clients know them: {projectId} where a rule says project_id."""

    def rule_to_params(self, rule: Rule) -> list[dict[str, Any]]:
        """The parameters of a rule, named in camelCase."""
        return [{**param, "name": camel(param["name"])} for param in super().rule_to_params(rule)]

    @staticmethod
    def flaskpath2openapi(path: str) -> str:
        """The path of a rule with its parameters in camelCase."""
        return re.sub(r"{([^}]+)}", lambda m: "{" + camel(m[1]) + "}", FlaskPlugin.flaskpath2openapi(path))


def add_converters(app: Flask) -> None:
    """Make the converters known to a Flask app; before any rule uses them."""
    app.url_map.converters.update(CONVERTERS)


def document_converters(api: Api) -> None:
    """Say in the document what each kind of id looks like."""
    for converter in CONVERTERS.values():
        api.register_converter(converter, lambda c: {"type": "string", "pattern": c.pattern})


def camel(name: str) -> str:
    """snake_case as camelCase."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
