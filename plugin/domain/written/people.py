"""People as cells name them: account ids, addresses, names; who they are in Jira is for others to find out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugin.domain.written.misread import Misread

_ACCOUNT = re.compile(
    r"\[?~?(?:accountid:)?((?:\d+:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})\]?", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s<>@,;()]+@[^\s<>@,;()]+\.[^\s<>@,;()]+")
_BETWEEN = re.compile(r"\s*(?:;|\n|/|&|\+|\band\b|\bund\b)\s*")
_BRACKETS = "<>()[]@\"' \t"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """What a cell says of one person; at least one of the three is given."""

    name: str = ""
    address: str = ""
    account: str = ""


def people(written: object) -> tuple[Person, ...]:
    """The people that a cell names, in its order, each once; () for an empty cell.

    Semicolons, line breaks, slashes, "&" and "and" stand between people. A comma does too, except in one that parts
    a last from a first name ("Lead, Release").
    """
    if written is None:
        return ()
    if not isinstance(written, str):
        raise Misread(written, "names nobody; write a name or an e-mail address")
    if len(written) > _LONGEST * 10:
        raise Misread(written, "is too long for names; list people with semicolons between them")
    parts = [part for piece in _BETWEEN.split(written) for part in _at_commas(piece.strip())]
    return tuple(dict.fromkeys(_person(part) for part in parts if part.strip(_BRACKETS)))


def _at_commas(piece: str) -> list[str]:
    parts = [part.strip() for part in piece.split(",")]
    if len(parts) == 2 and all(part and " " not in part and "@" not in part for part in parts):
        return [f"{parts[1]} {parts[0]}"]
    return parts


def _person(part: str) -> Person:
    if found := _ACCOUNT.fullmatch(part):
        return Person(account=found[1])
    address = _ADDRESS.search(part)
    if address:
        name = (part[: address.start()] + part[address.end() :]).strip(_BRACKETS)
        return Person(name[:_LONGEST], address[0].lower())
    return Person(" ".join(part.strip(_BRACKETS).split())[:_LONGEST])
