"""The findings as a table for a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.rounds import Contest, middle


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, the app's figure, the yardstick's, and what is aimed at."""

    measure: str
    ours: str
    yardstick: str = ""
    ratio: str = ""
    aim: str = ""
    reached: bool | None = None


def of_contest(name: str, found: Contest, aim: float | None = None) -> list[Row]:
    """The lines of a contest: rate, latency and processor time."""
    ours, theirs = middle(found.ours), middle(found.yardstick)
    rates = [one.per_second for one in found.ours]
    return [
        Row(
            f"{name} per second",
            f"{ours.per_second:.0f} [{min(rates):.0f}-{max(rates):.0f}]",
            f"{theirs.per_second:.0f}",
            f"{found.ratio:.2f}x",
            "" if aim is None else f">= {aim:g}x",
            None if aim is None else found.ratio >= aim,
        ),
        Row(
            "  p50 / p95 / p99 in ms",
            f"{ours.p50:.1f} / {ours.p95:.1f} / {ours.p99:.1f}",
            f"{theirs.p50:.1f} / {theirs.p95:.1f} / {theirs.p99:.1f}",
        ),
        Row("  processor time in µs each", f"{ours.cpu:.0f}", f"{theirs.cpu:.0f}", f"{theirs.cpu / ours.cpu:.2f}x"),
    ]


def limited(measure: str, value: float, unit: str, *, most: float | None = None, least: float | None = None) -> Row:
    """A line with a bound from above or below."""
    reached = (most is None or value < most) and (least is None or value >= least)
    aim = f"< {most:g} {unit}" if most is not None else f">= {least:g} {unit}"
    return Row(measure, f"{value:.1f} {unit}", aim=aim, reached=reached)


def table(rows: list[Row]) -> str:
    """The rows in columns."""
    cells = [("", "Plumbline", "plain Flask view", "ratio", "aim", "")]
    words = {True: "reached", False: "MISSED", None: ""}
    cells += [(row.measure, row.ours, row.yardstick, row.ratio, row.aim, words[row.reached]) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )
