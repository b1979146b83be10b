"""Re-rating as a page: what each old step becomes, and what that does to every risk, the changed ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.model_mapping import StepMapping
from plugin.domain.rating import Assessment
from plugin.domain.risk_model import RiskModel
from plugin.usecases.rerating import Rerating
from plugin.usecases.views.marks import LevelMark, assessed_mark
from plugin.usecases.views.model_words import objective_words
from plugin.usecases.views.wording import Wording

MOST_SHOWN = 200
"""Of a large register's risks the preview lists the changed ones first, and no more than a person would read."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One old step, its field, and the order of the new step that is chosen for it."""

    field: str
    label: str
    wording: str
    chosen: str
    error: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis or objective: its name, its old steps, and the new steps to choose from."""

    name: str
    rows: tuple[StepRow, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReratedRow:
    """One risk: its level before and after; `after` is None where it keeps its rating."""

    key: str
    title: str
    before: LevelMark | None
    after: LevelMark | None
    is_changed: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class RerateView:
    """Everything on the page; without risks nothing is left to do."""

    url: str
    version: str
    title: str
    axes: tuple[Axis, ...]
    rows: tuple[ReratedRow, ...]
    sentence: str
    reason: str
    dropped: str
    more: int = 0


def mapping_axes(
    say: Wording, old: RiskModel, new: RiskModel, mapping: StepMapping, errors: dict[str, str]
) -> tuple[Axis, ...]:
    """The mapping as choices: probability first, then each objective that both models rate."""
    options = tuple((str(step.order), step.label) for step in new.probabilities)
    rows = tuple(
        _row(f"p{step.order}", step.label, step.wording, mapping.probability.get(step.order, 0), errors)
        for step in old.probabilities
    )
    axes = [Axis(say.gettext("Likelihood"), rows, options)]
    names = objective_words(say)
    for objective, steps in mapping.impact.items():
        rows = tuple(
            _row(f"{objective}-{x.order}", x.label, x.wording.get(objective, ""), steps.get(x.order, 0), errors)
            for x in old.impacts
        )
        axes.append(Axis(names[objective], rows, tuple((str(step.order), step.label) for step in new.impacts)))
    return tuple(axes)


def rerated_rows(done: Sequence[Rerating]) -> tuple[ReratedRow, ...]:
    """The risks, those whose level changes first, each group worst first, at most MOST_SHOWN."""
    rows = [
        ReratedRow(one.before.key, one.before.title, _mark(one.old), _mark(one.new), one.is_changed, one.after is None)
        for one in done
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_changed, not row.stays))[:MOST_SHOWN])


def rerating_sentence(say: Wording, done: Sequence[Rerating]) -> str:
    """How many risks are rated anew, how many get another level, how many keep their rating."""
    anew = sum(one.after is not None for one in done)
    changed, stay = sum(one.is_changed for one in done), len(done) - anew
    text = say.ngettext(
        "%(n)s risk is rated anew; %(changed)s of them with another level.",
        "%(n)s risks are rated anew; %(changed)s of them with another level.",
        anew,
        n=say.number(anew),
        changed=say.number(changed),
    )
    if not stay:
        return text
    more = say.ngettext(
        "%(n)s keeps its rating, since the new model rates none of its objectives.",
        "%(n)s keep their rating, since the new model rates none of their objectives.",
        stay,
        n=say.number(stay),
    )
    return f"{text} {more}"


def _row(field: str, label: str, wording: str, chosen: int, errors: dict[str, str]) -> StepRow:
    return StepRow(field, label, wording, str(chosen or ""), errors.get(field, ""))


def _mark(assessment: Assessment | None) -> LevelMark | None:
    return assessed_mark(assessment)
