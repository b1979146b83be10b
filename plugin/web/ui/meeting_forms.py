"""What was typed in a review meeting, read into a decision; every mistake is named and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId
from plugin.domain.meeting import Verdict
from plugin.domain.risk import CloseReason, Outcome
from plugin.usecases.meeting_decisions import (
    Decide,
    Planned,
    accepted,
    closed_with,
    new_action,
    noted,
    rerated,
    skipped,
    still_right,
)

LONGEST = 1000

FIELDS = {
    "/reasons": "reasons",
    "/owner": "owner",
    "/rationale": "rationale",
    "/cell": "cell",
    "/probability": "cell",
    "/impact": "cell",
    "/action": "action",
    "/due": "due",
    "/justification": "justification",
    "/until": "until",
    "/outcome": "outcome",
    "/note": "note",
}
"""Which form field each problem belongs to."""


def decision_in(verdict: Verdict, values: Mapping[str, str], *, manages: bool) -> Decide:
    """The decision that a form holds; Invalid names every field that cannot be read."""
    if verdict is Verdict.RERATED:
        return rerated(*_cell(values.get("cell", "")), values.get("rationale", "")[:LONGEST])
    if verdict is Verdict.ACTION:
        owner = AccountId(values["owner"]) if values.get("owner") else None
        return new_action(Planned(values.get("action", ""), owner, _day(values, "due")))
    if verdict is Verdict.ACCEPTED:
        return accepted(values.get("justification", "")[:LONGEST], _day(values, "until"), manages=manages)
    if verdict is Verdict.CLOSED:
        return _closed(values)
    if verdict is Verdict.NOTED:
        return noted(values.get("note", ""))
    return skipped() if verdict is Verdict.SKIPPED else still_right()


def _closed(values: Mapping[str, str]) -> Decide:
    said, why = values.get("outcome", ""), values.get("close-reason", "")
    if said not in set(Outcome):
        raise Invalid([Problem("/outcome", "say how it ended")])
    reason = CloseReason(why) if why in set(CloseReason) else None
    return closed_with(Outcome(said), reason, values.get("reason", "")[:LONGEST])


def _cell(text: str) -> tuple[int, int]:
    probability, _, impact = text.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) == 1 for part in (probability, impact)):
        raise Invalid([Problem("/cell", "choose a cell of the matrix")])
    return int(probability), int(impact)


def _day(values: Mapping[str, str], name: str) -> date | None:
    text = values.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem(f"/{name}", "choose a day, such as 2027-01-31")]) from None
