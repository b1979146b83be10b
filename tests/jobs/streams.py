"""One stream of project life, told as Connect's webhooks or as Forge's events, late, shuffled and repeated."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from handlers import event_of, identity_of, lane_of
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import GAP, Field, IssueChange, IssueState, Move, applied
from plugin.jobs.deliveries import Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.runners import runners
from plugin.usecases.queue import NewDelivery
from plugin.usecases.reading_later import ISSUE_ERRAND, VERSIONS_ERRAND
from plugin.usecases.records import FoundChange, FoundIssue, Version
from plugin.wiring import decide
from tests.domain.histories import Life
from tests.e2e.truth import kept
from tests.usecases.desk import CATEGORIES, ELSEWHERE, ESTIMATE, PROJECT, SPRINT, Desk, raw, snapshot

SHOWN_BY_FORGE = ("summary", "issuetype", "creator", "created", "project", "updated", "status")
TYPES = {"story": (False, 0), "sub": (True, -1), "epic": (False, 1)}
FORGE_NAMES = {
    "created": "avi:jira:created:issue",
    "updated": "avi:jira:updated:issue",
    "deleted": "avi:jira:deleted:issue",
}


@dataclass(frozen=True)
class Happening:
    """Something that befell an issue, which stands in `state` afterwards."""

    what: str
    issue_id: str
    at: datetime
    state: IssueState
    created_at: datetime
    change: IssueChange | None = None


def happenings(lives: Iterable[Life]) -> list[Happening]:
    """All that befell these issues, in its order."""
    found = []
    for life in lives:
        issue_id, born = life.history.issue_id, life.history.created_at
        found.append(Happening("created", issue_id, born, life.history.opening, born))
        states = [instant.state for instant in life.whole.instants()][1:]
        for state, change in zip(states, life.changes, strict=True):
            found.append(Happening("deleted" if state.deleted else "updated", issue_id, change.at, state, born, change))
    return sorted(found, key=lambda one: one.at)


def legal(life: Life) -> Life:
    """The same life as Jira allows and tells it.

    A deletion is no part of another change, each move leads elsewhere, and no version is in another project.
    """
    changes, state = list[IssueChange](), life.history.opening
    for change in life.changes:
        moves = list[Move]()
        for move in change.moves:
            if move.field is not Field.DELETED:
                moves += _legal(move, state)
                state = applied(life.history.opening, replace(change, moves=_all_moves(changes, moves)))
        if moves:
            changes.append(replace(change, moves=tuple(moves)))
        if any(move.field is Field.DELETED for move in change.moves):
            deleted = (Move(Field.DELETED, None, "true"),)
            changes.append(replace(change, id=f"{change.id}9", at=change.at + timedelta(minutes=1), moves=deleted))
    return replace(life, changes=tuple(changes))


def _all_moves(changes: Iterable[IssueChange], more: Iterable[Move]) -> tuple[Move, ...]:
    return (*(move for change in changes for move in change.moves), *more)


def _legal(move: Move, state: IssueState) -> list[Move]:
    if move.field is Field.VERSION:
        entering = move.new in state.versions if move.new else move.old not in state.versions
        return [] if entering or state.project_id != PROJECT else [move]
    if move.old == move.new:
        return []
    left = sorted(state.versions) if move.field is Field.PROJECT else []
    return [move, *(Move(Field.VERSION, version, None) for version in left)]


def connect_body(told: Happening) -> dict[str, Any]:
    """As Connect tells it: the whole issue."""
    body = {
        "timestamp": int(told.at.timestamp() * 1000),
        "webhookEvent": f"jira:issue_{told.what}",
        "user": {"accountId": told.change.actor if told.change else "a"},
        "issue": {"id": told.issue_id, "key": f"PAY-{int(told.issue_id) - 10000}", "fields": _fields(told)},
    }
    if told.what == "updated" and told.change is not None:
        body["changelog"] = {"id": told.change.id, "items": _items(told.change)}
    return body


def forge_body(told: Happening, rng: random.Random) -> dict[str, Any]:
    """As Forge tells it: few fields, bare or wrapped, its changes numbered or not."""
    whole = connect_body(told)
    fields = {key: whole["issue"]["fields"][key] for key in SHOWN_BY_FORGE}
    body = {
        "eventType": FORGE_NAMES[told.what],
        "issue": whole["issue"] | {"fields": fields},
        "atlassianId": whole["user"]["accountId"],
    }
    if told.what == "updated":
        body["changelog"] = rng.choice([whole["changelog"], whole["changelog"], whole["changelog"]["items"]])
    if told.what == "deleted" or rng.random() < 0.3:
        body["timestamp"] = rng.choice([whole["timestamp"], told.at.isoformat()])
    return {"payload": body, "contextToken": "opaque"} if rng.random() < 0.5 else body


def _items(change: IssueChange) -> list[dict[str, Any]]:
    return [
        {"field": m.field_name, "fieldId": m.field_id, "from": m.old, "to": m.new}
        | {"fromString": m.old_text, "toString": m.new_text}
        | ({"fieldtype": "custom"} if m.field_id.startswith("customfield_") else {})
        for m in raw(change)
    ]


def _fields(told: Happening) -> dict[str, Any]:
    state = told.state
    subtask, level = TYPES[state.type_id]
    return {
        "summary": "Refund a card payment",
        "project": {"id": state.project_id, "key": "PAY"},
        "issuetype": {"id": state.type_id, "name": state.type_id, "subtask": subtask, "hierarchyLevel": level},
        "status": {"id": state.status_id, "statusCategory": {"key": CATEGORIES[state.status_id]}},
        "resolution": state.resolution and {"name": state.resolution},
        "fixVersions": [{"id": version} for version in sorted(state.versions)],
        "creator": {"accountId": "a"},
        "created": told.created_at.isoformat(),
        "updated": told.at.isoformat(),
        ESTIMATE: None if state.estimate is None else state.estimate / 1000,
        SPRINT: None,
    }


@dataclass
class JiraAsOf:
    """Jira's answers about these issues as they are at `now`; every question is noted."""

    lives: Sequence[Life]
    desk: Desk
    now: datetime
    versions_shown: list[Version] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def issue(self, issue_id: IssueId, numbers: Sequence[str], _sprints: Sequence[str]) -> FoundIssue | None:
        """The issue with its changelog so far; None once it is deleted."""
        self.asked.append(issue_id)
        assert list(numbers) == [ESTIMATE]
        [life] = [one for one in self.lives if one.history.issue_id == issue_id]
        history, changes = life.history, [c for c in life.changes if c.at <= self.now]
        for change in changes:
            history = history.with_change(change)
        if history.now.deleted or life.history.created_at > self.now:
            return None
        found = tuple(FoundChange(c.id, c.at, c.actor, raw(c)) for c in changes)
        return FoundIssue(snapshot(issue_id, history.now, life.history.created_at), found, self.desk.now)

    def versions(self, project_id: ProjectId) -> list[Version]:
        """The versions as set."""
        self.asked.append(f"versions of {project_id}")
        return [version for version in self.versions_shown if version.project_id == project_id]


@dataclass
class Carrier:
    """The app at work on what one of the two platforms carries to it."""

    desk: Desk
    jira: JiraAsOf

    def receive(self, body: dict[str, Any]) -> None:
        """Put a body in as the web layer does, Forge's under the identity that it has."""
        event = event_of(body)
        text = f"{body['issue']['id']}:{body['timestamp']}:{event}" if event.startswith("jira:") else ""
        dedupe = text or identity_of(event, body, self.desk.now)
        new = NewDelivery(self.desk.site_id, lane_of(body), event, dedupe, json.dumps(body).encode(), self.desk.now)
        self.desk.queue.receive([new])

    def work(self) -> None:
        """Everything that was received, processed."""
        worker = Deliveries(self.desk.queue, self.desk.work, decide, clock=self.desk.clock, new_id=self.desk.new_id)
        while worker.run_once("worker"):
            pass

    def read(self) -> int:
        """Everything that is to be read, read; tells how many errands."""
        self.desk.now += timedelta(seconds=1)
        every = runners(
            self.desk.work,
            self.desk.queue,
            lambda _site: self.jira,  # type: ignore[arg-type, return-value]  # these errands ask nothing else
            clock=self.desk.clock,
            new_id=self.desk.new_id,
            glance_key="glance",
        )
        errands = Errands(
            self.desk.queue, {kind: every[kind] for kind in (ISSUE_ERRAND, VERSIONS_ERRAND)}, clock=self.desk.clock
        )
        done = 0
        while count := errands.run_once("worker"):
            done += count
        return done

    def settle(self) -> None:
        """Until nothing is left to process or to read."""
        self.work()
        while self.read():
            self.work()


def figures(desk: Desk, project_ids: Iterable[ProjectId]) -> list[object]:
    """Ledger, deltas, done-steps and days of each baseline of these projects, and their risk totals."""
    found: list[object] = []
    for project_id in project_ids:
        found += [
            (one.ledger, Counter(delta.detected for delta in one.deltas), one.steps, one.days)
            for one in kept(desk.work, desk.site_id, project_id)
        ]
        with desk.work(desk.site_id) as uow:
            found.append(uow.risks.totals(project_id))
    return found


def standings(desk: Desk) -> dict[str, tuple[IssueState, list[str]]]:
    """How each issue stands, with the changes that led there, corrections left out."""
    with desk.work(desk.site_id) as uow:
        known = {i.history.issue_id: i.history for p in (PROJECT, ELSEWHERE) for i in uow.issues.of_project(p)}
    return {one: (h.now, [c.id for c in h.changes if not c.id.startswith(GAP)]) for one, h in known.items()}
