"""Renders the Connect descriptor."""

from __future__ import annotations

from collections.abc import Iterable

from descriptors import identity
from descriptors.base import Json, Module
from descriptors.modules import MODULES

SINGLE = frozenset({"postInstallPage"})
"""Kinds of which a descriptor has one, not a list."""


def connect_descriptor(base_url: str) -> Json:
    """The descriptor of an app that is reached at this address; a trailing slash does not matter."""
    base_url = base_url.rstrip("/")
    return {
        "key": identity.KEY,
        "name": identity.NAME,
        "description": identity.DESCRIPTION,
        "vendor": {"name": identity.NAME, "url": base_url},
        "baseUrl": base_url,
        "links": {"self": f"{base_url}/atlassian-connect.json"},
        "authentication": {"type": "jwt"},
        "apiVersion": 1,
        "apiMigrations": dict(identity.API_MIGRATIONS),
        "lifecycle": dict(identity.LIFECYCLE),
        "scopes": [scope.name for scope in identity.SCOPES],
        "modules": _by_kind(MODULES),
    }


def _by_kind(modules: Iterable[Module]) -> Json:
    lists: dict[str, list[Json]] = {}
    for module in modules:
        lists.setdefault(module.kind, []).append(module.connect())
    return {kind: _only(shown) if kind in SINGLE else shown for kind, shown in lists.items()}


def _only(shown: list[Json]) -> Json:
    [module] = shown
    return module
