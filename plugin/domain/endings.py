"""What closing a risk must say: why it leaves, what it did in fact, and, once it occurred, which issue it became."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from plugin.domain.errors import Problem
from plugin.domain.ids import AccountId
from plugin.domain.risk import LONGEST_TEXT, CloseReason, Ending, Outcome, Risk, Role
from plugin.domain.risk_life import HAPPENED
from plugin.domain.risk_model import RiskModel


class FollowUp(StrEnum):
    """What becomes of a risk that occurred (features D1, R10): a tied issue, one made soon, or none that is needed."""

    LINKED = "linked"
    LATER = "later"
    NOT_NEEDED = "not-needed"


NEEDS_OWNER = "Only the risk's owner, or who administers the project, may close it."

_FITTING: Mapping[CloseReason, frozenset[Outcome]] = {
    CloseReason.OCCURRED: HAPPENED,
    CloseReason.EXPIRED: frozenset({Outcome.DID_NOT, Outcome.COULD_NOT_TELL}),
}
"""Outcomes that a reason can go with, where it cannot go with all."""


def ending_problems(outcome: Outcome, ending: Ending, model: RiskModel) -> list[Problem]:
    """Everything in an ending that cannot be accepted, all fields at once."""
    problems = []
    if ending.reason is not None and outcome not in _FITTING.get(ending.reason, frozenset(Outcome)):
        problems.append(Problem("/closeReason", "choose a reason that goes with how it ended"))
    if ending.actual_impact and outcome not in HAPPENED:
        problems.append(Problem("/actualImpact", "only what happened had an impact"))
    for objective, order in ending.actual_impact.items():
        if objective not in model.objectives or not 1 <= order <= len(model.impacts):
            problems.append(Problem(f"/actualImpact/{objective.value}", f"choose 1 to {len(model.impacts)}"))
    if (ending.actual_cost or 0) < 0:
        problems.append(Problem("/actualCost", "give an amount of zero or more"))
    problems.extend(
        Problem(f"/{name}", f"keep it to {LONGEST_TEXT} characters")
        for name, text in (("comment", ending.comment), ("lesson", ending.lesson))
        if len(text) > LONGEST_TEXT
    )
    return problems


def follow_up_problems(risk: Risk, outcome: Outcome, answer: FollowUp | None) -> list[Problem]:
    """What is missing where a risk occurred: the issue that it became, or a word that none is needed (R10)."""
    if outcome not in HAPPENED or answer in {FollowUp.LATER, FollowUp.NOT_NEEDED}:
        return []
    if risk.issues_as(Role.REALISED):
        return []
    return [Problem("/followUp", "link the issue that it became, or say that none is needed")]


def may_close(risk: Risk, account: AccountId | None, *, manages: bool) -> bool:
    """Whether somebody may end a risk (features D1, R7): its owner, who manages the project, or anybody if unowned."""
    return manages or risk.owner is None or risk.owner == account
