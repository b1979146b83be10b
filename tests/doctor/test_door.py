"""Whether a call such as Forge's arrives whole: by POST, at the right path, with its Authorization header."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin.doctor.door import EVENTS, NOBODY, judge_door
from plugin.doctor.finding import Finding, Grade
from plugin.doctor.looking import Looker
from plugin.wiring import utcnow
from tests.doctor.answers import SILENCE, answer, html
from tests.doctor.conftest import Doctor
from tests.web.core.bench import Bench, open_bench

URL = f"https://risks.example.org{EVENTS}"


def knocked(bench: Bench) -> Finding:
    """What a knock at a bench's door finds."""
    url = bench.url + EVENTS
    return judge_door(url, Looker(utcnow, knocking_with=NOBODY)(url))


def test_our_own_refusal_is_what_should_come(forge: Bench) -> None:
    """A knock leaves nothing behind in the app."""
    before = forge.everything()
    assert knocked(forge).grade is Grade.OK
    assert forge.everything() == before


def test_an_app_without_forge_is_noticed(tmp_path: Path) -> None:
    """The settings that the server was started with are not those of this command."""
    with open_bench(tmp_path, PLUMBLINE_FORGE_APP_ID="") as bench:
        found = knocked(bench)
    assert (found.grade, "started without PLUMBLINE_FORGE_APP_ID" in found.text) == (Grade.PROBLEM, True)


def test_a_proxy_that_keeps_the_header_to_itself_is_noticed(forge: Bench) -> None:
    """Everything else works then, and every call of Forge's is refused."""
    found = judge_door(URL, _without_the_header(forge.flask))
    assert (found.grade, "Authorization header does not reach" in found.text) == (Grade.PROBLEM, True)


def _without_the_header(flask: Flask) -> Any:
    said = flask.test_client().post(EVENTS, json={})
    return answer(said.data, said.status_code)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (SILENCE, "did not answer within"),
        (html("<title>Forbidden</title>", 403), "titled “Forbidden”"),
        (html("<title>Not allowed</title>", 405), "an HTML page (405)"),
        (html("<title>Not found</title>", 404), "an HTML page (404)"),
        (answer(b"", 302, Location="https://login.example/?next=secret"), "a redirect (302) to https://login.example/"),
        (answer({"detail": "?"}, 500), "an answer 500"),
        (answer([], 401), "an answer 401"),
        (answer(b"[" * 100_000, 401), "an answer 401"),
    ],
)
def test_whoever_else_answers_is_named(other: Any, named: str) -> None:
    """A proxy that takes no POST, a page, a redirect, nothing at all."""
    found = judge_door(URL, other)
    assert (found.grade, named in found.text) == (Grade.PROBLEM, True), found.text


def test_connect_alone_needs_no_such_door(bench: Bench, doctor: Doctor) -> None:
    """Nobody knocks where no Forge app is configured."""
    _, said, _ = doctor(bench, PLUMBLINE_FORGE_APP_ID="")
    assert not any(EVENTS in line for line in said)
