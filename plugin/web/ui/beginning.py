"""What leads from the register to packs and drafts: how many drafts wait, and packs where nothing was raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.pack import Pack
from plugin.domain.register import RiskTotals
from plugin.web.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Beginning:
    """Drafts that wait, and whether nothing else is there: then the packs are offered outright."""

    drafts: int
    is_empty: bool
    packs: Sequence[Pack]


def beginning(desk: Desk, totals: RiskTotals) -> Beginning:
    """What the register's head offers by its totals."""
    return Beginning(totals["drafts"], not totals["identified"] and not totals["drafts"], desk.services.packs)
