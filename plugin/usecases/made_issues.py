"""Issues that are made in Jira for a risk: what they say, and the ties that keep them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from plugin.domain.backing import Backing
from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.risk import LinkedIssue, Risk, Role, statement
from plugin.domain.risk_life import linked
from plugin.domain.treatment import ActionState
from plugin.usecases.act import Act
from plugin.usecases.backing import followed_of
from plugin.usecases.records import IssueDraft, ProjectSettings
from plugin.usecases.register_acts import act_fact, hold, saved

LONGEST_SUMMARY = 255


class Made(StrEnum):
    """What an issue can be made as: what it works on, the risk itself, or what the risk became."""

    RESPONSE = "response"
    BACKING = "backing"
    REALISED = "realised"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: a summary, who is to do it, by when."""

    summary: str
    assignee: AccountId | None = None
    due: date | None = None


def issue_draft(
    risk: Risk, role: Role, settings: ProjectSettings, wanted: Wanted, words: str, address: str | None
) -> IssueDraft:
    """The issue as Jira is to make it; `words` say what it is for, `address` leads back to the risk.

    Invalid where the project has not chosen what such an issue is made as, or the summary is empty or too long.
    """
    type_id = settings.response_type if role is Role.RESPONSE else settings.risk_type
    problems = []
    if type_id is None:
        problems.append(Problem("/type", "choose in the project's settings what such issues are made as"))
    if not wanted.summary.strip():
        problems.append(Problem("/summary", "say in a few words what is to be done"))
    if len(wanted.summary) > LONGEST_SUMMARY:
        problems.append(Problem("/summary", f"keep it to {LONGEST_SUMMARY} characters"))
    if problems or type_id is None:
        raise Invalid(problems)
    return IssueDraft(
        type_id=type_id,
        summary=wanted.summary,
        paragraphs=(words, statement(risk)),
        link=address,
        link_text=f"{risk.key} {risk.title}",
        assignee=wanted.assignee,
        due=wanted.due,
    )


def tie_made(act: Act, risk_id: RiskId, issue_id: IssueId, key: str, role: Role, action_id: str | None = None) -> Risk:
    """Tie an issue that Jira has just made; its own news may come later. Conflict where the risk has its issue already.

    With an action, that one is worked on in the issue from now on.
    """
    risk, models = hold(act, risk_id, None)
    after = linked(risk, LinkedIssue(issue_id, role))
    if role is Role.BACKING:
        now, assessment = followed_of(after), after.assessed(models)
        after = replace(after, backing=Backing(now, now, level=assessment.level.name if assessment else ""))
    if action_id is not None and (action := risk.treatment.action(action_id)) is not None:
        state = ActionState.PLANNED if action.state is ActionState.DONE else action.state
        worked_on = replace(action, issue_id=issue_id, state=state)
        actions = tuple(worked_on if one.id == action_id else one for one in risk.treatment.actions)
        after = replace(after, treatment=replace(after.treatment, actions=actions))
    detail = {"issueId": issue_id, "issueKey": key, "role": role.value, "made": True}
    return saved(act, risk, after, [act_fact(act, "IssueLinked", risk, detail)], also={issue_id})
