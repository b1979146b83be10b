"""Renders the Forge manifest, in the three forms in which the app can be registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from descriptors import identity
from descriptors.base import ICONS, RESOURCE, UI_ENDPOINT, Json, SharedModule
from descriptors.connect_on_forge import connect_modules, connect_scopes
from descriptors.forge_triggers import triggers
from descriptors.identity import Scope
from descriptors.modules import SHARED

Form = Literal["own", "shared", "connect"]
FORMS: tuple[Form, ...] = ("own", "shared", "connect")
RUNTIME: Json = {"name": "nodejs22.x"}
"""A manifest must name one, although no function of ours runs there."""
REMOTE = "backend"
BUNDLE = f"static/{RESOURCE}"
EVENTS, TICK, GONE = "events", "tick", "gone"
ROUTES = {EVENTS: "/forge/events", TICK: "/forge/tick", GONE: "/forge/uninstall"}
"""What Forge itself calls; pages name their own paths."""


@dataclass(frozen=True, slots=True)
class ForgeApp:
    """One registration of the app: `base_url` is None where each administrator sets it, `connect_key` mostly is."""

    app_id: str
    form: Form
    base_url: str | None = None
    connect_key: str | None = None


def forge_manifest(app: ForgeApp) -> Json:
    """The manifest of this registration, in the order in which a reader wants it."""
    return _connect(app) if app.form == "connect" else _native(app)


def forge_scopes(app: ForgeApp) -> tuple[Scope, ...]:
    """What this registration asks for, each with its reason."""
    if app.form == "connect":
        return connect_scopes()
    return identity.FORGE_SCOPES if app.connect_key is None else (*identity.FORGE_SCOPES, identity.CONNECT_DATA_SCOPE)


def _native(app: ForgeApp) -> Json:
    known: Json = {"id": app.app_id, "runtime": RUNTIME}
    if app.connect_key is not None:
        known |= {"connect": {"key": app.connect_key}}
    if app.form == "own":
        external: Json = {"fetch": {"backend": [{"remote": REMOTE}]}}
    else:
        external = {"configurable": {"enabled": True}}
    return {
        "app": known,
        "permissions": {"scopes": _names(forge_scopes(app)), "external": external},
        "remotes": [_remote(app)],
        "resources": [{"key": RESOURCE, "path": BUNDLE}, {"key": ICONS, "path": ICONS}],
        "modules": {**_by_kind(SHARED), **_unattended()},
    }


def _connect(app: ForgeApp) -> Json:
    key = identity.KEY if app.connect_key is None else app.connect_key
    known = {"key": key, "remote": REMOTE, "authentication": "jwt"}
    return {
        "app": {"id": app.app_id, "runtime": RUNTIME, "connect": known},
        "permissions": {"scopes": _names(forge_scopes(app))},
        "remotes": [_remote(app)],
        "connectModules": connect_modules(),
    }


def _remote(app: ForgeApp) -> Json:
    kept: Json = {"operations": ["storage", "compute", "fetch", "other"], "storage": {"inScopeEUD": True}}
    if app.base_url is not None:
        return {"key": REMOTE, "baseUrl": app.base_url, **kept}
    asked = {
        "name": "Address of your Plumbline server",
        "description": "The public https address, such as https://risks.example.org, without a path.",
    }
    return {"key": REMOTE, **kept, "configurable": asked}


def _unattended() -> Json:
    return {
        "trigger": triggers(EVENTS),
        "scheduledTrigger": [{"key": "hourly", "interval": "hour", "endpoint": TICK}],
        "preUninstall": [{"key": "farewell", "endpoint": GONE}],
        "endpoint": [_endpoint(UI_ENDPOINT, None), *(_endpoint(key, path) for key, path in ROUTES.items())],
    }


def _endpoint(key: str, path: str | None) -> Json:
    """An address of the back end; only what a person asks for comes with that person's token."""
    auth: Json = {"appSystemToken": {"enabled": True}}
    if path is None:
        return {"key": key, "remote": REMOTE, "auth": auth | {"appUserToken": {"enabled": True}}}
    return {"key": key, "remote": REMOTE, "route": {"path": path}, "auth": auth}


def _by_kind(modules: Iterable[SharedModule]) -> dict[str, list[Json]]:
    lists: dict[str, list[Json]] = {}
    for module in modules:
        lists.setdefault(module.forge_kind, []).append(module.forge())
    return lists


def _names(scopes: Iterable[Scope]) -> list[str]:
    return [scope.name for scope in scopes]
