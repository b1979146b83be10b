"""A sheet that comes again: only what changed in it is taken, and never over what people edited here meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from plugin.domain.risk import Risk
from plugin.usecases.import_records import Imported
from plugin.usecases.sheets.around import Around
from plugin.usecases.sheets.building import laid_over
from plugin.usecases.sheets.mapping import BY_TARGET
from plugin.usecases.sheets.record_cells import Known, record_cells
from plugin.usecases.sheets.row_reading import ReadRow
from plugin.usecases.views.wording import Wording

LONGEST_KEPT = 24
OF_NO_RECORD = frozenset({"key", "id", "version", "flags", "source", "currency", "owner", "relations"})
"""Columns that say what a row is, or that are worked out: nothing to compare."""

OF_CURRENT = frozenset({"impact", "objectives", "level"})
TOGETHER = (
    frozenset({"title", "event"}),
    frozenset({"category", "labels"}),
    frozenset({"actions", "action_state", "action_owner", "action_due"}),
    frozenset({"status", "outcome", "closed_at", "close_reason", "close_comment"}),
)


@dataclass(frozen=True, slots=True)
class Merged:
    """The risk as it is to be, the record as the sheet last left it, and the columns that people's edits held back."""

    risk: Risk
    cells: Mapping[str, str]
    kept: tuple[str, ...] = ()


def said(row: ReadRow) -> dict[str, str]:
    """What a row says by column, short enough to keep: long texts by their hash."""
    return {code: _short(value) for code, value in row.values.items() if value not in (None, "")}


def cells_of(risk: Risk, around: Around, say: Wording) -> dict[str, str]:
    """The record as its row would be, with ids for keys, short enough to keep."""
    ids = {link.issue_id: str(link.issue_id) for link in risk.issues}
    ids |= {one.issue_id: str(one.issue_id) for one in risk.treatment.actions if one.issue_id}
    known = Known(around.models, "", say, {}, ids, {})
    cells = record_cells(risk, known)
    return {code: _short(cell) for code, cell in cells.items() if cell not in (None, "") and code not in OF_NO_RECORD}


def merged(risk: Risk, row: ReadRow, before: Imported | None, around: Around, say: Wording) -> Merged:
    """Lay over the risk what the sheet changed since it came last.

    Without a last time (a risk of ours that was exported, edited and brought back) everything is taken where nobody
    changed the risk since, by its version; else nothing that differs.
    """
    untouched = before is None and row.values.get("version") == risk.version
    kept: list[str] = []
    now = cells_of(risk, around, say)
    groups = _changed(row, before)
    if not groups or cells_of(laid_over(risk, row, frozenset().union(*groups), around), around, say) == now:
        return Merged(risk, dict(before.cells) if before else now)
    left = dict(before.cells) if before else dict(now)
    for codes in groups:
        candidate = laid_over(risk, row, codes, around)
        then = cells_of(candidate, around, say)
        moved = {code for code in now.keys() | then.keys() if now.get(code) != then.get(code)}
        if not moved:
            continue
        if untouched or (before is not None and all(now.get(code) == before.cells.get(code) for code in moved)):
            risk, now = candidate, then
            left = {code: cell for code, cell in left.items() if code not in moved}
            left |= {code: then[code] for code in moved if code in then}
        else:
            kept += sorted(codes & row.values.keys())
            if before is None:
                left = {code: cell for code, cell in left.items() if code not in moved}
    return Merged(risk, left, tuple(kept))


def _changed(row: ReadRow, before: Imported | None) -> list[frozenset[str]]:
    """The columns that say something else than last time, in groups that make sense together only."""
    now, last = said(row), before.values if before else {}
    codes = {code for code in row.values if before is None or now.get(code) != last.get(code)} - OF_NO_RECORD
    groups: list[frozenset[str]] = []
    for code in sorted(codes):
        group = _group(code, row)
        if group not in groups:
            groups.append(group)
    return groups


def _group(code: str, row: ReadRow) -> frozenset[str]:
    """The columns that make sense together with this one; all that tell of one stage's rating do."""
    stage = code.partition(".")[0] if "." in code else ("current" if code in OF_CURRENT else "")
    if stage:
        extra = OF_CURRENT if stage == "current" else frozenset[str]()
        return frozenset(one for one in row.values if one.startswith(f"{stage}.") or one in extra)
    return next((one for one in TOGETHER if code in one), frozenset({code}))


def headings(codes: Collection[str], columns: Mapping[str, str]) -> str:
    """The columns by the names that the sheet gives them, else by ours."""
    return ", ".join(columns.get(code) or BY_TARGET[code].heading for code in codes)


def _short(value: object) -> str:
    if isinstance(value, Enum):
        text = str(value.value)
    else:
        text = value.isoformat() if isinstance(value, datetime | date) else str(value)
    return text if len(text) <= LONGEST_KEPT else f"#{hashlib.sha256(text.encode()).hexdigest()[:20]}"
