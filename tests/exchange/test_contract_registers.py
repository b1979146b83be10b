"""Registers that people really keep are read whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugin.usecases.tables import SheetRow
from tests.contracts.source import ROOT
from tests.exchange.workbooks import read

FOLDER = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT.parent / "shared" / "contract")) / "data"


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("federal-office_risk_register.csv", 14, 10),
        ("federal-office_change_orders.csv", 11, 10),
        ("mertartun_risk-register.csv", 8, 15),
    ],
)
def test_each_register_reads_without_a_problem(name: str, columns: int, rows: int) -> None:
    """All headings and rows are there, and no row has anything wrong with it."""
    if not (FOLDER / name).is_file():
        pytest.skip("the contract data is not on this machine (PLUMBLINE_CONTRACT_DIR)")
    table, items = read(name, (FOLDER / name).read_bytes())
    assert len(table.headings) == columns
    assert [item.number for item in items if isinstance(item, SheetRow) and not item.problems] == list(
        range(2, rows + 2)
    )
