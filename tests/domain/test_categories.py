"""Categories make a tree: its order, paths and subtrees, what is no tree, and codes that must never vanish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.categories import DEEPEST, Category, CategoryTree, tree_problems
from plugin.domain.errors import Invalid
from plugin.domain.starter_categories import STARTER_CATEGORIES

SHIPPED_FIRST = {
    "external", "organisation", "people", "management", "scope", "estimating", "technical", "integration", "data",
    "performance", "testing", "supplier", "security", "delivery", "safety",
}  # fmt: skip
"""Codes that stood in registers before there was a tree."""

SMALL = CategoryTree(
    (
        Category("a", "A"),
        Category("b", "B"),
        Category("a1", "A one", "a"),
        Category("a11", "A one one", "a1"),
        Category("a111", "A one one one", "a11"),
        Category("a2", "A two", "a"),
    )
)


@st.composite
def trees(draw: st.DrawFn) -> CategoryTree:
    """Trees of up to thirty nodes, none deeper than allowed."""
    nodes: list[Category] = []
    depth: dict[str | None, int] = {None: 0}
    for number in range(draw(st.integers(0, 30))):
        parent = draw(st.sampled_from([code for code, deep in depth.items() if deep < DEEPEST]))
        depth[f"c{number}"] = depth[parent] + 1
        nodes.append(Category(f"c{number}", "Label", parent))
    return CategoryTree(tuple(nodes))


def test_a_tree_is_walked_in_its_order() -> None:
    """Each node comes before those beneath it, and siblings keep the order they were given in."""
    assert SMALL.codes == ("a", "a1", "a11", "a111", "a2", "b")
    assert [one.code for one in SMALL.children()] == ["a", "b"]
    assert [one.code for one in SMALL.children("a")] == ["a1", "a2"]
    assert SMALL.children("a2") == SMALL.children("nowhere") == ()


def test_a_category_holds_all_beneath_it() -> None:
    """Asking for a node asks for itself and everything below; a code nobody knows holds nothing."""
    assert SMALL.within("a1") == ("a1", "a11", "a111")
    assert SMALL.within("b") == ("b",)
    assert SMALL.within("nowhere") == ()


def test_the_path_leads_down_from_the_top() -> None:
    """The path names each node on the way; there is none to a code nobody knows."""
    assert [one.code for one in SMALL.path("a111")] == ["a", "a1", "a11", "a111"]
    assert SMALL.path("nowhere") == ()
    assert SMALL.get("a2") == Category("a2", "A two", "a")
    assert SMALL.get(None) is SMALL.get("nowhere") is None


@given(trees())
def test_subtrees_and_paths_agree(tree: CategoryTree) -> None:
    """One node lies within another exactly where the other is on its path; the tops share all nodes out."""
    for code in tree.codes:
        above = {one.code for one in tree.path(code)}
        assert above == {other for other in tree.codes if code in tree.within(other)}
    shared_out = [code for top in tree.children() for code in tree.within(top.code)]
    assert shared_out == list(tree.codes)
    assert len(tree.codes) == len(set(tree.codes)) == len(tree.categories)


@pytest.mark.parametrize(
    ("nodes", "pointer"),
    [
        ((Category("a", "A"), Category("a", "Again")), "/1/code"),
        ((Category("", "Nameless"),), "/0/code"),
        ((Category("a", " "),), "/0/label"),
        ((Category("b", "B", "a"), Category("a", "A")), "/0/parent"),
        ((Category("a", "A", "a"),), "/0/parent"),
        ((*SMALL.categories, Category("deep", "Too deep", "a111")), "/6/parent"),
    ],
)
def test_what_is_no_tree_is_refused(nodes: tuple[Category, ...], pointer: str) -> None:
    """A code twice, a missing name, an unknown parent, a circle or a fifth level is named by its place."""
    assert [problem.pointer for problem in tree_problems(nodes)] == [pointer]
    with pytest.raises(Invalid):
        CategoryTree(nodes)


def test_the_starter_tree_keeps_the_codes_that_registers_hold() -> None:
    """Whatever was a category before the tree came is one still, and lies where one would look for it."""
    assert set(STARTER_CATEGORIES.codes) >= SHIPPED_FIRST
    assert len(STARTER_CATEGORIES.children()) == 7
    assert [one.code for one in STARTER_CATEGORIES.path("supplier")] == ["external", "supplier"]
    assert [one.code for one in STARTER_CATEGORIES.path("people")] == ["organisation", "people"]
    assert set(STARTER_CATEGORIES.within("safety")) == {"safety", "health", "environment", "physical-security"}
