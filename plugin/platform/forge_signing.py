"""Puts Forge's access token on our own calls to one site's API, and on no others."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest, Response
from requests.auth import AuthBase

LACK_OF_SCOPE = b"scope does not match"
LONGEST_REASON = 4096
"""Bytes of an answer in which a reason is looked for."""


class ForgeAuth(AuthBase):
    """Authorises each request of a `requests` session for one site, and says when Jira no longer takes the token."""

    def __init__(self, token: str, api_base_url: str, on_refused: Callable[[], None]) -> None:
        """`on_refused` is called, before the answer is handed on, whenever the token is answered with 401."""
        self._authorization = f"Bearer {token}"
        self._home = urlsplit(api_base_url.rstrip("/"))
        self._on_refused = on_refused

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the token; raises ValueError for a request to anywhere but the site's API, without naming either."""
        if not self._is_at_home(r.url or ""):
            raise ValueError("a site's token must not leave for another address than the site's API")
        r.headers["Authorization"] = self._authorization
        hooks = r.hooks.setdefault("response", [])
        if self._heard not in hooks:  # a request may be authorised again before it is sent again
            hooks.append(self._heard)
        return r

    def _is_at_home(self, url: str) -> bool:
        """Whether a URL is the API's or below it; one with dots to climb by, however written, is not."""
        target = urlsplit(url)
        if (target.scheme, target.netloc.lower()) != (self._home.scheme, self._home.netloc.lower()):
            return False
        if {".", ".."}.intersection(unquote(target.path).replace("\\", "/").split("/")):
            return False
        return f"{target.path}/".startswith(f"{self._home.path}/")

    def _heard(self, response: Response, **_: object) -> None:
        """Note a refusal, and take the token off before `requests` could repeat it to where a redirect leads."""
        headers = response.request.headers
        if headers.get("Authorization") != self._authorization:
            return
        # A 401 about a missing scope says nothing against the token: another one would fare no better.
        if response.status_code == 401 and LACK_OF_SCOPE not in response.content[:LONGEST_REASON]:
            self._on_refused()
        if response.is_redirect:
            del headers["Authorization"]
