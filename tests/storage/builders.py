"""Things to store: valid by default, so that a test says only what matters to it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from plugin.domain.baseline import Baseline, BaselineItem, Definition, Kind, content_hash
from plugin.domain.commands import LinkEnds
from plugin.domain.delta import Delta, DeltaClass, Detected, DoneStep
from plugin.domain.ids import AccountId, BaselineId, DeltaId, IssueId, ProjectId, ReviewId, RiskId, SiteId, VersionId
from plugin.domain.issue import IssueChange, IssueHistory, IssueState
from plugin.domain.lesson import Lesson, LessonType
from plugin.domain.rating import Rating, Stage
from plugin.domain.review import Review, ReviewKind
from plugin.domain.risk import LinkedIssue, Risk
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Direction
from plugin.usecases.queue import NewDelivery
from plugin.usecases.records import KnownIssue, Project

AT = datetime(2026, 11, 24, 9, 30, 15, 123457, tzinfo=UTC)
SOMEBODY = AccountId("5b10a2844c20165700ede001")
PROJECT = ProjectId("10000")


def a_project(project_id: str = PROJECT, key: str = "PAY") -> Project:
    """A project."""
    return Project(ProjectId(project_id), key, "Payments")


def an_issue(
    issue_id: str = "20001",
    *,
    key: str = "PAY-1",
    summary: str = "Pay by invoice",
    project_id: str = PROJECT,
    changes: Sequence[IssueChange] = (),
    created_at: datetime = AT,
) -> KnownIssue:
    """An issue that was opened in a project and changed since."""
    opening = IssueState(ProjectId(project_id), type_id="10001", status_id="1")
    history = IssueHistory(IssueId(issue_id), created_at, SOMEBODY, opening, created_at, tuple(changes))
    return KnownIssue(history, key, summary, created_at)


def a_baseline(baseline_id: str = "b1", *, items: int = 3, project_id: str = PROJECT, at: datetime = AT) -> Baseline:
    """A draft baseline of a whole project; its second item is unestimated."""
    definition = Definition(Kind.PROJECT, project_id)
    chosen = tuple(
        BaselineItem(IssueId(str(20000 + n)), f"PAY-{n}", f"Item {n}", None if n == 2 else n * 1000)
        for n in range(items, 0, -1)
    )
    return Baseline(
        id=BaselineId(baseline_id),
        project_id=ProjectId(project_id),
        name="As agreed",
        definition=definition,
        captured_at=at,
        captured_by=SOMEBODY,
        items=chosen,
        content_hash=content_hash(definition, at, chosen),
    )


def a_delta(
    delta_id: str, *, baseline_id: str = "b1", issue_id: str = "20001", change_id: str, at: datetime = AT
) -> Delta:
    """A new item of five points."""
    detected = Detected(IssueId(issue_id), change_id, at, SOMEBODY, DeltaClass.ADDED_NEW, None, 5000, 5000, 1)
    return Delta(DeltaId(delta_id), BaselineId(baseline_id), "PAY-1", "Pay by invoice", detected)


def a_step(issue_id: str = "20001", change_id: str = "1", at: datetime = AT) -> DoneStep:
    """Five points done."""
    return DoneStep(IssueId(issue_id), change_id, at, 5000, 1)


def a_risk(
    number: int = 1,
    *,
    probability: int = 3,
    impact: int = 3,
    issues: Sequence[LinkedIssue] = (),
    project_id: str = PROJECT,
) -> Risk:
    """An open threat, rated inherently and currently."""
    rating = Rating(
        probability, {Objective.SCHEDULE: impact}, "starter-1", AT, SOMEBODY, cost=250_000, rationale="Seen before"
    )
    return Risk(
        id=RiskId(f"risk-{project_id}-{number}"),
        key=f"R-{number}",
        project_id=ProjectId(project_id),
        title="The supplier is late",
        cause="one supplier",
        event="the interface may come late",
        effect="testing starts late",
        direction=Direction.THREAT,
        category="supplier",
        owner=SOMEBODY,
        ratings={Stage.INHERENT: rating, Stage.CURRENT: rating},
        raised_at=AT,
        raised_by=SOMEBODY,
        issues=tuple(issues),
    )


def a_delivery(
    site_id: SiteId, dedupe: str, *, lane: str = PROJECT, body: bytes = b"{}", at: datetime = AT
) -> NewDelivery:
    """A delivery in a project's lane."""
    return NewDelivery(site_id, lane, "jira:issue_updated", dedupe, body, at)


def a_link(link_id: str = "1", source: str = "20001", destination: str = "20002") -> LinkEnds:
    """One issue blocking another."""
    return LinkEnds(link_id, IssueId(source), IssueId(destination), "blocks", "is blocked by")


def a_review(review_id: str = "review-1", at: datetime = AT) -> Review:
    """A planned review."""
    return Review(
        id=ReviewId(review_id),
        key="REV-1",
        project_id=PROJECT,
        kind=ReviewKind.CLOSING,
        title="Release 1.1",
        version_id=VersionId("10001"),
        opened_at=at,
        opened_by=SOMEBODY,
    )


def a_lesson(lesson_id: str = "lesson-1", at: datetime = AT, project_id: str = PROJECT) -> Lesson:
    """A proposed lesson."""
    return Lesson(
        id=lesson_id,
        key="L-1",
        project_id=ProjectId(project_id),
        review_id=ReviewId("review-1"),
        title="Order the interface early",
        event="the interface came late",
        recommendation="order it with the first sprint",
        lesson_type=LessonType.START,
        category="supplier",
        owner=SOMEBODY,
        recorded_at=at,
        recorded_by=SOMEBODY,
    )
