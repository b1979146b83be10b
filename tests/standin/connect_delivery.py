"""Addresses and signs one attempt at delivering a Connect webhook, as `webhooks.Dispatcher` sends it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import jwt

from tests.standin.model import Installation
from tests.standin.qsh import query_string_hash
from tests.standin.webhooks import Request, Webhook

_RETRIED = frozenset({0, 408, 409, 425, 429})


class ConnectCarrier:
    """Connect's rules: a JWT with the address's hash, busy and failing apps asked again under the same identifier."""

    def __init__(self, installation: Callable[[], Installation | None], clock: Callable[[], datetime]) -> None:
        # As many as the dispatcher has waits for.
        self.most_retries = 1000
        self.time_limit = 10.0
        self._installation = installation
        self._clock = clock

    def request(self, webhook: Webhook, attempt: int, last: int) -> Request | None:
        """The request of one attempt; None where the app is gone."""
        app = self._installation()
        if app is None:
            return None
        headers = {
            "Authorization": f"JWT {self._token(app, webhook)}",
            "Content-Type": "application/json",
            "X-Atlassian-Webhook-Identifier": webhook.identifier,
            "X-Atlassian-Webhook-Flow": webhook.flow,
        }
        if attempt:
            headers["X-Atlassian-Webhook-Retry"] = str(attempt)
        return Request(app.base_url + webhook.target, headers, webhook.body or b"")

    def retries(self, status: int) -> bool:
        """Whether an answer makes Jira try again."""
        return status in _RETRIED or status >= 500

    def _token(self, app: Installation, webhook: Webhook) -> str:
        base_path = urlsplit(app.base_url).path
        now = int(self._clock().timestamp())
        qsh = query_string_hash("POST", base_path + webhook.target, base_path)
        claims: dict[str, object] = {"iss": app.client_key, "iat": now, "exp": now + 180, "qsh": qsh}
        if webhook.account_id is not None:
            claims["sub"] = webhook.account_id
        return jwt.encode(claims, app.shared_secret, algorithm="HS256")
