"""Worked cases of published sources, read from the contract folder; a test without it is skipped."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.source import ROOT

CASES = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT.parent / "shared" / "contract")) / "reference-cases.json"


def case(case_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs and the expected values of one case."""
    if not CASES.is_file():
        pytest.skip("the contract data is not on this machine (PLUMBLINE_CONTRACT_DIR)")
    found = {one["id"]: one for one in json.loads(CASES.read_text(encoding="utf-8"))["cases"]}
    return found[case_id]["inputs"], found[case_id]["expected"]
