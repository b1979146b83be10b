"""Categories as pages show them: a choice grouped by area, and a path in words."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.categories import CategoryTree
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases.views.wording import Wording

BETWEEN = " / "
"""Stands between the words of a path."""


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """One area with what can be chosen in it, each a code and its words; the area itself comes first."""

    label: str
    options: tuple[tuple[str, str], ...]


def category_choices(say: Wording, tree: CategoryTree = STARTER_CATEGORIES) -> tuple[CategoryGroup, ...]:
    """The tree as a grouped choice; what lies deeper than the second level is named by its path below the area."""
    return tuple(
        CategoryGroup(
            say.gettext(top.label),
            (
                (top.code, say.gettext("%(area)s, in general", area=say.gettext(top.label))),
                *((code, _words(say, tree, code, 1)) for code in tree.within(top.code)[1:]),
            ),
        )
        for top in tree.children()
    )


def category_words(say: Wording, code: str | None, tree: CategoryTree = STARTER_CATEGORIES) -> str:
    """The path of a category in words ("External / Supplier and contract"); a code that is not known as it stands."""
    return _words(say, tree, code, 0) or code or ""


def category_label(say: Wording, code: str | None, tree: CategoryTree = STARTER_CATEGORIES) -> str:
    """The category's own words; nothing where it is not known."""
    found = tree.get(code)
    return say.gettext(found.label) if found else ""


def _words(say: Wording, tree: CategoryTree, code: str | None, skipped: int) -> str:
    return BETWEEN.join(say.gettext(node.label) for node in tree.path(code or "")[skipped:])
