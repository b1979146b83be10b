"""Forge's side of every gate: prove the invocation token, find the site, take in the tokens for Jira it brings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from descriptors.base import UI_ENDPOINT
from descriptors.modules import VIEWS
from plugin.domain.errors import JiraBusy
from plugin.domain.ids import SiteId
from plugin.platform.forge_access import THE_APP, ForgeAccess
from plugin.platform.forge_tokens import ForgeRules, Invocation, bearer_from, oauth_token, verify_invocation
from plugin.usecases.caller import Caller, Knock
from plugin.usecases.refusal import NotAuthentic, Reason
from plugin.usecases.tenancy import Arrival, Verdict

KEEP = timedelta(seconds=5)
MOST_KEPT = 10_000
ASK_AGAIN = 3.0
"""Seconds until a call may be repeated that came while it is not known yet which site it belongs to."""
ONLY_FORGE = "Only Forge itself may call this address."

Clock = Callable[[], datetime]
News = Callable[[SiteId, Verdict], None]
"""Told what a call made of a site, where it made anything of it."""


PAGES = frozenset({UI_ENDPOINT, *(view.key for view in VIEWS)})
"""What a page's call is named for: the module that people look at, or the endpoint it goes through."""
OF_JIRA = "jira:"
"""What the types of those modules begin with; events and schedules are of types of Forge's own."""


class ForgeSites(Protocol):
    """Where Forge installations are kept."""

    def admit(self, arrival: Arrival, now: datetime) -> tuple[Verdict, SiteId | None]:
        """The site that a proved call belongs to."""

    def leave(self, installation_id: str, cloud_id: str, now: datetime) -> SiteId | None:
        """An installation says good-bye."""


class ForgeDoors:
    """Proves Forge's calls. What a person does and what Forge does by itself come through different doors."""

    def __init__(
        self,
        rules: ForgeRules,
        key_for: Callable[[str, datetime], RSAPublicKey],
        sites: ForgeSites,
        access: ForgeAccess,
        *,
        news: News,
        woken: Callable[[SiteId], None],
        clock: Clock,
    ) -> None:
        """`woken` is called where a site can be spoken to again after a while without a token."""
        self._rules = rules
        self._key_for = key_for
        self._sites = sites
        self._access = access
        self._news = news
        self._woken = woken
        self._clock = clock
        self._kept: dict[tuple[str, str, str | None], tuple[datetime, SiteId]] = {}
        self._lock = threading.Lock()

    def person(self, knock: Knock) -> Caller:
        """Who acts in a page of ours, carried by Forge's proxy."""
        return self._let_in(self._proved(knock), knock.headers, trusted=False)

    def forge_itself(self, knock: Knock) -> Caller:
        """Which site an event or a schedule is about.

        Forge's proxy lets a page choose the path of its calls. So a person's token is refused here: nobody may tell us
        what happened in Jira but Jira.
        """
        invocation = self._proved(knock)
        if invocation.account_id is not None or _is_of_a_page(invocation):
            raise NotAuthentic(Reason.AUDIENCE, ONLY_FORGE)
        return self._let_in(invocation, knock.headers, trusted=True)

    def leaving(self, knock: Knock) -> SiteId:
        """Which site takes its leave."""
        invocation = self._proved(knock)
        if _is_of_a_page(invocation):
            raise NotAuthentic(Reason.AUDIENCE, ONLY_FORGE)
        site_id = self._sites.leave(invocation.installation_id, invocation.cloud_id, self._clock())
        if site_id is None:
            raise NotAuthentic(Reason.UNKNOWN_SITE)
        self.forget_all()
        self._access.forget(site_id)
        return site_id

    def forget_all(self) -> None:
        """Drop which installation is which site: an installation changed."""
        with self._lock:
            self._kept.clear()

    def _proved(self, knock: Knock) -> Invocation:
        token = bearer_from(knock.headers)
        if token is None:
            raise NotAuthentic(Reason.MISSING)
        return verify_invocation(token, rules=self._rules, key_for=self._key_for, now=self._clock())

    def _let_in(self, invocation: Invocation, headers: Mapping[str, str], *, trusted: bool) -> Caller:
        site_id, verdict = self._site(invocation)
        self._take_tokens(site_id, invocation, headers, trusted=trusted)
        if verdict is not Verdict.KNOWN:
            # After the tokens: with them Jira can be asked which site this is.
            self._news(site_id, verdict)
        if verdict is Verdict.PENDING:
            raise JiraBusy("This site is just being connected. Try again in a moment.", ASK_AGAIN)
        return Caller(
            site_id=site_id,
            account_id=invocation.account_id,
            issue_id=invocation.issue_id,
            project_id=invocation.project_id,
            expires_at=invocation.expires_at,
        )

    def _site(self, invocation: Invocation) -> tuple[SiteId, Verdict]:
        now = self._clock()
        key = (invocation.installation_id, invocation.cloud_id, invocation.site_url)
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < KEEP:
            return kept[1], Verdict.KNOWN
        arrival = Arrival(invocation.installation_id, invocation.cloud_id, invocation.site_url, invocation.issued_at)
        verdict, site_id = self._sites.admit(arrival, now)
        if site_id is None:
            raise NotAuthentic(Reason.UNKNOWN_SITE)
        if verdict is Verdict.KNOWN:
            with self._lock:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = (now, site_id)
        else:
            self.forget_all()
            self._access.forget(site_id)
        return site_id, verdict

    def _take_tokens(
        self, site_id: SiteId, invocation: Invocation, headers: Mapping[str, str], *, trusted: bool
    ) -> None:
        now = self._clock()
        system = oauth_token(headers.get("x-forge-oauth-system"), now)
        if self._access.offer(site_id, THE_APP, system, trusted=trusted):
            self._woken(site_id)
        if invocation.account_id is not None:
            own = oauth_token(headers.get("x-forge-oauth-user"), now)
            self._access.offer(site_id, invocation.account_id, own, trusted=True)


def _is_of_a_page(invocation: Invocation) -> bool:
    """Whether a call comes from a page, also where nobody is signed in: by all that a token says of its origin."""
    named = {invocation.endpoint_key, invocation.module_key}
    return (invocation.module_type or "").startswith(OF_JIRA) or bool(named & PAGES)
