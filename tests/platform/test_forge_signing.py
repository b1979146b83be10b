"""Forge's access token goes to one site's API and nowhere else, and its refusal is heard."""

from collections.abc import Iterator

import pytest
import requests
from requests import PreparedRequest

from plugin.platform.forge import ForgeAuth
from tests.platform import made_up_forge as f
from tests.platform.hosts import Host, serving

TOKEN = "telltale-token"


def auth(base_url: str = f.API_BASE_URL, refusals: list[str] | None = None) -> ForgeAuth:
    """An auth for one site that notes refusals."""
    heard = refusals if refusals is not None else []
    return ForgeAuth(TOKEN, base_url, lambda: heard.append("refused"))


def prepared(url: str, forge_auth: ForgeAuth) -> PreparedRequest:
    """A request as `requests` would send it."""
    return requests.Session().prepare_request(requests.Request("GET", url, auth=forge_auth))


@pytest.mark.parametrize("base_url", [f.API_BASE_URL, f.API_BASE_URL + "/"])
@pytest.mark.parametrize(
    "rest", ["", "/", "/rest/api/3/myself", "/rest/api/3/search/jql?jql=a%20%3D%20%22..%22#x", "?x"]
)
def test_a_call_to_the_site_bears_the_token(base_url: str, rest: str) -> None:
    """Whatever lies at or below the API's address is authorised."""
    request = prepared(f.API_BASE_URL + rest, auth(base_url))
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://evil.example/ex/jira/{f.CLOUD_ID}/rest",
        f"http://api.atlassian.com/ex/jira/{f.CLOUD_ID}/rest",
        f"https://api.atlassian.com:8443/ex/jira/{f.CLOUD_ID}/rest",
        f"https://api.atlassian.com.evil.example/ex/jira/{f.CLOUD_ID}/rest",
        f"https://api.atlassian.com@evil.example/ex/jira/{f.CLOUD_ID}/rest",
        f"https://user:secret@api.atlassian.com/ex/jira/{f.CLOUD_ID}/rest",
        f"https://api.atlassian.com/ex/jira/{f.OTHER_CLOUD_ID}/rest",
        f"https://api.atlassian.com/ex/jira/{f.CLOUD_ID}0/rest",
        f"https://api.atlassian.com/ex/jira/{f.CLOUD_ID}%2Frest",
        f"https://api.atlassian.com/EX/jira/{f.CLOUD_ID}/rest",
        "https://api.atlassian.com/ex/jira/",
        "https://api.atlassian.com/",
        f"{f.API_BASE_URL}/../{f.OTHER_CLOUD_ID}/rest",
        f"{f.API_BASE_URL}/%2e%2e/{f.OTHER_CLOUD_ID}/rest",
        f"{f.API_BASE_URL}/%2E./{f.OTHER_CLOUD_ID}/rest",
        f"{f.API_BASE_URL}/rest%2F..%2F..%2F{f.OTHER_CLOUD_ID}",
        f"{f.API_BASE_URL}/..%5C{f.OTHER_CLOUD_ID}",
    ],
)
def test_the_token_does_not_leave_for_anywhere_else(url: str) -> None:
    """Another scheme, host, port, site or a path that climbs is refused, and the refusal names neither."""
    with pytest.raises(ValueError, match="must not leave") as caught:
        prepared(url, auth())
    assert TOKEN not in str(caught.value)
    assert f.CLOUD_ID not in str(caught.value)


def test_a_raw_url_is_judged_as_it_stands() -> None:
    """A URL that nobody prepared is held against the same rule, and one that is missing is refused."""
    request = PreparedRequest()
    for url in (f"{f.API_BASE_URL}/../x", f"{f.API_BASE_URL}\\..\\x", None):
        request.url = url
        with pytest.raises(ValueError, match="must not leave"):
            auth()(request)


def test_the_token_is_in_no_repr() -> None:
    """Neither the auth nor the request it went on shows the token."""
    forge_auth = auth()
    assert TOKEN not in repr(forge_auth) + repr(prepared(f.API_BASE_URL, forge_auth))


class Api(Host):
    """An API that answers with the status its path names, and remembers who came with what."""

    seen: list[tuple[str, str | None]]

    def respond(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization")))
        status = int(self.path.rpartition("/")[2])
        reason = b'{"code":401,"message":"Unauthorized; scope does not match"}' if "/scope/" in self.path else b""
        self.answer(status, reason, "/elsewhere/401" if status == 302 else None)


@pytest.fixture
def api() -> Iterator[str]:
    """The address of a site's API on this machine."""
    Api.seen = []
    with serving(Api) as address:
        yield f"{address}/ex/jira/{f.CLOUD_ID}"


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (401, 1), (403, 0), (404, 0), (429, 0), (500, 0)])
def test_only_a_401_is_a_refusal_of_the_token(api: str, status: int, expected: int) -> None:
    """Jira's 401 is told once; every other answer leaves the token alone, and all are handed on."""
    refusals: list[str] = []
    assert requests.get(f"{api}/{status}", auth=auth(api, refusals)).status_code == status
    assert len(refusals) == expected
    assert [bearer for _, bearer in Api.seen] == [f"Bearer {TOKEN}"]


def test_a_missing_scope_says_nothing_against_the_token(api: str) -> None:
    """Forge's gateway says 401 for it too; another token would fare no better, so this one is kept."""
    refusals: list[str] = []
    assert requests.get(f"{api}/scope/401", auth=auth(api, refusals)).status_code == 401
    assert refusals == []


def test_a_request_authorised_twice_is_refused_once(api: str) -> None:
    """A request that is authorised again before it is sent does not count a refusal twice."""
    refusals: list[str] = []
    forge_auth = auth(api, refusals)
    request = forge_auth(prepared(f"{api}/401", forge_auth))
    assert requests.Session().send(request).status_code == 401
    assert refusals == ["refused"]


def test_a_redirect_is_followed_without_the_token(api: str) -> None:
    """A session that follows redirects, even on the same host, arrives there with nothing, and that is no refusal."""
    refusals: list[str] = []
    assert requests.get(f"{api}/302", auth=auth(api, refusals)).status_code == 401
    assert [(path, bearer) for path, bearer in Api.seen if path == "/elsewhere/401"] == [("/elsewhere/401", None)]
    assert refusals == []
