"""Asks a Forge site for a board and its sprints: the app does without where it may not, so nobody would notice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from plugin.doctor.finding import Finding, ok, warning
from plugin.doctor.looking import Answer, NoAnswer

BOARDS = "/rest/agile/1.0/board?type=scrum&maxResults=1"
BOARD_SCOPES = ("read:board-scope:jira-software", "read:project:jira")
SPRINT_SCOPE = "read:sprint:jira-software"
REFUSED = frozenset({401, 403})

Read = Callable[[str], Answer | NoAnswer]
"""What Jira answers at a path, asked with the app's token."""


def ask_boards(name: str, read: Read) -> Iterator[Finding]:
    """At most two findings; none where Jira is away, which other questions tell, or where there is no board."""
    boards = read(BOARDS)
    if isinstance(boards, NoAnswer):
        return
    if boards.status in REFUSED:
        yield _refused(name, "boards", boards.status, " and ".join(BOARD_SCOPES))
        return
    board = _first_id(boards)
    if board is None:
        return
    sprints = read(f"/rest/agile/1.0/board/{board}/sprint?maxResults=1")
    if isinstance(sprints, Answer) and sprints.status in REFUSED:
        yield _refused(name, "sprints", sprints.status, SPRINT_SCOPE)
    elif isinstance(sprints, Answer) and sprints.status == 200:
        yield ok(f"site: the Jira of {name} tells boards and sprints")


def _refused(name: str, what: str, status: int, scopes: str) -> Finding:
    return warning(
        f"site: the Jira of {name} refuses to tell {what} ({status}), so projects are read without their sprints. "
        f"Where it has Jira Software, it has not granted {scopes}: deploy a manifest that asks for that, then run: "
        "forge install --upgrade"
    )


def _first_id(answer: Answer) -> int | None:
    """The number of the first board that an answer lists."""
    try:
        told: Any = json.loads(answer.body)
        found = told["values"][0]["id"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        return None
    return found if isinstance(found, int) else None
