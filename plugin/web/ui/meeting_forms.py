"""What was typed in a review meeting, read into a decision; every mistake is named and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugin.domain.endings import FollowUp
from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId
from plugin.domain.meeting import Verdict
from plugin.domain.risk import CloseReason, Outcome
from plugin.usecases.accepting import AcceptanceDraft
from plugin.usecases.closing import EndingDraft
from plugin.usecases.meeting_decisions import (
    Decide,
    accepted,
    closed_with,
    new_action,
    noted,
    rerated,
    skipped,
    still_right,
)
from plugin.usecases.treating import ActionDraft

LONGEST = 1000

FIELDS = {
    "/reasons": "reasons",
    "/owner": "owner",
    "/rationale": "rationale",
    "/cell": "cell",
    "/probability": "cell",
    "/impact": "cell",
    "/title": "action",
    "/due": "due",
    "/justification": "justification",
    "/expiresOn": "until",
    "/until": "until",
    "/closeReason": "close-reason",
    "/followUp": "follow-up",
    "/comment": "reason",
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
        return new_action(ActionDraft(values.get("action", ""), owner=owner, due=_day(values, "due")))
    if verdict is Verdict.ACCEPTED:
        draft = AcceptanceDraft(values.get("justification", "")[:LONGEST], _day(values, "until"))
        return accepted(draft, manages=manages)
    if verdict is Verdict.CLOSED:
        return _closed(values, manages=manages)
    if verdict is Verdict.NOTED:
        return noted(values.get("note", ""))
    return skipped() if verdict is Verdict.SKIPPED else still_right()


def _closed(values: Mapping[str, str], *, manages: bool) -> Decide:
    said, why, then = (values.get(name, "") for name in ("outcome", "close-reason", "follow-up"))
    if said not in set(Outcome):
        raise Invalid([Problem("/outcome", "say how it ended")])
    draft = EndingDraft(
        Outcome(said),
        CloseReason(why) if why in set(CloseReason) else None,
        values.get("reason", "")[:LONGEST],
        follow_up=FollowUp(then) if then in set(FollowUp) else None,
    )
    return closed_with(draft, manages=manages)


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
