"""What we remember of one Jira issue: how it stood when first known, and every change that matters since, in order.

Jira delivers at least once and unordered. So a change may come late, twice, or never: a history takes each one
once, in its own place, and folds to the same state whatever the order of arrival (domain-methods section 8).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId
from plugin.domain.quantities import plain, points_from

T = TypeVar("T", bound=str)

GAP = "gap-"
"""Begins the id of a correction; the id of the change at which the gap was seen follows."""


class Field(StrEnum):
    """The fields of an issue that scope and risk depend on."""

    VERSION = "version"
    SPRINT = "sprint"
    ESTIMATE = "estimate"
    STATUS = "status"
    RESOLUTION = "resolution"
    TYPE = "type"
    PROJECT = "project"
    DELETED = "deleted"


class TypeRole(StrEnum):
    """What an issue type is to scope: only items count; sub-tasks and containers would count work twice."""

    ITEM = "item"
    SUBTASK = "subtask"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class IssueState:
    """An issue at one instant; `estimate` is in thousandths of the estimation statistic, None if unestimated."""

    project_id: ProjectId
    type_id: str
    status_id: str
    resolution: str | None = None
    estimate: int | None = None
    versions: frozenset[VersionId] = frozenset()
    sprints: frozenset[str] = frozenset()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One field going from one value to another; for versions and sprints, one id leaving or (and) one entering."""

    field: Field
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class IssueChange:
    """One entry of Jira's changelog, reduced to the moves that matter."""

    id: str
    at: datetime
    actor: AccountId | None
    moves: tuple[Move, ...]

    @property
    def order(self) -> tuple[datetime, int, str]:
        """By instant, then by Jira's number; a correction comes right after the change that it corrects."""
        named = self.id.removeprefix(GAP)
        number = int(named) if named.isdigit() else 2**62
        return (self.at, number, self.id)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a site and a project read fields: which field is the estimate, what each status and type means.

    Jira's changelog tells status and type by id only; categories and roles are learned from the snapshots.
    """

    estimate_field: str | None
    sprint_field: str | None
    categories: Mapping[str, str]
    roles: Mapping[str, TypeRole]
    undelivered: frozenset[str]

    def is_done(self, state: IssueState) -> bool:
        """Done by Jira's status category, and delivered: "won't do" is a withdrawal, not a completion."""
        return self.categories.get(state.status_id) == "done" and not self.is_withdrawn(state)

    def is_withdrawn(self, state: IssueState) -> bool:
        """Closed without being delivered, by its resolution."""
        return state.resolution is not None and state.resolution.casefold() in self.undelivered

    def counts(self, state: IssueState) -> bool:
        """Whether an issue of this type adds to scope at all."""
        return self.roles.get(state.type_id, TypeRole.ITEM) is TypeRole.ITEM


UNDELIVERED = frozenset(
    {
        "won't do",
        "won't fix",
        "wont do",
        "wont fix",
        "duplicate",
        "cannot reproduce",
        "declined",
        "cancelled",
        "canceled",
        "invalid",
        "incomplete",
        "not a bug",
        "known error",
    }
)
"""Resolutions that mean "withdrawn", in lower case; a project may change the list."""


@dataclass(frozen=True, slots=True)
class Instant:
    """The state right after one change (or after creation, where `change_id` is "created")."""

    at: datetime
    change_id: str
    actor: AccountId | None
    state: IssueState


@dataclass(frozen=True, slots=True)
class IssueHistory:
    """One issue from its opening state through its changes, in their order."""

    issue_id: IssueId
    created_at: datetime
    created_by: AccountId | None
    opening: IssueState
    known_from: datetime
    changes: tuple[IssueChange, ...] = ()

    def knows(self, change_id: str) -> bool:
        """Whether the change is in already."""
        return any(change.id == change_id for change in self.changes)

    def with_change(self, change: IssueChange) -> IssueHistory:
        """The history with one more change in its place; one already known changes nothing.

        A change older than what we know from was already in the opening state: the opening is taken back by it.
        """
        if not change.moves or self.knows(change.id):
            return self
        opening, known_from = self.opening, self.known_from
        if change.at < known_from:
            opening, known_from = rewound(opening, change), change.at
        changes = list(self.changes)
        insort(changes, change, key=lambda c: c.order)
        return replace(self, opening=opening, known_from=known_from, changes=tuple(changes))

    def corrected(self, seen: IssueState, change_id: str, at: datetime) -> IssueHistory:
        """The history that ends in what Jira showed at that instant.

        Where a change has not reached us (yet), the difference is entered as a correction. Should the missing change
        arrive later it takes its own place, and the correction then moves nothing.
        """
        moves = tuple(differences(self.now, seen))
        if not moves:
            return self
        return self.with_change(IssueChange(f"{GAP}{change_id}", at, None, moves))

    def instants(self) -> Iterator[Instant]:
        """Every state in order, from creation on."""
        state = self.opening
        yield Instant(self.created_at, "created", self.created_by, state)
        for change in self.changes:
            state = applied(state, change)
            yield Instant(change.at, change.id, change.actor, state)

    @property
    def now(self) -> IssueState:
        """The state after all changes."""
        state = self.opening
        for change in self.changes:
            state = applied(state, change)
        return state


def applied(state: IssueState, change: IssueChange) -> IssueState:
    """The state after a change."""
    for move in change.moves:
        state = _moved(state, move.field, move.old, move.new)
    return state


def rewound(state: IssueState, change: IssueChange) -> IssueState:
    """The state before a change."""
    for move in reversed(change.moves):
        state = _moved(state, move.field, move.new, move.old)
    return state


def differences(old: IssueState, new: IssueState) -> Iterator[Move]:
    """The moves that lead from one state to another."""
    for left in sorted(old.versions - new.versions):
        yield Move(Field.VERSION, left, None)
    for entered in sorted(new.versions - old.versions):
        yield Move(Field.VERSION, None, entered)
    for left_sprint in sorted(old.sprints - new.sprints):
        yield Move(Field.SPRINT, left_sprint, None)
    for entered_sprint in sorted(new.sprints - old.sprints):
        yield Move(Field.SPRINT, None, entered_sprint)
    pairs = (
        (Field.PROJECT, old.project_id, new.project_id),
        (Field.TYPE, old.type_id, new.type_id),
        (Field.STATUS, old.status_id, new.status_id),
        (Field.RESOLUTION, old.resolution, new.resolution),
        (Field.ESTIMATE, _text(old.estimate), _text(new.estimate)),
        (Field.DELETED, "true" if old.deleted else None, "true" if new.deleted else None),
    )
    for field, before, after in pairs:
        if before != after:
            yield Move(field, before, after)


def _text(thousandths: int | None) -> str | None:
    return None if thousandths is None else str(plain(thousandths))


def _moved(state: IssueState, field: Field, old: str | None, new: str | None) -> IssueState:  # noqa: PLR0911 - one line a field
    match field:
        case Field.VERSION:
            return replace(state, versions=_exchanged(state.versions, VersionId(old or ""), VersionId(new or "")))
        case Field.SPRINT:
            return replace(state, sprints=_exchanged(state.sprints, old or "", new or ""))
        case Field.ESTIMATE:
            return replace(state, estimate=points_from(new))
        case Field.STATUS:
            return replace(state, status_id=new or state.status_id)
        case Field.RESOLUTION:
            return replace(state, resolution=new or None)
        case Field.TYPE:
            return replace(state, type_id=new or state.type_id)
        case Field.PROJECT:
            return replace(state, project_id=ProjectId(new or state.project_id))
        case Field.DELETED:
            return replace(state, deleted=new is not None)


def _exchanged(members: frozenset[T], leaving: T, entering: T) -> frozenset[T]:
    remaining = members - {leaving} if leaving else members
    return remaining | {entering} if entering else remaining
