"""What rows are turned into risks with: models, the mapping, issues by key, and who brings the sheet in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.ids import AccountId, IssueId
from plugin.domain.risk_model import RiskModels
from plugin.usecases.ports import NewId
from plugin.usecases.sheets.mapping import SheetMapping


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who brings the sheet in, when, with which model, and where new ids come from."""

    now: datetime
    by: AccountId | None
    model_version: str
    new_id: NewId


@dataclass(frozen=True, slots=True)
class Around:
    """What rows are read with: models, the mapping, issues by key, and who brings them in."""

    models: RiskModels
    mapping: SheetMapping
    issues: Mapping[str, IssueId]
    stamp: Stamp
