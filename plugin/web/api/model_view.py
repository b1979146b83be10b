"""Between the API's shapes and risk models: what was sent as a model, and a model as it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugin.domain.model_checker import check_model
from plugin.domain.model_mapping import StepMapping, proposed_mapping
from plugin.domain.model_scores import claims_ranks, value_products
from plugin.domain.risk_model import Band, ImpactLevel, Level, Objective, ProbabilityLevel, RiskModel
from plugin.usecases.records import MadeModel
from plugin.usecases.rerating import Rerating
from plugin.usecases.views.marks import level_mark

UNIT = 100


def model_from(body: Mapping[str, Any]) -> RiskModel:
    """The model that was sent, as a draft; the checker judges it."""
    probabilities = tuple(ProbabilityLevel(n, **step) for n, step in enumerate(body["probabilities"], start=1))
    impacts = tuple(
        ImpactLevel(
            n,
            step["label"],
            {Objective(code): words for code, words in step["wording"].items()},
            {Objective(code): Band(**band) for code, band in step["bands"].items()},
            step["value"],
        )
        for n, step in enumerate(body["impacts"], start=1)
    )
    return RiskModel(
        version="draft",
        name=body["name"],
        probabilities=probabilities,
        impacts=impacts,
        levels=tuple(Level(rank=n, **level) for n, level in enumerate(body["levels"], start=1)),
        matrix=tuple(tuple(row) for row in body["matrix"]),
        appetite=body["appetite"],
        objectives=tuple(o for o in Objective if o in body["objectives"]),
        non_compensable=frozenset(body["non_compensable"]),
        units={Objective(code): unit for code, unit in body["units"].items() if unit},
        **_scores(body, probabilities, impacts),
    )


def made_view(made: MadeModel, sites: str) -> dict[str, Any]:
    """A model of the shelf as the API answers it; `sites` is the version of projects without a choice."""
    model = made.model
    advice = check_model(model).advice
    ranks = model.scores if claims_ranks(model) else None
    return {
        "version": model.version,
        "name": model.name,
        "made_at": made.made_at,
        "made_by": made.made_by,
        "is_sites": model.version == sites,
        "probabilities": model.probabilities,
        "impacts": [_impact(step) for step in model.impacts],
        "levels": [_level(model, level) for level in model.levels],
        "matrix": model.matrix,
        "appetite": model.appetite,
        "objectives": list(model.objectives),
        "non_compensable": sorted(model.non_compensable),
        "order": "steps" if model.scores is None else "ranks" if ranks else "values",
        "ranks": ranks,
        "units": {objective.value: unit for objective, unit in model.units.items()},
        "advice": [{"code": one.code, "words": one.words, "cells": one.cells} for one in advice],
    }


def mapping_from(body: Mapping[str, Any], old: RiskModel, new: RiskModel) -> StepMapping:
    """The mapping that was sent, completed by what is proposed for the axes that were left out."""
    proposed = proposed_mapping(old, new)
    sent = {Objective(code): _numbered(steps) for code, steps in body["impact"].items()}
    probability = proposed.probability if body["probability"] is None else _numbered(body["probability"])
    return StepMapping(probability, {**proposed.impact, **{o: s for o, s in sent.items() if o in proposed.impact}})


def rerated_view(done: Sequence[Rerating], mapping: StepMapping, to: str, *, preview: bool) -> dict[str, Any]:
    """What re-rating does or did."""
    return {
        "preview": preview,
        "to": to,
        "probability": list(mapping.probability.values()),
        "impact": {objective.value: list(steps.values()) for objective, steps in mapping.impact.items()},
        "rerated": sum(one.after is not None for one in done),
        "changed": sum(one.is_changed for one in done),
        "risks": [
            {
                "id": one.before.id,
                "key": one.before.key,
                "before": one.old.level.name if one.old else None,
                "after": one.new.level.name if one.new else None,
                "changed": one.is_changed,
            }
            for one in done
        ],
    }


def _impact(step: ImpactLevel) -> dict[str, Any]:
    return {
        "label": step.label,
        "wording": {objective.value: words for objective, words in step.wording.items()},
        "bands": {objective.value: band for objective, band in step.bands.items()},
        "value": step.value,
    }


def _level(model: RiskModel, level: Level) -> dict[str, Any]:
    return {
        "name": level.name,
        "symbol": level.symbol,
        "tone": level_mark(model, level).tone,
        "review_days": level.review_days,
        "accept": level.accept,
        "accept_days": level.accept_days,
        "escalate_to": level.escalate_to,
        "escalate_after_days": level.escalate_after_days,
    }


def _scores(
    body: Mapping[str, Any], probabilities: tuple[ProbabilityLevel, ...], impacts: tuple[ImpactLevel, ...]
) -> dict[str, Any]:
    if body["order"] == "ranks":
        return {"scores": tuple(tuple(row) for row in body["ranks"] or ())}
    if body["order"] != "values":
        return {}
    points = [step.point for step in probabilities]
    return {"scores": value_products(points, [step.value or 0 for step in impacts], UNIT), "score_unit": UNIT}


def _numbered(steps: Sequence[int]) -> dict[int, int]:
    return dict(enumerate(steps, start=1))
