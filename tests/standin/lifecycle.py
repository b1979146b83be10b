"""Installs, reinstalls and uninstalls an app as Jira does: RS256 for ``installed`` and ``uninstalled``, HS256 after."""

import secrets
import uuid
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests

from tests.standin.keys import SigningKey
from tests.standin.model import Installation
from tests.standin.qsh import query_string_hash
from tests.standin.state import Clock, State, utc_now


class AppRefused(Exception):
    """The app did not accept a lifecycle call; the message says which, and what it answered."""

    def __init__(self, what: str, status: int, body: str) -> None:
        super().__init__(f"the app answered {what} with {status}: {body[:300]}")
        self.status = status


class Lifecycle(State):
    """The part of a site that knows how apps come and go."""

    def __init__(self, name: str, *, clock: Clock = utc_now, token_clock: Clock = utc_now) -> None:
        super().__init__(name, clock=clock, token_clock=token_clock)
        self.signing_key = SigningKey(owner=name)
        self.lifecycle_timeout = 30.0

    @property
    def key_url(self) -> str:
        """Where this site's public keys are: a value for ``PLUMBLINE_CONNECT_KEY_URLS``."""
        return f"{self.base_url}/keys"

    def install(self, app_base_url: str, *, check: bool = True, installation_id: str | None = None) -> int:
        """Fetch the descriptor, send ``installed`` with a fresh shared secret, then ``enabled``.

        Returns the status the app gave to ``installed``. A refusal leaves the site as it was and raises
        ``AppRefused``, or just returns the status where ``check`` is off. The app may call back before it answers.
        An ``installation_id`` makes it Connect on Forge: the payload of ``installed`` then carries it.
        """
        descriptor = self._descriptor(app_base_url)
        base_url = str(descriptor["baseUrl"]).rstrip("/")
        before = self.installation
        secret = secrets.token_urlsafe(48)
        fresh = Installation(descriptor["key"], base_url, self.client_key, secret, descriptor, installation_id)
        self.installation = fresh
        answer = self._lifecycle_call("installed", fresh)
        if answer.status_code not in {200, 204}:
            self.installation = before
            if check:
                raise AppRefused("installed", answer.status_code, answer.text)
            return answer.status_code
        self.connect_apps.add(fresh.key)
        self.users[self.app_account_id].display_name = str(descriptor.get("name", descriptor["key"]))
        if "enabled" in descriptor.get("lifecycle", {}):
            self._lifecycle_call("enabled", fresh)
        return answer.status_code

    def reinstall(self, *, check: bool = True) -> int:
        """Install the same app again: same client key, new shared secret."""
        app = self._installed()
        return self.install(app.base_url, check=check, installation_id=app.installation_id)

    def uninstall(self, *, check: bool = True) -> int:
        """Send ``uninstalled`` and forget the app, whatever it answers; app properties go with it, as in Jira."""
        app = self._installed()
        answer = self._lifecycle_call("uninstalled", app)
        self.installation = None
        self.app_properties.clear()
        if check and not answer.ok:
            raise AppRefused("uninstalled", answer.status_code, answer.text)
        return answer.status_code

    def disable(self) -> int:
        """Send ``disabled``."""
        return self._lifecycle_call("disabled", self._installed()).status_code

    def lifecycle_token(self, event: str, app: Installation, **claims: Any) -> str:
        """The token of a lifecycle call; ``claims`` replace the right ones, for hostile tests."""
        base_path = urlsplit(app.base_url).path
        qsh = query_string_hash("POST", base_path + self._hook(event, app), base_path)
        now = int(self.token_clock().timestamp())
        whole = {"iss": app.client_key, "iat": now, "exp": now + 180, "qsh": qsh}
        if event in {"installed", "uninstalled"}:
            whole = {"aud": [app.base_url], **whole, **claims}
            headers = {"kid": self.signing_key.kid}
            return jwt.encode(whole, self.signing_key.private_pem(), algorithm="RS256", headers=headers)
        return jwt.encode({**whole, **claims}, app.shared_secret, algorithm="HS256")

    def lifecycle_body(self, event: str, app: Installation) -> dict[str, Any]:
        """The body of a lifecycle call; only ``installed`` carries the shared secret."""
        body: dict[str, Any] = {
            "eventType": event,
            "productType": "jira",
            "key": app.key,
            "clientKey": app.client_key,
            "publicKey": "MIGf-deprecated",
            "baseUrl": self.base_url,
            "displayUrl": self.base_url,
            "cloudId": self.cloud_id,
            "serverVersion": "100277",
            "pluginsVersion": "1001.0.0-SNAPSHOT",
            "description": f"Atlassian Jira at {self.base_url}",
            "serviceEntitlementNumber": "SEN-1234567",
            "oauthClientId": str(uuid.uuid5(uuid.NAMESPACE_URL, app.client_key)),
        }
        if event != "installed":
            return body
        forge = {} if app.installation_id is None else {"installationId": app.installation_id}
        return body | {"sharedSecret": app.shared_secret} | forge

    def _installed(self) -> Installation:
        if self.installation is None:
            raise RuntimeError(f"no app is installed on {self.name}")
        return self.installation

    @staticmethod
    def _hook(event: str, app: Installation) -> str:
        path = str(app.descriptor["lifecycle"][event])
        return path if path.startswith("/") else f"/{path}"

    def _descriptor(self, app_base_url: str) -> dict[str, Any]:
        url = f"{app_base_url.rstrip('/')}/atlassian-connect.json"
        answer = requests.get(url, timeout=self.lifecycle_timeout)
        if not answer.ok:
            raise AppRefused("atlassian-connect.json", answer.status_code, answer.text)
        found: dict[str, Any] = answer.json()
        missing = {"key", "baseUrl", "lifecycle", "authentication"} - set(found)
        if missing:
            raise AppRefused("atlassian-connect.json", answer.status_code, f"no {', '.join(sorted(missing))}")
        return found

    def _lifecycle_call(self, event: str, app: Installation) -> requests.Response:
        return requests.post(
            app.base_url + self._hook(event, app),
            json=self.lifecycle_body(event, app),
            headers={"Authorization": f"JWT {self.lifecycle_token(event, app)}"},
            timeout=self.lifecycle_timeout,
            allow_redirects=False,
        )
