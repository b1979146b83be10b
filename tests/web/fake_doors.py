"""Made-up doors: they believe who a test says is calling."""

from __future__ import annotations

from flask import request

from plugin.domain.ids import SiteId
from plugin.storage import SqlTokens
from plugin.usecases.caller import Caller, Knock
from plugin.usecases.refusal import NotAuthentic, Reason


class FakeDoors:
    """Believes the header X-Test-Account (and X-Test-Site, the site's number); API tokens are the real ones."""

    def __init__(self, tokens: SqlTokens) -> None:
        self._tokens = tokens

    def page(self, knock: Knock) -> Caller:
        return self._caller(knock)

    def context(self, knock: Knock) -> Caller:
        return self._caller(knock)

    def webhook(self, knock: Knock) -> Caller:
        return self._caller(knock)

    def api_token(self, clear: str) -> Caller:
        found = self._tokens.find(clear)
        if found is None:
            raise NotAuthentic(Reason.SIGNATURE)
        scope = frozenset(("read", "write") if found.scope == "write" else ("read",))
        return Caller(site_id=found.site_id, account_id=found.account_id, scope=scope)

    def installed(self, knock: Knock, body: object) -> SiteId:
        raise NotAuthentic(Reason.MISSING)

    def uninstalled(self, knock: Knock, body: object) -> SiteId | None:
        raise NotAuthentic(Reason.MISSING)

    def enabled(self, knock: Knock, *, now_enabled: bool) -> SiteId:
        raise NotAuthentic(Reason.MISSING)

    def _caller(self, _: Knock) -> Caller:
        # A knock carries no header but Authorization, so that no gate can come to trust another one; these tests do.
        headers = request.headers
        account = headers.get("X-Test-Account")
        if not account:
            raise NotAuthentic(Reason.MISSING)
        return Caller(
            site_id=int(headers.get("X-Test-Site", "1")),
            account_id=account,
            issue_id=headers.get("X-Test-Issue"),
            project_id=headers.get("X-Test-Project"),
        )
