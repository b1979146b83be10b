"""What is kept of sheets that were brought in: the import under way, its problems, and what each row became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plugin.domain.ids import AccountId, ProjectId, RiskId


class ImportState(StrEnum):
    """Uploading: parts of the file still come; ready: columns are being chosen; running; and how it ended."""

    UPLOADING = "uploading"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDED = frozenset({ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED})


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows so far; `kept` is how many of the changed ones had cells that people had edited here."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    bad: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """One sheet on its way into a register. `done` rows of `total` were gone through; `linked` once relations are set.

    `mapping` is the chosen one as JSON, `headings` are those of the sheet, for the file of rows to be mended.
    """

    id: str
    project_id: ProjectId
    name: str
    made_at: datetime
    made_by: AccountId | None
    state: ImportState = ImportState.UPLOADING
    parts: int = 0
    size: int = 0
    sheet: str | None = None
    mapping: str = ""
    headings: Sequence[str] = ()
    total: int = 0
    done: int = 0
    counts: Counts = field(default_factory=Counts)
    message: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something to tell of a row: what kept it out ("bad"), or what was left out of it or kept as it was ("note").

    `cells` are the row as it was, kept for bad rows only.
    """

    row: int
    position: int
    kind: str
    column: str
    detail: str
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a row became: what it said then by column, the record as it was left, and relations that wait for others."""

    reference: str
    risk_id: RiskId
    key: str
    import_id: str
    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]
    relations: str = ""
    """As the sheet has them, by its own keys; "" where it says nothing."""
