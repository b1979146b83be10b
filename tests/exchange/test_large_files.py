"""Twenty thousand rows of twenty-five columns: seconds, and memory that does not grow with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.exchange.csv_writing import write_csv
from plugin.exchange.xlsx_writing import write_xlsx
from plugin.usecases.views.sheet import Column, Sheet
from tests.contracts.source import ROOT
from tests.exchange.workbooks import ods, ods_row, ods_table

ROWS, COLUMNS = 20_000, 25
MEASURE = r"""
import json, re, sys, time
from pathlib import Path
from plugin.exchange.reading import read_table
path = Path(sys.argv[1])
held = path.read_bytes()
start = time.process_time()
rows = sum(1 for _ in read_table(path.name, held).rows())
seconds = time.process_time() - start
# Not getrusage: its peak begins with that of the process that started this one.
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([rows, seconds, int(peak[1]) / 1024]))
"""


def big_sheet() -> Sheet:
    """A register as large as any is let in."""
    columns = [Column(f"Heading {n}") for n in range(COLUMNS)]
    cells = (
        [f"R-{row}", *(f"some words of a sentence {row} {n}" if n % 2 else row * n + 0.5 for n in range(1, COLUMNS))]
        for row in range(ROWS)
    )
    return Sheet("Risks", columns, cells)


@pytest.mark.bench
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the peak of a process")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_large_register_is_read_in_seconds_and_little_memory(kind: str, tmp_path: Path) -> None:
    """All rows come out in under 20 s of work and under 200 MB at the highest, far from what a server has."""
    path = tmp_path / f"big.{kind}"
    path.write_bytes(made(kind))
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout
    rows, seconds, megabytes = json.loads(told)
    assert rows == ROWS
    assert seconds < 20
    assert megabytes < 200


def made(kind: str) -> bytes:
    """The large register as a file of that kind."""
    if kind == "csv":
        return b"".join(write_csv(big_sheet()))
    if kind == "xlsx":
        return write_xlsx([big_sheet()])
    sheet = big_sheet()
    rows = [ods_row(*(column.heading for column in sheet.columns))]
    rows.extend(ods_row(*(str(cell) for cell in row)) for row in sheet.rows)
    return ods(ods_table(*rows))
