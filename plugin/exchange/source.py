"""What each kind of file is opened into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugin.exchange.limits import Limits
from plugin.exchange.raw import RawRow
from plugin.usecases.tables import TableRefused


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet whose raw rows can be read as often as needed; None for the sheet's name where a file has no sheets."""

    rows: Callable[[], Iterator[RawRow]]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def choose_sheet(sheets: list[tuple[str, bool]], wanted: str | None, limits: Limits) -> int:
    """The place of the wanted sheet, else of the first visible one, among (name, whether it is visible)."""
    if not sheets:
        raise TableRefused("The workbook has no sheet with cells.")
    if len(sheets) > limits.sheets:
        raise TableRefused(f"The workbook has more than {limits.sheets} sheets. Save the one you need in a new file.")
    if wanted is None:
        return next((at for at, (_, is_visible) in enumerate(sheets) if is_visible), 0)
    for at, (name, _) in enumerate(sheets):
        if name == wanted:
            return at
    raise TableRefused(f"The workbook has no sheet called “{wanted[:60]}”. Choose one of those it has.")
