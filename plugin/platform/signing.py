"""Signs our own calls to Jira as the app (Atlassian: "Understanding JWT for Connect apps")."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from requests import PreparedRequest
from requests.auth import AuthBase

from plugin.platform.qsh import query_string_hash
from plugin.usecases.caller import KnownSite

LIFETIME = timedelta(minutes=3)


def connect_token(
    app_key: str, client_key: str, secret: str, *, method: str, url: str, base_path: str, now: datetime
) -> str:
    """A token for one request and three minutes. `url` is what goes out, after all encoding of its query.

    `base_path` is the path of the site's base URL, mostly none.
    """
    claims = {
        "iss": app_key,
        "aud": [client_key],
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "qsh": query_string_hash(method, url, base_path),
    }
    return jwt.encode(claims, secret, algorithm="HS256")


class ConnectAuth(AuthBase):
    """Signs each request of a `requests` session for one site.

    It signs the prepared request, at the moment it is sent, so that a retry gets a fresh token.
    """

    def __init__(self, app_key: str, site: KnownSite, clock: Callable[[], datetime]) -> None:
        self._app_key = app_key
        self._site = site
        self._clock = clock
        self._home = urlsplit(site.base_url)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the token; raises ValueError for a request to anywhere but the site, which has no business with it."""
        url = r.url or ""
        target = urlsplit(url)
        if (target.scheme, target.netloc.lower()) != (self._home.scheme, self._home.netloc.lower()):
            raise ValueError("a site's token must not leave for another host")
        token = connect_token(
            self._app_key,
            self._site.client_key,
            self._site.shared_secret,
            method=r.method or "GET",
            url=url,
            base_path=self._home.path,
            now=self._clock(),
        )
        r.headers["Authorization"] = f"JWT {token}"
        return r
