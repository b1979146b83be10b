"""Bring a large sheet in and print seconds and megabytes: run in a process of its own, so that only it is measured."""

from __future__ import annotations

import resource
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
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{one.counts.added} {seconds:.1f} {megabytes:.0f}\n")


if __name__ == "__main__":
    main()
