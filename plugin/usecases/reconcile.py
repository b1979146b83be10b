"""Make good what webhooks never told: read a project again, look after what it lost, and say what that moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from plugin.domain.ids import BaselineId, ProjectId, SiteId
from plugin.usecases import backfill, rereading
from plugin.usecases.act import Act
from plugin.usecases.jira_port import Jira
from plugin.usecases.mirror import main_baseline
from plugin.usecases.ports import Clock, NewId, UnitOfWork, Work
from plugin.usecases.records import KnownIssue, Progress, Project

AT_ONCE = 100
CATCH_UP = "catch-up"
"""The errand that compares a whole project with Jira."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project's main baseline stands: every amount of its ledger by name, and how many deltas it has."""

    baseline_id: BaselineId | None
    amounts: dict[str, int]
    deltas: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it: issues read, issues that Jira has no longer there, amounts that moved, deltas then and now."""

    issues: int
    gone: int
    figures: int
    deltas_before: int
    deltas_after: int


def begin(act: Act, project_id: ProjectId) -> Standing:
    """Have a project that is on read again; the standing before. NotFound where it is off."""
    backfill.read_again(act, project_id)
    main = main_baseline(act.uow.baselines.followed(project_id))
    return standing(act.uow, main.id if main else None)


def whole(
    work: Work,
    jira: Jira,
    site_id: SiteId,
    project_id: ProjectId,
    clock: Clock,
    new_id: NewId,
    keep_alive: Callable[[], bool] = lambda: True,
) -> None:
    """Compare a project that is on with Jira from beginning to end; one that was cut off is simply begun again.

    `keep_alive` is called after each page and answers False when somebody else took over.
    """
    since = clock()
    with work(site_id, write=True) as uow:
        project = uow.projects.lock(project_id)
        if project is None or not project.enabled:
            return
        main = main_baseline(uow.baselines.followed(project_id))
        before = standing(uow, main.id if main else None)
        uow.projects.set_progress(project_id, Progress("running", 0, None))
        uow.projects.touch({project_id}, since)
        uow.commit()
    backfill.run(work, jira, site_id, project_id, clock, new_id, keep_alive)
    with work(site_id) as uow:
        project = uow.projects.get(project_id)
    if project is None or project.progress.state != "done":
        return  # cancelled, or somebody else's by now
    gone = look_after_missing(work, jira, site_id, project_id, since, clock, new_id)
    with work(site_id, write=True) as uow:
        finish(Act(uow, None, clock(), new_id), project_id, before, gone)
        uow.commit()


def look_after_missing(
    work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, since: datetime, clock: Clock, new_id: NewId
) -> int:
    """After the reading, follow every issue that it did not find although it is or was in the project.

    What should be there is asked for one by one: it was moved elsewhere, or is gone. What has left already is folded
    again, for its new project's lane may have heard of that alone. Returns how many have left by this.
    """
    with work(site_id) as uow:
        project = uow.projects.get(project_id)
        known = [issue for issue in uow.issues.of_project(project_id) if issue.seen_at < since]
    if project is None:
        return 0
    left = 0
    for issue in known:
        here = issue.history.now.project_id == project_id and not issue.history.now.deleted
        if here:
            left += _follow(work, jira, site_id, project, issue, clock, new_id)
    elsewhere = [i for i in known if i.history.now.deleted or i.history.now.project_id != project_id]
    for start in range(0, len(elsewhere), AT_ONCE):
        with work(site_id, write=True) as uow:
            held = uow.projects.lock(project_id)
            if held is not None:
                rereading.fold(uow, held, elsewhere[start : start + AT_ONCE], clock(), new_id)
                uow.commit()
    return left


def finish(act: Act, project_id: ProjectId, before: Standing, gone: int) -> Reconciled:
    """Compare, and keep the outcome as a fact of the project."""
    project = act.project(project_id)
    after = standing(act.uow, before.baseline_id)
    moved = sum(amount != before.amounts.get(name, 0) for name, amount in after.amounts.items())
    outcome = Reconciled(project.progress.done, gone, moved, before.deltas, after.deltas)
    act.record("ProjectReconciled", project_id, "project", project_id, **asdict(outcome))
    return outcome


def standing(uow: UnitOfWork, baseline_id: BaselineId | None) -> Standing:
    """How a baseline stands; nothing where there is none."""
    if baseline_id is None:
        return Standing(None, {}, 0)
    ledger = asdict(uow.baselines.ledger(baseline_id))
    amounts = {f"{measure}.{part}": amount for measure, parts in ledger.items() for part, amount in parts.items()}
    return Standing(baseline_id, amounts, len(uow.baselines.all_deltas(baseline_id)))


def _follow(
    work: Work, jira: Jira, site_id: SiteId, project: Project, issue: KnownIssue, clock: Clock, new_id: NewId
) -> int:
    """Ask Jira for one issue, before the transaction and not within; 1 where it is no longer in the project."""
    issue_id = issue.history.issue_id
    found = rereading.found_in(jira, issue_id, [project])
    with work(site_id, write=True) as uow:
        held = uow.projects.lock(project.id)
        if held is None:
            return 0
        rereading.take(uow, held, issue_id, found, clock, new_id)
        uow.projects.touch({project.id}, clock())
        uow.commit()
    return int(found is None or found.snapshot.project_id != project.id)
