"""Carry out what handlers decided about one lane's deliveries: remember issues, follow scope and responses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from plugin.domain.commands import (
    BuryIssue,
    Command,
    LookAtPerson,
    Snapshot,
    TieIssues,
    TrackIssue,
    TrackProject,
    TrackSprint,
    TrackVersion,
    UntieIssues,
)
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import GAP, Field, IssueChange, IssueHistory, Move, Vocabulary, rewound
from plugin.usecases import mirror, reading_later, sweeping
from plugin.usecases.calendar import track_project, track_sprint, track_version
from plugin.usecases.folding import follow_scope
from plugin.usecases.ports import NewId, UnitOfWork
from plugin.usecases.reading_issues import moves_of, shown_over, state_of, vocabulary
from plugin.usecases.records import KnownIssue, Project
from plugin.usecases.responding import follow_responses

NOT_SWITCHED_ON = "the project is not switched on"
GONE = "gone"
"""Names the correction of an issue that Jira showed no more."""


@dataclass(frozen=True, slots=True)
class Step:
    """The commands of one delivery; `delivery_id` is None for what a back-fill found."""

    delivery_id: int | None
    commands: tuple[Command, ...]


@dataclass(slots=True)
class Absorbed:
    """Issues as they were loaded, as they are now, when each was last heard of, and which must be read from Jira."""

    issues: dict[IssueId, KnownIssue]
    fresh: dict[IssueId, list[IssueChange]] = field(default_factory=dict)
    heard_at: dict[IssueId, datetime] = field(default_factory=dict)
    doubtful: set[IssueId] = field(default_factory=set)

    def put(self, known: KnownIssue, at: datetime) -> None:
        """Take an issue's new form, noting which of its changes storage has not seen."""
        issue_id = known.history.issue_id
        before = self.issues.get(issue_id)
        had = {change.id for change in before.history.changes} if before else set()
        new = [change for change in known.history.changes if change.id not in had]
        self.fresh.setdefault(issue_id, []).extend(new)
        self.issues[issue_id] = known
        self.heard_at[issue_id] = max(at, self.heard_at.get(issue_id, at))


Elsewhere = Mapping[IssueId, frozenset[ProjectId]]
"""Other projects whose totals an issue's new history may touch; their own lanes must move them."""


def execute(uow: UnitOfWork, lane: ProjectId | None, steps: Sequence[Step], now: datetime, new_id: NewId) -> Elsewhere:
    """Carry out a batch in the order of arrival; returns which other projects' lanes must hear of which issues.

    Events of issues in a project that is not switched on change nothing; the calendar, links and the project itself
    are followed all the same, they are what makes switching on quick.
    """
    project = uow.projects.lock(lane) if lane else None
    commands = [command for step in steps for command in step.commands]
    issue_commands = [c for c in commands if isinstance(c, TrackIssue | BuryIssue)]
    reading_later.ask_as_told(uow, commands, now)
    elsewhere: Elsewhere = {}
    if project is not None and project.enabled and issue_commands:
        elsewhere = track_issues(uow, project, issue_commands, now, new_id)
    for command in commands:
        _FOLLOW.get(type(command), _nothing)(uow, command)
    touched = {project.id} if project is not None and commands else set()
    uow.projects.touch(touched, now)
    return elsewhere


def track_issues(
    uow: UnitOfWork, project: Project, commands: Sequence[TrackIssue | BuryIssue], now: datetime, new_id: NewId
) -> Elsewhere:
    """Remember the issues, then bring scope, responses and mirror up to date with each of them once."""
    words = vocabulary(project.settings, reading_later.learn_from(uow, _snapshots(commands)))
    absorbed = Absorbed(uow.issues.known({_issue_of(c) for c in commands}, hold=True))
    for command in commands:
        if isinstance(command, TrackIssue):
            absorb(absorbed, command, words)
        else:
            bury(absorbed, command, words)
    settle(uow, project, absorbed, words, now, new_id)
    found = {i: others_touched(absorbed.issues[i].history, new) - {project.id} for i, new in absorbed.fresh.items()}
    for issue_id in sorted(absorbed.doubtful | _strayed(absorbed, project.id, found)):
        reading_later.ask_for_issue(uow, project.id, issue_id, now)
    return {issue_id: others for issue_id, others in found.items() if others}


def _strayed(absorbed: Absorbed, lane: ProjectId, told: Elsewhere) -> set[IssueId]:
    """The issues with news in this lane whose history is still in another project, which nobody tells of it.

    Their move has not reached us; reading them lets the lanes of all the projects concerned follow.
    """
    homes = {i: absorbed.issues[i].history.now.project_id for i, new in absorbed.fresh.items() if new}
    return {i for i, home in homes.items() if home != lane and home not in told.get(i, ())}


def others_touched(history: IssueHistory, new: Iterable[IssueChange]) -> frozenset[ProjectId]:
    """The projects an issue was ever in, where one of these changes is a move between projects or came before one.

    What happens after the last move concerns the present project alone.
    """
    between = [c for c in history.changes if any(move.field is Field.PROJECT for move in c.moves)]
    if not between or all(change.order > between[-1].order for change in new):
        return frozenset()
    moves = [move for change in between for move in change.moves if move.field is Field.PROJECT]
    return frozenset(ProjectId(side) for move in moves for side in (move.old, move.new) if side)


def settle(
    uow: UnitOfWork, project: Project, absorbed: Absorbed, words: Vocabulary, now: datetime, new_id: NewId
) -> None:
    """Write what was absorbed and let everything derived from it follow."""
    uow.issues.save([(absorbed.issues[issue_id], new) for issue_id, new in absorbed.fresh.items()])
    changed = {issue_id: absorbed.issues[issue_id] for issue_id in absorbed.fresh}
    scoped = follow_scope(uow, project.id, changed, words, new_id)
    at_risk = follow_responses(uow, project, changed, absorbed.heard_at, words, now)
    mirror.ask(uow, project.id, scoped | at_risk, now)


def absorb(absorbed: Absorbed, command: TrackIssue, words: Vocabulary) -> None:
    """Take a change into the issue's history; the newest snapshot has the last word on how the issue stands."""
    snapshot = command.snapshot
    if snapshot.unseen:
        _absorb_part(absorbed, command, words)
        return
    state = state_of(snapshot, words)
    change = IssueChange(command.change_id, command.at, command.actor, moves_of(command.moves, words))
    known = absorbed.issues.get(snapshot.issue_id)
    if known is None:
        opening = state if command.created else rewound(state, change)
        born = min(snapshot.created_at, command.at)
        history = IssueHistory(
            snapshot.issue_id, born, snapshot.creator, opening, born if command.created else command.at
        )
        history = history if command.created else history.with_change(change)
        absorbed.put(KnownIssue(history, snapshot.key, snapshot.summary, command.at), command.at)
        return
    history = known.history if command.created else known.history.with_change(change)
    if command.at < known.seen_at:
        # What was shown later than this holds on, also where the change that led from here to there was lost.
        history = history.corrected(known.history.now, command.change_id, known.seen_at)
        absorbed.put(replace(known, history=history), command.at)
        return
    if not history.now.deleted:
        history = history.corrected(state, command.change_id, command.at)
    absorbed.put(KnownIssue(history, snapshot.key, snapshot.summary, command.at), command.at)


def _absorb_part(absorbed: Absorbed, command: TrackIssue, words: Vocabulary) -> None:
    """Take in a change whose event showed only part of the issue; whatever is doubtful then is read from Jira soon."""
    snapshot = command.snapshot
    known = absorbed.issues.get(snapshot.issue_id)
    if known is None:
        absorbed.doubtful.add(snapshot.issue_id)
        return
    history = known.history.with_change(
        IssueChange(command.change_id, command.at, command.actor, moves_of(command.moves, words))
    )
    is_late, is_new = command.at < known.seen_at, history is not known.history
    shown = shown_over(history.now, known.history.now if is_late else state_of(snapshot, words), snapshot.unseen)
    if not is_late and not history.now.deleted and shown.project_id != history.now.project_id:
        # It was moved between projects, and of that we shall hear more by asking.
        absorbed.doubtful.add(snapshot.issue_id)
        return
    settled = history
    if is_late or not history.now.deleted:
        settled = history.corrected(shown, command.change_id, max(command.at, known.seen_at))
    is_understood = snapshot.status_id in words.categories and snapshot.type_id in words.roles
    if not settled.now.deleted and ((is_late and is_new) or settled is not history or not is_understood):
        absorbed.doubtful.add(snapshot.issue_id)
    if is_late:
        absorbed.put(replace(known, history=settled), command.at)
    else:
        absorbed.put(KnownIssue(settled, snapshot.key, snapshot.summary, command.at), command.at)


def bury(absorbed: Absorbed, command: BuryIssue, words: Vocabulary) -> None:
    """Enter a deletion; an issue we never knew is remembered from the body of its deletion, if that shows it."""
    known = absorbed.issues.get(command.issue_id)
    # Where Jira showed the issue no more when asked, it was deleted by then.
    asked_at = [c.at for c in known.history.changes if c.id == f"{GAP}{GONE}"] if known else []
    at = min([command.at, *asked_at])
    change = IssueChange("deleted", at, command.actor, (Move(Field.DELETED, None, "true"),))
    if known is not None:
        absorbed.put(replace(known, history=known.history.with_change(change)), command.at)
        return
    if command.snapshot is None:
        return
    snapshot = command.snapshot
    born = min(snapshot.created_at, command.at)
    # What happened before the deletion is in this state already, and comes out of it again should we hear of it.
    seen = IssueHistory(snapshot.issue_id, born, snapshot.creator, state_of(snapshot, words), command.at)
    history = seen.with_change(change)
    absorbed.put(KnownIssue(history, snapshot.key, snapshot.summary, command.at), command.at)


def projects_left(commands: Iterable[Command]) -> Mapping[ProjectId, TrackIssue]:
    """The projects that issues moved out of, each with the command that told so: their lanes must hear of it too."""
    left: dict[ProjectId, TrackIssue] = {}
    for command in commands:
        if isinstance(command, TrackIssue):
            for move in command.moves:
                if move.field_id == "project" and move.old and move.old != command.snapshot.project_id:
                    left[ProjectId(move.old)] = command
    return left


def to_tell(commands: Sequence[Command], elsewhere: Elsewhere) -> Mapping[ProjectId, TrackIssue]:
    """The other lanes that must hear of one delivery, each with the command that tells them.

    They hear of a move between projects, and of what came late from before one.
    """
    told: dict[ProjectId, TrackIssue] = {}
    for command in commands:
        # A creation comes before every move, and says nothing that the first move does not say again.
        if isinstance(command, TrackIssue) and not command.created:
            told |= dict.fromkeys(elsewhere.get(command.snapshot.issue_id, ()), command)
    return {**told, **projects_left(commands)}


def _snapshots(commands: Iterable[TrackIssue | BuryIssue]) -> list[Snapshot]:
    return [c.snapshot for c in commands if c.snapshot is not None]


def _issue_of(command: TrackIssue | BuryIssue) -> IssueId:
    return command.snapshot.issue_id if isinstance(command, TrackIssue) else command.issue_id


def _nothing(_uow: UnitOfWork, _command: Command) -> None:
    """Issue commands are carried out together, above."""


def _tie(uow: UnitOfWork, command: Command) -> None:
    if isinstance(command, TieIssues):
        uow.issues.tie(command.link)


def _untie(uow: UnitOfWork, command: Command) -> None:
    if isinstance(command, UntieIssues):
        uow.issues.untie(command.link.link_id)


def _look_at(uow: UnitOfWork, command: Command) -> None:
    if isinstance(command, LookAtPerson):
        sweeping.ask_for_person(uow, command.account_id, command.at)


_FOLLOW: Mapping[type, Callable[[UnitOfWork, Command], None]] = {
    TrackVersion: track_version,
    TrackSprint: track_sprint,
    TrackProject: track_project,
    TieIssues: _tie,
    UntieIssues: _untie,
    LookAtPerson: _look_at,
}
