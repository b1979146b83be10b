"""HTTP sessions for one site: signed by an injected auth, short-tempered, deaf to redirects, over one shared pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from plugin.jira.errors import judge, unreachable

HOSTS_KEPT = 64
CONNECTIONS_PER_HOST = 16


class SharedAdapter(HTTPAdapter):
    """The process's connections to Jira, shared by every client; never retries, and outlives the clients.

    Both libraries close their session when a client goes, and closing a session would empty the pool for all.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=HOSTS_KEPT, pool_maxsize=CONNECTIONS_PER_HOST, max_retries=0)

    def close(self) -> None:
        """Nothing: the pool is not the session's to close."""

    def shut(self) -> None:
        """Close every connection, at the end of the process."""
        super().close()


@dataclass(frozen=True, slots=True)
class Link:
    """How to reach one site: where, signed by what, over which pool; `patience` is (connect, read) in seconds."""

    base_url: str
    auth: AuthBase
    adapter: HTTPAdapter
    clock: Callable[[], datetime]
    patience: tuple[float, float] = (5.0, 30.0)


class GuardedSession(Session):
    """A session that hands on nothing but usable answers; call `attach` before its first request.

    Proxies and certificate authorities come from the environment, as requests reads it.
    """

    link: Link

    def attach(self, link: Link) -> None:
        """Make this session speak to the link's site."""
        self.link = link
        self.auth = link.auth
        self.headers["Accept"] = "application/json"
        # Jira's check against forged forms would refuse some POSTs of an app without this.
        self.headers["X-Atlassian-Token"] = "no-check"
        # Who we are is in each request's token alone; a cookie could make Jira think otherwise.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("https://", link.adapter)
        self.mount("http://", link.adapter)

    def get_redirect_target(self, resp: Response) -> str | None:  # noqa: ARG002 - the signature is requests'
        """None: a token is bound to one URL, so a redirect cannot be followed with it, least of all to another host."""
        return None

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send once, within the link's patience; raises JiraBusy, JiraTrouble or JiraRefused."""
        kwargs["timeout"] = self.link.patience
        try:
            response = super().send(request, **kwargs)
        except RequestException as error:
            # Without its cause: that one quotes the whole URL.
            raise unreachable(error, request.method or "", request.url or "") from None
        judge(response, self.link.clock())
        return response
