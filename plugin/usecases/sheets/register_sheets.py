"""The sheets of an exported register: the whole record, the actions, and the ratings one row a stage and objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Objective, RiskModels
from plugin.usecases.sheets.fields import FIELDS, column
from plugin.usecases.sheets.record_cells import Known, amount, record_cells
from plugin.usecases.views.sheet import Column, ColumnKind, OutCell, Sheet

Batches = Callable[[], Iterable[tuple[Sequence[Risk], Known]]]
"""The risks of a register a few hundred at a time, each time from the beginning, with what their rows need."""

ACTION_COLUMNS = (
    Column("Risk", width=8),
    Column("Risk title", width=36),
    Column("Level", width=11),
    Column("Strategy", width=14),
    Column("Action", width=48),
    Column("Kind", width=12),
    Column("State", width=12),
    Column("Owner", width=20),
    Column("Owner account", width=26),
    Column("Due", ColumnKind.DATE, 12),
    Column("Cost", ColumnKind.MONEY, 14),
    Column("Currency", width=9),
    Column("Hours", ColumnKind.NUMBER, 8),
    Column("Expected effect", width=36),
    Column("Effectiveness", width=13),
    Column("Jira issue", width=12),
)
RATING_COLUMNS = (
    Column("Risk", width=8),
    Column("Risk title", width=36),
    Column("Stage", width=10),
    Column("Objective", width=12),
    Column("Probability", width=20),
    Column("Impact", width=20),
    Column("Level of this objective", width=14),
    Column("Level of the stage", width=14),
    Column("Cost", ColumnKind.MONEY, 14),
    Column("Cost, lowest", ColumnKind.MONEY, 14),
    Column("Cost, highest", ColumnKind.MONEY, 14),
    Column("Currency", width=9),
    Column("Delay in days", ColumnKind.NUMBER, 9),
    Column("Confidence", width=11),
    Column("Model version", width=14),
)


def register_sheet(batches: Batches) -> Sheet:
    """The whole record of each risk, one row each; what the import reads back."""
    rows = ([cells.get(field.code) for field in FIELDS] for cells in _records(batches))
    return Sheet("Risk register", [column(field) for field in FIELDS], rows)


def action_sheet(batches: Batches) -> Sheet:
    """One row an action, and a row for each issue that answers a risk without an action of its own."""
    return Sheet(
        "Action plan", ACTION_COLUMNS, (row for risk, known in _each(batches) for row in _actions(risk, known))
    )


def rating_sheet(batches: Batches) -> Sheet:
    """One row for each stage and objective, in words."""
    return Sheet("Ratings", RATING_COLUMNS, (row for risk, known in _each(batches) for row in _ratings(risk, known)))


def _each(batches: Batches) -> Iterator[tuple[Risk, Known]]:
    for risks, known in batches():
        for risk in risks:
            yield risk, known


def _records(batches: Batches) -> Iterator[dict[str, OutCell]]:
    for risk, known in _each(batches):
        yield record_cells(risk, known)


def _actions(risk: Risk, known: Known) -> Iterator[list[OutCell]]:
    assessment = risk.assessed(known.models)
    strategy = risk.treatment.strategy
    level = assessment.level.name if assessment else None
    head: list[OutCell] = [risk.key, risk.title, level, strategy.value if strategy else None]
    for response in risk.responses:
        issue = known.issue_keys.get(response.issue_id) if response.issue_id else None
        if response.action is None and issue is not None:
            state = "done" if response.done else "planned"
            yield [*head, issue, None, state, *[None] * 4, known.currency, *[None] * 3, issue]
    for action in risk.treatment.actions:
        yield [
            *head,
            action.title,
            action.kind.value,
            action.state.value,
            known.names.get(action.owner, "") if action.owner else None,
            action.owner,
            action.due,
            amount(action.cost),
            known.currency,
            action.effort_hours,
            action.expected_effect,
            action.effectiveness.value if action.effectiveness else None,
            known.issue_keys.get(action.issue_id) if action.issue_id else None,
        ]


def _ratings(risk: Risk, known: Known) -> Iterator[list[OutCell]]:
    for stage in Stage:
        rating = risk.ratings.get(stage)
        if rating is None:
            continue
        for objective in rating.impact:
            yield [risk.key, risk.title, stage.value, objective.value, *_rating(risk, stage, rating, objective, known)]


def _rating(risk: Risk, stage: Stage, rating: Rating, objective: Objective, known: Known) -> list[OutCell]:
    models: RiskModels = known.models
    model = models.of(rating.model_version)
    order = rating.impact[objective]
    assessment = risk.assessed(models, stage)
    return [
        f"{rating.probability} – {model.probabilities[rating.probability - 1].label}",
        f"{order} – {model.impacts[order - 1].label}",
        model.look_up(rating.probability, order).name,
        assessment.level.name if assessment else None,
        amount(rating.cost),
        amount(rating.cost_low),
        amount(rating.cost_high),
        known.currency,
        rating.days,
        rating.confidence.value if rating.confidence else None,
        rating.model_version,
    ]
