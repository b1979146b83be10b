"""Risk models to begin with: ours and four that are known from standards and agencies, each with what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plugin.domain.model_scores import Grid, value_products
from plugin.domain.risk_model import Authority, ImpactLevel, Level, ProbabilityLevel, RiskModel
from plugin.domain.starter_model import STARTER_MODEL

_Bands = Sequence[tuple[str, str, float, float, float]]


@dataclass(frozen=True, slots=True)
class Preset:
    """A model to begin with; `about` says where it comes from and what in it is our choice."""

    key: str
    about: str
    model: RiskModel


_LOW = Level("Low", 1, "○", 90, "low")
_MEDIUM = Level("Medium", 2, "◐", 30, "medium", Authority.MANAGER, None, Authority.MANAGER, 7)
_HIGH = Level("High", 3, "◆", 14, "high", Authority.SPONSOR, None, Authority.SPONSOR, 5)
_EXTREME = Level("Extreme", 4, "▲", 7, "critical", Authority.BOARD, 60, Authority.BOARD, 1)
_THREE = (_LOW, _MEDIUM, replace(_HIGH, tone="critical", symbol="▲"))


def _probabilities(bands: _Bands) -> tuple[ProbabilityLevel, ...]:
    return tuple(ProbabilityLevel(order, *band) for order, band in enumerate(bands, start=1))


def _impacts(labels: Sequence[str], values: Sequence[float | None] = (None,) * 5) -> tuple[ImpactLevel, ...]:
    """Five impacts in other words than ours, with our criteria for each objective."""
    steps = zip(STARTER_MODEL.impacts, labels, values, strict=True)
    return tuple(ImpactLevel(ours.order, label, ours.wording, value=value) for ours, label, value in steps)


def _spell(rows: Sequence[str], levels: Sequence[Level]) -> tuple[tuple[str, ...], ...]:
    """A matrix written with the initials of its levels, least probability first."""
    names = {"".join(word[0] for word in level.name.split()).upper(): level.name for level in levels}
    return tuple(tuple(names[initials] for initials in row.split()) for row in rows)


def _by_score(scores: Grid, levels: Sequence[tuple[int, Level]]) -> tuple[tuple[str, ...], ...]:
    """A matrix painted by thresholds: the last level whose least score is reached."""
    return tuple(
        tuple([level.name for least, level in levels if score >= least][-1] for score in row) for row in scores
    )


_POINTS, _VALUES = (0.1, 0.3, 0.5, 0.7, 0.9), (0.05, 0.1, 0.2, 0.4, 0.8)
_PRODUCTS = value_products(_POINTS, _VALUES)
_VERY_LOW_TO_VERY_HIGH = ("Very low", "Low", "Moderate", "High", "Very high")
_NUMERIC = RiskModel(
    version="preset-numeric",
    name="PMBOK and PRINCE2 numbers",
    probabilities=_probabilities(
        (
            ("Very low", "about one in ten", 0.0, 0.2, 0.1),
            ("Low", "about three in ten", 0.2, 0.4, 0.3),
            ("Moderate", "as likely as not", 0.4, 0.6, 0.5),
            ("High", "about seven in ten", 0.6, 0.8, 0.7),
            ("Very high", "about nine in ten", 0.8, 1.0, 0.9),
        )
    ),
    impacts=_impacts(_VERY_LOW_TO_VERY_HIGH, _VALUES),
    levels=_THREE,
    matrix=_by_score(_PRODUCTS, ((0, _LOW), (6, _MEDIUM), (18, _THREE[2]))),
    appetite="Medium",
    scores=_PRODUCTS,
    score_unit=100,
)

_NIST_LEVELS = (
    Level("Very Low", 1, "□", 180, "gray"),
    replace(_LOW, rank=2),
    Level("Moderate", 3, "◐", 30, "medium", Authority.MANAGER, None, Authority.MANAGER, 7),
    replace(_HIGH, rank=4),
    replace(_EXTREME, name="Very High", rank=5),
)
_NIST = RiskModel(
    version="preset-nist",
    name="NIST SP 800-30",
    probabilities=_probabilities(
        (
            ("Very Low", "highly unlikely to start, or to do harm", 0.0, 0.05, 0.025),
            ("Low", "unlikely", 0.05, 0.21, 0.13),
            ("Moderate", "somewhat likely", 0.21, 0.80, 0.5),
            ("High", "highly likely", 0.80, 0.96, 0.88),
            ("Very High", "almost certain", 0.96, 1.0, 0.98),
        )
    ),
    impacts=_impacts(("Very Low", "Low", "Moderate", "High", "Very High")),
    levels=_NIST_LEVELS,
    matrix=_spell(("VL VL VL L L", "VL L L L M", "VL L M M H", "VL L M H VH", "VL L M H VH"), _NIST_LEVELS),
    appetite="Moderate",
)

_NASA_RANKS = ((1, 3, 5, 8, 12), (2, 6, 11, 14, 17), (4, 9, 15, 19, 21), (7, 13, 18, 22, 24), (10, 16, 20, 23, 25))
_NASA = RiskModel(
    version="preset-nasa",
    name="NASA ranks",
    probabilities=_probabilities(
        (
            ("Very unlikely", "up to 1 in 10,000", 0.0, 0.0001, 0.00005),
            ("Unlikely", "up to 1 in 1,000", 0.0001, 0.001, 0.0003),
            ("Possible", "up to 1 in 100", 0.001, 0.01, 0.003),
            ("Likely", "up to 1 in 10", 0.01, 0.1, 0.03),
            ("Very likely", "more than 1 in 10", 0.1, 1.0, 0.3),
        )
    ),
    impacts=_impacts(("Minimal", "Minor", "Moderate", "Major", "Severe")),
    levels=_THREE,
    matrix=_by_score(_NASA_RANKS, ((1, _LOW), (11, _MEDIUM), (20, _THREE[2]))),
    appetite="Medium",
    scores=_NASA_RANKS,
)

_AUSTRALIAN_LEVELS = (_LOW, _MEDIUM, _HIGH, _EXTREME)
_AUSTRALIAN = RiskModel(
    version="preset-australian",
    name="Australian ranks",
    probabilities=_probabilities(
        (
            ("Rare", "once in a hundred years, under 2 %", 0.0, 0.02, 0.01),
            ("Unlikely", "once in thirty years, 2 to 10 %", 0.02, 0.10, 0.06),
            ("Possible", "once in ten years, 10 to 50 %", 0.10, 0.50, 0.3),
            ("Likely", "once in three years, 50 to 80 %", 0.50, 0.80, 0.65),
            ("Almost certain", "every year, over 80 %", 0.80, 1.0, 0.9),
        )
    ),
    impacts=_impacts(("Insignificant", "Minor", "Moderate", "Major", "Catastrophic")),
    levels=_AUSTRALIAN_LEVELS,
    matrix=_spell(("L L M M H", "L L M M H", "L M H H H", "M M H H E", "M H H E E"), _AUSTRALIAN_LEVELS),
    appetite="Medium",
    scores=((1, 3, 6, 9, 14), (2, 4, 11, 13, 19), (5, 10, 15, 18, 22), (7, 12, 17, 21, 24), (8, 16, 20, 23, 25)),
)

_PRESETS = (
    Preset(
        "plumbline",
        "Five steps each way and four levels; a severe impact weighs more than its product would.",
        STARTER_MODEL,
    ),
    Preset(
        "numeric",
        "Probabilities from 0.1 to 0.9 times impacts that double from 0.05 to 0.8, as the PMBOK Guide and PRINCE2 print"
        " them. Where a level begins (0.06 and 0.18) is our choice.",
        _NUMERIC,
    ),
    Preset(
        "nist",
        "The lookup of SP 800-30, Table I-2, with its bands of probability. The point values are the middles of the"
        " bands; criteria of impact are ours.",
        _NIST,
    ),
    Preset(
        "nasa",
        "Ranks from 1 to 25 that put impact first where two would tie, and likelihoods of one mission. The levels (from"
        " 11 and from 20) are our choice: sources differ.",
        _NASA,
    ),
    Preset(
        "australian",
        "Ranks from 1 to 25 with four levels, as public bodies in Australia use them. A level is read from the cell,"
        " never from the rank.",
        _AUSTRALIAN,
    ),
)  # fmt: skip

PRESETS = {preset.key: preset for preset in _PRESETS}
"""By key, in the order to offer them."""
