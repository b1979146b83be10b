"""When two people change one part of a risk: what each wrote, field by field, and the choice between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.usecases.views.people import Person
from plugin.usecases.views.wording import Moment

WAS, PICK, MINE, THEIRS = "was-", "pick-", "mine-", "theirs-"
UNCOUNTED = frozenset({"version", "owner-search", "issue-search", "rationale"})
"""Fields that say nothing of the risk as it is kept; what is typed in them goes along."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with both versions as they are sent and as they are shown; mine is preferred where I changed it."""

    field: str
    mine: str
    theirs: str
    prefers_mine: bool
    mine_shown: str = ""
    theirs_shown: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """A form to choose in: where it is sent, who changed what when, what both agree on, and what it stands on now."""

    url: str
    who: Person
    when: Moment
    differences: tuple[Difference, ...]
    kept: Mapping[str, str]
    base: Mapping[str, str]


def settled(values: Mapping[str, str]) -> dict[str, str]:
    """A form in which somebody chose between versions, as the plain form that comes of it."""
    chosen = {
        name.removeprefix(PICK): values.get((THEIRS if picked == "theirs" else MINE) + name.removeprefix(PICK), "")
        for name, picked in values.items()
        if name.startswith(PICK)
    }
    rest = {name: value for name, value in values.items() if not name.startswith((PICK, MINE, THEIRS))}
    return {**rest, **chosen}


def base_in(values: Mapping[str, str]) -> dict[str, str]:
    """What the form says that it was made from."""
    return {name.removeprefix(WAS): value for name, value in values.items() if name.startswith(WAS)}


def differences(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[Difference, ...]:
    """The fields in which two versions differ, in the form's order; a field that only one has is empty in the other."""
    base = base_in(mine)
    said = {name: value for name, value in mine.items() if not name.startswith(WAS) and name not in UNCOUNTED}
    fields = [*said, *(name for name in theirs if name not in said)]
    return tuple(
        Difference(name, said.get(name, ""), theirs.get(name, ""), said.get(name, "") != base.get(name, ""))
        for name in fields
        if said.get(name, "") != theirs.get(name, "")
    )


def is_untouched(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether nobody else changed this part: what the form was made from is what is kept now."""
    base = base_in(mine)
    return bool(base) and base == {name: theirs.get(name, "") for name in base} and not (theirs.keys() - base.keys())


def kept_in(mine: Mapping[str, str], found: tuple[Difference, ...]) -> dict[str, str]:
    """What goes along unseen: fields that both agree on, and what says nothing of the risk as it is kept."""
    contested = {one.field for one in found}
    return {
        name: value
        for name, value in mine.items()
        if name not in contested and name not in {"version", "owner-search"} and not name.startswith(WAS)
    }
