"""The gates: every blueprint has one, and being open to all is a gate with a name."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, request

from plugin.domain.errors import NotAllowed
from plugin.usecases.caller import Caller, Knock
from plugin.usecases.refusal import NotAuthentic, Reason
from plugin.web.services import ForgeDoors, Services

Gate = Callable[[], None]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
BELIEVED = ("Authorization", "x-forge-oauth-system", "x-forge-oauth-user")
"""The headers that say who calls, and with which tokens we may call Jira."""


def knock() -> Knock:
    """The request under way as a gate needs it.

    Flask's own path is decoded already, so that %26 and & could no longer be told apart: gunicorn's RAW_URI, or
    REQUEST_URI elsewhere, has the target as it came on the wire.
    """
    environ = request.environ
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path.rstrip("?")
    form = request.form if request.mimetype == "application/x-www-form-urlencoded" else {}
    headers = {name: request.headers[name] for name in BELIEVED if name in request.headers}
    return Knock(request.method, raw, headers, request.args, {"jwt": form["jwt"]} if "jwt" in form else {})


def guard(blueprint: Blueprint, gate: Gate) -> Blueprint:
    """Put a gate before every route of a blueprint, and remember it so that a test can see it stands."""
    blueprint.before_request(gate)
    blueprint.gate = gate  # type: ignore[attr-defined]
    return blueprint


def open_to_all() -> None:
    """Nobody is asked who they are; only what holds nothing of anybody stands behind this gate."""


def self_gated() -> None:
    """The route proves its caller itself, over the body as well (lifecycle, webhooks)."""


def page_gate(services: Services) -> Gate:
    """A page load: in Jira's frame by a token bound to this very request, or through Forge's proxy."""

    def page() -> None:
        if _bearer() is not None:
            g.caller = _forge(services).person(knock())
            return
        g.caller = services.doors.page(knock())
        g.framed_by = g.caller.site_id

    return page


def context_gate(services: Services) -> Gate:
    """A call from inside a page of ours: a context token in the header, never one bound to a request, or Forge's."""

    def context() -> None:
        _only_in_the_header()
        g.caller = _forge(services).person(knock()) if _bearer() is not None else services.doors.context(knock())

    return context


def api_gate(services: Services) -> Gate:
    """The REST API: a context token, Forge's invocation token, or an API token of ours as a bearer."""

    def api() -> None:
        _only_in_the_header()
        bearer = _bearer()
        if bearer is None:
            g.caller = services.doors.context(knock())
        elif services.forge is not None and _is_signed(bearer):
            g.caller = services.forge.person(knock())
        else:
            g.caller = services.doors.api_token(bearer)
        scope = g.caller.scope
        if scope is not None and "write" not in scope and request.method not in READS:
            raise NotAllowed("This API token may only read.")

    return api


def caller() -> Caller:
    """Who the gate let in."""
    found: Caller = g.caller
    return found


def _bearer() -> str | None:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def _is_signed(bearer: str) -> bool:
    """Whether a bearer has the form of a signed token; API tokens of ours have no dots."""
    return bearer.count(".") == 2


def carried_by_forge() -> bool:
    """Whether the request under way says that it came through Forge; nothing is proved by that."""
    bearer = _bearer()
    return request.path.startswith("/forge/") or (bearer is not None and _is_signed(bearer))


def _forge(services: Services) -> ForgeDoors:
    if services.forge is None:
        raise NotAuthentic(Reason.ALGORITHM, "No Forge app is configured here.")
    return services.forge


def _only_in_the_header() -> None:
    """Addresses end up in logs and histories, forms can be sent by other sites: no token of ours travels there."""
    if "jwt" in request.args or (request.mimetype == "application/x-www-form-urlencoded" and "jwt" in request.form):
        raise NotAuthentic(Reason.MALFORMED, "Send the token in the Authorization header.")
