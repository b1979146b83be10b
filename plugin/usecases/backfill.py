"""Switch a project on: read its fields, calendar, issues and histories from Jira, page by page, safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from plugin.domain.commands import TieIssues
from plugin.domain.errors import Conflict
from plugin.domain.ids import ProjectId, SiteId
from plugin.domain.issue import IssueChange, IssueHistory, Vocabulary, rewound
from plugin.usecases.act import Act
from plugin.usecases.calendar import take_versions
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, NewId, UnitOfWork, Work
from plugin.usecases.reading_issues import moves_of, state_of, taught, vocabulary
from plugin.usecases.records import FoundIssue, KnownIssue, Meanings, Progress, Project, ProjectSettings
from plugin.usecases.tracking import Absorbed, settle

ERRAND = "backfill"
_POINT_TYPES = ("jsw-story-points", "story-points")
_POINT_NAMES = ("story point estimate", "story points")
_SPRINT_TYPE = "gh-sprint"


def switch_on(act: Act, project_id: ProjectId) -> Project:
    """Enable a project and have it read in; a project that is being read already is left to it."""
    project = act.uow.projects.lock(project_id) or Project(project_id, project_id, project_id)
    if project.progress.state == "running":
        raise Conflict("This project is being read in already.")
    act.uow.projects.save(replace(project, enabled=True))
    _ask(act, project_id)
    act.record("ProjectSwitchedOn", project_id, "project", project_id)
    return replace(project, enabled=True, progress=Progress("running", 0, None))


def read_again(act: Act, project_id: ProjectId) -> None:
    """Have a project that is on read in once more; NotFound where it is off, Conflict while it is being read."""
    if act.project(project_id).progress.state == "running":
        raise Conflict("This project is being read in already.")
    _ask(act, project_id)


def _ask(act: Act, project_id: ProjectId) -> None:
    act.uow.projects.set_progress(project_id, Progress("running", 0, None))
    act.uow.projects.touch({project_id}, act.now)
    act.uow.errands.ask(ERRAND, project_id, lane=project_id, run_at=act.now)


def cancel(act: Act, project_id: ProjectId) -> None:
    """Stop a running back-fill after its current page; what was read stays."""
    project = act.project(project_id)
    if project.progress.state != "running":
        raise Conflict("Nothing is being read in.")
    act.uow.projects.set_progress(project_id, replace(project.progress, state="failed", message="Cancelled."))
    act.uow.projects.touch({project_id}, act.now)


def run(
    work: Work,
    jira: Jira,
    site_id: SiteId,
    project_id: ProjectId,
    clock: Clock,
    new_id: NewId,
    keep_alive: Callable[[], bool] = lambda: True,
) -> None:
    """Read the whole project; a run that was cut off is simply begun again.

    `keep_alive` is called after each page and answers False when somebody else took over.
    """
    project = _prepare(work, jira, site_id, project_id, clock)
    numbers = [project.settings.estimate_field] if project.settings.estimate_field else []
    sprints = [project.settings.sprint_field] if project.settings.sprint_field else []
    token: str | None = None
    done = 0
    while True:
        page = jira.search(project_id, numbers, sprints, token)
        done += len(page.issues)
        with work(site_id, write=True) as uow:
            held = uow.projects.lock(project_id)
            if held is None or held.progress.state != "running":
                return
            take_page(uow, held, page.issues, clock, new_id)
            total = max(done, held.progress.total or done)
            finished = page.next_token is None
            progress = Progress("done" if finished else "running", done, done if finished else total)
            uow.projects.set_progress(project_id, progress)
            uow.projects.touch({project_id}, clock())
            uow.commit()
        token = page.next_token
        if token is None or not keep_alive():
            return


def fail(work: Work, site_id: SiteId, project_id: ProjectId, message: str, clock: Clock) -> None:
    """Note on the project that its back-fill has given up, and why."""
    with work(site_id, write=True) as uow:
        project = uow.projects.lock(project_id)
        if project is not None:
            uow.projects.set_progress(project_id, replace(project.progress, state="failed", message=message))
            uow.projects.touch({project_id}, clock())
            uow.commit()


def take_page(uow: UnitOfWork, project: Project, found: Sequence[FoundIssue], clock: Clock, new_id: NewId) -> None:
    """Replace what we know of these issues by what Jira tells, keeping what only webhooks told since it was read."""
    meanings = uow.projects.meanings()
    learned = taught(meanings, [issue.snapshot for issue in found])
    uow.projects.learn(learned)
    words = vocabulary(project.settings, learned)
    absorbed = Absorbed(uow.issues.known({i.snapshot.issue_id for i in found}, hold=True))
    rebuilt = [_rebuilt(issue, absorbed.issues.get(issue.snapshot.issue_id), words) for issue in found]
    uow.issues.rewrite(rebuilt)
    for known in rebuilt:
        absorbed.issues[known.history.issue_id] = known
        absorbed.fresh[known.history.issue_id] = []
        absorbed.heard_at[known.history.issue_id] = known.seen_at
    for issue in found:
        for link in issue.snapshot.links or ():
            uow.issues.tie(TieIssues(link, issue.read_at).link)
    settle(uow, project, absorbed, words, clock(), new_id)


def _rebuilt(found: FoundIssue, known: KnownIssue | None, words: Vocabulary) -> KnownIssue:
    snapshot = found.snapshot
    state = state_of(snapshot, words)
    changes = [IssueChange(c.id, c.at, c.actor, moves_of(c.moves, words)) for c in found.changes]
    changes = sorted((c for c in changes if c.moves), key=lambda c: c.order)
    opening = state
    for change in reversed(changes):
        opening = rewound(opening, change)
    known_from = snapshot.created_at if found.whole or not changes else changes[0].at
    history = IssueHistory(
        snapshot.issue_id, snapshot.created_at, snapshot.creator, opening, known_from, tuple(changes)
    )
    seen_at = found.read_at
    if known is not None:
        for later in known.history.changes:
            if not later.id.startswith("gap-"):
                history = history.with_change(later)
        seen_at = max(seen_at, known.seen_at)
    return KnownIssue(history, snapshot.key, snapshot.summary, seen_at)


def _prepare(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> Project:
    """Everything about the project that is not an issue; Jira is asked before the transaction, never inside."""
    _, key, name = jira.project(project_id)
    fields = jira.fields()
    categories = jira.status_categories()
    read_at = clock()
    versions = jira.versions(project_id)
    sprints = jira.sprints(project_id)
    total = jira.count(project_id)
    with work(site_id, write=True) as uow:
        project = uow.projects.lock(project_id) or Project(project_id, key, name, enabled=True)
        project = replace(project, key=key, name=name, settings=_discovered(project.settings, fields))
        uow.projects.save(project)
        uow.projects.set_progress(project_id, Progress("running", 0, total))
        meanings = uow.projects.meanings()
        uow.projects.learn(Meanings({**meanings.categories, **categories}, meanings.roles))
        take_versions(uow, project_id, versions, read_at)
        for sprint in sprints:
            uow.calendar.save_sprint(sprint)
        uow.projects.touch({project_id}, clock())
        uow.commit()
    return project


def _discovered(settings: ProjectSettings, fields: Sequence[tuple[str, str, str | None]]) -> ProjectSettings:
    """The settings with estimate and sprint field found by their type, then by their usual names."""
    estimate = settings.estimate_field or _field(fields, _POINT_TYPES, _POINT_NAMES)
    sprint = settings.sprint_field or _field(fields, (_SPRINT_TYPE,), ("sprint",))
    return replace(settings, estimate_field=estimate, sprint_field=sprint)


def _field(fields: Sequence[tuple[str, str, str | None]], types: Sequence[str], names: Sequence[str]) -> str | None:
    by_type = [fid for fid, _, custom in fields if custom and custom.endswith(tuple(types))]
    by_name = [fid for name in names for fid, label, _ in fields if label.casefold() == name]
    found = by_type or by_name
    return found[0] if found else None
