"""Hold a risk model against what it must keep and what is wise: errors refuse it, advice is shown with its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from plugin.domain import model_rules as rules
from plugin.domain.matrix_axioms import Verdict, judge
from plugin.domain.model_bands import impact_findings, probability_findings
from plugin.domain.model_rules import ModelFinding, ModelRule
from plugin.domain.model_scores import ScoreBand, claims_ranks, falling_cells, is_permutation
from plugin.domain.risk_model import RiskModel

FEWEST_STEPS, MOST_STEPS = 3, 7
FEWEST_LEVELS, MOST_LEVELS = 2, 7
FEWEST_COLOURS = 3


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """Everything found; `resolution` is the share of random pairs told apart for certain (None with errors)."""

    errors: tuple[ModelFinding, ...]
    advice: tuple[ModelFinding, ...]
    resolution: Fraction | None


def check_model(model: RiskModel) -> ModelCheck:
    """Check a model whole; advice on the matrix is given only once it has no errors, since it needs every level."""
    found = [
        *_steps(model),
        *_names(model),
        *probability_findings(model.probabilities),
        *impact_findings(model),
        *_matrix(model),
        *_levels(model),
        *_scores(model),
    ]
    errors = tuple(one for one in found if not one.rule.is_advice)
    advice = [one for one in found if one.rule.is_advice]
    if errors:
        return ModelCheck(errors, tuple(advice), None)
    verdict = matrix_verdict(model)
    return ModelCheck((), (*_cox(verdict), *advice), verdict.resolution)


def matrix_verdict(model: RiskModel) -> Verdict:
    """Cox's rules on the matrix of a model without errors, its axes cut in equal widths."""
    rank = {level.name: level.rank for level in model.levels}
    ranks = [[rank[name] for name in row] for row in model.matrix]
    return judge(ranks, min(rank.values()), max(rank.values()))


def score_band_findings(bands: Sequence[ScoreBand], reachable: Sequence[int]) -> tuple[ModelFinding, ...]:
    """Bands over scores: every score that can be reached lies in exactly one; gaps at others are fine."""
    found = []
    for place, (one, next_one) in enumerate(pairwise(sorted(bands, key=lambda band: band.low))):
        if shared := [s for s in sorted(set(reachable)) if next_one.low <= s <= one.high and s <= next_one.high]:
            values = {"first": one.level, "second": next_one.level, "scores": ", ".join(map(str, shared))}
            found.append(ModelFinding(rules.SCORE_OVERLAP, f"/bands/{place}", values))
    if open_scores := [s for s in sorted(set(reachable)) if not any(b.low <= s <= b.high for b in bands)]:
        found.append(ModelFinding(rules.SCORE_GAP, "/bands", {"scores": ", ".join(map(str, open_scores))}))
    return tuple(found)


def _steps(model: RiskModel) -> Iterator[ModelFinding]:
    for axis, steps in (("probability", model.probabilities), ("impact", model.impacts)):
        pointer = "/probabilities" if axis == "probability" else "/impacts"
        if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
            yield ModelFinding(rules.STEPS, pointer, {"axis": axis, "count": str(len(steps))})
        if [step.order for step in steps] != list(range(1, len(steps) + 1)):
            yield ModelFinding(rules.ORDER, pointer)
    if not FEWEST_LEVELS <= len(model.levels) <= MOST_LEVELS:
        yield ModelFinding(rules.LEVELS, "/levels", {"count": str(len(model.levels))})
    if [level.rank for level in model.levels] != list(range(1, len(model.levels) + 1)):
        yield ModelFinding(rules.ORDER, "/levels")
    if not model.objectives:
        yield ModelFinding(rules.OBJECTIVES, "/objectives")


def _names(model: RiskModel) -> Iterator[ModelFinding]:
    lists = {
        "/probabilities": ("label", [step.label for step in model.probabilities]),
        "/impacts": ("label", [step.label for step in model.impacts]),
        "/levels": ("name", [level.name for level in model.levels]),
    }
    for place, level in enumerate(model.levels):
        if not level.name.isprintable() or set(level.name) & {"/", "."}:
            yield ModelFinding(rules.LEVEL_SIGNS, f"/levels/{place}/name")
    if not model.name.strip():
        yield ModelFinding(rules.NO_LABEL, "/name")
    for pointer, (part, labels) in lists.items():
        plain = [label.strip().casefold() for label in labels]
        for place, label in enumerate(plain):
            if not label:
                yield ModelFinding(rules.NO_LABEL, f"{pointer}/{place}/{part}")
            elif label in plain[:place]:
                yield ModelFinding(rules.SAME_LABEL, f"{pointer}/{place}/{part}", {"label": labels[place]})


def _matrix(model: RiskModel) -> Iterator[ModelFinding]:
    names = {level.name for level in model.levels}
    rows, columns = len(model.probabilities), len(model.impacts)
    cells = {(p, i): name for p, row in enumerate(model.matrix, 1) for i, name in enumerate(row, 1)}
    bare = [(p, i) for p in range(1, rows + 1) for i in range(1, columns + 1) if not cells.get((p, i))]
    if bare or len(model.matrix) > rows or any(len(row) > columns for row in model.matrix):
        yield ModelFinding(rules.SHAPE, "/matrix", cells=tuple(bare))
    for name in sorted({name for name in cells.values() if name} - names):
        where = tuple(place for place, held in cells.items() if held == name)
        yield ModelFinding(rules.UNKNOWN_LEVEL, "/matrix", {"level": name}, where)
    for place, level in enumerate(model.levels):
        if level.name.strip() and level.name not in cells.values():
            yield ModelFinding(rules.UNUSED_LEVEL, f"/levels/{place}/name", {"level": level.name})


def _levels(model: RiskModel) -> Iterator[ModelFinding]:
    if model.appetite not in {level.name for level in model.levels}:
        yield ModelFinding(rules.APPETITE, "/appetite")
    symbols = [level.symbol.strip() for level in model.levels]
    for place, level in enumerate(model.levels):
        if not symbols[place]:
            yield ModelFinding(rules.NO_LABEL, f"/levels/{place}/symbol")
        elif symbols[place] in symbols[:place]:
            yield ModelFinding(rules.SAME_SYMBOL, f"/levels/{place}/symbol", {"symbol": symbols[place]})
        days = {"review_days": level.review_days, "accept_days": level.accept_days}
        for name, count in {**days, "escalate_after_days": level.escalate_after_days}.items():
            if count is not None and count < 1:
                yield ModelFinding(rules.DAYS, f"/levels/{place}/{name}", {"level": level.name})


def _scores(model: RiskModel) -> Iterator[ModelFinding]:
    if model.scores is None:
        return
    shape = [len(row) for row in model.scores]
    if shape != [len(model.impacts)] * len(model.probabilities):
        yield ModelFinding(rules.SCORES_SHAPE, "/scores")
        return
    if claims_ranks(model) and not is_permutation(model.scores):
        yield ModelFinding(rules.RANKS, "/scores", {"count": str(sum(shape))})
    if falling := falling_cells(model.scores, strictly=claims_ranks(model)):
        yield ModelFinding(rules.FALLING_SCORES, "/scores", cells=falling)


def _cox(verdict: Verdict) -> Iterator[ModelFinding]:
    by_rule: tuple[tuple[ModelRule, tuple[tuple[int, int], ...]], ...] = (
        (rules.R0, verdict.falling),
        (rules.R1, verdict.inconsistent),
        (rules.R2, verdict.touching),
        (rules.R3, verdict.top_at_edge),
        (rules.R4, verdict.jumps),
        (rules.R5, tuple(sorted({*verdict.raised_edge, *verdict.top_in_second}))),
    )
    yield from (ModelFinding(rule, "/matrix", cells=cells) for rule, cells in by_rule if cells)
    if verdict.colours < FEWEST_COLOURS:
        yield ModelFinding(rules.R6, "/levels")
