"""Bands of a scale checked: each from less to more, rising, without gap or overlap, its point value inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf

from plugin.domain import model_rules as rules
from plugin.domain.model_rules import ModelFinding
from plugin.domain.risk_model import Band, Objective, ProbabilityLevel, RiskModel

MOST_VALUE = 1000


def probability_findings(steps: Sequence[ProbabilityLevel]) -> Iterator[ModelFinding]:
    """What is wrong with the bands of probability, shares from 0 to 1; the ends may stay open to either side."""
    spans = [(step.label, step.low, step.high) for step in steps]
    yield from _spans(spans, "/probabilities/{}", 0, 1)
    for place, step in enumerate(steps):
        if step.low < step.high and not step.low <= step.point <= step.high:
            yield ModelFinding(rules.POINT, f"/probabilities/{place}/point", {"label": step.label})


def impact_findings(model: RiskModel) -> Iterator[ModelFinding]:
    """What is wrong with impacts: half-given bands, gaps, overlaps, values that do not rise, criteria left out."""
    for objective in model.objectives:
        yield from _objective(model, objective)
    values = [step.value for step in model.impacts]
    given = [value for value in values if value is not None]
    if given and (len(given) < len(values) or given[-1] > MOST_VALUE or any(a >= b for a, b in pairwise(given))):
        yield ModelFinding(rules.VALUES, "/impacts")
    for place, step in enumerate(model.impacts):
        silent = [o.value for o in model.objectives if not step.wording.get(o, "").strip() and o not in step.bands]
        if silent:
            values_of = {"label": step.label, "objectives": ", ".join(silent)}
            yield ModelFinding(rules.NO_WORDING, f"/impacts/{place}/wording", values_of)


def _objective(model: RiskModel, objective: Objective) -> Iterator[ModelFinding]:
    bands = [step.bands.get(objective) for step in model.impacts]
    if not any(bands):
        return
    pointer = "/impacts/{}/bands/" + objective.value
    missing = [place for place, band in enumerate(bands) if band is None]
    for place in missing:
        yield ModelFinding(rules.BAND_MISSING, pointer.format(place), {"label": model.impacts[place].label})
    if not missing:
        spans = [(step.label, *_ends(step.bands[objective])) for step in model.impacts]
        yield from _spans(spans, pointer, -inf, inf)


def _ends(band: Band) -> tuple[float, float]:
    return (-inf if band.low is None else band.low, inf if band.high is None else band.high)


def _spans(
    spans: Sequence[tuple[str, float, float]], pointer: str, least: float, most: float
) -> Iterator[ModelFinding]:
    """Findings on (label, from, up to) in order; a band that is broken by itself is not held against its neighbours."""
    for place, (label, low, high) in enumerate(spans):
        if not least <= low < high <= most:
            yield ModelFinding(rules.BOUNDS, pointer.format(place), {"label": label})
    for place, ((first, low, high), (second, next_low, next_high)) in enumerate(pairwise(spans), start=1):
        if low >= high or next_low >= next_high:
            continue
        names = {"first": first, "second": second}
        if next_low <= low:
            yield ModelFinding(rules.FALLING_BANDS, pointer.format(place), {"label": second})
        if next_low < high:
            yield ModelFinding(rules.OVERLAP, pointer.format(place), names)
        elif next_low > high:
            yield ModelFinding(rules.GAP, pointer.format(place), names)
