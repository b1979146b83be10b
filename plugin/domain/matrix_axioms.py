"""Cox's rules for risk matrices (Risk Analysis 28(2), 2008; domain-methods 2.7), with exact fractions and the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plugin.domain.model_scores import falling_cells

Cell = tuple[int, int]
"""(probability, impact), 1-based."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules find in a matrix: for each the offending cells, none where it holds.

    `least_top` is the smallest risk a top cell may hold, `most_bottom` the largest of a bottom cell (None without such
    cells); `resolution` is the share of random pairs that the matrix tells apart for certain (R7).
    """

    falling: tuple[Cell, ...]
    inconsistent: tuple[Cell, ...]
    touching: tuple[Cell, ...]
    top_at_edge: tuple[Cell, ...]
    jumps: tuple[Cell, ...]
    raised_edge: tuple[Cell, ...]
    top_in_second: tuple[Cell, ...]
    colours: int
    least_top: Fraction | None
    most_bottom: Fraction | None
    resolution: Fraction


def equal_widths(steps: int) -> tuple[Fraction, ...]:
    """The cut points of an axis from 0 to 1 in so many equal steps."""
    return tuple(Fraction(cut, steps) for cut in range(steps + 1))


def judge(
    ranks: Sequence[Sequence[int]],
    bottom: int,
    top: int,
    cuts: tuple[Sequence[Fraction], Sequence[Fraction]] | None = None,
) -> Verdict:
    """Hold a matrix of level ranks against the rules; `ranks[probability][impact]`, `cuts` default to equal widths.

    `bottom` and `top` are the ranks of the lowest and highest level; every row has the same length.
    """
    rows, columns = cuts or (equal_widths(len(ranks)), equal_widths(len(ranks[0])))
    tops, bottoms = _cells_of(ranks, top), _cells_of(ranks, bottom)
    infimum = {(p, i): rows[p - 1] * columns[i - 1] for p, i in tops}
    supremum = {(p, i): rows[p] * columns[i] for p, i in bottoms}
    least_top, most_bottom = min(infimum.values(), default=None), max(supremum.values(), default=None)
    return Verdict(
        falling=falling_cells(ranks),
        inconsistent=_inconsistent(infimum, supremum),
        touching=tuple(x for x in tops if any(near in bottoms for near in _beside(x))),
        top_at_edge=tuple(x for x in tops if 1 in x),
        jumps=tuple(x for x in bottoms if any(next_cell in tops for next_cell in _onward(x))),
        raised_edge=tuple(x for x in _all_cells(ranks) if 1 in x and x not in bottoms),
        top_in_second=tuple(x for x in tops if 2 in x),
        colours=len({rank for row in ranks for rank in row}),
        least_top=least_top,
        most_bottom=most_bottom,
        resolution=2 * _area(tops, rows, columns) * _area(bottoms, rows, columns),
    )


def _all_cells(ranks: Sequence[Sequence[int]]) -> Iterator[Cell]:
    return ((p, i) for p in range(1, len(ranks) + 1) for i in range(1, len(ranks[0]) + 1))


def _cells_of(ranks: Sequence[Sequence[int]], rank: int) -> tuple[Cell, ...]:
    return tuple((p, i) for p, i in _all_cells(ranks) if ranks[p - 1][i - 1] == rank)


def _inconsistent(infimum: dict[Cell, Fraction], supremum: dict[Cell, Fraction]) -> tuple[Cell, ...]:
    """Top cells that may hold less risk than some bottom cell, and those bottom cells (R1)."""
    if not infimum or not supremum:
        return ()
    least, most = min(infimum.values()), max(supremum.values())
    low_tops = [x for x, risk in infimum.items() if risk < most]
    high_bottoms = [x for x, risk in supremum.items() if risk > least]
    return (*low_tops, *high_bottoms)


def _beside(cell: Cell) -> tuple[Cell, ...]:
    p, i = cell
    return ((p - 1, i), (p + 1, i), (p, i - 1), (p, i + 1))


def _onward(cell: Cell) -> tuple[Cell, ...]:
    """Where a rising line may go next; through the corner it meets no cell between (R4, tested strictly)."""
    p, i = cell
    return ((p, i + 1), (p + 1, i), (p + 1, i + 1))


def _area(cells: Sequence[Cell], rows: Sequence[Fraction], columns: Sequence[Fraction]) -> Fraction:
    sizes = ((rows[p] - rows[p - 1]) * (columns[i] - columns[i - 1]) for p, i in cells)
    return sum(sizes, Fraction(0))
