"""Installs, upgrades and uninstalls a Forge app as Forge does, and invokes its schedules."""

import json
import secrets
import uuid
from typing import Any

import requests

from tests.standin.forge.delivery import ForgeCarrier
from tests.standin.forge.events import submit
from tests.standin.forge.installation import ForgeInstallation
from tests.standin.forge.tokens import ForgeTokens
from tests.standin.lifecycle import AppRefused
from tests.standin.state import Clock, utc_now
from tests.standin.webhooks import Webhook

INSTALLED, UPGRADED, SCHEDULE = "avi:forge:installed:app", "avi:forge:upgraded:app", "scheduledTrigger"
_FAREWELL_SECONDS = 55


class ForgeLifecycle(ForgeTokens):
    """The part of a site that knows how Forge apps come and go."""

    def __init__(self, name: str, *, clock: Clock = utc_now, token_clock: Clock = utc_now) -> None:
        super().__init__(name, clock=clock, token_clock=token_clock)
        self.forge_carrier = ForgeCarrier(self)
        self.webhooks.carriers["forge"] = self.forge_carrier

    def install_forge(
        self,
        manifest: dict[str, Any],
        remote_url: str,
        *,
        environment: str = "PRODUCTION",
        check: bool = True,
        wait: bool = True,
    ) -> int:
        """Install an app by its manifest; its remote is at ``remote_url``. It takes the place of whatever Forge app
        is there, and of the Connect app whose key it carries.

        Returns the status of the last attempt to tell it, 0 where it asks for no such event or ``wait`` is off.
        Unlike Connect, Forge installs an app that refuses; ``check`` then raises ``AppRefused``.
        """
        app = ForgeInstallation(
            manifest["app"]["id"],
            f"ari:cloud:ecosystem::installation/{uuid.uuid4()}",
            f"ari:cloud:ecosystem::environment/{manifest['app']['id'].rpartition('/')[2]}/{uuid.uuid4()}",
            manifest,
            remote_url,
            environment,
        )
        with self.lock:
            self.forge_grants.clear()
            self.forge = app
            if self.installation is not None and self.installation.key == app.connect_key:
                self.installation = None
        return self._tell(INSTALLED, {"installerAccountId": self._somebody()}, check=check, wait=wait)

    def reinstall_forge(self, *, tell: bool = True, check: bool = True) -> int:
        """Uninstall (unheard without ``tell``) and install again: same cloud id, new installation id, dead tokens."""
        app = self.installed_forge()
        self.uninstall_forge(tell=tell)
        return self.install_forge(app.manifest, app.remote_url, environment=app.environment, check=check)

    def upgrade_forge(self, manifest: dict[str, Any] | None = None, *, check: bool = True, wait: bool = True) -> int:
        """Bring a new major version, with another manifest if one is given; the installation id stays."""
        before = self.installed_forge()
        with self.lock:
            self.forge = app = ForgeInstallation(
                before.app_id,
                before.installation_id,
                before.environment_id,
                manifest or before.manifest,
                before.remote_url,
                before.environment,
                before.major + 1,
            )
        more = {"upgraderAccountId": self._somebody(), "permissions": {"scopes": sorted(app.scopes)}}
        return self._tell(UPGRADED, more, check=check, wait=wait)

    def uninstall_forge(self, *, tell: bool = True) -> int:
        """Call the app's ``preUninstall`` (once, whatever comes of it), then forget the app and all its tokens.

        Returns the status of that call, 0 where none was made or answered.
        """
        app, status = self.installed_forge(), 0
        for module in app.modules("preUninstall") if tell else []:
            url = app.address_of(app.endpoint_of(module))
            status = _farewell(url, self._invocation_body(module["key"]), self.remote_headers(module["key"]))
        with self.lock:
            self.forge = None
            self.forge_grants.clear()
            self.forge_properties.clear()
        return status

    def tick(self, *, wait: bool = True) -> int:
        """Invoke every scheduled trigger once; returns the last status, 0 where nobody was asked or waited for."""
        status = 0
        for module in self.installed_forge().modules("scheduledTrigger"):
            body = self._invocation_body(module["key"])
            webhook = Webhook(SCHEDULE, "", body, carrier="forge", module=module["key"])
            self.webhooks.submit(webhook)
            status = self.webhooks.settled(webhook.identifier) if wait else 0
        return status

    def _tell(self, event: str, more: dict[str, Any], *, check: bool, wait: bool) -> int:
        app = self.installed_forge()
        body: dict[str, Any] = {
            "id": app.installation_id.rpartition("/")[2],
            "app": {"id": app.app_id.rpartition("/")[2], "version": f"{app.major}.0.0"},
            "environment": {"id": app.environment_id.rpartition("/")[2]},
            **more,
        }
        if self.forge_shapes.lifecycle_named:
            body = {"eventType": event, **body}
        sent = [submit(self, event, trigger["key"], body) for trigger, _ in app.subscriptions(event)]
        if not wait or not sent:
            return 0
        status = self.webhooks.settled(sent[-1])
        if check and not 200 <= status < 300:
            raise AppRefused(event, status, "")
        return status

    def _invocation_body(self, module: str) -> bytes:
        context = {"cloudId": self.cloud_id, "moduleKey": module}
        return json.dumps({"context": context, "contextToken": secrets.token_urlsafe(16)}).encode()

    def _somebody(self) -> str:
        people = [one.account_id for one in self.users.values() if one.account_type == "atlassian"]
        return next(iter([*sorted(self.admins), *people]), self.app_account_id)


def _farewell(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=_FAREWELL_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return 0
    return answer.status_code
