"""Boards and sprints, which the app does without where a scope is missing: the doctor says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from descriptors.identity import FORGE_SCOPES
from plugin.doctor.boards import BOARD_SCOPES, SPRINT_SCOPE, ask_boards
from plugin.doctor.finding import Grade
from tests.doctor.answers import SILENCE, answer
from tests.doctor.conftest import Doctor
from tests.standin.openapi import contract
from tests.web.core.bench import Bench, open_bench

ACME = "https://acme.atlassian.net"


def about_boards(said: list[str]) -> list[str]:
    """The lines on boards and sprints."""
    return [line for line in said if "boards" in line or "sprints" in line]


def test_the_scopes_named_are_in_the_manifest() -> None:
    """Or the remedy would lead nowhere."""
    assert {*BOARD_SCOPES, SPRINT_SCOPE} <= {scope.name for scope in FORGE_SCOPES}


def test_a_board_and_its_sprints_are_told(forge: Bench, doctor: Doctor) -> None:
    """One line; nothing where there is no board, as without Jira Software."""
    assert about_boards(doctor(forge)[1]) == []
    forge.acme.create_board("PAY")
    before = forge.everything()
    code, said, complained = doctor(forge)
    (line,) = about_boards(said)
    assert (code, complained, line[0]) == (0, "", "✓")
    assert line.endswith("tells boards and sprints")
    assert forge.everything() == before


@pytest.mark.parametrize(
    ("path", "what", "scope"), [("/board", "boards", BOARD_SCOPES[0]), ("/sprint", "sprints", SPRINT_SCOPE)]
)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_names_the_scope(forge: Bench, doctor: Doctor, path: str, what: str, scope: str, status: int) -> None:
    """A warning: the registers work without sprints. The token is kept, although it was refused."""
    forge.acme.create_board("PAY")
    forge.acme.faults.fail(1, status, {}, path_contains=path)
    code, said, _ = doctor(forge)
    (line,) = about_boards(said)
    assert (code, line[0]) == (0, "!")
    assert f"refuses to tell {what} ({status})" in line
    assert f"has not granted {scope}" in line
    assert forge.rows("SELECT count(*) FROM forge_token WHERE account_id = ''") == [(1,)]


@pytest.mark.skipif(not contract(), reason="Jira's own documents say which call needs which scope")
def test_a_manifest_without_the_scope_is_found_out(tmp_path: Path, doctor: Doctor) -> None:
    """Jira's own rules refuse the sprints."""
    with open_bench(tmp_path, installed=False) as bench:
        manifest = bench.manifest()
        scopes = [name for name in manifest["permissions"]["scopes"] if name != SPRINT_SCOPE]
        bench.acme.install_forge(manifest | {"permissions": {"scopes": scopes}}, bench.url)
        bench.acme.create_board("PAY")
        _, said, _ = doctor(bench)
    assert [line[0] for line in about_boards(said)] == ["!"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"values": 3}', b'{"values": [{}]}', b'{"values": [{"id": "../x"}]}'])
@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_odd_answer_is_no_finding(body: bytes, status: int) -> None:
    """What kept Jira from telling it, if anything did, other questions have found already."""
    assert list(ask_boards(ACME, lambda path: answer(body, status))) == []


def test_a_jira_that_is_away_is_not_said_twice() -> None:
    """Neither at the first question nor at the second."""
    one_board: Any = answer({"values": [{"id": 1}]})
    assert list(ask_boards(ACME, lambda path: SILENCE)) == []
    assert list(ask_boards(ACME, lambda path: SILENCE if "sprint" in path else one_board)) == []
    (found,) = ask_boards(ACME, lambda path: answer({"values": []}) if "sprint" in path else one_board)
    assert found.grade is Grade.OK
