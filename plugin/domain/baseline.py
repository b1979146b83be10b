"""A baseline: what was agreed to be in scope at one instant, by whom; immutable, with a hash over its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plugin.domain.errors import Conflict
from plugin.domain.ids import AccountId, BaselineId, IssueId, ProjectId
from plugin.domain.issue import IssueHistory, IssueState, Vocabulary


class Kind(StrEnum):
    """What a baseline is taken of."""

    VERSION = "version"
    PROJECT = "project"


class BaselineStatus(StrEnum):
    """A draft may be thrown away; from submission on the content stands and only its status moves."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Definition:
    """Which issues belong: those of a version, or all of a project."""

    kind: Kind
    ref: str

    def holds(self, state: IssueState) -> bool:
        """Whether an issue in this state belongs by the definition alone."""
        if self.kind is Kind.VERSION:
            return self.ref in state.versions
        return self.ref == state.project_id


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one issue adds to scope: `points` in thousandths (None if unestimated), and whether it is done."""

    points: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class BaselineItem:
    """One issue as it was agreed; survives the issue's deletion."""

    issue_id: IssueId
    issue_key: str
    summary: str
    points: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over items: a count and points in thousandths; `unestimated` counts the items without an estimate."""

    count: int
    points: int
    unestimated: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The agreed scope of one definition at `captured_at`."""

    id: BaselineId
    project_id: ProjectId
    name: str
    definition: Definition
    captured_at: datetime
    captured_by: AccountId | None
    items: tuple[BaselineItem, ...]
    content_hash: str
    status: BaselineStatus = BaselineStatus.DRAFT
    submitted_by: AccountId | None = None
    approved_by: AccountId | None = None
    approved_at: datetime | None = None
    target_on: str | None = None
    version: int = 1

    @property
    def is_followed(self) -> bool:
        """Whether changes of scope are measured against it: from its capture until it is superseded."""
        return self.status is not BaselineStatus.SUPERSEDED


def contribution(definition: Definition, state: IssueState, vocabulary: Vocabulary) -> Contribution | None:
    """What an issue in this state adds to the scope; None for what is withdrawn, deleted, a sub-task or a container."""
    if state.deleted or not definition.holds(state) or not vocabulary.counts(state) or vocabulary.is_withdrawn(state):
        return None
    return Contribution(state.estimate, vocabulary.is_done(state))


def state_at(history: IssueHistory, at: datetime) -> IssueState | None:
    """The state at an instant (changes of that very instant included); None before the issue existed."""
    state = None
    for instant in history.instants():
        if instant.at > at:
            break
        state = instant.state
    return state


def totals(items: Iterable[BaselineItem]) -> Totals:
    """The sums over items; an unestimated one adds no points but counts, in `unestimated` too (domain-methods K8)."""
    counted = list(items)
    return Totals(
        count=len(counted),
        points=sum(item.points or 0 for item in counted),
        unestimated=sum(item.points is None for item in counted),
    )


def content_hash(definition: Definition, captured_at: datetime, items: Iterable[BaselineItem]) -> str:
    """SHA-256 over the definition, the instant and the items by issue id, as canonical JSON."""
    content = {
        "definition": [definition.kind.value, definition.ref],
        "capturedAt": captured_at.isoformat(),
        "items": sorted([i.issue_id, i.issue_key, i.summary, i.points] for i in items),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def submitted(baseline: Baseline, by: AccountId | None) -> Baseline:
    """The baseline put forward for approval."""
    if baseline.status is not BaselineStatus.DRAFT:
        raise Conflict("Only a draft baseline can be submitted.")
    return replace(baseline, status=BaselineStatus.SUBMITTED, submitted_by=by)


def approved(baseline: Baseline, by: AccountId | None, at: datetime) -> Baseline:
    """The baseline agreed by an approver."""
    if baseline.status is not BaselineStatus.SUBMITTED:
        raise Conflict("Submit the baseline before it is approved.")
    return replace(baseline, status=BaselineStatus.APPROVED, approved_by=by, approved_at=at)


def superseded(baseline: Baseline) -> Baseline:
    """The baseline kept as history, no longer followed."""
    if baseline.status is not BaselineStatus.APPROVED:
        raise Conflict("Only an approved baseline can be superseded.")
    return replace(baseline, status=BaselineStatus.SUPERSEDED)
