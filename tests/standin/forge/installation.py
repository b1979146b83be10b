"""A Forge app as one site knows it: its manifest, where its remote is, and what its installation was granted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Module = dict[str, Any]


@dataclass
class ForgeShapes:
    """What Forge's documents leave open about events at a remote; tests try each, the defaults are the sparsest.

    ``lifecycle_named`` puts an ``eventType`` into the installed and upgraded events, which document none;
    ``cascades`` sends the deletion of sub-tasks that went with their parent, which Forge says it does not.
    """

    nested: bool = False
    changelog: Literal["object", "list"] = "object"
    timestamps: Literal["off", "number", "text"] = "off"
    lifecycle_named: bool = False
    cascades: bool = False


@dataclass(frozen=True)
class Grant:
    """What an OAuth token lets its bearer do: act as an account, through one installation, until an instant."""

    account_id: str
    installation_id: str
    expires: datetime


@dataclass
class ForgeInstallation:
    """An installed Forge app; ``remote_url`` takes the place of whatever base URL the manifest's remote names."""

    app_id: str
    installation_id: str
    environment_id: str
    manifest: dict[str, Any]
    remote_url: str
    environment: str = "PRODUCTION"
    major: int = 1
    scopes: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        """Scopes are consented to with the manifest; what the stand-in cannot judge is refused at once."""
        listed = self.manifest.get("permissions", {}).get("scopes", [])
        self.scopes = frozenset(str(scope) for scope in listed)
        for module in self.modules("trigger"):
            filters = [module.get("filter", {}), *(one.get("filter", {}) for _, one in _listed(module))]
            if any("expression" in one for one in filters):
                raise ValueError(f"the stand-in evaluates no Jira expressions: trigger {module['key']}")

    @property
    def connect_key(self) -> str | None:
        """The Connect app that this one continues, if it says so."""
        found: str | None = self.manifest["app"].get("connect", {}).get("key")
        return found

    def modules(self, kind: str) -> list[Module]:
        """The manifest's modules of one kind."""
        return list(self.manifest.get("modules", {}).get(kind, []))

    def kind_and_module(self, key: str) -> tuple[str, Module]:
        """The module with this key and its kind; raises ``LookupError``."""
        for kind in self.manifest.get("modules", {}):
            for module in self.modules(kind):
                if module.get("key") == key and kind != "endpoint":
                    return kind, module
        raise LookupError(f"the manifest has no module '{key}'")

    def endpoint_of(self, module: Module) -> Module:
        """The endpoint that a module is answered by; raises ``LookupError``."""
        key = module.get("endpoint") or module.get("resolver", {}).get("endpoint")
        for endpoint in self.modules("endpoint"):
            if endpoint["key"] == key:
                return endpoint
        raise LookupError(f"the manifest has no endpoint '{key}'")

    def address_of(self, endpoint: Module) -> str:
        """Where a back-end endpoint is: its route is put behind the remote's address."""
        return self.remote_url.rstrip("/") + str(endpoint["route"]["path"])

    def subscriptions(self, event: str) -> Iterator[tuple[Module, Module]]:
        """Each (trigger, subscription) for an event; the subscription has the ``filter`` and ``payload`` that hold."""
        for module in self.modules("trigger"):
            for name, own in _listed(module):
                if name == event:
                    yield module, {key: {**module.get(key, {}), **own.get(key, {})} for key in ("filter", "payload")}


def _listed(trigger: Module) -> list[tuple[str, Module]]:
    """A trigger's events, which are names or objects with a name of their own."""
    return [(one, {}) if isinstance(one, str) else (one["eventType"], one) for one in trigger.get("events", [])]
