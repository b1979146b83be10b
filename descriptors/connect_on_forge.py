"""The Connect descriptor's modules as a Forge manifest wants them: lists throughout, and a key for everything."""

from __future__ import annotations

from descriptors import identity
from descriptors.base import Json
from descriptors.identity import Scope
from descriptors.modules import MODULES
from descriptors.webhooks import Webhook


def connect_modules() -> Json:
    """The manifest's `connectModules`: the lifecycle, then every module of the descriptor."""
    lists: dict[str, list[Json]] = {"jira:lifecycle": [{"key": "lifecycle", **identity.LIFECYCLE}]}
    for module in MODULES:
        shown = module.connect()
        if isinstance(module, Webhook):
            shown = {"key": _key(module.event), **shown}
        lists.setdefault(f"jira:{module.kind}", []).append(shown)
    return dict(lists)


def connect_scopes() -> tuple[Scope, ...]:
    """The descriptor's scopes by the names that a manifest gives them."""
    return tuple(
        Scope(f"{scope.name.lower().replace('_', '-')}:connect-jira", scope.reason) for scope in identity.SCOPES
    )


def _key(event: str) -> str:
    return event.removeprefix("jira:").replace("_", "-")
