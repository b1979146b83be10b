"""Decides who is calling a site's REST API and whether they may: token, query string hash, scope, documented shape."""

from dataclasses import dataclass
from typing import Any

import jwt

from tests.standin.model import Installation
from tests.standin.openapi import Operation, contract
from tests.standin.qsh import query_string_hash
from tests.standin.state import State

# Each Connect scope contains those before it.
_LADDER = ("READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN")
# Refused under Connect even where Jira's documents are not at hand to say so.
_INACCESSIBLE = frozenset({("POST", "/rest/api/3/changelog/bulkfetch")})
_CONNECT_ONLY = "/rest/atlassian-connect/"


@dataclass(frozen=True)
class Caller:
    """Who calls: kind ``connect``, ``forge`` (the app, as itself or a person) or ``person``, and as which account."""

    kind: str
    account_id: str


@dataclass(frozen=True)
class Call:
    """A request as the guard sees it; ``target`` is path and query as they stood on the wire, without the gateway's."""

    method: str
    target: str
    authorization: str
    session: str | None
    query: dict[str, list[str]]
    body: Any
    has_body: bool
    gateway: bool = False

    @property
    def path(self) -> str:
        """The raw path."""
        return self.target.partition("?")[0]


class Unauthorised(Exception):
    """The call is refused; ``status`` is 401 or 403, the text is for the violations list."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def admit(site: State, call: Call) -> Caller:
    """The caller of a request; raises ``Unauthorised``. Requests that do not fit Jira's documents are only noted."""
    caller = _caller(site, call)
    operation = contract().find(call.method, call.path)
    if caller.kind == "connect":
        _check_scope(_installed(site), call, operation)
    elif caller.kind == "forge":
        _check_forge_scopes(site, call, operation)
    if caller.kind != "person" and contract():
        note(site, call, _misfits(call, operation))
    return caller


def note(site: State, call: Call, problems: list[str]) -> None:
    """Remember what was wrong with a call."""
    with site.lock:
        site.violations += [f"{call.method} {call.path}: {problem}" for problem in problems]


def _caller(site: State, call: Call) -> Caller:
    scheme, _, token = call.authorization.partition(" ")
    if call.gateway or scheme == "Bearer":
        return Caller("forge", _bearer(site, call, scheme, token))
    if call.session is not None:
        account = site.sessions.get(call.session)
        if account is None:
            raise Unauthorised(401, "unknown browser session")
        return Caller("person", account)
    if scheme != "JWT" or not token:
        raise Unauthorised(401, "no JWT in the Authorization header")
    _check_token(site, call, token)
    return Caller("connect", site.app_account_id)


def _bearer(site: State, call: Call, scheme: str, token: str) -> str:
    """The account that a Forge app's OAuth token acts as; such tokens open the gateway, which opens to nothing else."""
    if not call.gateway:
        raise Unauthorised(401, "bearer tokens count below the gateway's address only")
    grant = site.forge_grants.get(token) if scheme == "Bearer" else None
    if grant is None or site.forge is None or grant.installation_id != site.forge.installation_id:
        raise Unauthorised(401, "unknown bearer token")
    if grant.expires <= site.token_clock():
        raise Unauthorised(401, "bearer token expired")
    return grant.account_id


def _check_token(site: State, call: Call, token: str) -> None:
    app = _installed(site)
    try:
        claims = jwt.decode(
            token,
            app.shared_secret,
            algorithms=["HS256"],
            options={
                "require": ["iss", "iat", "exp", "qsh"],
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except jwt.InvalidTokenError as wrong:
        raise Unauthorised(401, f"token refused: {wrong}") from wrong
    now = site.token_clock().timestamp()
    if claims["iss"] != app.key:
        raise Unauthorised(401, f"token issued by '{claims['iss']}', not by the app key '{app.key}'")
    if claims["exp"] < now - 30:
        raise Unauthorised(401, "token expired")
    if claims["iat"] > now + 30:
        raise Unauthorised(401, "token issued in the future")
    if "aud" in claims and app.client_key not in claims["aud"]:
        raise Unauthorised(401, "token meant for another site")
    if claims["qsh"] != query_string_hash(call.method, call.target):
        raise Unauthorised(401, "query string hash does not match the request")


def _installed(site: State) -> Installation:
    if site.installation is None:
        raise Unauthorised(401, "no app is installed")
    return site.installation


def _check_scope(app: Installation, call: Call, operation: Operation | None) -> None:
    needed = operation.scope if operation is not None else None
    if needed == "INACCESSIBLE" or (call.method, call.path) in _INACCESSIBLE:
        raise Unauthorised(403, "this call is not accessible to Connect apps")
    if needed in {None, "NONE"}:
        return
    held = max((_LADDER.index(scope) for scope in app.scopes if scope in _LADDER), default=-1)
    if needed in _LADDER and _LADDER.index(needed) > held:
        raise Unauthorised(403, f"the descriptor lacks the scope {needed}")
    if needed not in _LADDER and needed not in app.scopes:
        raise Unauthorised(403, f"the descriptor lacks the scope {needed}")


def _check_forge_scopes(site: State, call: Call, operation: Operation | None) -> None:
    if call.path.startswith(_CONNECT_ONLY):
        raise Unauthorised(403, "this call is for Connect apps only")
    if operation is None or operation.oauth is None or site.forge is None:
        return
    if not any(wanted <= site.forge.scopes for wanted in operation.oauth):
        choice = " or ".join(" ".join(sorted(wanted)) for wanted in operation.oauth) or "none: closed to Forge apps"
        raise Unauthorised(403, f"the manifest lacks the scopes: {choice}")


def _misfits(call: Call, operation: Operation | None) -> list[str]:
    if operation is None:
        return ["Jira's OpenAPI documents know no such call"]
    return operation.problems(call.query, call.body, has_body=call.has_body)
