"""Expected failures on the wire: one table from our errors to HTTP, as problem+json or as a fragment for a person."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from plugin.domain.errors import (
    AppError,
    Conflict,
    Invalid,
    JiraBusy,
    JiraRefused,
    JiraTrouble,
    NotAllowed,
    NotFound,
    Stale,
    Unreadable,
)
from plugin.domain.written.misread import Misread
from plugin.usecases.refusal import NotAuthentic
from plugin.web.gates import carried_by_forge

log = structlog.get_logger(__name__)

STATUS: Mapping[type[AppError], int] = {
    NotAuthentic: 401,
    NotAllowed: 403,
    NotFound: 404,
    Stale: 412,
    Conflict: 409,
    Invalid: 422,
    Unreadable: 422,
    Misread: 422,
    JiraBusy: 503,
    JiraTrouble: 503,
    JiraRefused: 502,
}
TITLES = {
    400: "The request cannot be read",
    401: "Not authentic",
    403: "Not allowed",
    404: "Not found",
    405: "Not a way to use this address",
    409: "Not possible as things stand",
    412: "Changed in the meantime",
    413: "Too large",
    415: "Send JSON",
    422: "Cannot be accepted",
    428: "Say which version you read",
    500: "Something went wrong here",
    502: "Jira refused",
    503: "Come back later",
}
KEPT_HEADERS = frozenset({"Allow", "Retry-After"})
"""Of what werkzeug would answer; the rest describes its own page."""


def add_error_handlers(app: Flask) -> None:
    """Answer every failure in the form its caller can use; what was not expected is logged and never shown."""

    @app.errorhandler(AppError)
    def expected(error: AppError) -> Response:
        status = status_of(error)
        if isinstance(error, NotAuthentic):
            log.info("refused", reason=error.reason.value, endpoint=request.endpoint)
        problems = error.problems if isinstance(error, Invalid) else ()
        response = answer(status, str(error), [{"pointer": p.pointer, "detail": p.detail} for p in problems])
        if isinstance(error, JiraBusy):
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return response

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        response = answer(status, _said(error, status), [])
        for name, value in error.get_headers():
            if name in KEPT_HEADERS:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.error("unexpected failure", endpoint=request.endpoint, exc_info=error)
        return answer(500, "Try again. If it stays, an administrator finds the cause in the log.", [])


def _said(error: HTTPException, status: int) -> str:
    """What we say ourselves; werkzeug's own sentences are for people who read HTTP."""
    ours = error.description if error.description not in {None, type(error).description} else None
    return ours or TITLES.get(status, error.name)


def status_of(error: AppError) -> int:
    """The status of an expected failure; a new kind of error without a row here is a defect that a test finds."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def answer(status: int, detail: str, errors: list[dict[str, str]]) -> Response:
    """A failure as problem+json (RFC 9457), or as a page or fragment where a person is looking."""
    title = TITLES.get(status, "Not possible")
    if request.path.startswith("/ui/") and request.method in {"GET", "POST", "PUT", "PATCH", "DELETE"}:
        whole = not (request.headers.get("Authorization") or request.headers.get("HX-Request"))
        template = "error_page.html" if whole else "fragments/error.html"
        return make_response(
            render_template(template, title=title, detail=detail, status=status, errors=errors), status
        )
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = jsonify({**body, "errors": errors} if errors else body)
    response.status_code = status
    # Forge's proxy takes no other kind of answer where something is refused.
    response.mimetype = "application/json" if carried_by_forge() else "application/problem+json"
    return response
