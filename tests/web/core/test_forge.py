"""What Forge calls: events, ticks and farewells are believed from Forge alone, stored durably, answered in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from plugin.usecases.site_life import NOTHING_TO_SPEAK_WITH
from tests.standin.forge.invocation import ABSENT
from tests.standin.keys import SigningKey
from tests.standin.state import utc_now
from tests.web.core.bench import APP_ID, LEAD, Bench, open_bench

EVENT = {
    "eventType": "avi:jira:updated:issue",
    "issue": {"id": "10042", "key": "PAY-1", "fields": {"project": {"id": "10000", "key": "PAY"}}},
    "changelog": {"id": "77", "items": []},
}
ROUTES = ("/forge/events", "/forge/tick", "/forge/uninstall")


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Bench]:
    """An app that acme has installed through Forge."""
    with open_bench(tmp_path, installed=False) as bench:
        assert bench.acme.install_forge(bench.manifest(), bench.url) == 200
        yield bench


def post(bench: Bench, path: str, token: str, body: Any = EVENT, **headers: str) -> requests.Response:
    """One call of Forge's, with an invocation token."""
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(f"{bench.url}{path}", data=raw, headers=sent, timeout=10)


def stored(bench: Bench) -> list[tuple[Any, ...]]:
    """The deliveries that were kept."""
    return bench.rows("SELECT event, lane, state, body FROM delivery ORDER BY id")


def forge_site(bench: Bench) -> Any:
    """Acme as the app keeps it."""
    (site,) = [one for one in bench.app.sites.all() if one.cloud_id == bench.acme.cloud_id]
    return site


def test_installing_makes_a_site_and_no_delivery(forge: Bench) -> None:
    """The installed event makes the site known with its address and a token for Jira; it is no work to be done."""
    site = forge_site(forge)
    assert (site.carrier, site.base_url, site.active) == ("forge", forge.acme.base_url, True)
    assert stored(forge) == []
    assert forge.app.services.jira(site.id).project("PAY")[1] == "PAY"


def test_an_event_is_stored_once(forge: Bench) -> None:
    """The raw body is kept under Forge's own name in its project's lane; a repetition adds nothing."""
    again = {**EVENT, "retryContext": {"retryCount": 1, "retryReason": "TIMEOUT_ERROR", "retryData": None}}
    for body in (EVENT, again, {"payload": again}):
        answer = post(forge, "/forge/events", forge.acme.invocation_token(), body)
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert stored(forge) == [("avi:jira:updated:issue", "10000", "ready", json.dumps(EVENT).encode())]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_event_is_refused(forge: Bench, body: bytes) -> None:
    """Whatever is no JSON object is refused in JSON, which is all that Forge's proxy takes."""
    answer = post(forge, "/forge/events", forge.acme.invocation_token(), body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/json"
    assert stored(forge) == []


def test_an_event_without_a_name_is_set_aside(forge: Bench) -> None:
    """It can never be worked on, but an administrator can see it."""
    assert post(forge, "/forge/events", forge.acme.invocation_token(), {"what": "?"}).status_code == 200
    assert [row[2] for row in stored(forge)] == ["unreadable"]


HOSTILE: dict[str, dict[str, Any]] = {
    "alg none": {"header": {"alg": "none"}},
    "HS256 with the public key": {"header": {"alg": "HS256"}},
    "another algorithm by name": {"header": {"alg": "PS256"}},
    "a stranger's key": {"key": SigningKey()},
    "an unknown key id": {"header": {"kid": "forge/invocation-token/unknown"}},
    "a key id that is an address": {"header": {"kid": "https://keys.example/1"}},
    "an address of keys": {"header": {"jku": "https://keys.example/jwks.json", "kid": "other"}},
    "wrong issuer": {"iss": "forge/other"},
    "wrong audience": {"aud": "ari:cloud:ecosystem::app/00000000-1111-4222-8333-444444444444"},
    "another app": {"app.id": "ari:cloud:ecosystem::app/00000000-1111-4222-8333-444444444444"},
    "expired": {"iat": 1_700_000_000, "nbf": 1_700_000_000, "exp": 1_700_000_025},
    "not yet valid": {"iat": 4_000_000_000, "nbf": 4_000_000_000, "exp": 4_000_000_025},
    "without an end": {"exp": ABSENT},
    "another environment": {"app.environment.type": "DEVELOPMENT"},
    "without an installation": {"app.installationId": ABSENT},
    "a poisoned API address": {"app.apiBaseUrl": "https://api.evil.example/ex/jira/x"},
    "another site's API address": {"app.apiBaseUrl": "http://127.0.0.1/ex/jira/00000000-1111-4222-8333-444444444444"},
    "an isolated cloud": {"icLabel": "elsewhere"},
    "another cloud under this installation": {
        "context.cloudId": "00000000-1111-4222-8333-444444444444",
        "app.installation": ABSENT,
        "app.apiBaseUrl": ABSENT,
    },
}


@pytest.mark.parametrize("path", [*ROUTES, "/api/v1/projects/10000", "/ui/projects/10000"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_token_opens_no_door(hostile_bench: Bench, what: str, path: str) -> None:
    """Each of them is answered with 401 on every kind of route, changes nothing, and is not repeated in the answer."""
    before = hostile_bench.everything()
    token = hostile_bench.acme.invocation_token(**HOSTILE[what])
    method = "POST" if path in ROUTES else "GET"
    sent = {"Authorization": f"Bearer {token}", "x-forge-oauth-system": "stolen"}
    answer = requests.request(method, f"{hostile_bench.url}{path}", json={}, headers=sent, timeout=10)
    assert answer.status_code == 401
    assert token.split(".")[1] not in answer.text
    assert hostile_bench.everything() == before


@pytest.fixture(scope="module")
def hostile_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An app that only refuses."""
    with open_bench(tmp_path_factory.mktemp("hostile"), installed=False) as bench:
        bench.acme.install_forge(bench.manifest(), bench.url)
        yield bench


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"account_id": LEAD, "module": "project-page", "project": "PAY"}, id="a person"),
        pytest.param({"module": "project-page", "project": "PAY"}, id="nobody on a page"),
        pytest.param({"app.module": {"type": "jira:projectPage", "key": "x"}}, id="a page by its type"),
        pytest.param({"app.module": {"type": "x", "key": "issue-panel"}}, id="a page by its key"),
        pytest.param({"context.moduleKey": "site-admin"}, id="a page by its context"),
    ],
)
def test_a_page_cannot_play_forge(hostile_bench: Bench, path: str, claims: dict[str, Any]) -> None:
    """A page may choose the path of its calls, so what comes from one is refused where only Forge may tell."""
    before = hostile_bench.everything()
    token = hostile_bench.acme.invocation_token(**claims)
    assert post(hostile_bench, path, token).status_code == 401
    assert hostile_bench.everything() == before


def test_tokens_never_reach_the_log(forge: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither invocation tokens nor those for Jira are written anywhere, believed or not."""
    good, bad = forge.acme.invocation_token(), forge.acme.invocation_token(iss="x")
    system = forge.acme.system_token()
    for token in (good, bad):
        post(forge, "/forge/events", token, **{"x-forge-oauth-system": system})
        post(forge, "/forge/tick", token, b"{", **{"x-forge-oauth-system": system})
    said = capfd.readouterr()
    for secret in (good, bad, system):
        assert secret.rpartition(".")[2] not in said.out + said.err
        assert secret not in "".join(forge.everything())


def test_what_waits_for_a_token_goes_on_with_the_next_tick(tmp_path: Path) -> None:
    """Without a token an errand waits without failing; the tick that brings one makes it due at once."""
    with open_bench(tmp_path, installed=False) as bench:
        bench.acme.forge_token_life = timedelta(seconds=20)  # too short to be of use
        bench.acme.install_forge(bench.manifest(), bench.url)
        site = forge_site(bench)
        with bench.app.work(site.id, write=True) as uow:
            uow.errands.ask("identify", "site", lane="", run_at=utc_now())
            uow.commit()
        assert bench.app.errands.run_once("worker") == 0
        waiting = bench.rows("SELECT attempts, error FROM errand WHERE kind = 'identify' AND state = 'ready'")
        assert waiting == [(0, NOTHING_TO_SPEAK_WITH)]
        assert bench.app.errands.run_once("worker") == 0
        bench.acme.forge_token_life = timedelta(hours=4)
        assert bench.acme.tick() == 200
        assert bench.app.errands.run_once("worker") == 1
        assert bench.app.services.jira(site.id).project("PAY")[1] == "PAY"


def test_saying_goodbye(forge: Bench) -> None:
    """After the farewell the site is inactive, its tokens are gone, its end is planned, and its calls are refused."""
    site, token = forge_site(forge), forge.acme.invocation_token()
    assert forge.acme.uninstall_forge() == 200
    gone = forge.app.sites.get(site.id)
    assert gone is not None
    assert not gone.active
    assert forge.rows("SELECT count(*) FROM forge_token") == [(0,)]
    (planned,) = forge.rows("SELECT run_at FROM errand WHERE kind = 'erase' AND state = 'ready'")
    assert timedelta(days=29) < timedelta(microseconds=planned[0] - utc_now().timestamp() * 1e6) < timedelta(days=31)
    assert post(forge, "/forge/events", token).status_code == 401
    assert stored(forge) == []


def test_without_an_app_id_there_is_no_forge(tmp_path: Path) -> None:
    """An app that names no Forge app knows none of its addresses and believes none of its tokens."""
    with open_bench(tmp_path, installed=False, PLUMBLINE_FORGE_ENVIRONMENTS="STAGING") as bench:
        assert bench.acme.install_forge(bench.manifest(), bench.url, check=False) == 401
        assert bench.app.sites.all() == []
    with open_bench(tmp_path / "other", installed=False, PLUMBLINE_FORGE_APP_ID="") as bench:
        assert bench.acme.install_forge(bench.manifest(), bench.url, check=False) == 404
        token = bench.acme.invocation_token(LEAD, module="project-page", project="PAY")
        for path in ("/ui/projects/10000", "/api/v1/projects/10000"):
            answer = requests.get(f"{bench.url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=10)
            assert answer.status_code == 401
        assert APP_ID not in "".join(bench.everything())
