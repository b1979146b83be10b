"""The mirror in Jira: what issue and project properties should say, and asking for them to be written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from plugin.domain.delta import Delta, DeltaClass
from plugin.domain.figures import Figure
from plugin.domain.ids import BaselineId, IssueId, ProjectId
from plugin.domain.ledger import Ledger
from plugin.domain.quantities import plain, plain_money
from plugin.domain.rating import Assessment
from plugin.domain.register import RiskTotals
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import FollowedBaseline

RISK_KEY = "plumbline.risk"
SCOPE_KEY = "plumbline.scope"
PROJECT_KEY = "plumbline.project"

ISSUE_ERRAND = "mirror-issue"
PROJECT_ERRAND = "mirror-project"
ISSUE_QUIET = timedelta(milliseconds=300)
PROJECT_QUIET = timedelta(milliseconds=700)
SPACING = timedelta(seconds=2.5)
"""Between two writes of one property: a burst on one issue costs Jira a few writes, not one for each moment of it."""

_STATES = {
    DeltaClass.ADDED_NEW: "added",
    DeltaClass.ADDED_MOVED_IN: "added",
    DeltaClass.REMOVED_MOVED_OUT: "removed",
    DeltaClass.REMOVED_DELETED: "removed",
    DeltaClass.REMOVED_CANCELLED: "removed",
    DeltaClass.RE_ESTIMATED: "reestimated",
    DeltaClass.TYPE_CHANGED: "reestimated",
}


def ask(uow: UnitOfWork, project_id: ProjectId, issue_ids: Collection[IssueId], now: datetime) -> None:
    """Have the properties of these issues and of their project written soon, once each however many events come."""
    for issue_id in sorted(issue_ids):
        uow.errands.ask(ISSUE_ERRAND, issue_id, lane=project_id, run_at=now + ISSUE_QUIET)
    if issue_ids:
        ask_project(uow, project_id, now)


def ask_project(uow: UnitOfWork, project_id: ProjectId, now: datetime) -> None:
    """Have a project's property written soon."""
    uow.errands.ask(PROJECT_ERRAND, project_id, lane=project_id, run_at=now + PROJECT_QUIET)


def risk_property(risks: Sequence[Risk], models: RiskModels) -> dict[str, object]:
    """What an issue's `plumbline.risk` says: the worst open risk it is tied to, how many, and their expected cost."""
    opened = [(risk, risk.assessed(models)) for risk in risks if risk.is_open]
    rated: list[tuple[Risk, Assessment]] = [(risk, a) for risk, a in opened if a is not None]
    worst = max((a for _, a in rated), key=lambda a: (a.level.rank, a.score), default=None)
    expected = [a.expected for _, a in rated if a.expected is not None]
    reviews = [risk.next_review for risk, _ in rated if risk.next_review is not None]
    return {
        "level": worst.level.name if worst else None,
        "levelRank": worst.level.rank if worst else 0,
        "score": worst.score if worst else 0,
        "open": len(rated),
        "exposure": plain_money(sum(expected)) if expected else None,
        "nextReview": min(reviews).isoformat() if reviews else None,
    }


def scope_property(
    baseline: FollowedBaseline | None, deltas: Sequence[Delta], *, agreed: bool
) -> dict[str, object] | None:
    """What an issue's `plumbline.scope` says of the baseline it is measured against; None where none knows it."""
    if baseline is None or not (agreed or deltas):
        return None
    last = max(deltas, key=lambda d: d.detected.at, default=None)
    state = "baselined" if last is None else _STATES[last.detected.delta_class]
    if agreed and state == "added":
        state = "baselined"
    if not agreed and state == "reestimated":
        state = "added"
    return {
        "state": state,
        "delta": plain(sum(d.detected.points for d in deltas)),
        "baseline": baseline.name,
        "change": last.change_request_id if last else None,
    }


def project_property(
    totals: RiskTotals, ledger: Ledger | None, next_review: str | None, exposure: Figure, model: RiskModel
) -> dict[str, object]:
    """What `plumbline.project` says: exposure, counts, growth, and a one-word health.

    `critical` counts open risks of the model's worst level.
    """
    worst = max(model.levels, key=lambda level: level.rank)
    critical = totals[f"level.{worst.name}"]
    unapproved = ledger.points.unapproved if ledger else 0
    strained = critical or totals["aboveAppetite"] or (ledger is not None and ledger.count.unapproved != 0)
    return {
        "exposure": exposure.value,
        "openRisks": totals["open"],
        "critical": critical,
        "scopeGrowth": ledger.points.growth if ledger else None,
        "scopeUnapproved": plain(unapproved) if ledger else None,
        "nextReview": next_review,
        "health": "off" if critical else ("strained" if strained else "straight"),
    }


def early(last: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    """The subjects that were written a moment ago, with the instant from which they may be written again."""
    again = {subject: at + SPACING for subject, at in last.items()}
    return {subject: at for subject, at in again.items() if now < at <= now + SPACING}


def fingerprint(value: Mapping[str, object] | None) -> str:
    """A hash of a property's content without its as-of time, so that unchanged content is not written again."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


def main_baseline(followed: Sequence[FollowedBaseline]) -> FollowedBaseline | None:
    """The baseline that figures name: the latest approved one, else the latest."""
    return max(followed, key=lambda b: (b.status.value == "approved", b.captured_at), default=None)


def baseline_of(followed: Sequence[FollowedBaseline], known_by: Collection[BaselineId]) -> FollowedBaseline | None:
    """The baseline an issue is measured against: the main one among those that know it."""
    return main_baseline([b for b in followed if b.id in known_by])
