"""Mints what Forge sends along with a request to a remote: invocation tokens, and OAuth tokens for the REST API."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt

from tests.standin.forge.installation import ForgeInstallation, Grant, Module
from tests.standin.forge.invocation import replaced, signed
from tests.standin.keys import SigningKey
from tests.standin.state import Clock, State, utc_now

INVOCATION_SECONDS = 25
KEY_FAMILY = "forge/invocation-token/wf-"
"""What the ids of Forge's keys begin with."""


class ForgeTokens(State):
    """The part of a site that vouches for a Forge app's requests."""

    def __init__(self, name: str, *, clock: Clock = utc_now, token_clock: Clock = utc_now) -> None:
        super().__init__(name, clock=clock, token_clock=token_clock)
        self.forge_token_life = timedelta(hours=4)
        self._forge_key: SigningKey | None = None
        self._forge_secret = secrets.token_urlsafe(32)

    @property
    def forge_key(self) -> SigningKey:
        """The key pair behind invocation tokens, made when first asked for."""
        with self.lock:
            self._forge_key = self._forge_key or SigningKey(KEY_FAMILY, owner=self.name)
            return self._forge_key

    @property
    def jwks_url(self) -> str:
        """Where the public halves are: a value for ``PLUMBLINE_FORGE_JWKS_URL``."""
        return f"{self.base_url}/forge/jwks.json"

    @property
    def gateway_prefix(self) -> str:
        """What every REST address of a Forge app begins with: a value for ``PLUMBLINE_FORGE_API_PREFIX``."""
        return f"{self.gateway_url or self.base_url}/ex/jira/"

    @property
    def forge_base_url(self) -> str:
        """Where a Forge remote finds this site's REST API: the ``apiBaseUrl`` of its invocation tokens."""
        return f"{self.gateway_prefix}{self.cloud_id}"

    def renew_forge_key(self) -> None:
        """Sign with a fresh key from now on; the old one is no longer published."""
        with self.lock:
            self._forge_key = SigningKey(KEY_FAMILY)

    def invocation_token(
        self,
        account_id: str | None = None,
        *,
        module: str | None = None,
        issue: str | None = None,
        project: str | None = None,
        more: Mapping[str, Any] | None = None,
        header: Mapping[str, Any] | None = None,
        key: SigningKey | None = None,
        **claims: Any,
    ) -> str:
        """A token as Forge puts it into ``Authorization: Bearer``, good for 25 seconds.

        ``module`` is the module's key; ``issue`` and ``project`` are ids or keys; ``more`` joins the extension.
        ``claims`` replace the right ones, by dotted name too (``**{"app.id": …}``), ``ABSENT`` takes one away;
        ``header`` does so for the header, ``key`` signs in place of the site's own: all for hostile tests.
        """
        app = self.installed_forge()
        now = int(self.token_clock().timestamp())
        whole: dict[str, Any] = {"app": self._app_claim(app, module)}
        whole["context"] = self._context_claim(app, module, self.extension(module, issue, project, more))
        if account_id is not None:
            whole["principal"] = account_id
        whole |= {"aud": app.app_id, "iss": "forge/invocation-token", "iat": now, "nbf": now}
        whole["exp"] = now + INVOCATION_SECONDS
        return signed(key or self.forge_key, replaced(whole, claims), header or {})

    def extension(
        self, module: str | None, issue: str | None, project: str | None, more: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What ``context.extension`` says of where a UI module stands; empty for other modules."""
        kind = self.installed_forge().kind_and_module(module)[0] if module else ""
        if ":" not in kind:
            return {}
        found: dict[str, Any] = {"type": kind}
        one = None if issue is None else self.issue(issue)
        if one is not None:
            found["issue"] = {"id": one.id, "key": one.key, "type": one.type.name, "typeId": one.type.id}
            project = project or one.project_id
        if project is not None:
            of = self.project(project)
            found["project"] = {"id": of.id, "key": of.key, "type": "software"}
        return found | dict(more or {})

    def system_token(self) -> str:
        """An OAuth token with which the app acts as itself, good below ``forge_base_url`` while installed."""
        return self._grant(self.app_account_id)

    def user_token(self, account_id: str) -> str:
        """An OAuth token with which the app acts as this person."""
        self.user(account_id)
        return self._grant(account_id)

    def revoke_forge_tokens(self) -> None:
        """No OAuth token granted so far opens anything any more."""
        with self.lock:
            self.forge_grants.clear()

    def remote_headers(self, module: str, account_id: str | None = None, **where: Any) -> dict[str, str]:
        """The headers of one request to the app's remote on behalf of a module, as its endpoint asks for them."""
        app = self.installed_forge()
        auth = app.endpoint_of(app.kind_and_module(module)[1]).get("auth", {})
        headers = {
            "Authorization": f"Bearer {self.invocation_token(account_id, module=module, **where)}",
            "Content-Type": "application/json",
            "x-b3-traceid": secrets.token_hex(16),
            "x-b3-spanid": secrets.token_hex(8),
        }
        # Besides the scope that asks for the token, one that the token is good for must be held.
        useful = any(not scope.startswith("read:app-") for scope in app.scopes)
        if useful and _asks(auth, "appSystemToken") and "read:app-system-token" in app.scopes:
            headers["x-forge-oauth-system"] = self.system_token()
        if account_id and useful and _asks(auth, "appUserToken") and "read:app-user-token" in app.scopes:
            headers["x-forge-oauth-user"] = self.user_token(account_id)
        return headers

    def installed_forge(self) -> ForgeInstallation:
        """The Forge app; raises ``RuntimeError`` where none is installed."""
        if self.forge is None:
            raise RuntimeError(f"no Forge app is installed on {self.name}")
        return self.forge

    def _grant(self, account_id: str) -> str:
        now = self.token_clock()
        expires = now + self.forge_token_life
        claims = {"iat": int(now.timestamp()), "exp": int(expires.timestamp()), "jti": str(uuid.uuid4())}
        token = jwt.encode(claims, self._forge_secret, algorithm="HS256")
        with self.lock:
            self.forge_grants[token] = Grant(account_id, self.installed_forge().installation_id, expires)
        return token

    def _app_claim(self, app: ForgeInstallation, module: str | None) -> dict[str, Any]:
        place = {"name": "jira", "cloudId": self.cloud_id, "apiBaseUrl": self.forge_base_url}
        claim: dict[str, Any] = {
            "id": app.app_id,
            "appVersion": f"{app.major}.0.0",
            "installationId": app.installation_id,
            "apiBaseUrl": self.forge_base_url,
            "installation": {"id": app.installation_id, "contexts": [place]},
            "environment": {"type": app.environment, "id": app.environment_id},
        }
        if module is not None:
            endpoint = app.endpoint_of(app.kind_and_module(module)[1])
            claim["module"] = {"type": "core:endpoint", "key": endpoint["key"]}
        return claim

    def _context_claim(self, app: ForgeInstallation, module: str | None, extension: dict[str, Any]) -> dict[str, Any]:
        claim: dict[str, Any] = {"cloudId": self.cloud_id, "siteUrl": self.base_url}
        if module is not None:
            claim["moduleKey"] = module
        if extension:
            claim |= {"localId": local_id(app, str(module)), "extension": extension}
        return claim


def local_id(app: ForgeInstallation, module: str) -> str:
    """The id of a module as it stands on a page."""
    own = app.app_id.rpartition("/")[2]
    return f"ari:cloud:ecosystem::extension/{own}/{app.environment_id.rpartition('/')[2]}/static/{module}"


def _asks(auth: Module, which: str) -> bool:
    return bool(auth.get(which, {}).get("enabled"))
