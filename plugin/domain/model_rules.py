"""What a risk model is held against: rules it must keep, and rules that are advice, each in words with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModelRule:
    """One rule: what to do (%(name)s stands for a value of the finding) and why; `is_advice` may be left as it is."""

    code: str
    message: str
    why: str
    is_advice: bool = False


@dataclass(frozen=True, slots=True)
class ModelFinding:
    """A place where a model breaks a rule: a JSON pointer into it, and the cells (probability, impact; 1-based)."""

    rule: ModelRule
    pointer: str
    values: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def words(self) -> str:
        """What to do, in English; the rule's own text and the values serve for other languages."""
        return self.rule.message % dict(self.values)


STEPS = ModelRule("steps", "Give %(axis)s 3 to 7 steps; it has %(count)s.", "People tell about seven steps apart.")
LEVELS = ModelRule("levels", "Name 2 to 7 levels; there are %(count)s.", "Each level must be told apart at a glance.")
ORDER = ModelRule("order", "Number the steps from 1 upward without a gap.", "A rating keeps the number of its step.")
NO_LABEL = ModelRule("no-label", "Give it a word.", "Steps and levels are chosen by their word.")
SAME_LABEL = ModelRule("same-label", "“%(label)s” stands for two; give each its own word.", "Nobody could choose.")
LEVEL_SIGNS = ModelRule(
    "level-signs", "Leave “/”, “.” and unseen signs out of the level’s name.", "Figures and addresses are made of it."
)
SAME_SYMBOL = ModelRule(
    "same-symbol", "The symbol %(symbol)s stands for two levels; give each its own.", "Colour alone is not read by all."
)
BOUNDS = ModelRule(
    "band-bounds", "“%(label)s” must run from a smaller to a larger value within its domain.", "It would hold nothing."
)
FALLING_BANDS = ModelRule(
    "band-order", "“%(label)s” must begin above the step before it.", "Steps go from the least to the most."
)
OVERLAP = ModelRule(
    "band-overlap", "“%(first)s” and “%(second)s” share values; let one end where the next begins.",
    "The same value would have two steps.",
)  # fmt: skip
GAP = ModelRule(
    "band-gap", "No step holds the values between “%(first)s” and “%(second)s”; let one begin where the other ends.",
    "A value in the gap would have no step.",
)  # fmt: skip
BAND_MISSING = ModelRule(
    "band-missing", "Give “%(label)s” a band too, or none of the steps.", "Half a scale cannot be measured by."
)
POINT = ModelRule(
    "point-outside", "The point value of “%(label)s” must lie in its band.", "Expected money is reckoned with it."
)
VALUES = ModelRule(
    "values",
    "Give every step of impact a value up to 1000, each larger than the one before.",
    "Scores are made of them.",
)
SHAPE = ModelRule("matrix-shape", "Give every cell of the matrix a level.", "Some ratings could not be looked up.")
UNKNOWN_LEVEL = ModelRule(
    "unknown-level", "There is no level “%(level)s”; choose one for these cells.", "They could not be looked up."
)
UNUSED_LEVEL = ModelRule(
    "unused-level", "No cell has the level “%(level)s”; paint one or remove it.", "Nothing could reach it."
)
APPETITE = ModelRule("appetite", "Choose one of the levels as appetite.", "What is above it needs an answer.")
DAYS = ModelRule("days", "Give whole days, at least 1, for “%(level)s”.", "Reviews and acceptances are due by them.")
OBJECTIVES = ModelRule("objectives", "Rate at least one objective.", "An impact is always an impact on something.")
SCORES_SHAPE = ModelRule("scores-shape", "Give every cell a number.", "Risks of one level are ordered by it.")
RANKS = ModelRule(
    "ranks", "Use each place from 1 to %(count)s once.", "Places are one order; a tie or a hole breaks it."
)
SCORE_OVERLAP = ModelRule(
    "score-overlap",
    "%(first)s and %(second)s both cover the scores %(scores)s.",
    "The same score would have two levels.",
)
SCORE_GAP = ModelRule("score-gap", "No level covers the scores %(scores)s.", "Some risks would have no level.")

FALLING_SCORES = ModelRule(
    "falling-scores",
    "These scores do not rise with probability or impact.",
    "A worse risk would be listed later.",
    True,
)
NO_WORDING = ModelRule(
    "no-wording",
    "Say what “%(label)s” means for %(objectives)s.",
    "Without criteria everybody rates by their own.",
    True,
)
R0 = ModelRule("R0", "The level falls here although probability or impact rises.", "A worse risk looks better.", True)
R1 = ModelRule(
    "R1", "A risk in one of these highest cells may be smaller than one in these lowest cells.",
    "Every risk of the highest level should outrank every one of the lowest (weak consistency).", True,
)  # fmt: skip
R2 = ModelRule(
    "R2", "These highest cells stand right beside a lowest one.", "A small error turns the best into the worst.", True
)
R3 = ModelRule(
    "R3", "The highest level stands in the lowest row or column.", "Such risks can be arbitrarily small.", True
)
R4 = ModelRule(
    "R4", "From these lowest cells a risk that grows a little jumps to the highest level.",
    "Between the lowest and the highest there should be something (betweenness).", True,
)  # fmt: skip
R5 = ModelRule(
    "R5", "The lowest row and column should be all lowest level, and the second ones without the highest.",
    "Only then can rules R1 and R4 hold together; many matrices break this on purpose, to be careful.", True,
)  # fmt: skip
R6 = ModelRule("R6", "Use at least three levels.", "With two, every risk is either fine or dire.", True)
