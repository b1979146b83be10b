"""What the figures must be: by folding every stored history anew, and by asking the stand-in how things stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from plugin.domain.baseline import Baseline, Contribution, Kind, totals
from plugin.domain.delta import Delta, DoneStep, fold
from plugin.domain.ids import ProjectId, SiteId
from plugin.domain.issue import UNDELIVERED
from plugin.domain.ledger import Column, Ledger, entry, opening
from plugin.domain.register import RiskTotals, contribution
from plugin.domain.risk import Risk, Role
from plugin.domain.starter_model import STARTER_MODELS
from plugin.storage import SqlWork
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.reading_issues import vocabulary
from plugin.usecases.records import DayMove
from tests.standin.model import Issue
from tests.standin.world import Site


@dataclass(frozen=True)
class Kept:
    """What the app keeps of one baseline, moved there event by event."""

    baseline: Baseline
    ledger: Ledger
    deltas: tuple[Delta, ...]
    steps: frozenset[DoneStep]
    days: tuple[DayMove, ...]


def kept(work: SqlWork, site_id: SiteId, project_id: ProjectId) -> list[Kept]:
    """Every followed baseline of a project with all that follows from it."""
    with work(site_id) as uow:
        found = []
        known = [issue.history.issue_id for issue in uow.issues.of_project(project_id)]
        for head in uow.baselines.followed(project_id):
            baseline = uow.baselines.get(head.id)
            assert baseline is not None
            steps = frozenset(step for _, step in uow.baselines.steps_of([head.id], known))
            deltas = tuple(uow.baselines.all_deltas(head.id))
            days = tuple(uow.baselines.days(head.id))
            found.append(Kept(baseline, uow.baselines.ledger(head.id), deltas, steps, days))
        return found


def check_recomputation(work: SqlWork, site_id: SiteId, project_id: ProjectId) -> None:
    """Ledger, deltas, done-steps, days and risk totals equal a fresh fold of every history in the project."""
    with work(site_id) as uow:
        for one in kept(work, site_id, project_id):
            _check_baseline(uow, project_id, one)
        stored = Counter({key: amount for key, amount in uow.risks.totals(project_id).items() if amount})
        assert stored == _risk_totals(risks_of(uow, project_id))


def _check_baseline(uow: UnitOfWork, project_id: ProjectId, one: Kept) -> None:
    project = uow.projects.get(project_id)
    assert project is not None
    words = vocabulary(project.settings, uow.projects.meanings())
    agreed = {item.issue_id: Contribution(item.points, False) for item in one.baseline.items}
    disposed = {(d.detected.issue_id, d.detected.change_id): d.disposition for d in one.deltas}
    assert len(disposed) == len(one.deltas), "a delta was counted twice"
    ledger, detected, steps = opening(totals(one.baseline.items)), set(), set()
    days: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for issue in uow.issues.of_project(project_id):
        issue_id = issue.history.issue_id
        found = fold(one.baseline.definition, one.baseline.captured_at, agreed.get(issue_id), issue.history, words)
        for delta in found.deltas:
            detected.add(delta)
            ledger = ledger.plus(entry(delta, disposed[delta.issue_id, delta.change_id]))
            days[delta.at.date()][0] += delta.points
            days[delta.at.date()][1] += delta.count
        for step in found.steps:
            steps.add(step)
            ledger = ledger.plus(Ledger(Column(done=step.points), Column(done=step.count)))
            days[step.at.date()][2] += step.points
            days[step.at.date()][3] += step.count
    assert {delta.detected for delta in one.deltas} == detected
    assert one.steps == steps
    assert one.ledger == ledger
    moved = {d.day: [d.scope_points, d.scope_count, d.done_points, d.done_count] for d in one.days}
    assert {day: sums for day, sums in moved.items() if any(sums)} == {day: s for day, s in days.items() if any(s)}


def risks_of(uow: UnitOfWork, project_id: ProjectId) -> list[Risk]:
    """All risks of a project."""
    return list(uow.risks.page(project_id, filters={}, limit=200).items)


def _risk_totals(risks: list[Risk]) -> RiskTotals:
    summed: RiskTotals = Counter()
    for risk in risks:
        summed.update(contribution(risk, STARTER_MODELS))
    return Counter({key: amount for key, amount in summed.items() if amount})


def check_against_jira(work: SqlWork, site: Site, site_id: SiteId, project_id: ProjectId) -> None:
    """Scope and finished work are what Jira's own issues add up to, issue by issue; so is what is said of responses."""
    for one in kept(work, site_id, project_id):
        inside = {i.id: i for i in site.issues.values() if _counts(i) and _belongs(one.baseline, i)}
        moved: Counter[str] = Counter({str(item.issue_id): item.points or 0 for item in one.baseline.items})
        for delta in one.deltas:
            moved[str(delta.detected.issue_id)] += delta.detected.points
        assert {i: points for i, points in moved.items() if points} == {
            i: _points(issue) for i, issue in inside.items() if _points(issue)
        }
        assert one.ledger.points.current == sum(map(_points, inside.values()))
        assert one.ledger.count.current == len(inside)
        done = [issue for issue in inside.values() if issue.status.category == "done"]
        assert (one.ledger.points.done, one.ledger.count.done) == (sum(map(_points, done)), len(done))
    with work(site_id) as uow:
        for risk in risks_of(uow, project_id):
            for link in (tie for tie in risk.issues if tie.role is Role.RESPONSE):
                assert link.done == _is_done(site.issues.get(link.issue_id)), risk.key


def _belongs(baseline: Baseline, issue: Issue) -> bool:
    if baseline.definition.kind is Kind.VERSION:
        return baseline.definition.ref in issue.fix_versions
    return issue.project_id == baseline.definition.ref


def _counts(issue: Issue) -> bool:
    return issue.type.level == 0 and not _is_withdrawn(issue)


def _is_withdrawn(issue: Issue) -> bool:
    return issue.resolution is not None and issue.resolution.name.casefold() in UNDELIVERED


def _is_done(issue: Issue | None) -> bool:
    return issue is not None and issue.status.category == "done" and not _is_withdrawn(issue)


def _points(issue: Issue) -> int:
    return round((issue.points or 0) * 1000)
