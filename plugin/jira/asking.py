"""Ids and names that go into JQL, paths and bodies: let through only in the form that Jira gives them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from plugin.domain.errors import JiraRefused

T = TypeVar("T")

_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,255}", re.ASCII)


def number(jira_id: str) -> int:
    """A Jira id as the number it is; raises JiraRefused for anything else, without troubling Jira."""
    if not _DIGITS.fullmatch(jira_id):
        raise JiraRefused("That is not an id of Jira's.")
    return int(jira_id)


def numbers(jira_ids: Iterable[str]) -> list[int]:
    """Those of the ids that are numbers, each once and in order; Jira would drop the others too."""
    return sorted({int(jira_id) for jira_id in jira_ids if _DIGITS.fullmatch(jira_id)})


def word(name: str) -> str:
    """A project key, field id or property key, safe in a path; raises JiraRefused for anything else."""
    if not _WORD.fullmatch(name) or not name.strip("."):
        raise JiraRefused("That is not a name of Jira's.")
    return name


def chunks(items: Collection[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, at most `size` at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
