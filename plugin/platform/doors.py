"""Connect's side of every gate: find the site, prove the token, keep or drop the installation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from plugin.domain.ids import SiteId
from plugin.platform.connect_tokens import (
    token_from,
    verify_context,
    verify_hs256_lifecycle,
    verify_page,
    verify_webhook,
)
from plugin.platform.install import KeyFor, verify_install, verify_uninstall
from plugin.platform.install_body import Installation, InstallRules
from plugin.platform.known_sites import KnownSites
from plugin.platform.tokens import token_fingerprint
from plugin.usecases.caller import Caller, FindSite, Knock
from plugin.usecases.refusal import NotAuthentic, Reason

Clock = Callable[[], datetime]
SPENT_FOR = timedelta(minutes=1)
"""How long past its end a lifecycle token is remembered: longer than the leeway that verification grants."""


class Installs(Protocol):
    """Where installations are kept."""

    def install(self, installation: Installation, at: datetime) -> SiteId:
        """Keep a new installation, or renew one."""

    def uninstall(self, client_key: str, at: datetime) -> SiteId | None:
        """End one; None where there was none."""

    def set_enabled(self, site_id: SiteId, *, enabled: bool) -> None:
        """Note what an administrator chose."""

    def spend_token(self, fingerprint: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a token that counts once is used for the first time."""


FindToken = Callable[[str], tuple[SiteId, str, str] | None]
"""Looks an API token up by its clear text: site, account and scope, or None."""


class ConnectDoors:
    """Proves who is calling. A signature that fails is tried once more with the site read anew.

    The secret may have been rotated a moment ago by another process of ours, and Jira never repeats a delivery that
    was answered with 401.
    """

    def __init__(
        self,
        rules: InstallRules,
        sites: KnownSites,
        installs: Installs,
        key_for: KeyFor,
        find_token: FindToken,
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._sites = sites
        self._installs = installs
        self._key_for = key_for
        self._find_token = find_token
        self._clock = clock
        self._audiences = (rules.app_key, *rules.base_urls)

    def page(self, knock: Knock) -> Caller:
        """Who loads a page."""
        return self._with_fresh_secret(knock, lambda token, find: self._bound(verify_page, token, knock, find))

    def webhook(self, knock: Knock) -> Caller:
        """Which site sends a webhook."""
        return self._with_fresh_secret(knock, lambda token, find: self._bound(verify_webhook, token, knock, find))

    def context(self, knock: Knock) -> Caller:
        """Who calls from inside a page."""
        return self._with_fresh_secret(
            knock,
            lambda token, find: verify_context(token, find_site=find, now=self._clock(), audiences=self._audiences),
        )

    def enabled(self, knock: Knock, *, now_enabled: bool) -> SiteId:
        """A site's app was enabled or disabled."""
        caller = self._with_fresh_secret(
            knock, lambda token, find: self._bound(verify_hs256_lifecycle, token, knock, find)
        )
        site_id = SiteId(caller.site_id)
        self._installs.set_enabled(site_id, enabled=now_enabled)
        self._sites.forget_all()
        return site_id

    def installed(self, knock: Knock, body: object) -> SiteId:
        """Keep a proved installation; a refused one changes nothing."""
        now = self._clock()
        site_id = self._installs.install(self._proved(verify_install, knock, body, now), now)
        self._sites.forget_all()
        return site_id

    def uninstalled(self, knock: Knock, body: object) -> SiteId | None:
        """Note the end of an installation; its secret is dropped at once."""
        now = self._clock()
        ended = self._proved(verify_uninstall, knock, body, now)
        site_id = self._installs.uninstall(ended.client_key, now)
        self._sites.forget_all()
        return site_id

    def api_token(self, clear: str) -> Caller:
        """Who an API token of ours speaks for."""
        found = self._find_token(clear)
        if found is None:
            raise NotAuthentic(Reason.SIGNATURE, "This API token is not known or was revoked.")
        site_id, account_id, scope = found
        return Caller(
            site_id=site_id,
            account_id=account_id,
            scope=frozenset(("read", "write") if scope == "write" else ("read",)),
        )

    def forget_sites(self) -> None:
        """Drop what is kept of sites for moments: one of them is another platform's by now."""
        self._sites.forget_all()

    def _bound(self, verify: Callable[..., Caller], token: str, knock: Knock, find: FindSite) -> Caller:
        return verify(
            token,
            method=knock.method,
            raw_target=knock.raw_target,
            base_path=self._rules.base_path,
            find_site=find,
            now=self._clock(),
            audiences=self._audiences,
        )

    def _with_fresh_secret(self, knock: Knock, verify: Callable[[str, FindSite], Caller]) -> Caller:
        token = token_from(knock.headers, knock.query, knock.form)
        try:
            return verify(token, self._sites.find)
        except NotAuthentic as error:
            if error.reason not in {Reason.SIGNATURE, Reason.UNKNOWN_SITE} or not self._sites.is_stale():
                raise
        return verify(token, self._sites.find_anew)

    def _proved(self, verify: Callable[..., Installation], knock: Knock, body: object, now: datetime) -> Installation:
        """What a lifecycle call proves; its token counts once."""
        token = token_from(knock.headers, knock.query, knock.form)
        proved = verify(
            token,
            body,
            method=knock.method,
            raw_target=knock.raw_target,
            rules=self._rules,
            key_for=self._key_for,
            now=now,
        )
        if not self._installs.spend_token(token_fingerprint(token), proved.expires_at + SPENT_FOR, now):
            raise NotAuthentic(Reason.REPLAYED)
        return proved
