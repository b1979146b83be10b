"""Numbers of a matrix: products rounded as printed, ranks that are a permutation, the mirror, the band of a share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plugin.domain.risk_model import ProbabilityLevel, RiskModel

Grid = tuple[tuple[int, ...], ...]
"""`grid[probability - 1][impact - 1]`, like the matrix of a model."""


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Which whole scores a level is said to cover, both ends included, as printed templates write them."""

    level: str
    low: int
    high: int


def value_products(points: Sequence[float], values: Sequence[float], unit: int = 100) -> Grid:
    """Probability × impact value in whole `unit`ths, halves up (PMBOK Guide 5th ed., figure 11-10: 0.045 is 0.05)."""
    return tuple(
        tuple(
            int((Decimal(str(point)) * Decimal(str(value)) * unit).quantize(Decimal(1), ROUND_HALF_UP))
            for value in values
        )
        for point in points
    )


def step_products(probabilities: int, impacts: int) -> Grid:
    """The product of the two steps, from 1; it ties 5 × 1 with 1 × 5."""
    return tuple(tuple(row * column for column in range(1, impacts + 1)) for row in range(1, probabilities + 1))


def mirrored(grid: Sequence[Sequence[int]]) -> Grid:
    """The opportunity's side of a grid: the same numbers with the impacts in reverse."""
    return tuple(tuple(reversed(row)) for row in grid)


def claims_ranks(model: RiskModel) -> bool:
    """Whether the scores are places in one order (1 is the least) rather than products."""
    return model.scores is not None and model.score_unit == 1


def is_permutation(grid: Sequence[Sequence[int]]) -> bool:
    """Whether each place from 1 to the number of cells is taken once."""
    places = sorted(place for row in grid for place in row)
    return places == list(range(1, len(places) + 1))


def falling_cells(grid: Sequence[Sequence[int]], *, strictly: bool = False) -> tuple[tuple[int, int], ...]:
    """Cells (1-based) that stand lower than a neighbour with less probability or less impact; `strictly`: or level."""
    found = []
    for row, cells in enumerate(grid):
        for column, here in enumerate(cells):
            lesser = [grid[row - 1][column]] if row else []
            lesser += [cells[column - 1]] if column else []
            if any(here < other or (strictly and here == other) for other in lesser):
                found.append((row + 1, column + 1))
    return tuple(found)


def band_of(bands: Sequence[ProbabilityLevel], share: float) -> ProbabilityLevel | None:
    """The band that holds a share: lower end in, upper end out, the last band's upper end in; None outside of all."""
    for band in bands:
        if band.low <= share < band.high:
            return band
    return bands[-1] if bands and share == bands[-1].high else None
