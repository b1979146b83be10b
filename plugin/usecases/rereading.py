"""Read single issues and a project's versions from Jira again, where events told too little of them or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from plugin.domain.errors import JiraRefused
from plugin.domain.ids import IssueId, ProjectId, SiteId
from plugin.domain.issue import Field
from plugin.usecases.backfill import take_page
from plugin.usecases.calendar import take_versions
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, NewId, UnitOfWork, Work
from plugin.usecases.reading_issues import vocabulary
from plugin.usecases.records import FoundIssue, KnownIssue, Project
from plugin.usecases.tracking import GONE, Absorbed, settle

MOST_ISSUES = 20
"""So many are read in one go."""


def read_issues(
    work: Work,
    jira: Jira,
    site_id: SiteId,
    issue_ids: Sequence[IssueId],
    clock: Clock,
    new_id: NewId,
    keep_alive: Callable[[], bool] = lambda: True,
) -> None:
    """Read each issue and bring every project that is on and that it is or was in up to date with it.

    An issue that Jira refuses holds up no other; the refusal is raised in the end. `keep_alive` is called before each
    issue and answers False when somebody else took over.
    """
    with work(site_id) as uow:
        projects = {project.id: project for project in uow.projects.all() if project.enabled}
    refusals = []
    for issue_id in issue_ids:
        if not keep_alive():
            return
        try:
            _read_issue(work, jira, site_id, issue_id, projects.values(), clock, new_id)
        except JiraRefused as refused:
            refusals.append(refused)
    if refusals:
        raise refusals[0]


def read_versions(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> None:
    """Read a project's versions: what events without a time told out of order is put right."""
    read_at = clock()
    versions = jira.versions(project_id)
    with work(site_id, write=True) as uow:
        if uow.projects.lock(project_id) is None:
            return
        take_versions(uow, project_id, versions, read_at, released_at=read_at)
        uow.projects.touch({project_id}, clock())
        uow.commit()


def found_in(jira: Jira, issue_id: IssueId, projects: Iterable[Project]) -> FoundIssue | None:
    """Ask Jira for one issue with the fields that these projects read; None where Jira shows none."""
    settings = [project.settings for project in projects]
    numbers = sorted({one.estimate_field for one in settings if one.estimate_field})
    sprints = sorted({one.sprint_field for one in settings if one.sprint_field})
    return jira.issue(issue_id, numbers, sprints)


def take(
    uow: UnitOfWork, project: Project, issue_id: IssueId, found: FoundIssue | None, clock: Clock, new_id: NewId
) -> None:
    """Take what Jira answered into one project, which the caller holds; what Jira shows no more is gone."""
    if found is not None:
        take_page(uow, project, [found], clock, new_id)
        return
    for known in uow.issues.known({issue_id}, hold=True).values():
        if known.history.now.deleted:
            # We heard so, perhaps in the lane of a project that it had moved to unknown to us: the others follow now.
            fold(uow, project, [known], clock(), new_id)
            continue
        # A correction, not a deletion: should Jira show the issue again, the next reading takes it back.
        history = known.history.corrected(replace(known.history.now, deleted=True), GONE, clock())
        fold(uow, project, [replace(known, history=history, seen_at=clock())], clock(), new_id)


def fold(uow: UnitOfWork, project: Project, issues: Iterable[KnownIssue], now: datetime, new_id: NewId) -> None:
    """Let everything that is derived follow these histories, of which only what is new is written."""
    given = {issue.history.issue_id: issue for issue in issues}
    absorbed = Absorbed(uow.issues.known(given.keys(), hold=True))
    for issue_id, issue in given.items():
        absorbed.fresh[issue_id] = []
        absorbed.heard_at[issue_id] = issue.seen_at
        if issue.seen_at > absorbed.issues[issue_id].seen_at:
            absorbed.put(issue, issue.seen_at)
    settle(uow, project, absorbed, vocabulary(project.settings, uow.projects.meanings()), now, new_id)


def _read_issue(
    work: Work,
    jira: Jira,
    site_id: SiteId,
    issue_id: IssueId,
    switched_on: Collection[Project],
    clock: Clock,
    new_id: NewId,
) -> None:
    """Jira is asked before any transaction, never inside; then each project's lane takes its part in its own."""
    found = found_in(jira, issue_id, switched_on)
    with work(site_id) as uow:
        known = uow.issues.known({issue_id}).get(issue_id)
    if found is None and known is None:
        return
    at_home = found.snapshot.project_id if found else known.history.now.project_id if known else None
    concerned = _projects_of(found, known) & {project.id for project in switched_on}
    # Its own project first: by that one's fields is the history read.
    for turn, project_id in enumerate(sorted(concerned, key=lambda one: (one != at_home, one))):
        with work(site_id, write=True) as uow:
            project = uow.projects.lock(project_id)
            if project is None or not project.enabled:
                continue
            if turn == 0 or found is None:
                take(uow, project, issue_id, found, clock, new_id)
            else:
                fold(uow, project, uow.issues.known({issue_id}, hold=True).values(), clock(), new_id)
            uow.projects.touch({project_id}, clock())
            uow.commit()


def _projects_of(found: FoundIssue | None, known: KnownIssue | None) -> set[ProjectId]:
    """Every project that the issue is or was in."""
    sides: set[str | None] = set()
    if found is not None:
        sides.add(found.snapshot.project_id)
        crossed = [move for c in found.changes for move in c.moves if move.field_id == "project"]
        sides |= {side for move in crossed for side in (move.old, move.new)}
    if known is not None:
        sides |= {known.history.opening.project_id, known.history.now.project_id}
        moves = [move for c in known.history.changes for move in c.moves if move.field is Field.PROJECT]
        sides |= {side for one in moves for side in (one.old, one.new)}
    return {ProjectId(side) for side in sides if side}
