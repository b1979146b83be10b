"""What pages show of the category tree: a grouped choice, paths and labels in words."""

from plugin.domain.categories import Category, CategoryTree
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases.views.categories import CategoryGroup, category_choices, category_label, category_words
from tests.usecases.views.plain import PlainWording

SAY = PlainWording()
TREE = CategoryTree(
    (
        Category("a", "Outside"),
        Category("s", "Supplier", "a"),
        Category("c", "Contract", "s"),
        Category("b", "Inside"),
    )
)


def test_each_area_is_a_group_that_can_itself_be_chosen() -> None:
    """The area comes first in its group; what lies deeper is named by its path below the area."""
    assert category_choices(SAY, TREE) == (
        CategoryGroup("Outside", (("a", "Outside, in general"), ("s", "Supplier"), ("c", "Supplier / Contract"))),
        CategoryGroup("Inside", (("b", "Inside, in general"),)),
    )


def test_every_category_can_be_chosen_once() -> None:
    """The choice leaves no code out and offers none twice."""
    offered = [code for group in category_choices(SAY) for code, _ in group.options]
    assert sorted(offered) == sorted(STARTER_CATEGORIES.codes)


def test_a_category_is_named_by_its_path_or_its_own_words() -> None:
    """A detail shows the path, a tag the words alone; a code that is not known stands as it is, none is nothing."""
    assert category_words(SAY, "c", TREE) == "Outside / Supplier / Contract"
    assert category_label(SAY, "c", TREE) == "Contract"
    assert (category_words(SAY, "gone", TREE), category_words(SAY, None, TREE)) == ("gone", "")
    assert (category_label(SAY, "gone", TREE), category_label(SAY, None, TREE)) == ("", "")
