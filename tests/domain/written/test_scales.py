"""Steps of a scale as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.starter_model import STARTER_MODEL
from plugin.domain.written.misread import Misread
from plugin.domain.written.scales import Scale, numbers_mean_shares, scale_order

CHANCE = Scale(
    [level.label for level in STARTER_MODEL.probabilities],
    [(level.low, level.high) for level in STARTER_MODEL.probabilities],
)
IMPACT = Scale([level.label for level in STARTER_MODEL.impacts])
FOUR = Scale(["Low", "Medium", "High", "Critical"])
THREE = Scale(["Low", "Medium", "High"], [(0, 0.3), (0.3, 0.7), (0.7, 1)])
OWN_WORDS = Scale(["Green", "Yellow", "Orange", "Red"])


@pytest.mark.parametrize(
    ("written", "scale", "expected"),
    [
        ("Likely", CHANCE, 4),
        (" nearly  CERTAIN ", CHANCE, 5),
        ("almost certain", CHANCE, 5),
        ("Almost-Certain", CHANCE, 5),
        ("HIGH", CHANCE, 4),
        ("Very High", CHANCE, 5),
        ("very_low", CHANCE, 1),
        ("VL", CHANCE, 1),
        ("m", CHANCE, 3),
        ("Improbable", CHANCE, 1),
        ("sehr wahrscheinlich", CHANCE, 5),
        ("mäßig", IMPACT, 3),
        ("Severe", IMPACT, 5),
        ("Critical", IMPACT, 5),
        ("catastrophic", IMPACT, 5),
        ("medium", IMPACT, 3),
        ("low", IMPACT, 2),
        ("Moderate", FOUR, 2),
        ("Severe", FOUR, 4),
        ("major", FOUR, 3),
        ("possible", THREE, 2),
        ("orange", OWN_WORDS, 3),
        ("high", OWN_WORDS, 3),
        ("critical", OWN_WORDS, 4),
        ("4", CHANCE, 4),
        (4, CHANCE, 4),
        (4.0, CHANCE, 4),
        ("4.0", CHANCE, 4),
        ("4/5", CHANCE, 4),
        ("4 of 5", CHANCE, 4),
        ("2/3", CHANCE, 3),
        ("3/5", THREE, 2),
        ("4 - Likely", CHANCE, 4),
        ("4: High", CHANCE, 4),
        ("4. Likely", CHANCE, 4),
        ("Likely (4)", CHANCE, 4),
        ("Likely - 4", CHANCE, 4),
        ("4 Likely", CHANCE, 4),
        ("5 - our own word", CHANCE, 5),
        ("80 %", CHANCE, 5),
        ("60%", CHANCE, 4),
        ("0.6", CHANCE, 4),
        ("0,6", CHANCE, 4),
        (0.6, CHANCE, 4),
        ("60/100", CHANCE, 4),
        ("45%", CHANCE, 4),
        ("0.5%", CHANCE, 1),
        ("99%", CHANCE, 5),
        ("100%", THREE, 3),
    ],
)
def test_common_ways_to_write_a_step_are_understood(written: object, scale: Scale, expected: int) -> None:
    """Own words first, then words of the same strength, numbers, fractions and shares."""
    assert scale_order(written, scale) == expected


@pytest.mark.parametrize(
    ("written", "scale", "why"),
    [
        (None, CHANCE, "Rare, Unlikely, Possible, Likely, Nearly certain"),
        ("", CHANCE, "empty cell"),
        (True, CHANCE, "no step"),
        (0, CHANCE, "from 1 to 5"),
        (6, CHANCE, "from 1 to 5"),
        ("7", FOUR, "from 1 to 4"),
        (2.5, CHANCE, "from 1 to 5"),
        ("sometimes", CHANCE, "no step of this scale"),
        ("2 - Likely", CHANCE, "two different steps"),
        ("4/5", THREE, "does not fall on one of the 3 steps"),
        ("6/5", CHANCE, "does not fall"),
        ("very low", FOUR, "no step of its own"),
        ("very high", THREE, "no step of its own"),
        ("80 %", IMPACT, "words only"),
        ("120 %", CHANCE, "no share"),
        ("-3", CHANCE, "no step"),
        ("9 - unknown word", CHANCE, "from 1 to 5"),
        ("50%", Scale(["a", "b"], [(0, 0.4), (0.6, 1)]), "between the bands"),
        ("x" * 500, CHANCE, "…"),
    ],
)
def test_what_is_no_step_is_refused_with_a_reason(written: object, scale: Scale, why: str) -> None:
    """Nothing is moved to the nearest step, and the words to choose from are named."""
    with pytest.raises(Misread, match=why) as caught:
        scale_order(written, scale)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([0.1, 0.5, 1], True),
        (["0.8", "1"], True),
        ([1, 2, 5], False),
        ([1, 1], False),
        ([0.5, 3], False),
        (["High", None, "80 %"], False),
        ([], False),
    ],
)
def test_the_column_tells_whether_its_numbers_are_chances(column: list[object], *, expected: bool) -> None:
    """A 1 among chances is certain, a 1 among steps is the least."""
    assert numbers_mean_shares(column) is expected


def test_a_one_among_chances_is_certain() -> None:
    """What the column says decides what a bare 1 means."""
    assert scale_order(1, CHANCE) == 1
    assert scale_order(1, CHANCE, as_shares=True) == 5
    assert scale_order("1", CHANCE, as_shares=True) == 5


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=4, max_size=12), min_size=2, max_size=7))
def test_every_label_of_a_scale_means_its_own_step(labels: list[str]) -> None:
    """Whatever words a scale uses, they are understood in any case, alone and behind their number."""
    plain = [label.lower() for label in labels]
    if len(set(plain)) < len(plain):
        return
    scale = Scale(labels)
    for order, label in enumerate(labels, start=1):
        assert scale_order(label, scale) == order
        assert scale_order(f"  {label.lower()} ", scale) == order
        assert scale_order(f"{order} - {label}", scale) == order
        assert scale_order(f"{order}/{len(labels)}", scale) == order


@given(st.floats(0, 1))
def test_every_share_falls_on_a_step_and_higher_ones_never_on_a_lower(value: float) -> None:
    """A scale without gaps knows every chance, in order."""
    order = scale_order(value, CHANCE, as_shares=True)
    assert 1 <= order <= 5
    assert scale_order(min(1.0, value + 0.1), CHANCE, as_shares=True) >= order


@given(st.text(max_size=40) | st.floats() | st.integers() | st.none() | st.booleans())
def test_nothing_breaks_the_reading(written: object) -> None:
    """Any cell is a step or refused."""
    for scale in (CHANCE, FOUR, OWN_WORDS):
        try:
            assert 1 <= scale_order(written, scale) <= len(scale.labels)
        except Misread:
            continue
