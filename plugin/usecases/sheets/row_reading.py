"""A row of a sheet as what it says of a risk, with everything that is wrong in it and everything left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.written.misread import Misread
from plugin.usecases.sheets.cell_reading import plain, rate_of, read_cell, text_of
from plugin.usecases.sheets.fields import Holds
from plugin.usecases.sheets.mapping import BY_TARGET, SheetMapping
from plugin.usecases.tables import RowProblem, SheetRow

OF_KEY = "key:"
"""References begin with what they are made from: the sheet's own key, our id, or the words of the risk."""
OF_ID = "id:"
OF_WORDS = "words:"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row says by target; `reference` is what it is known by from one import to the next."""

    number: int
    values: Mapping[str, object]
    reference: str
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key that the sheet itself uses, by which its rows name each other."""
        return str(self.values.get("key") or "")

    def text(self, code: str) -> str:
        """A text of the row, "" where it says nothing."""
        value = self.values.get(code)
        return "" if value is None else str(value)


@dataclass(slots=True)
class _Reading:
    row: SheetRow
    mapping: SheetMapping
    values: dict[str, object] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_row(row: SheetRow, mapping: SheetMapping, models: RiskModels, currency: str) -> ReadRow:
    """The row by the mapping; `currency` is the project's. A cell that cannot be read is a problem, never guessed."""
    reading = _Reading(row, mapping)
    mapped = {place for place, code in enumerate(mapping.columns) if code}
    reading.problems += [
        p for p in row.problems if p.column is None or p.column - 1 in mapped or p.column > len(row.cells)
    ]
    for place, code in enumerate(mapping.columns):
        if not code or place >= len(row.cells):
            continue
        try:
            reading.values[code] = read_cell(code, row.cells[place], mapping, _model_of(code, row, mapping, models))
        except Misread as misread:
            reading.problems.append(RowProblem(row.number, place + 1, str(misread)))
    _convert(reading, currency)
    _find_people(reading)
    return ReadRow(
        row.number, reading.values, _reference(reading.values), tuple(reading.problems), tuple(reading.notes)
    )


def _model_of(code: str, row: SheetRow, mapping: SheetMapping, models: RiskModels) -> RiskModel:
    """The model that a stage's column names, else the present one."""
    place = mapping.place(f"{code.partition('.')[0]}.model")
    version = text_of(row.cells[place]) if place is not None and place < len(row.cells) else ""
    return models.older.get(version, models.current)


def _convert(reading: _Reading, currency: str) -> None:
    """Amounts into the minor units of the project's currency; without a rate another currency's are left out."""
    named = str(reading.values.get("currency") or "").upper() or reading.mapping.currency
    rate = rate_of(reading.mapping)
    for code, amount in list(reading.values.items()):
        if BY_TARGET[code].holds is not Holds.MONEY or not isinstance(amount, Decimal):
            continue
        is_foreign = bool(named) and named != currency
        if is_foreign and rate is None:
            reading.values.pop(code)
            reading.notes.append(
                f"{BY_TARGET[code].heading}: {amount:f} {named} was left out, since the project counts in {currency}."
            )
        else:
            worth = amount * rate if is_foreign and rate is not None else amount
            reading.values[code] = int((worth * 100).to_integral_value())


def _find_people(reading: _Reading) -> None:
    """Names and addresses into accounts, as they were looked up when the columns were chosen."""
    for code, account in (("owner", "owner_account"), ("action_owner", "action_owner")):
        named = str(reading.values.get(code) or "")
        if code != account and reading.values.get(account):
            reading.values.pop(code, None)
            continue
        if not named:
            reading.values.pop(code, None) if code != account else None
            continue
        found = reading.mapping.people.get(plain(named))
        if code != account:
            reading.values.pop(code)
        if found:
            reading.values[account] = found
        else:
            reading.values.pop(account, None)
            reading.notes.append(
                f"{BY_TARGET[code].heading}: “{named[:60]}” is nobody that Jira knows here; choose one."
            )


def _reference(values: Mapping[str, object]) -> str:
    """What the row is known by: our own id, else the key of the sheet, else the words of title and cause."""
    if values.get("id"):
        return OF_ID + str(values["id"])
    if values.get("key"):
        return OF_KEY + plain(values["key"])
    words = "\n".join(plain(values.get(code) or "") for code in ("title", "event", "cause"))
    return OF_WORDS + hashlib.sha256(words.encode()).hexdigest()[:32]


def shown_cells(row: SheetRow) -> list[str]:
    """The row as it was, for the list of rows that have to be mended."""
    return [text_of(cell) for cell in row.cells]
