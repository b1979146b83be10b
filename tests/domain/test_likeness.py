"""Titles that say the same are found, titles that differ in what matters are not, and two thousand take no time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.likeness import ALIKE, TitleIndex, repeats, share, words_of

SAME = [
    ("Key developer leaves", "A key developer may leave"),
    ("Key developer leaves", "Key developer leaves the team"),
    ("Supplier delivers late", "Late delivery by the supplier"),
    ("Test environment is not available", "Test environments not available"),
    ("Requirements change after sign-off", "Changing requirements after the sign-off"),
    ("Data migration overruns the cut-over weekend", "Migration of data overruns cut-over weekend"),
    ("Release 1.1 slips", "Slip of release 1.1"),
]
"""Pairs that a project manager would merge."""

DIFFERENT = [
    ("Server outage", "Server outage at night"),
    ("Interface to billing is late", "Interface to payroll is late"),
    ("Data migration overruns", "Data migration loses records"),
    ("Release 1.1 slips", "Release 1.2 slips"),
    ("Moving wave 1 overruns the weekend agreed with sales", "Moving wave 2 overruns the weekend agreed with sales"),
    ("Test environment available", "Test environment not available at all"),
    ("Supplier goes out of business", "Supplier raises prices"),
    ("Permit comes late", "Hardware comes late"),
]  # fmt: skip
"""Pairs that are two risks."""

POOL = ["supplier", "interface", "billing", "payroll", "data", "migration", "permit", "person", "test", "outage"]
TITLES = st.lists(st.sampled_from(POOL), min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_titles_that_say_the_same_are_alike(one: str, other: str) -> None:
    """Other endings, order and small words change nothing; the pairs lie at or above the threshold."""
    assert share(words_of(one), words_of(other)) >= ALIKE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_titles_that_differ_in_what_matters_are_not_alike(one: str, other: str) -> None:
    """One word of three that differs, a number that differs, or a "not" makes two risks of a pair."""
    assert share(words_of(one), words_of(other)) < ALIKE


def test_the_threshold_has_room_on_both_sides() -> None:
    """No pair of these examples lies between two thirds and three quarters, where the threshold stands."""
    shares = [share(words_of(one), words_of(other)) for one, other in SAME + DIFFERENT]
    assert [one for one in shares if 2 / 3 < one < 3 / 4] == []
    assert 2 / 3 < ALIKE < 3 / 4


def test_nothing_is_like_nothing() -> None:
    """Titles without a word of meaning are like no other, not even each other."""
    index = TitleIndex({"R-1": "", "R-2": "the", "R-3": "—"})
    assert index.twins() == {}
    assert index.like("") == []


def test_a_title_finds_those_like_it() -> None:
    """The most alike comes first; what is merely similar is left out."""
    index = TitleIndex(
        {"R-1": "Permit comes late", "R-2": "Key developer leaves the team", "R-3": "Key developer leaves"}
    )
    assert [one.key for one in index.like("A key developer may leave")] == ["R-3", "R-2"]
    assert index.like("Volcano erupts") == []


def test_each_twin_names_the_nearest_other() -> None:
    """Of several the most alike is named, on a tie the one that was raised first."""
    titles = {
        "R-1": "Key developer leaves",
        "R-2": "Permit comes late",
        "R-3": "Developer leaves",
        "R-4": "The key developer leaves",
        "R-5": "Key developer leaves the team",
    }
    twins = {key: (twin.key, round(twin.share, 2)) for key, twin in TitleIndex(titles).twins().items()}
    assert twins == {"R-1": ("R-4", 1.0), "R-4": ("R-1", 1.0), "R-5": ("R-1", 0.75)}


@given(st.dictionaries(st.integers(0, 99), TITLES, max_size=25))
def test_the_shortcut_misses_no_pair(titles: Mapping[int, str]) -> None:
    """The inverted index finds exactly the titles that comparing all pairs finds, each with its largest share."""
    words = {key: words_of(title) for key, title in titles.items()}
    best = {
        key: max((share(words[key], words[other]) for other in words if other != key), default=0.0) for key in words
    }
    expected = {key: top for key, top in best.items() if top >= ALIKE}
    assert {key: twin.share for key, twin in TitleIndex(titles).twins().items()} == expected


@given(TITLES, TITLES)
def test_likeness_looks_the_same_from_both_sides(one: str, other: str) -> None:
    """The share is symmetric, lies between 0 and 1, and a title is wholly like itself."""
    there, back = share(words_of(one), words_of(other)), share(words_of(other), words_of(one))
    assert there == back
    assert 0 <= there <= 1
    assert share(words_of(one), words_of(one)) == 1


def test_a_single_word_repeats_nothing() -> None:
    """One word in common is no repetition; two are."""
    assert not repeats("delay", "delay")
    assert repeats("the supplier may be late", "supplier is late")


@pytest.mark.bench
@pytest.mark.parametrize("pool", [40, 400])
def test_two_thousand_titles_take_no_time(pool: int) -> None:
    """Twins among 2,000 titles are found in under 200 ms, with a small vocabulary as with a large one."""
    chance = random.Random(7)
    vocabulary = [f"w{chr(97 + n % 26)}{chr(97 + n // 26)}ording" for n in range(pool)]
    titles = {n: " ".join(chance.choices(vocabulary, k=chance.randint(3, 8))) for n in range(2000)}
    started = process_time()
    TitleIndex(titles).twins()
    assert process_time() - started < 0.2
