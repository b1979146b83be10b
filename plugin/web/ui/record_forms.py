"""What a person typed into the forms of a risk's record, read into drafts; every mistake is named at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from plugin.domain.endings import FollowUp
from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId, IssueId
from plugin.domain.risk import CloseReason, Identified, Outcome, Window
from plugin.domain.risk_model import Authority, Objective, RiskModel
from plugin.domain.treatment import ActionKind, ActionState, Effectiveness, Strategy
from plugin.usecases.accepting import AcceptanceDraft
from plugin.usecases.closing import EndingDraft
from plugin.usecases.risk_record import SPECIALITIES, RecordDraft
from plugin.usecases.treating import ActionDraft
from plugin.web.ui.money import read

E = TypeVar("E", bound=StrEnum)

FIRST_YEAR, LAST_YEAR = 1970, 2199


class Reader:
    """Reads fields of one form and gathers what is wrong with them."""

    def __init__(self, values: Mapping[str, str], found: Iterable[Problem] = ()) -> None:
        self._values = values
        self._problems = list(found)

    def text(self, name: str) -> str:
        """The text in a field."""
        return self._values.get(name, "")

    def day(self, name: str, pointer: str) -> date | None:
        """The day in a field; None where it is empty."""
        text = self.text(name)
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            day = date.min
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._problems.append(Problem(pointer, "give a day, such as 2026-11-24"))
            return None
        return day

    def number(self, name: str, pointer: str) -> int | None:
        """The whole number in a field; None where it is empty."""
        text = self.text(name).replace(" ", "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= 6:
            return int(text)
        self._problems.append(Problem(pointer, "give a whole number of zero or more"))
        return None

    def money(self, name: str, pointer: str) -> int | None:
        """The amount in a field, in minor units; None where it is empty."""
        text = self.text(name)
        amount = read(text) if text else None
        if text and amount is None:
            self._problems.append(Problem(pointer, "give an amount of zero or more, such as 40000"))
        return amount

    def choice(self, name: str, kind: type[E], pointer: str) -> E | None:
        """The choice in a field; None where it is empty."""
        text = self.text(name)
        if not text:
            return None
        if text in set(kind):
            return kind(text)
        self._problems.append(Problem(pointer, "choose from the list"))
        return None

    def done(self) -> None:
        """Raise Invalid where anything was wrong."""
        if self._problems:
            raise Invalid(self._problems)


def about_draft(values: Mapping[str, str]) -> RecordDraft:
    """How the risk was found, its speciality and labels."""
    form = Reader(values)
    speciality = form.text("speciality")
    draft = RecordDraft(
        identified=form.choice("identified", Identified, ""),
        identified_on=form.day("identified-on", "/identifiedOn"),
        speciality=speciality if speciality in SPECIALITIES else None,
        labels=tuple(form.text("labels").split(",")),
    )
    form.done()
    return draft


def plan_draft(values: Mapping[str, str]) -> RecordDraft:
    """The strategy, and the plans for when it strikes."""
    form = Reader(values)
    draft = RecordDraft(
        strategy=form.choice("strategy", Strategy, "/treatment/strategy"),
        contingency_plan=form.text("contingency"),
        fallback_plan=form.text("fallback"),
    )
    form.done()
    return draft


def window_draft(values: Mapping[str, str]) -> RecordDraft:
    """When it could happen."""
    form = Reader(values)
    window = Window(
        form.day("first", "/window/first"), form.day("last", "/window/last"), form.number("lead", "/window/leadDays")
    )
    form.done()
    return RecordDraft(window=window)


def action_draft(values: Mapping[str, str], found: Iterable[Problem]) -> ActionDraft:
    """An action; `found` are problems with its owner."""
    form = Reader(values, found)
    draft = ActionDraft(
        title=" ".join(form.text("action-title").split()),
        kind=form.choice("kind", ActionKind, "") or ActionKind.PREVENTIVE,
        owner=AccountId(form.text("owner")) if form.text("owner") else None,
        due=form.day("due", "/due"),
        state=form.choice("state", ActionState, "") or ActionState.PLANNED,
        cost=form.money("cost", "/cost"),
        effort_hours=form.number("effort", "/effortHours"),
        expected_effect=form.text("expected"),
        effectiveness=form.choice("effectiveness", Effectiveness, "/effectiveness"),
    )
    form.done()
    return draft


def acceptance_draft(values: Mapping[str, str]) -> AcceptanceDraft:
    """Why and until when the risk is lived with."""
    form = Reader(values)
    draft = AcceptanceDraft(
        form.text("justification"), form.day("expires", "/expiresOn"), form.choice("authority", Authority, "/authority")
    )
    form.done()
    return draft


def ending_draft(values: Mapping[str, str], model: RiskModel, issue: IssueId | None) -> EndingDraft:
    """How the risk ended; what it did in fact counts only once it occurred."""
    form = Reader(values, [] if values.get("outcome") in set(Outcome) else [Problem("/outcome", "say how it ended")])
    outcome = form.choice("outcome", Outcome, "/outcome")
    happened = outcome in {Outcome.OCCURRED, Outcome.PARTLY}
    answer = form.choice("follow-up", FollowUp, "/followUp")
    draft = EndingDraft(
        outcome=outcome or Outcome.COULD_NOT_TELL,
        reason=form.choice("close-reason", CloseReason, "/closeReason"),
        comment=form.text("reason"),
        actual_impact=_impact(values, model) if happened else {},
        actual_cost=form.money("actual-cost", "/actualCost") if happened else None,
        lesson=form.text("lesson"),
        issue=issue if happened and answer not in {FollowUp.LATER, FollowUp.NOT_NEEDED} else None,
        follow_up=answer if happened else None,
    )
    form.done()
    return draft


def _impact(values: Mapping[str, str], model: RiskModel) -> dict[Objective, int]:
    orders = {str(level.order) for level in model.impacts}
    said = {objective: values.get(f"actual-{objective.value}", "") for objective in model.objectives}
    return {objective: int(text) for objective, text in said.items() if text in orders}
