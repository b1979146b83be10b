"""The risk model editor as it is shown: steps, levels and cells from a draft's values, with what the checker found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.errors import Problem
from plugin.domain.model_checker import ModelCheck, check_model
from plugin.domain.model_marks import SYMBOLS
from plugin.domain.risk_model import Objective, RiskModel
from plugin.usecases.views.marks import LevelMark
from plugin.usecases.views.model_words import Found, authority_words, found_words, objective_words, tone_words
from plugin.usecases.views.wording import Wording
from plugin.web.ui.model_form import Values, model_of

UNPAINTED = LevelMark("", "gray", "–")
_ROW = re.compile(r"/(probabilities|impacts|levels)/([0-9]+)(?:/(.+))?")
_WHOLE = {
    "/name": "name",
    "/probabilities": "steps-p",
    "/impacts": "steps-i",
    "/levels": "steps-l",
    "/appetite": "appetite",
    "/objectives": "o-schedule",
    "/scores": "order",
}
_PARTS = {"review_days": "review", "accept_days": "acceptdays", "escalate_after_days": "escalatedays"}


@dataclass(frozen=True, slots=True)
class EditedCell:
    """One cell of the matrix: its name in the form, its place in words, and the level that it is painted with."""

    name: str
    place: str
    where: str
    rank: str
    mark: LevelMark


@dataclass(frozen=True, slots=True)
class Editor:
    """Everything in the editor; `errors` are by field, `check` is None while something could not be read."""

    url: str
    is_site: bool
    values: Values
    errors: Mapping[str, str]
    found: tuple[Found, ...]
    advice: tuple[Found, ...]
    apart: str
    rows: tuple[tuple[str, tuple[EditedCell, ...]], ...]
    columns: tuple[str, ...]
    levels: tuple[LevelMark, ...]
    objectives: Mapping[Objective, str]
    authorities: Sequence[tuple[str, str]]
    tones: Mapping[str, str]
    symbols: Sequence[str] = SYMBOLS

    def count(self, name: str) -> range:
        """The numbers of its steps or levels, from 1."""
        return range(1, int(self.values[name]) + 1)


def editor(say: Wording, url: str, values: Values, *, is_site: bool, with_errors: bool = False) -> Editor:
    """The editor of a draft; errors stand at their fields once somebody tried to keep it."""
    model, problems = model_of(values)
    check = check_model(model)
    found = [*_unread(say, problems), *_found(say, check, model, problems)]
    marks = {str(level.rank): LevelMark(level.name, level.tone, level.symbol) for level in model.levels}
    errors: dict[str, str] = {}
    for one in found if with_errors else ():
        errors[one.field] = f"{errors[one.field]} {one.words}" if one.field in errors else one.words
    return Editor(
        url=url,
        is_site=is_site,
        values=values,
        errors=errors,
        found=tuple(found),
        advice=tuple(found_words(say, one, model, field_of(one.pointer)) for one in check.advice),
        apart="" if check.resolution is None else say.percent(float(check.resolution)),
        rows=tuple(
            (step.label, tuple(_cell(values, marks, model, step.order, one.order) for one in model.impacts))
            for step in reversed(model.probabilities)
        ),
        columns=tuple(step.label for step in model.impacts),
        levels=tuple(marks.values()),
        objectives=objective_words(say),
        authorities=authority_words(say),
        tones=tone_words(say),
    )


def field_of(pointer: str) -> str:
    """The form's field for a place in the model."""
    row = _ROW.fullmatch(pointer)
    if row is None:
        return _WHOLE.get(pointer, "")
    letter, n, part = row[1][0], int(row[2]) + 1, row[3] or ""
    if letter == "p":
        return f"p{n}-{part or 'low'}"
    if letter == "l":
        return f"l{n}-{_PARTS.get(part, part)}"
    if part.startswith("bands/"):
        objective, _, end = part.removeprefix("bands/").partition("/")
        return f"i{n}-{objective}-{end or 'low'}"
    if part.startswith("wording/"):
        return f"i{n}-{part.removeprefix('wording/')}-words"
    return f"i{n}-{'label' if part in {'', 'wording'} else part}"


def _cell(values: Values, marks: Mapping[str, LevelMark], model: RiskModel, p: int, i: int) -> EditedCell:
    rank = values.get(f"m{p}-{i}", "")
    place = f"{model.probabilities[p - 1].label} × {model.impacts[i - 1].label}"
    return EditedCell(f"m{p}-{i}", place, f"{p}.{i}", rank, marks.get(rank, UNPAINTED))


def _unread(say: Wording, problems: Sequence[Problem]) -> list[Found]:
    """What could not be read, as findings."""
    return [
        Found("unread", f"{p.detail[:1].upper()}{p.detail[1:]}.", say.gettext("It could not be read."), field, "", "")
        for p in problems
        for field in (field_of(p.pointer),)
    ]


def _found(say: Wording, check: ModelCheck, model: RiskModel, problems: Sequence[Problem]) -> list[Found]:
    """The checker's errors, without those on lists in which something could not be read at all."""
    unread = {problem.pointer.split("/")[1] for problem in problems}
    kept = [one for one in check.errors if one.pointer.split("/")[1] not in unread]
    return [found_words(say, one, model, field_of(one.pointer)) for one in kept]
