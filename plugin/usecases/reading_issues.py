"""From Jira's raw fields to the state and moves that the domain folds, by one project's vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from plugin.domain.commands import RawMove, Snapshot
from plugin.domain.issue import UNDELIVERED, Field, IssueState, Move, TypeRole, Vocabulary
from plugin.domain.quantities import points_from
from plugin.usecases.records import Meanings, ProjectSettings

_PLAIN_FIELDS = {
    "fixVersions": Field.VERSION,
    "status": Field.STATUS,
    "issuetype": Field.TYPE,
    "project": Field.PROJECT,
}


def vocabulary(settings: ProjectSettings, meanings: Meanings) -> Vocabulary:
    """How this project reads fields, with what the site's ids mean."""
    return Vocabulary(
        estimate_field=settings.estimate_field,
        sprint_field=settings.sprint_field,
        categories=meanings.categories,
        roles=meanings.roles,
        undelivered=UNDELIVERED,
    )


def taught(meanings: Meanings, snapshots: Iterable[Snapshot]) -> Meanings:
    """The meanings with what these snapshots show of their status and type."""
    categories, roles = dict(meanings.categories), dict(meanings.roles)
    for snapshot in snapshots:
        if snapshot.status_category:
            categories[snapshot.status_id] = snapshot.status_category
        if snapshot.type_role:
            roles[snapshot.type_id] = TypeRole(snapshot.type_role)
    return Meanings(categories, roles)


def state_of(snapshot: Snapshot, words: Vocabulary) -> IssueState:
    """The state that a snapshot shows."""
    estimate = snapshot.numbers.get(words.estimate_field) if words.estimate_field else None
    return IssueState(
        project_id=snapshot.project_id,
        type_id=snapshot.type_id,
        status_id=snapshot.status_id,
        resolution=snapshot.resolution,
        estimate=points_from(estimate),
        versions=snapshot.versions,
        sprints=snapshot.sprints.get(words.sprint_field or "", frozenset()),
    )


def shown_over(before: IssueState, shown: IssueState, unseen: Collection[Field]) -> IssueState:
    """The state shown, with what was before in the fields that were not shown."""
    return replace(
        shown,
        resolution=before.resolution if Field.RESOLUTION in unseen else shown.resolution,
        estimate=before.estimate if Field.ESTIMATE in unseen else shown.estimate,
        versions=before.versions if Field.VERSION in unseen else shown.versions,
        sprints=before.sprints if Field.SPRINT in unseen else shown.sprints,
    )


def moves_of(raw: Iterable[RawMove], words: Vocabulary) -> tuple[Move, ...]:
    """The moves that matter among changelog items; resolutions by name, numbers by their text, sprints one by one."""
    return tuple(move for item in raw for move in _moves(item, words))


def _moves(item: RawMove, words: Vocabulary) -> Iterator[Move]:
    if item.field_id in _PLAIN_FIELDS:
        yield Move(_PLAIN_FIELDS[item.field_id], item.old or None, item.new or None)
    elif item.field_id == "resolution":
        yield Move(Field.RESOLUTION, item.old_text or None, item.new_text or None)
    elif item.field_id == words.estimate_field:
        yield Move(Field.ESTIMATE, item.old_text or item.old or None, item.new_text or item.new or None)
    elif item.field_id == words.sprint_field or (words.sprint_field is None and item.field_name == "Sprint"):
        yield from _sprint_moves(_ids(item.old), _ids(item.new))


def _sprint_moves(old: frozenset[str], new: frozenset[str]) -> Iterator[Move]:
    for left in sorted(old - new):
        yield Move(Field.SPRINT, left, None)
    for entered in sorted(new - old):
        yield Move(Field.SPRINT, None, entered)


def _ids(listed: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (listed or "").split(",") if part.strip())
