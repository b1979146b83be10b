"""Reading what a client sent: JSON only, of a depth that we can hold, each mistake with the place where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from plugin.domain.errors import Invalid, Problem

LONGEST_POINTER = 200
MOST_PROBLEMS = 50
JSON_TYPE = "application/json"


class Parser(FlaskParser):
    """webargs with our failures: 400 for what is no JSON, 415 for another content type, 422 with every mistake at once.

    Each location follows its schema's own rule about unknown names, also in the query.
    """

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query"))

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs calls it so
        """The body as JSON; an absent body is an empty object."""
        raw = req.get_data(cache=True)
        if req.mimetype != JSON_TYPE and (raw or req.mimetype):
            raise UnsupportedMediaType
        if not raw:
            return {}
        try:
            return json.loads(raw, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise BadRequest from error

    def handle_error(
        self,
        error: ValidationError,
        req: Request,  # noqa: ARG002 - webargs calls it so
        schema: Schema,  # noqa: ARG002 - likewise
        *,
        error_status_code: int | None,  # noqa: ARG002 - likewise
        error_headers: Mapping[str, str] | None,  # noqa: ARG002 - likewise
    ) -> NoReturn:
        """Turn marshmallow's messages into problems with pointers."""
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        found = [problem for place in messages.values() for problem in problems(place)]
        raise Invalid(found[:MOST_PROBLEMS]) from error


def problems(messages: Any, pointer: str = "") -> Iterator[Problem]:
    """Nested messages of marshmallow as a flat list of problems, each with its JSON pointer."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from problems(inner, pointer if name == "_schema" else f"{pointer}/{step}"[:LONGEST_POINTER])
    elif isinstance(messages, list):
        for inner in messages:
            yield from problems(inner, pointer)
    else:
        yield Problem(pointer, str(messages))


def _refuse(constant: str) -> NoReturn:
    # NaN and the infinities are Python's own; no JSON has them.
    raise ValueError(constant)
