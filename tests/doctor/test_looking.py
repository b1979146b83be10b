"""Looking at an address: whatever is there or is not becomes an answer or a reason, and nothing is given away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugin.doctor.looking import LONGEST, Answer, Looker, NoAnswer, printable, what_is_there
from tests.doctor.answers import answer, html
from tests.doctor.authority import Authority
from tests.doctor.servers import Script, serving

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy unless a test names one."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def look() -> Looker:
    """A look of half a second at most."""
    return Looker(lambda: datetime.now(UTC), 0.5)


def reason(seen: Answer | NoAnswer) -> str:
    """Why there was no answer."""
    assert isinstance(seen, NoAnswer)
    return seen.reason


def test_an_answer_comes_with_its_times(look: Looker) -> None:
    """Whatever its status; the moments before and after are our own clock's."""
    with serving(Script(418, b'{"a": 1}', {"X-One": "two"})) as port:
        before = datetime.now(UTC)
        seen = look(f"http://127.0.0.1:{port}/healthz")
    assert isinstance(seen, Answer)
    assert (seen.status, seen.body, seen.headers["x-one"]) == (418, b'{"a": 1}', "two")
    assert before <= seen.asked_at <= seen.answered_at <= datetime.now(UTC)


def test_a_redirect_is_not_followed(look: Looker) -> None:
    """It is what is there."""
    script = Script(302, b"", {"Location": "/elsewhere"})
    with serving(script) as port:
        seen = look(f"http://127.0.0.1:{port}/healthz")
    assert isinstance(seen, Answer)
    assert (seen.status, len(script.seen)) == (302, 1)


def test_no_password_of_the_machine_is_sent(look: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with passwords for hosts is not used, although the library would."""
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login operator password a-pass-word\n")
    monkeypatch.setenv("NETRC", str(file))
    script = Script()
    with serving(script) as port:
        look(f"http://127.0.0.1:{port}/")
    assert "Authorization" not in script.seen[0]


def test_a_long_answer_is_cut(look: Looker) -> None:
    """Nobody can make us read for ever."""
    with serving(Script(body=b"x" * (3 * LONGEST))) as port:
        seen = look(f"http://127.0.0.1:{port}/")
    assert isinstance(seen, Answer)
    assert len(seen.body) == LONGEST


def test_each_failure_has_its_words(look: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens, no such name, too slow, another protocol, an unknown authority, a proxy that is away."""
    with serving(Script(wait_s=1.5)) as port:
        assert "within 0.5 s" in reason(look(f"http://127.0.0.1:{port}/"))
        assert "is it https" in reason(look(f"https://127.0.0.1:{port}/"))
    assert "connection was refused" in reason(look(f"http://127.0.0.1:{port}/"))
    assert "does not resolve" in reason(look("http://nobody.invalid/"))
    authority = Authority("Example Company")
    with serving(Script(), authority.server(tmp_path, "localhost")) as port:
        assert "its certificate is not accepted: the chain is incomplete" in reason(look(f"https://localhost:{port}/"))
    monkeypatch.setenv("http_proxy", f"http://operator:a-pass-word@127.0.0.1:{port}")
    assert "a-pass-word" not in reason(look("http://nobody.invalid/"))


def test_a_proxy_and_an_authority_of_the_environment_are_used(
    look: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere else in the app; a file that is not there is named as the likely fault."""
    authority, bundle = Authority("Example Company"), tmp_path / "bundle.pem"
    bundle.write_text(authority.pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with serving(Script(204, b""), authority.server(tmp_path, "localhost")) as port:
        seen = look(f"https://localhost:{port}/")
        assert isinstance(seen, Answer)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
        assert "look at the proxy and CA variables" in reason(look(f"https://localhost:{port}/"))
    with serving(Script(203)) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        seen = look("http://nobody.invalid/")
    assert isinstance(seen, Answer)
    assert seen.status == 203


def test_an_address_that_is_none_is_a_reason(look: Looker) -> None:
    """Not a crash."""
    assert reason(look("http://[::1/"))


def test_what_is_there_is_named() -> None:
    """Redirects by their target without its query, pages by their title, the rest by its kind."""
    away = answer(status=302, Location="https://user:word@login.example/in?next=secret#x")
    assert what_is_there(away) == "a redirect (302) to https://login.example/in"
    assert what_is_there(answer(status=301)) == "a redirect (301) to nowhere"
    page = html("<html><title lang=en>\n Sign in\x1b[31m – Example </title>", 200)
    assert what_is_there(page) == "an HTML page (200) titled “Sign in [31m – Example”"
    assert what_is_there(html("<h1>Bad gateway", 502)) == "an HTML page (502)"
    assert what_is_there(answer({}, 404)) == "an answer 404 of the kind application/json"
    assert what_is_there(answer()) == "an answer 200 of the kind unknown"


def test_text_from_outside_stays_on_one_short_line() -> None:
    """No control characters, no novel."""
    assert printable(" a\n\tb\x00c ") == "a b c"
    assert printable("x" * 100) == "x" * 79 + "…"
