"""The risk breakdown structure: categories as a tree, in which asking for one category asks for all beneath it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from plugin.domain.errors import Invalid, Problem

DEEPEST = 4
"""Levels that a tree may have; a finer one is no longer chosen with care."""


@dataclass(frozen=True, slots=True)
class Category:
    """One node: the code that is stored, the words that are shown, and the code of the node above (None at the top)."""

    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """Categories, each parent before its children; raises Invalid where they make no tree."""

    categories: tuple[Category, ...]
    _by_code: Mapping[str, Category] = field(init=False, repr=False, compare=False)
    _children: Mapping[str | None, tuple[Category, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if problems := tree_problems(self.categories):
            raise Invalid(problems)
        children: dict[str | None, list[Category]] = defaultdict(list)
        for category in self.categories:
            children[category.parent].append(category)
        object.__setattr__(self, "_by_code", {category.code: category for category in self.categories})
        object.__setattr__(self, "_children", {parent: tuple(found) for parent, found in children.items()})

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Category]:
        """Each node before those beneath it, siblings in their order."""
        return self._walk(None)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, each before those beneath it."""
        return tuple(category.code for category in self)

    def get(self, code: str | None) -> Category | None:
        """The node of that code; None where there is none."""
        return self._by_code.get(code or "")

    def children(self, code: str | None = None) -> tuple[Category, ...]:
        """The nodes directly beneath one; those at the top where no code is given."""
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[Category, ...]:
        """The nodes from the top down to that one; nothing where the code is not known."""
        found: list[Category] = []
        node = self.get(code)
        while node is not None:
            found.append(node)
            node = self.get(node.parent)
        return tuple(reversed(found))

    def within(self, code: str) -> tuple[str, ...]:
        """The code itself and all beneath it; nothing where it is not known."""
        return (code, *(below.code for below in self._walk(code))) if code in self else ()

    def _walk(self, code: str | None) -> Iterator[Category]:
        for child in self.children(code):
            yield child
            yield from self._walk(child.code)


def tree_problems(categories: Iterable[Category]) -> list[Problem]:
    """Why these nodes make no tree; a parent must come before its children, so no circle can be written down."""
    problems: list[Problem] = []
    depths: dict[str, int] = {}
    for at, category in enumerate(categories):
        above = 0 if category.parent is None else depths.get(category.parent)
        if not category.code or category.code in depths:
            problems.append(Problem(f"/{at}/code", f"{category.code!r} stands twice or is empty; give it its own code"))
        if not category.label.strip():
            problems.append(Problem(f"/{at}/label", "give it a name"))
        if above is None:
            problems.append(
                Problem(f"/{at}/parent", f"there is no {category.parent!r} before it; put the parent first")
            )
        elif above >= DEEPEST:
            problems.append(Problem(f"/{at}/parent", f"a tree has at most {DEEPEST} levels; place it higher"))
        depths.setdefault(category.code, (above or 0) + 1)
    return problems
