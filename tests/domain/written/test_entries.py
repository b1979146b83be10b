"""Lists inside one cell come back as they were written, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.written.entries import Entry, entries, is_marked_up, written_entries

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
ENTRIES = st.builds(
    Entry, TEXTS, st.dictionaries(st.sampled_from(["kind", "due", "expected effect"]), TEXTS, max_size=3)
)


@given(st.lists(ENTRIES, max_size=4))
def test_what_is_written_is_read(told: list[Entry]) -> None:
    """Bars, backslashes, line breaks, blanks at the edges: reading gives back every entry."""
    assert list(entries(written_entries(told))) == told


def test_a_list_reads_like_a_list() -> None:
    """A cell is for people first: a line an entry, facts by name."""
    told = [Entry("Order a spare", {"kind": "preventive", "due": "2026-12-01", "cost": ""}), Entry("Ask around")]
    assert written_entries(told) == "Order a spare | kind: preventive | due: 2026-12-01\nAsk around"


def test_plain_lines_are_entries_without_facts() -> None:
    """What somebody typed without any mark-up is taken as it is, a bar without a name included."""
    assert entries("Order a spare\n\nEither | or") == (Entry("Order a spare"), Entry("Either | or"))
    assert not is_marked_up("Either | or")
    assert is_marked_up("Order | kind: preventive")
