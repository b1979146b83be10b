"""Which issues may be named to the caller: those they may see, and the tombstones of those that are gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from plugin.domain.ids import DeltaId, IssueId
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import BriefIssue, RecordedFact
from plugin.web.asking import visible
from plugin.web.services import Services

UNSEEN = "an issue you may not see"

Names = Mapping[IssueId, BriefIssue]


def named(services: Services, briefs: Mapping[IssueId, BriefIssue]) -> Names:
    """Those of the issues that may be named. May ask Jira, so call it outside any unit of work.

    Jira answers for living issues only; of a deleted one the key is shown to whoever may see the project.
    """
    alive = {issue_id for issue_id, brief in briefs.items() if not brief.deleted}
    seen = visible(services, alive)
    return {issue_id: brief for issue_id, brief in briefs.items() if brief.deleted or issue_id in seen}


def key_of(names: Names, issue_id: IssueId) -> str | None:
    """The issue's key, None where it may not be named."""
    brief = names.get(issue_id)
    return brief.key if brief else None


def summary_of(names: Names, issue_id: IssueId) -> str | None:
    """The issue's summary, None where it may not be seen any more."""
    brief = names.get(issue_id)
    return brief.summary if brief and not brief.deleted else None


def issues_in(uow: UnitOfWork, facts: Collection[RecordedFact]) -> dict[int, IssueId]:
    """Which issue each fact names, by the fact's number."""
    found = {fact.seq: _issue_in(uow, fact) for fact in facts if "issueKey" in fact.detail or "issueId" in fact.detail}
    return {seq: issue_id for seq, issue_id in found.items() if issue_id is not None}


def unnamed(facts: Sequence[RecordedFact], issues: Mapping[int, IssueId], names: Names) -> list[dict[str, object]]:
    """The facts as they are answered: without the key of an issue that may not be named, in detail and in reason."""
    return [_shown(fact, issues.get(fact.seq), names) for fact in facts]


def _issue_in(uow: UnitOfWork, fact: RecordedFact) -> IssueId | None:
    if isinstance(issue_id := fact.detail.get("issueId"), str):
        return IssueId(issue_id)
    delta = uow.baselines.delta(DeltaId(str(fact.detail.get("deltaId", ""))))
    return delta.detected.issue_id if delta else None


def _shown(fact: RecordedFact, issue_id: IssueId | None, names: Names) -> dict[str, object]:
    detail, reason = dict(fact.detail), fact.reason
    key = detail.get("issueKey")
    if isinstance(key, str) and (issue_id is None or issue_id not in names):
        detail["issueKey"] = None
        reason = reason.replace(key, UNSEEN) if reason else None
    return {
        "seq": fact.seq,
        "name": fact.name,
        "entity": fact.entity,
        "entity_id": fact.entity_id,
        "at": fact.at,
        "actor": fact.actor,
        "reason": reason,
        "detail": detail,
    }
