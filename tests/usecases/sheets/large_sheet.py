"""Bring a large sheet in and print seconds and megabytes: run in a process of its own, so that only it is measured."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from plugin.usecases.views.sheet import Column, Sheet
from plugin.wiring.sheets import SheetFiles
from tests.usecases.sheets.bringing import open_office

HEADINGS = ("Risk ID", "Title", "Cause", "Effect", "Category", "Probability", "Impact", "Cost", "Mitigation", "Status")


def sheet(rows: int) -> Sheet:
    """A register of so many rows."""
    words = ("Low", "Medium", "High")
    made = (
        (
            f"K-{n}",
            f"Risk {n}",
            f"cause {n}",
            "it is late",
            "supplier",
            words[n % 3],
            1 + n % 5,
            n,
            "Ask",
            "Open",
        )
        for n in range(rows)
    )
    return Sheet("Register", [Column(heading) for heading in HEADINGS], made)


def main() -> None:
    """Arguments: a folder, and how many rows."""
    held = SheetFiles().xlsx([sheet(int(sys.argv[2]))])
    office = open_office(Path(sys.argv[1]))
    began = time.perf_counter()
    one = office.brought(held, "register.xlsx")
    seconds = time.perf_counter() - began
    megabytes = _peak_megabytes()
    sys.stdout.write(f"{one.counts.added} {seconds:.1f} {megabytes:.0f}\n")


def _peak_megabytes() -> float:
    """The highest resident memory of this program alone; getrusage would count what its parent held before it began."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
