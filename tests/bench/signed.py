"""Requests as Jira sends them, signed and ready for the wire."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

import jwt

from tests.standin.qsh import query_string_hash

WEBHOOKS = "/connect/webhooks"
BODY_BYTES = 10_240
"""About what Jira Cloud sends for an issue with a usual number of custom fields."""
VALID_SECONDS = 900

Request = tuple[bytes, ...]


def webhook(client_key: str, secret: str, body: Mapping[str, object]) -> Request:
    """A webhook in two parts; what joins them becomes its delivery identifier."""
    content = json.dumps(body).encode()
    head = (
        f"POST {WEBHOOKS} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Atlassian HttpClient\r\n"
        f"Authorization: JWT {token(client_key, secret, 'POST', WEBHOOKS)}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nX-Atlassian-Webhook-Flow: Primary\r\nX-Atlassian-Webhook-Identifier: "
    )
    return head.encode(), b"\r\n\r\n" + content


def webhooks(client_key: str, secret: str, bodies: Sequence[Mapping[str, object]]) -> list[Request]:
    """One webhook for each body."""
    return [webhook(client_key, secret, body) for body in bodies]


def get(target: str, headers: Mapping[str, str] | None = None) -> Request:
    """A GET of a path with its query, in one part."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    return (f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode(),)


def token(client_key: str, secret: str, method: str, target: str) -> str:
    """A site's token for one request."""
    now = int(time.time())
    claims = {
        "iss": client_key,
        "iat": now,
        "exp": now + VALID_SECONDS,
        "qsh": query_string_hash(method, target),
    }
    return jwt.encode(claims, secret, algorithm="HS256")
