"""What the web needs from the rest of the app, handed in by the wiring; nothing here has side effects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from plugin.domain.ids import AccountId, SiteId
from plugin.domain.pack import Pack
from plugin.usecases.authority import Authority
from plugin.usecases.caller import Caller, Knock
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, NewId, Work
from plugin.usecases.queue import Queue
from plugin.usecases.records import Site
from plugin.usecases.sheets.ports import Files
from plugin.web.kept_health import KeptHealth
from plugin.web.kept_names import KeptNames


class Doors(Protocol):
    """Who is calling, one method for each class of route; each raises NotAuthentic."""

    def page(self, knock: Knock) -> Caller: ...
    def context(self, knock: Knock) -> Caller: ...
    def webhook(self, knock: Knock) -> Caller: ...
    def api_token(self, clear: str) -> Caller: ...
    def installed(self, knock: Knock, body: object) -> SiteId: ...
    def uninstalled(self, knock: Knock, body: object) -> SiteId | None: ...
    def enabled(self, knock: Knock, *, now_enabled: bool) -> SiteId: ...


class ForgeDoors(Protocol):
    """Who is calling through Forge; each raises NotAuthentic, or JiraBusy while a site is just being connected."""

    def person(self, knock: Knock) -> Caller: ...
    def forge_itself(self, knock: Knock) -> Caller: ...
    def leaving(self, knock: Knock) -> SiteId: ...


class TokenRow(Protocol):
    """An API token as it is listed: never the token itself."""

    @property
    def id(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def account_id(self) -> AccountId: ...
    @property
    def label(self) -> str: ...
    @property
    def made_at(self) -> datetime: ...


class Tokens(Protocol):
    """API tokens of a site."""

    def make(self, site_id: SiteId, scope: str, account_id: AccountId, label: str, at: datetime) -> tuple[str, str]: ...
    def all(self, site_id: SiteId) -> Sequence[TokenRow]: ...
    def revoke(self, site_id: SiteId, token_id: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that routes use."""

    work: Work
    queue: Queue
    doors: Doors
    authority: Authority
    tokens: Tokens
    jira: Callable[[SiteId], Jira]
    site: Callable[[SiteId], Site | None]
    clock: Clock
    new_id: NewId
    ring: Callable[[], None]
    ready: Callable[[], Mapping[str, str]]
    files: Files
    base_url: str
    all_js_url: str
    forge: ForgeDoors | None = None
    """None where no Forge app id is configured: then nothing of Forge is served."""
    left: Callable[[SiteId], None] = lambda _site_id: None
    """Told when a site took its leave, so that its data is erased in time."""
    framers: Sequence[str] = ()
    """Origins that may frame a page whose token was refused: any Jira that this deployment serves."""
    kept_names: KeptNames = field(default_factory=KeptNames)
    kept_health: KeptHealth = field(default_factory=KeptHealth)
    packs: Sequence[Pack] = ()
    """Typical risks that projects may begin with, in the order in which they are offered."""

    def names(self, site_id: SiteId, accounts: Collection[AccountId]) -> tuple[Mapping[AccountId, str], bool]:
        """Display names of people as Jira gave them within the last minute, and whether it answers now."""
        return self.kept_names.of(site_id, accounts, lambda ids: self.jira(site_id).people(ids), self.clock())
