"""A risk model as the editor's form has it: every value as typed, so that a draft survives any mistake in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from plugin.domain.errors import Problem
from plugin.domain.model_checker import MOST_LEVELS, MOST_STEPS
from plugin.domain.model_marks import SYMBOLS, TONES
from plugin.domain.model_scores import claims_ranks, value_products
from plugin.domain.risk_model import Authority, Band, ImpactLevel, Level, Objective, ProbabilityLevel, RiskModel
from plugin.domain.written.misread import Misread
from plugin.domain.written.numbers import number
from plugin.usecases.views.marks import level_mark

Values = Mapping[str, str]
T = TypeVar("T")

ORDERS = ("steps", "values", "ranks")
LONGEST = {"label": 40, "name": 40, "wording": 200, "words": 300, "unit": 40}
UNIT = 100


@dataclass
class Reader:
    """Reads typed values and keeps what could not be read, by the place in the model."""

    values: Values
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, longest: int, pointer: str) -> str:
        """A text without blanks around it, not longer than it may be."""
        text = self.values.get(name, "").strip()
        if len(text) > longest:
            self.problems.append(Problem(pointer, f"keep it to {longest} characters"))
        return text[:longest]

    def amount(self, name: str, pointer: str) -> float | None:
        """A number as people write it; None where nothing is written or it cannot be read."""
        text = self.values.get(name, "").strip()
        if not text:
            return None
        try:
            return float(number(text, "."))
        except Misread as misread:
            self.problems.append(Problem(pointer, str(misread)))
            return None

    def share(self, name: str, pointer: str) -> float:
        """Per cent as a share; a missing one is a problem."""
        before = len(self.problems)
        amount = self.amount(name, pointer)
        if amount is None and len(self.problems) == before:
            self.problems.append(Problem(pointer, "write a number of per cent"))
        return round((amount or 0) / 100, 10)

    def days(self, name: str, pointer: str) -> int | None:
        """Whole days; None where nothing is written."""
        text = self.values.get(name, "").strip()
        if not text:
            return None
        if not re.fullmatch("[0-9]{1,4}", text):
            self.problems.append(Problem(pointer, "write whole days, up to 9999"))
            return 1
        return int(text)

    def count(self, name: str, most: int) -> int:
        """How many steps or levels the form holds."""
        text = self.values.get(name, "")
        return min(int(text), most) if re.fullmatch("[1-9]", text) else 0


def values_of(model: RiskModel) -> dict[str, str]:
    """The form's values of a model."""
    ranks = {level.name: str(level.rank) for level in model.levels}
    values = {"name": model.name, "appetite": ranks[model.appetite], "order": _order_of(model)}
    values |= {"steps-p": str(len(model.probabilities)), "steps-i": str(len(model.impacts))}
    values |= {"steps-l": str(len(model.levels))}
    for n, step in enumerate(model.probabilities, start=1):
        values |= {f"p{n}-label": step.label, f"p{n}-wording": step.wording}
        values |= {f"p{n}-{end}": plain(getattr(step, end) * 100) for end in ("low", "high", "point")}
    for n, impact in enumerate(model.impacts, start=1):
        values |= {f"i{n}-label": impact.label, f"i{n}-value": plain(impact.value)}
        for objective in Objective:
            band = impact.bands.get(objective, Band())
            values[f"i{n}-{objective}-words"] = impact.wording.get(objective, "")
            values |= {f"i{n}-{objective}-low": plain(band.low), f"i{n}-{objective}-high": plain(band.high)}
    for objective in model.objectives:
        values |= {f"o-{objective}": "1", f"u-{objective}": model.units.get(objective, "")}
    values |= {f"nc-{objective}": "1" for objective in model.non_compensable}
    for n, level in enumerate(model.levels, start=1):
        values |= _level_values(n, level, level_mark(model, level).tone)
    values |= {f"m{p}-{i}": ranks[name] for p, i, name in _cells(model.matrix)}
    if model.scores is not None and claims_ranks(model):
        values |= {f"s{p}-{i}": str(rank) for p, i, rank in _cells(model.scores)}
    return values


def model_of(values: Values) -> tuple[RiskModel, list[Problem]]:
    """The model that the form means, and every value in it that could not be read; the checker judges the rest."""
    read = Reader(values)
    levels = tuple(_level(read, n) for n in range(1, read.count("steps-l", MOST_LEVELS) + 1))
    names = {str(level.rank): level.name for level in levels}
    probabilities = tuple(_probability(read, n) for n in range(1, read.count("steps-p", MOST_STEPS) + 1))
    objectives = tuple(o for o in Objective if values.get(f"o-{o}"))
    impacts = tuple(_impact(read, n, objectives) for n in range(1, read.count("steps-i", MOST_STEPS) + 1))

    def grid(cell: Callable[[int, int], object]) -> Iterator[tuple[object, ...]]:
        return (tuple(cell(p, i) for i in range(1, len(impacts) + 1)) for p in range(1, len(probabilities) + 1))

    model = RiskModel(
        version="draft",
        name=read.text("name", 80, "/name"),
        probabilities=probabilities,
        impacts=impacts,
        levels=levels,
        matrix=tuple(grid(lambda p, i: names.get(values.get(f"m{p}-{i}", ""), ""))),  # type: ignore[arg-type]
        appetite=names.get(values.get("appetite", ""), ""),
        objectives=objectives,
        non_compensable=frozenset(o for o in Objective if values.get(f"nc-{o}")),
        units={o: unit for o in objectives if (unit := read.text(f"u-{o}", LONGEST["unit"], f"/units/{o}"))},
        **_scores(values, probabilities, impacts, tuple(grid(lambda p, i: _rank(values, p, i)))),  # type: ignore[arg-type]
    )
    return model, read.problems


def plain(value: float | None) -> str:
    """A number as it is typed: without needless zeros, nothing for None."""
    return "" if value is None else f"{value:.8f}".rstrip("0").rstrip(".")


def _order_of(model: RiskModel) -> str:
    if model.scores is None:
        return "steps"
    return "ranks" if claims_ranks(model) else "values"


def _level_values(n: int, level: Level, tone: str) -> dict[str, str]:
    return {
        f"l{n}-name": level.name,
        f"l{n}-symbol": level.symbol,
        f"l{n}-tone": tone,
        f"l{n}-review": str(level.review_days),
        f"l{n}-accept": level.accept.value,
        f"l{n}-acceptdays": str(level.accept_days or ""),
        f"l{n}-escalate": level.escalate_to.value if level.escalate_to else "",
        f"l{n}-escalatedays": str(level.escalate_after_days or ""),
    }


def _cells(grid: tuple[tuple[T, ...], ...]) -> Iterator[tuple[int, int, T]]:
    return ((p, i, held) for p, row in enumerate(grid, start=1) for i, held in enumerate(row, start=1))


def _probability(read: Reader, n: int) -> ProbabilityLevel:
    at = f"/probabilities/{n - 1}"
    return ProbabilityLevel(
        order=n,
        label=read.text(f"p{n}-label", LONGEST["label"], f"{at}/label"),
        wording=read.text(f"p{n}-wording", LONGEST["wording"], f"{at}/wording"),
        low=read.share(f"p{n}-low", f"{at}/low"),
        high=read.share(f"p{n}-high", f"{at}/high"),
        point=read.share(f"p{n}-point", f"{at}/point"),
    )


def _impact(read: Reader, n: int, objectives: tuple[Objective, ...]) -> ImpactLevel:
    at = f"/impacts/{n - 1}"
    bands = {}
    for o in objectives:
        low, high = (read.amount(f"i{n}-{o}-{end}", f"{at}/bands/{o}/{end}") for end in ("low", "high"))
        if (low, high) != (None, None):
            bands[o] = Band(low, high)
    words = {o: read.text(f"i{n}-{o}-words", LONGEST["words"], f"{at}/wording/{o}") for o in objectives}
    return ImpactLevel(
        order=n,
        label=read.text(f"i{n}-label", LONGEST["label"], f"{at}/label"),
        wording={o: text for o, text in words.items() if text},
        bands=bands,
        value=read.amount(f"i{n}-value", f"{at}/value"),
    )


def _level(read: Reader, n: int) -> Level:
    at = f"/levels/{n - 1}"
    symbol, tone = read.values.get(f"l{n}-symbol", ""), read.values.get(f"l{n}-tone", "")
    accept, escalate = read.values.get(f"l{n}-accept", ""), read.values.get(f"l{n}-escalate", "")
    escalates = escalate in set(Authority)
    return Level(
        name=read.text(f"l{n}-name", LONGEST["name"], f"{at}/name"),
        rank=n,
        symbol=symbol if symbol in SYMBOLS else "",
        review_days=read.days(f"l{n}-review", f"{at}/review_days") or 0,
        tone=tone if tone in TONES else "gray",
        accept=Authority(accept) if accept in set(Authority) else Authority.OWNER,
        accept_days=read.days(f"l{n}-acceptdays", f"{at}/accept_days"),
        escalate_to=Authority(escalate) if escalates else None,
        escalate_after_days=read.days(f"l{n}-escalatedays", f"{at}/escalate_after_days") if escalates else None,
    )


def _rank(values: Values, p: int, i: int) -> int:
    text = values.get(f"s{p}-{i}", "").strip()
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else 0


def _scores(
    values: Values,
    probabilities: tuple[ProbabilityLevel, ...],
    impacts: tuple[ImpactLevel, ...],
    ranks: tuple[tuple[int, ...], ...],
) -> dict[str, object]:
    if values.get("order") == "ranks":
        return {"scores": ranks}
    if values.get("order") != "values":
        return {}
    points = [step.point for step in probabilities]
    amounts = [step.value or 0 for step in impacts]
    return {"scores": value_products(points, amounts, UNIT), "score_unit": UNIT}
