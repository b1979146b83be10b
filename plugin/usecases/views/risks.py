"""The register's head: the sentence that sums it up and the heat map that counts it, both from running totals."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.rating import Stage
from plugin.domain.register import RiskTotals
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.treatment import Direction
from plugin.usecases.views.marks import level_mark
from plugin.usecases.views.narrowing import Narrowing

THREATS_NOW = f"cell.{Stage.CURRENT.value}.{Direction.THREAT.value}."
"""How the totals' keys begin that count open threats by the cell they stand in now."""


@dataclass(frozen=True, slots=True)
class RiskHealth:
    """The figures of the sentence: how many, how many too many, and how many of those nobody answers."""

    identified: int
    open: int
    above: int
    unanswered: int
    unowned: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """Expected money of open threats and opportunities in minor units, and on how many estimates each rests."""

    threats: int
    opportunities: int
    valued: int
    unvalued: int

    @property
    def net(self) -> int | None:
        """Opportunities less threats; None where nothing has an estimate."""
        return self.opportunities - self.threats if self.valued else None


@dataclass(frozen=True, slots=True)
class MapCell:
    """One cell of the heat map: its level, how many open risks lie in it, and the list it opens.

    `place` is "<probability>.<impact>".
    """

    level: str
    tone: str
    symbol: str
    count: int
    probability: str
    impact: str
    url: str
    is_selected: bool
    place: str = ""


@dataclass(frozen=True, slots=True)
class MapRow:
    """One band of likelihood, its cells from left to right."""

    label: str
    wording: str
    cells: tuple[MapCell, ...]


@dataclass(frozen=True, slots=True)
class Toggle:
    """One of a few views of the same thing."""

    code: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Likelihood upward; impact rightward for threats, leftward for opportunities, which mirrors them."""

    rows: tuple[MapRow, ...]
    columns: tuple[str, ...]
    stages: tuple[Toggle, ...]
    directions: tuple[Toggle, ...]
    stage: str
    is_mirrored: bool
    rated: int
    open: int
    older: int = 0
    """How many of these stand in an older model, and so in none of the cells."""


def risk_health(totals: RiskTotals, overdue: int) -> RiskHealth:
    """The figures of the register's sentence from its totals."""
    return RiskHealth(
        identified=totals["identified"],
        open=totals["open"],
        above=totals["aboveAppetite"],
        unanswered=totals["aboveAppetite.unanswered"],
        unowned=totals["unowned"],
        overdue=overdue,
    )


def exposure(totals: RiskTotals) -> Exposure:
    """Expected money from the totals (domain-methods K2: probability × cost, threats and opportunities apart)."""
    return Exposure(
        threats=totals["threats.expected"],
        opportunities=totals["opportunities.expected"],
        valued=totals["threats.valued"] + totals["opportunities.valued"],
        unvalued=totals["threats.unvalued"] + totals["opportunities.unvalued"],
    )


def threats_by_level(totals: RiskTotals, models: RiskModels) -> tuple[tuple[str, int], ...]:
    """How many open threats stand at each level now, worst first; opportunities are not among them.

    Each rating is read by its own model; levels that only older models have come last.
    """
    counts = dict.fromkeys((level.name for level in reversed(models.current.levels)), 0)
    for key, count in totals.items():
        if count and key.startswith(THREATS_NOW):
            version, probability, impact = key.removeprefix(THREATS_NOW).split(".")
            name = models.of(version).look_up(int(probability), int(impact)).name
            counts[name] = counts.get(name, 0) + count
    return tuple(counts.items())


def heat_map(totals: RiskTotals, asked: Narrowing, model: RiskModel) -> HeatMap:
    """The map of one stage and direction; every count is the list of the risks behind it."""
    is_mirrored = asked.direction is Direction.OPPORTUNITY
    impacts = tuple(reversed(model.impacts)) if is_mirrored else model.impacts
    rows = tuple(
        MapRow(band.label, band.wording, tuple(_cell(totals, asked, model, band.order, one.order) for one in impacts))
        for band in reversed(model.probabilities)
    )
    return HeatMap(
        rows=rows,
        columns=tuple(one.label for one in impacts),
        stages=tuple(Toggle(one.value, asked.at(stage=one).url(part="/register"), one is asked.stage) for one in Stage),
        directions=tuple(
            Toggle(one.value, asked.at(direction=one).url(part="/register"), one is asked.direction)
            for one in Direction
        ),
        stage=asked.stage.value,
        is_mirrored=is_mirrored,
        rated=sum(cell.count for row in rows for cell in row.cells),
        open=totals["open"],
        older=_in_older_models(totals, asked, model),
    )


def _in_older_models(totals: RiskTotals, asked: Narrowing, model: RiskModel) -> int:
    side = f"cell.{asked.stage.value}.{asked.direction.value}."
    here = f"{side}{model.version}."
    return sum(count for key, count in totals.items() if key.startswith(side) and not key.startswith(here))


def _cell(totals: RiskTotals, asked: Narrowing, model: RiskModel, probability: int, impact: int) -> MapCell:
    mark = level_mark(model, model.look_up(probability, impact))
    place = f"{probability}.{impact}"
    is_selected = asked.cell == place
    return MapCell(
        level=mark.name,
        tone=mark.tone,
        symbol=mark.symbol,
        count=totals[f"cell.{asked.stage.value}.{asked.direction.value}.{model.version}.{place}"],
        probability=model.probabilities[probability - 1].label,
        impact=model.impacts[impact - 1].label,
        url=asked.at(cell="" if is_selected else place).url(part="/register"),
        is_selected=is_selected,
        place=place,
    )
