"""How much of a file is read: bounds that no honest register meets and that hold memory and time for hostile ones."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file.

    `characters` is what a spreadsheet program itself allows in a cell. `ratio` (unpacked to packed size) counts only
    for parts above `ratio_counts_from` bytes, because a small sheet of equal rows packs very well. `shared_bytes` is
    what the texts shared by a workbook's cells may take in memory, `separators` how many may stand in one line of CSV.
    """

    upload_bytes: int = 25 * MEGABYTE
    rows: int = 50_000
    columns: int = 200
    characters: int = 32_767
    sheets: int = 100
    parts: int = 2_000
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 150
    ratio_counts_from: int = 20 * MEGABYTE
    shared_bytes: int = 150 * MEGABYTE
    style_bytes: int = 20 * MEGABYTE
    separators: int = 5_000_000


DEFAULT_LIMITS = Limits()
