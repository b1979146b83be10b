"""Lists inside one cell: a line an entry, its text first, then what else is known as "name: value" behind bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NAMED = re.compile(r"([a-z][a-z -]*):\s*(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))", re.DOTALL)
_LETTERS = {"\\": "\\\\", "|": "\\|", "\n": "\\n", "\r": "\\r"}
_MEANT = {"n": "\n", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list; `facts` that are empty are not written."""

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)


def written_entries(entries: Iterable[Entry]) -> str:
    """The cell: `Order a spare | kind: preventive | due: 2026-12-01`, a line for each entry.

    Bars, backslashes and line breaks in texts are marked by a backslash, so that reading gives back what was written.
    """
    return "\n".join(_line(entry) for entry in entries)


def entries(cell: str) -> tuple[Entry, ...]:
    """What `written_entries` was given; a line that nobody marked up is an entry with its text alone."""
    return tuple(_entry(line) for line in cell.split("\n") if line.strip())


def is_marked_up(cell: str) -> bool:
    """Whether any line has a "name: value" behind a bar, as those do that we wrote."""
    return any(entry.facts for entry in entries(cell))


def _line(entry: Entry) -> str:
    facts = [f"{name}: {_escaped(value)}" for name, value in entry.facts.items() if value]
    return " | ".join([_escaped(entry.text), *facts])


def _escaped(text: str) -> str:
    marked = "".join(_LETTERS.get(letter, letter) for letter in text)
    inner = marked.strip()
    if inner == marked:
        return marked
    start = len(marked) - len(marked.lstrip())
    before, after = marked[:start], marked[start + len(inner) :]
    return "".join((*map(_named, before), inner, *map(_named, after)))


def _named(blank: str) -> str:
    return f"\\u{ord(blank):04x}"


def _entry(line: str) -> Entry:
    text, *rest = [part.strip() for part in _split(line)]
    facts = {}
    for part in rest:
        found = _NAMED.fullmatch(part)
        if found is None:
            text = f"{text} | {part}"
        else:
            facts[found[1]] = _unescaped(found[2])
    return Entry(_unescaped(text), facts)


def _split(line: str) -> list[str]:
    """The parts between bars that no backslash marks."""
    parts, held = [], ""
    for piece in re.findall(r"\\.|[^\\|]+|\||\\", line, re.DOTALL):
        if piece == "|":
            parts.append(held)
            held = ""
        else:
            held += piece
    return [*parts, held]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _MEANT.get(found[2], found[2]), text)
