"""A large sheet comes in within bounds of time and memory, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.contracts.source import ROOT

ROWS = 4_000
MEGABYTES = 400
SECONDS = 60
"""What 20,000 rows may take; a fifth of them leaves room for a busy machine."""


def test_a_large_sheet_stays_within_bounds(tmp_path: Path) -> None:
    """All rows come, in less than a minute and 400 MB."""
    command = [sys.executable, "-m", "tests.usecases.sheets.large_sheet", str(tmp_path), str(ROWS)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    added, seconds, megabytes = (float(number) for number in told.stdout.split())
    assert added == ROWS
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
