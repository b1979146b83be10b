"""Addresses and signs one attempt at delivering a Forge event, as `webhooks.Dispatcher` sends it."""

import json
from typing import Any

from tests.standin.forge.tokens import ForgeTokens
from tests.standin.webhooks import Request, Webhook


class ForgeCarrier:
    """Forge's rules: 5 seconds, every answer but 2xx asked again, four times at most, each time said so in the body."""

    def __init__(self, site: ForgeTokens) -> None:
        self.most_retries = 4
        self.time_limit = 5.0
        self._site = site

    def request(self, webhook: Webhook, attempt: int, last: int) -> Request | None:
        """The request of one attempt, with fresh tokens; None where the app is gone or the trigger with it."""
        app = self._site.forge
        if app is None:
            return None
        try:
            url = app.address_of(app.endpoint_of(app.kind_and_module(webhook.module)[1]))
        except LookupError:
            return None
        body = b"{}" if webhook.body is None else webhook.body
        return Request(url, self._site.remote_headers(webhook.module), retold(body, attempt, last) if attempt else body)

    def retries(self, status: int) -> bool:
        """Whether an answer makes Forge try again; those that are not asked about were 2xx."""
        return True


def retold(body: bytes, attempt: int, last: int) -> bytes:
    """The body of a repetition, which tells how many there were and why; bytes that are no JSON object stay."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(whole, dict):
        return body
    inner: dict[str, Any] = whole["payload"] if isinstance(whole.get("payload"), dict) else whole
    inner["retryContext"] = {"retryCount": attempt, "retryReason": _reason(last), "retryData": None}
    return json.dumps(whole).encode()


def _reason(status: int) -> str:
    if status == 0:
        return "TIMEOUT_ERROR"
    return "INVALID_FORGE_INVOCATION_TOKEN" if status == 401 else "INVALID_REMOTE_INVOCATION_ERROR"
