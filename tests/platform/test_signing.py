"""Our own signatures: bound to the request as it goes out, short-lived, fresh at every sending."""

from datetime import datetime, timedelta

import jwt
import pytest
import requests
from requests import PreparedRequest

from plugin.platform.connect import query_string_hash
from plugin.platform.signing import ConnectAuth, connect_token
from plugin.usecases.caller import KnownSite
from tests.platform import made_up as m


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = m.NOW

    def __call__(self) -> datetime:
        return self.now


def prepared(url: str, auth: ConnectAuth, params: list[tuple[str, str]] | None = None) -> PreparedRequest:
    """A request as `requests` would send it."""
    return requests.Session().prepare_request(requests.Request("GET", url, params=params or [], auth=auth))


def claims_of(request: PreparedRequest) -> dict[str, object]:
    """The claims of a signed request, its signature checked."""
    scheme, _, token = str(request.headers["Authorization"]).partition(" ")
    assert scheme == "JWT"
    claims: dict[str, object] = jwt.decode(
        token,
        m.ACME.shared_secret,
        algorithms=["HS256"],
        audience=m.ACME.client_key,
        options={"verify_exp": False, "verify_iat": False},
    )
    return claims


def test_a_token_says_who_for_whom_and_for_how_long() -> None:
    """Issuer is the app key, audience the client key, life three minutes, and the hash that of the request."""
    url = "https://acme.atlassian.net/rest/api/3/myself"
    token = connect_token(
        m.APP_KEY, m.ACME.client_key, m.ACME.shared_secret, method="get", url=url, base_path="", now=m.NOW
    )
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims == {
        "iss": m.APP_KEY,
        "aud": [m.ACME.client_key],
        "iat": m.ISSUED,
        "exp": m.ISSUED + 180,
        "qsh": query_string_hash("GET", "/rest/api/3/myself"),
    }


def test_what_is_signed_is_what_goes_out() -> None:
    """The hash covers the query after `requests` has encoded it."""
    auth = ConnectAuth(m.APP_KEY, m.ACME, Clock())
    request = prepared(
        "https://acme.atlassian.net/rest/api/3/search/jql",
        auth,
        [("jql", 'project = "A B"'), ("id", "2"), ("id", "10")],
    )
    assert query_string_hash("GET", request.path_url) == claims_of(request)["qsh"]


def test_a_base_path_is_left_out() -> None:
    """For a site whose base URL has a path, the hash is relative to it."""
    site = KnownSite(1, m.ACME.client_key, m.ACME.shared_secret, "https://acme.atlassian.net/wiki", active=True)
    request = prepared("https://acme.atlassian.net/wiki/rest/api/content", ConnectAuth(m.APP_KEY, site, Clock()))
    assert query_string_hash("GET", "/rest/api/content") == claims_of(request)["qsh"]


def test_a_retry_is_signed_afresh() -> None:
    """The same auth object signs each sending with the time of that sending."""
    clock = Clock()
    auth = ConnectAuth(m.APP_KEY, m.ACME, clock)
    request = prepared("https://acme.atlassian.net/rest/api/3/myself", auth)
    clock.now += timedelta(minutes=5)
    assert claims_of(auth(request))["iat"] == m.ISSUED + 300


@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "http://acme.atlassian.net/x", "https://acme.atlassian.net:81/"]
)
def test_a_token_does_not_leave_for_another_host(url: str) -> None:
    """A request to any other scheme, host or port is refused instead of signed."""
    with pytest.raises(ValueError, match="another host"):
        prepared(url, ConnectAuth(m.APP_KEY, m.ACME, Clock()))
