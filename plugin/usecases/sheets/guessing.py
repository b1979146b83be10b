"""What the columns of a sheet are most likely, by their headings and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.risk_model import Objective, RiskModel
from plugin.domain.written.amounts import CURRENCIES, money
from plugin.domain.written.days import DayOrder, day, order_of
from plugin.domain.written.misread import Misread
from plugin.domain.written.numbers import decimal_mark_of
from plugin.domain.written.scales import numbers_mean_shares, scale_order
from plugin.usecases.sheets.cell_reading import CHOICES, plain, read_cell, scale_of, text_of
from plugin.usecases.sheets.fields import FIELDS, Holds
from plugin.usecases.sheets.mapping import BY_TARGET, SheetMapping
from plugin.usecases.sheets.synonyms import KNOWN_WORDS, OBJECTIVE_WORDS, SYNONYMS
from plugin.usecases.tables import Cell

NAMED, LIKE, DOUBT = 100, 50, 45
MOST_WORDS = 40
"""Different words of a column that are shown for choosing what they mean."""
_OURS = {plain(one.heading): one.code for one in FIELDS if not one.told_only}
_CODE = re.compile(r"\b([A-Z]{3})\b")


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a sheet: their headings, and for each the cells of the rows that were looked at."""

    headings: Sequence[str]
    columns: Sequence[Sequence[Cell]]


def guessed(sample: Sample, model: RiskModel, currency: str) -> SheetMapping:
    """A mapping to begin with: each target goes to the column that fits it best, no column to two targets."""
    columns = _columns(sample, model)
    return filled_in(SheetMapping(columns), sample, model, currency)


def filled_in(mapping: SheetMapping, sample: Sample, model: RiskModel, currency: str) -> SheetMapping:
    """The same columns with words, marks, currency and order of days as the cells show them."""
    cells = {code: sample.columns[place] for place, code in enumerate(mapping.columns) if code}
    held = {code: BY_TARGET[code].holds for code in cells}
    amounts = {code: cells[code] for code, holds in held.items() if holds is Holds.MONEY}
    steps = {code: cells[code] for code, holds in held.items() if holds is Holds.STEP}
    return SheetMapping(
        columns=mapping.columns,
        currency=_currency(sample, mapping, amounts, currency),
        day_order=_day_order([cell for code, holds in held.items() if holds is Holds.DAY for cell in cells[code]]),
        objective=Objective.SCHEDULE if Objective.SCHEDULE in model.objectives else model.objectives[0],
        words=_words(cells, model),
        marks={code: mark for code, column in amounts.items() if (mark := _mark(column))},
        shares=frozenset(code for code, column in steps.items() if numbers_mean_shares(list(column))),
        people={},
    )


def _columns(sample: Sample, model: RiskModel) -> tuple[str, ...]:
    is_ours = plain(BY_TARGET["id"].heading) in {plain(heading) for heading in sample.headings}
    scored = [
        (score, -place, code, place)
        for place, heading in enumerate(sample.headings)
        for code, score in _candidates(heading, sample.columns[place], model, is_ours=is_ours).items()
    ]
    chosen: dict[int, str] = {}
    for score, _, code, place in sorted(scored, reverse=True):
        if score > DOUBT and place not in chosen and code not in chosen.values():
            chosen[place] = code
    if "title" not in chosen.values():
        # A register with one long description has nothing else that says what could happen.
        chosen |= {place: "title" for place, code in chosen.items() if code == "event"}
    return tuple(chosen.get(place, "") for place in range(len(sample.headings)))


def _candidates(heading: str, cells: Sequence[Cell], model: RiskModel, *, is_ours: bool) -> dict[str, int]:
    """How well each target fits a column."""
    name = plain(heading)
    if is_ours:
        return {_OURS[name]: NAMED} if name in _OURS else {}
    found = {_OURS[name]: NAMED - 2} if name in _OURS else {}
    for code, names in SYNONYMS.items():
        score = max((_fit(name, other, at) for at, other in enumerate(names)), default=0)
        if score:
            found[code] = max(score, found.get(code, 0))
    found |= _impacts(name)
    return {code: score - (0 if _fits(code, cells, model) else 60) for code, score in found.items()}


def _fit(name: str, other: str, at: int) -> int:
    if name == other:
        return NAMED - at
    bare = re.sub(r"\b(?:usd|eur|chf|gbp|risk)\b", "", name).strip()
    if bare and bare == other:
        return NAMED - 5 - at
    return LIKE + 10 - at if re.search(rf"\b{re.escape(other)}\b", name) and len(other) > 3 else 0


def _impacts(name: str) -> dict[str, int]:
    """Headings such as "Impact (cost)" and "Schedule impact"."""
    words = set(name.split())
    if not words & {"impact", "severity", "auswirkung", "consequence"}:
        return {}
    objectives = {OBJECTIVE_WORDS[word] for word in words if word in OBJECTIVE_WORDS}
    if not objectives:
        return {"impact": NAMED if words <= {"impact", "risk", "rating", "level", "score"} else LIKE}
    return {f"current.impact.{one}": NAMED + 5 for one in objectives}


def _fits(code: str, cells: Sequence[Cell], model: RiskModel) -> bool:
    """Whether most cells can be read as that target; an empty column fits anything."""
    filled = [cell for cell in cells if cell is not None][:40]
    holds = BY_TARGET[code].holds
    if not filled or holds in {Holds.TEXT, Holds.LIST, Holds.PERSON}:
        return True
    return sum(_readable(code, holds, cell, model) for cell in filled) >= 0.5 * len(filled)


def _readable(code: str, holds: Holds, cell: Cell, model: RiskModel) -> bool:
    try:
        if holds is Holds.MONEY:
            money(cell if isinstance(cell, str | int | float) else "")
        elif holds is Holds.DAY:
            day(cell, DayOrder.DAY_FIRST)
        else:
            read_cell(code, cell, SheetMapping((code,)), model)
    except Misread as misread:
        return holds is Holds.MONEY and "currenc" in str(misread)
    return True


def _currency(sample: Sample, mapping: SheetMapping, amounts: Mapping[str, Sequence[Cell]], ours: str) -> str:
    """The currency that headings or cells name, else the project's own."""
    named = []
    for place, code in enumerate(mapping.columns):
        if code in amounts:
            named += [word for word in _CODE.findall(sample.headings[place].replace("_", " ")) if word in CURRENCIES]
            named += [word for cell in amounts[code][:200] if isinstance(cell, str) for word in _CODE.findall(cell)]
        elif code == "currency":
            named += [text_of(cell).upper() for cell in sample.columns[place][:200] if cell]
    known = [word for word in named if word in CURRENCIES]
    return max(sorted(set(known)), key=known.count) if known else ours


def _day_order(cells: Sequence[Cell]) -> DayOrder | None:
    try:
        return order_of(cells)
    except Misread:
        return None


def _mark(column: Sequence[Cell]) -> str | None:
    return decimal_mark_of(cell for cell in column if isinstance(cell, str))


def _words(cells: Mapping[str, Sequence[Cell]], model: RiskModel) -> dict[str, dict[str, str]]:
    """What each word of a scale or a choice means, "" where that is for people to say."""
    words: dict[str, dict[str, str]] = {}
    for code, column in cells.items():
        holds = BY_TARGET[code].holds
        if holds not in {Holds.STEP, Holds.WORD}:
            continue
        seen = dict.fromkeys(plain(cell) for cell in column if isinstance(cell, str) and not cell.strip().isdigit())
        if 0 < len(seen) <= MOST_WORDS:
            words[code] = {word: _meaning(code, word, model) for word in seen if word}
    return words


def _meaning(code: str, word: str, model: RiskModel) -> str:
    if code in CHOICES:
        meant = KNOWN_WORDS.get(code, {}).get(word) or word.replace(" ", "-")
        return meant if meant in {one.value for one in CHOICES[code]} else ""
    try:
        return str(scale_order(word, scale_of(code, model)))
    except Misread:
        return ""
