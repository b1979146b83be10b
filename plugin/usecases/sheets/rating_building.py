"""What a row says of ratings, laid over those of a risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from plugin.domain.ids import AccountId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Objective, RiskModel
from plugin.usecases.sheets import list_reading
from plugin.usecases.sheets.around import Around, Stamp
from plugin.usecases.sheets.cell_reading import plain
from plugin.usecases.sheets.mapping import SheetMapping
from plugin.usecases.sheets.synonyms import OBJECTIVE_WORDS


def rated(risk: Risk, values: Mapping[str, Any], around: Around) -> Risk:
    """The risk with the ratings that these columns tell; a stage that is not told whole loses its rating."""
    ratings = dict(risk.ratings)
    for stage in Stage:
        parts = _parts(stage, values, around)
        if not parts:
            continue
        made = _rating(ratings.get(stage), parts, around.stamp)
        if made is None:
            ratings.pop(stage, None)
        else:
            ratings[stage] = made
    changes: dict[str, Any] = {"ratings": ratings}
    if "proposal" in values:
        changes["proposal"] = list_reading.proposal(values["proposal"] or "", around.stamp)
    if "hint" in values:
        changes["hint"] = list_reading.rating(values["hint"] or "", around.stamp)
    return replace(risk, **changes)


def _parts(stage: Stage, values: Mapping[str, Any], around: Around) -> dict[str, Any]:
    """The parts of one stage's rating, and for the current one also what sheets call just impact or level."""
    start = f"{stage.value}."
    parts = {code.removeprefix(start): value for code, value in values.items() if code.startswith(start)}
    if stage is not Stage.CURRENT:
        return parts
    if values.get("impact") is not None:
        parts |= {f"impact.{one.value}": values["impact"] for one in objectives_of(values, around.mapping)}
    probability, has_impact = parts.get("probability"), any(k.startswith("impact.") for k in parts)
    if values.get("level") is not None and not (probability is not None and has_impact):
        likely, impact = cell_of_level(around.models.current, int(values["level"]))
        parts |= {"probability": likely}
        parts |= {f"impact.{one.value}": impact for one in objectives_of(values, around.mapping)}
    return parts


def objectives_of(values: Mapping[str, Any], mapping: SheetMapping) -> tuple[Objective, ...]:
    """What an impact that names no objective is on."""
    words = plain(values.get("objectives") or "").replace("&", " ").split()
    named = [OBJECTIVE_WORDS.get(word, "") for word in words]
    found = tuple(dict.fromkeys(Objective(word) for word in named if word))
    return found or (mapping.objective,)


def cell_of_level(model: RiskModel, rank: int) -> tuple[int, int]:
    """The cell that stands for a level where nothing else is known: nearest the diagonal, the less severe first."""
    names = [level.name for level in sorted(model.levels, key=lambda level: level.rank)]
    cells = [
        (probability, impact)
        for probability, row in enumerate(model.matrix, start=1)
        for impact, name in enumerate(row, start=1)
        if name == names[rank - 1]
    ]
    return min(cells, key=lambda at: (abs(at[0] - at[1]), at[0] * at[1]))


def _rating(before: Rating | None, parts: Mapping[str, Any], stamp: Stamp) -> Rating | None:
    impact = dict(before.impact) if before else {}
    for objective in Objective:
        name = f"impact.{objective.value}"
        if name in parts:
            impact.pop(objective, None)
            if parts[name] is not None:
                impact[objective] = parts[name]
    probability = parts.get("probability", before.probability if before else None)
    if probability is None or not impact:
        return None
    made = before or Rating(probability, impact, stamp.model_version, stamp.now, stamp.by)
    said: dict[str, Any] = {"probability": probability, "impact": impact}
    said |= {name: parts[name] for name in ("cost", "cost_low", "cost_high", "days", "confidence") if name in parts}
    if "rationale" in parts:
        said["rationale"] = parts["rationale"] or None
    moved = replace(made, **said)
    if before is not None and not moved.same_as(before):
        moved = replace(moved, at=stamp.now, by=stamp.by)
    if parts.get("model"):
        moved = replace(moved, model_version=parts["model"])
    if parts.get("at"):
        moved = replace(moved, at=parts["at"], by=AccountId(parts["by"]) if parts.get("by") else None)
    return moved
