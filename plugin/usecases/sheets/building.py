"""What a row says, laid over a risk: only the columns that are asked for, the rest stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from plugin.domain.ids import AccountId
from plugin.domain.risk import ACTIVE, LONGEST_TITLE, LinkedIssue, Outcome, Risk, Role, Status
from plugin.domain.risk_life import review_due
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Action, ActionState
from plugin.domain.written.entries import is_marked_up
from plugin.usecases.sheets import list_reading
from plugin.usecases.sheets.around import Around
from plugin.usecases.sheets.cell_reading import Standing, plain
from plugin.usecases.sheets.rating_building import rated
from plugin.usecases.sheets.row_reading import ReadRow

PLAIN_TEXTS = ("cause", "event", "effect")
_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")
OPTIONAL = ("speciality", "identified", "identified_on", "next_review", "last_review", "outcome", "closed_at")


def laid_over(risk: Risk, row: ReadRow, codes: Collection[str], around: Around) -> Risk:
    """The risk as the row has it in these columns. Raises Misread where a list in a cell cannot be read."""
    values = {code: value for code, value in row.values.items() if code in codes}
    after = _wording(risk, values)
    after = _work(after, values, around)
    after = rated(after, values, around)
    after = _dates(after, values)
    after = _ended(after, values)
    return _settled(after, values, around)


def _wording(risk: Risk, values: Mapping[str, Any]) -> Risk:
    changes: dict[str, Any] = {code: values[code] or "" for code in PLAIN_TEXTS if code in values}
    if "title" in values:
        changes |= _titled(_LINE_BREAKS.sub(" ", values["title"] or ""), str(changes.get("event", risk.event)))
    if values.get("direction") is not None:
        changes["direction"] = values["direction"]
    if "owner_account" in values:
        changes["owner"] = AccountId(values["owner_account"]) if values["owner_account"] else None
    if "category" in values:
        code = category_of(values["category"] or "")
        changes["category"] = code
    if "labels" in values or (values.get("category") and changes.get("category") is None):
        told = list_reading.labels(values.get("labels") or "") if "labels" in values else risk.labels
        extra = (values["category"],) if values.get("category") and changes.get("category") is None else ()
        changes["labels"] = tuple(dict.fromkeys((*told, *extra)))
    return replace(risk, **changes)


def _titled(title: str, event: str) -> dict[str, str]:
    """A title that is too long is cut at a word, and what it says whole becomes the event."""
    if len(title) <= LONGEST_TITLE:
        return {"title": title}
    cut = title[: LONGEST_TITLE - 1]
    words, _, _ = cut.rpartition(" ")
    return {"title": f"{words or cut}…", "event": event or title}


def category_of(written: str) -> str | None:
    """The code of a category by its code, its words, or its path in words; None where there is none of them."""
    wanted = plain(written.rpartition("/")[2] if "/" in written else written)
    top = plain(written.partition("/")[0]) if "/" in written else ""
    for one in STARTER_CATEGORIES:
        path = STARTER_CATEGORIES.path(one.code)
        if wanted in {plain(one.label), plain(one.code)} and (not top or plain(path[0].label) == top):
            return one.code
    return None


def _work(risk: Risk, values: Mapping[str, Any], around: Around) -> Risk:
    treatment, stamp = risk.treatment, around.stamp
    if "strategy" in values:
        treatment = replace(treatment, strategy=values["strategy"])
    if "contingency" in values:
        treatment = replace(treatment, contingency_plan=values["contingency"] or "")
    if "fallback" in values:
        treatment = replace(treatment, fallback_plan=values["fallback"] or "")
    if "acceptance" in values:
        treatment = replace(treatment, acceptance=list_reading.acceptance(values["acceptance"] or ""))
    if "escalation" in values:
        treatment = replace(treatment, escalation=list_reading.escalation(values["escalation"] or ""))
    if "actions" in values or {"action_state", "action_owner", "action_due", "status"} & values.keys():
        treatment = replace(treatment, actions=_actions(risk, values, around))
    after = replace(risk, treatment=treatment)
    if "triggers" in values:
        told = list_reading.triggers(values["triggers"] or "", stamp)
        after = replace(after, triggers=tuple(_same(one, risk.triggers, "text") for one in told))
    if "issues" in values:
        after = replace(after, issues=_issues(risk, values["issues"] or "", around))
    return after


def _actions(risk: Risk, values: Mapping[str, Any], around: Around) -> tuple[Action, ...]:
    """The actions; those that only have a text get state, owner and day from columns of their own."""
    if "actions" not in values:
        found = risk.treatment.actions
    else:
        told = list_reading.actions(values["actions"] or "", around.issues, around.stamp)
        found = tuple(_same(one, risk.treatment.actions, "title") for one in told)
    if is_marked_up(values.get("actions") or ""):
        return found
    changes: dict[str, Any] = {}
    if values.get("action_state") is not None:
        changes["state"] = values["action_state"]
    elif values.get("status") is Standing.CONTROLLED:
        changes["state"] = ActionState.DONE
    if values.get("action_owner"):
        changes["owner"] = AccountId(values["action_owner"])
    if values.get("action_due"):
        changes["due"] = values["action_due"]
    return tuple(replace(one, **changes) for one in found) if changes else found


def _same(one: Any, known: Collection[Any], name: str) -> Any:
    """The same with the id of the one that had its words before."""
    before = next((old for old in known if getattr(old, name) == getattr(one, name)), None)
    return one if before is None else replace(one, id=before.id)


def _issues(risk: Risk, cell: str, around: Around) -> tuple[LinkedIssue, ...]:
    """The ties that the sheet names; those it cannot know, since its writer may not see them, stay."""
    told = list_reading.issues(cell, around.issues)
    nameable = set(around.issues.values())
    backing = next((one for one in told if one.role is Role.BACKING), None)
    kept = tuple(one for one in risk.issues if one.issue_id not in nameable)
    return (*kept, *(one for one in told if one.role is not Role.BACKING or one == backing))


def _dates(risk: Risk, values: Mapping[str, Any]) -> Risk:
    window = {
        name: values[code]
        for code, name in (("window_first", "first"), ("window_last", "last"), ("lead_days", "lead_days"))
        if code in values
    }
    changes: dict[str, Any] = {name: values[name] or None for name in OPTIONAL if name in values}
    if window:
        changes["window"] = replace(risk.window, **window)
    if values.get("raised_at"):
        changes["raised_at"] = values["raised_at"]
    if "raised_by" in values:
        changes["raised_by"] = AccountId(values["raised_by"]) if values["raised_by"] else None
    return replace(risk, **changes)


def _ended(risk: Risk, values: Mapping[str, Any]) -> Risk:
    ending, changes = risk.ending, dict[str, Any]()
    names = (
        ("close_reason", "reason"),
        ("close_comment", "comment"),
        ("lesson", "lesson"),
        ("actual_cost", "actual_cost"),
    )
    for code, name in names:
        if code in values:
            changes[name] = values[code] or ("" if name in {"comment", "lesson"} else None)
    if "actual_cost" in values:
        changes["actual_cost"] = values["actual_cost"]
    if "actual_impact" in values:
        changes["actual_impact"] = list_reading.impacts(values["actual_impact"] or "")
    return replace(risk, ending=replace(ending, **changes)) if changes else risk


def _settled(risk: Risk, values: Mapping[str, Any], around: Around) -> Risk:
    """A status that fits the rest: unrated is a draft, over needs an outcome, open has none."""
    status, is_new = risk.status, not risk.key
    if values.get("status") is not None:
        asked = values["status"]
        status = Status.OPEN if asked is Standing.CONTROLLED else Status(asked.value)
    if status in ACTIVE and risk.current is None:
        status = Status.DRAFT
    after = replace(risk, status=status)
    if status in {*ACTIVE, Status.DRAFT}:
        after = replace(after, outcome=None, closed_at=None)
        due = review_due(after, around.models, around.stamp.now.date())
        return replace(after, next_review=due) if is_new and "next_review" not in values else after
    if "status" not in values and not is_new:
        return after
    if after.outcome is None and (status is not Status.REJECTED or "outcome" not in values):
        after = replace(after, outcome=Outcome.OCCURRED if status is Status.OCCURRED else Outcome.COULD_NOT_TELL)
    if after.closed_at is None:
        after = replace(after, closed_at=around.stamp.now)
    return after if "next_review" in values else replace(after, next_review=None)
