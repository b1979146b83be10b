"""A register and its action plan as documents to be printed, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.rating import assess
from plugin.domain.risk import Risk, statement
from plugin.domain.treatment import Action, Direction
from plugin.usecases.sheets.record_cells import Known
from plugin.usecases.sheets.record_lists import money
from plugin.usecases.views.document import Document, Paragraph, Part, PrintColumn, PrintTable, RowGroup
from plugin.usecases.views.wording import UNKNOWN, Wording

MOST_PRINTED = 2_000
"""Risks in one document: what is longer is no longer read on paper, and setting it would hold up a server."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands around the tables: the project, the day, and what the register was narrowed to ("" for nothing)."""

    project: str
    today: date
    narrowed: str = ""
    language: str = "en"


def register_document(say: Wording, head: Printed, risks: Iterable[tuple[Risk, Known]]) -> Document:
    """The register: level, statement, owner, response, review and exposure of each risk, worst first."""
    columns = (
        PrintColumn(say.gettext("Key"), 3),
        PrintColumn(say.gettext("Level"), 4),
        PrintColumn(say.gettext("Risk"), 20),
        PrintColumn(say.gettext("Category"), 7),
        PrintColumn(say.gettext("Owner"), 6),
        PrintColumn(say.gettext("Status"), 4),
        PrintColumn(say.gettext("Responses"), 4),
        PrintColumn(say.gettext("Next review"), 5),
        PrintColumn(say.gettext("Exposure"), 6, is_figure=True),
    )
    taken, more = _bounded(risks)
    rows = [_risk_row(say, risk, known) for risk, known in taken]
    empty = say.gettext("No risk fits this.")
    table = PrintTable(columns, [RowGroup(rows)], empty, say.gettext("Risk register"))
    title = say.gettext("Risk register of %(project)s", project=head.project)
    return _document(say, head, title, table, shown=len(taken), more=more)


def action_document(say: Wording, head: Printed, risks: Iterable[tuple[Risk, Known]]) -> Document:
    """The action plan: what is to be done about each risk, by whom and until when."""
    columns = (
        PrintColumn(say.gettext("Action"), 16),
        PrintColumn(say.gettext("Kind"), 5),
        PrintColumn(say.gettext("Owner"), 6),
        PrintColumn(say.gettext("Due"), 5),
        PrintColumn(say.gettext("State"), 5),
        PrintColumn(say.gettext("Expected effect"), 12),
        PrintColumn(say.gettext("Cost"), 6, is_figure=True),
        PrintColumn(say.gettext("Issue"), 4),
    )
    taken, more = _bounded(pair for pair in risks if pair[0].treatment.actions or pair[0].responses)
    groups = [
        RowGroup(_action_rows(say, risk, known), f"{risk.key}  {risk.title}" + _level(risk, known))
        for risk, known in taken
    ]
    table = PrintTable(columns, groups, say.gettext("Nothing is planned."), say.gettext("Action plan"))
    title = say.gettext("Action plan of %(project)s", project=head.project)
    return _document(say, head, title, table, shown=len(taken), more=more)


def _bounded(risks: Iterable[tuple[Risk, Known]]) -> tuple[list[tuple[Risk, Known]], bool]:
    taken: list[tuple[Risk, Known]] = []
    for pair in risks:
        if len(taken) == MOST_PRINTED:
            return taken, True
        taken.append(pair)
    return taken, False


def _document(say: Wording, head: Printed, title: str, table: PrintTable, *, shown: int, more: bool) -> Document:
    day = head.today.isoformat()
    counted = say.ngettext("%(n)s risk", "%(n)s risks", shown, n=say.number(shown))
    subtitle = " · ".join(part for part in (day, counted, head.narrowed) if part)
    parts: list[Part] = [table]
    if more:
        text = say.gettext(
            "Only the first %(n)s risks are printed; take CSV or XLSX for all of them.", n=say.number(MOST_PRINTED)
        )
        parts.insert(0, Paragraph(text))
    page = say.gettext("Page {page} of {pages}")
    return Document(title, parts, subtitle, f"{title} · {day}", page, head.language)


def _risk_row(say: Wording, risk: Risk, known: Known) -> Sequence[str]:
    assessment = risk.assessed(known.models)
    level = f"{assessment.level.symbol} {assessment.level.name}" if assessment else UNKNOWN
    done = sum(response.done for response in risk.responses)
    sign = "+" if risk.direction is Direction.OPPORTUNITY else ""
    expected = assessment.expected if assessment else None
    answered = say.gettext("%(done)s of %(total)s done", done=done, total=len(risk.responses))
    return (
        risk.key,
        level,
        f"{risk.title}\n{statement(risk)}" if risk.cause or risk.event or risk.effect else risk.title,
        known.category(risk),
        known.owner(risk.owner),
        _word(say, risk.outcome.value if risk.outcome else risk.status.value),
        answered if risk.responses else UNKNOWN,
        risk.next_review.isoformat() if risk.next_review else UNKNOWN,
        UNKNOWN if expected is None else f"{sign}{money(expected)} {known.currency}",
    )


def _level(risk: Risk, known: Known) -> str:
    current = risk.current
    return "" if current is None else f"  ({assess(known.models, current).level.name})"


def _action_rows(say: Wording, risk: Risk, known: Known) -> list[Sequence[str]]:
    rows = [_action_row(say, action, known) for action in risk.treatment.actions]
    ours = {action.issue_id for action in risk.treatment.actions}
    for response in risk.responses:
        if response.issue_id and response.issue_id not in ours and response.issue_id in known.issue_keys:
            key = known.issue_keys[response.issue_id]
            rows.append(
                (key, "", UNKNOWN, UNKNOWN, _word(say, "done" if response.done else "planned"), "", UNKNOWN, key)
            )
    return rows


def _action_row(say: Wording, action: Action, known: Known) -> Sequence[str]:
    return (
        action.title,
        _word(say, action.kind.value),
        known.owner(action.owner),
        action.due.isoformat() if action.due else UNKNOWN,
        _word(say, action.state.value),
        action.expected_effect,
        UNKNOWN if action.cost is None else f"{money(action.cost)} {known.currency}",
        known.issue_keys.get(action.issue_id, "") if action.issue_id else "",
    )


def _word(say: Wording, code: str) -> str:
    """A state or kind in words: its code with blanks, which is what it is called."""
    return say.gettext(code.replace("-", " "))
