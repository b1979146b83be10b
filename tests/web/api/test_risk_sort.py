"""The register over HTTP in the order of any column, page by page."""

import pytest

from tests.web.api.conftest import Person, body_of


def keys(ana: Person, query: str) -> list[str]:
    """The keys of all pages of two."""
    found: list[str] = []
    after = ""
    while True:
        page = body_of(ana.get(f"/projects/10000/risks?limit=2&{query}{after}"))
        found += [one["key"] for one in page["items"]]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=key", ["R-1", "R-2", "R-3", "R-4", "R-5"]),
        ("sort=-key", ["R-5", "R-4", "R-3", "R-2", "R-1"]),
        ("sort=title", ["R-2", "R-1", "R-3", "R-4", "R-5"]),
        ("sort=-title", ["R-4", "R-5", "R-3", "R-1", "R-2"]),
        ("sort=owner&owner=none", ["R-1", "R-2", "R-3", "R-4", "R-5"]),
        ("sort=title&status=closed", []),
        ("sort=title&category=people&direction=threat&due=overdue", []),
    ],
)
def test_any_order_pages_without_loss(ana: Person, query: str, expected: list[str]) -> None:
    """A minus begins at the highest; filters hold as well; ties keep the order of their keys."""
    for title in ("beta", "Alpha", "gamma", "zeta", "zeta"):
        ana.raises(title=title, owner=None)
    assert keys(ana, query) == expected


def test_a_cell_and_a_strange_order(ana: Person) -> None:
    """A cell narrows in any order; an order that there is not is named, and so is another order's cursor."""
    ana.raises()
    ana.raises()
    assert keys(ana, "sort=key&cell=current.threat.1.1") == []
    assert ana.get("/projects/10000/risks?sort=colour").status_code == 422
    cursor = body_of(ana.get("/projects/10000/risks?sort=key&limit=1"))["next"]
    assert ana.get(f"/projects/10000/risks?sort=title&after={cursor}").status_code == 422
