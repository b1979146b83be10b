"""Review commands: open one, add findings and lessons, sign it off; planned against actual is read from the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plugin.domain.baseline import Baseline, Kind
from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.figures import NO_BASELINE, days_late
from plugin.domain.ids import AccountId, ProjectId, ReviewId, VersionId
from plugin.domain.ledger import Ledger
from plugin.domain.lesson import Lesson, LessonState, LessonType, lesson_problems
from plugin.domain.quantities import plain, share
from plugin.domain.review import (
    FactLine,
    Finding,
    FindingKind,
    Review,
    ReviewKind,
    signed_off,
    with_finding,
    without_finding,
)
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases.act import Act, check_version
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Version

NO_DATE = "No release date was set when the baseline was frozen."
NOT_RELEASED = "The version is not released yet."
LONGEST_STATEMENT = 2000


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson as a person writes it."""

    title: str
    event: str = ""
    recommendation: str = ""
    lesson_type: LessonType = LessonType.CHANGE
    category: str | None = None
    owner: AccountId | None = None


def open_review(
    act: Act, project_id: ProjectId, kind: ReviewKind, version_id: VersionId | None, title: str | None = None
) -> Review:
    """Open a review of a version, or of the whole project where none is named."""
    act.project(project_id)
    version = act.uow.calendar.version(version_id) if version_id else None
    if version_id and (version is None or version.project_id != project_id):
        raise Invalid([Problem("/version", "this project has no such version")])
    review = Review(
        id=ReviewId(act.new_id()),
        key=act.uow.projects.next_key(project_id, "RV"),
        project_id=project_id,
        kind=kind,
        title=(title or "").strip() or (f"Review of {version.name}" if version else "Review of the project"),
        version_id=version_id,
        opened_at=act.now,
        opened_by=act.by,
    )
    act.uow.reviews.add(review)
    _note(act, "ReviewOpened", review, title=review.title)
    return review


def add_finding(
    act: Act, review_id: ReviewId, kind: FindingKind, statement: str, expected: int | None = None
) -> Review:
    """Add a success, a problem or a surprise."""
    review = hold(act, review_id, expected)
    text = statement.strip()
    if not text or len(text) > LONGEST_STATEMENT:
        raise Invalid([Problem("/statement", f"write one to {LONGEST_STATEMENT} characters")])
    finding = Finding(act.new_id(), kind, text, act.by, act.now)
    return _saved(act, review, with_finding(review, finding), "FindingAdded", kind=kind.value)


def drop_finding(act: Act, review_id: ReviewId, finding_id: str, expected: int | None = None) -> Review:
    """Take a finding out again."""
    review = hold(act, review_id, expected)
    if not any(f.id == finding_id for f in review.findings):
        raise NotFound("There is no such finding.")
    return _saved(act, review, without_finding(review, finding_id), "FindingDropped", findingId=finding_id)


def explain_one_sided(act: Act, review_id: ReviewId, why: str | None, expected: int | None = None) -> Review:
    """Record why a review names no success or no problem."""
    review = hold(act, review_id, expected)
    if review.is_signed_off:
        raise Conflict("This review is signed off.")
    return _saved(act, review, replace(review, one_sided_because=(why or "").strip() or None), "ReviewExplained")


def sign_off(act: Act, review_id: ReviewId, comment: str | None, expected: int | None = None) -> Review:
    """Close a review: the facts are frozen as they are at this instant, with their hash."""
    review = hold(act, review_id, expected)
    after = signed_off(review, facts_of(act.uow, review), act.by, act.now, comment)
    seal = after.sign_off.content_hash if after.sign_off else ""
    return _saved(act, review, after, "ReviewSignedOff", contentHash=seal)


def add_lesson(act: Act, project_id: ProjectId, review_id: ReviewId | None, draft: LessonDraft) -> Lesson:
    """Record a lesson; with a recommendation it may be validated later, without one it stays proposed."""
    act.project(project_id)
    if review_id is not None:
        hold(act, review_id, None)
    lesson = Lesson(
        id=act.new_id(),
        key="",
        project_id=project_id,
        review_id=review_id,
        title=draft.title.strip(),
        event=draft.event.strip(),
        recommendation=draft.recommendation.strip(),
        lesson_type=draft.lesson_type,
        category=draft.category,
        owner=draft.owner,
        recorded_at=act.now,
        recorded_by=act.by,
    )
    _refuse(lesson)
    lesson = replace(lesson, key=act.uow.projects.next_key(project_id, "LL"))
    act.uow.reviews.add_lesson(lesson)
    act.record("LessonRecorded", project_id, "lesson", lesson.id, None, title=lesson.title, key=lesson.key)
    act.uow.projects.touch({project_id}, act.now)
    return lesson


def move_lesson(act: Act, lesson_id: str, state: LessonState, expected: int | None = None) -> Lesson:
    """Take a lesson to another state."""
    lesson = act.uow.reviews.lesson(lesson_id)
    if lesson is None:
        raise NotFound("There is no such lesson.")
    act.project(lesson.project_id)
    check_version(expected, lesson.version)
    after = replace(lesson, state=state)
    _refuse(after)
    act.uow.reviews.save_lesson(after)
    act.record("LessonMoved", lesson.project_id, "lesson", lesson.id, None, state=[lesson.state.value, state.value])
    act.uow.projects.touch({lesson.project_id}, act.now)
    return replace(after, version=lesson.version + 1)


def facts_of(uow: UnitOfWork, review: Review) -> tuple[FactLine, ...]:
    """Planned against actual: as signed where the review is closed, else read from the record now."""
    if review.is_signed_off:
        return review.frozen_facts
    baseline = reviewed_baseline(uow, review)
    ledger = uow.baselines.ledger(baseline.id) if baseline else None
    version = uow.calendar.version(review.version_id) if review.version_id else None
    return (*_scope_lines(ledger), *_date_lines(baseline, version), *_risk_lines(uow, review))


def reviewed_baseline(uow: UnitOfWork, review: Review) -> Baseline | None:
    """The first approved baseline of the reviewed version (what was agreed first), else the first one at all."""
    candidates = [
        b
        for b in uow.baselines.of_project(review.project_id)
        if review.version_id is None or (b.definition.kind is Kind.VERSION and b.definition.ref == review.version_id)
    ]
    return min(candidates, key=lambda b: (b.approved_at is None, b.captured_at), default=None)


def _scope_lines(ledger: Ledger | None) -> list[FactLine]:
    if ledger is None:
        names = ("scope.points", "scope.count", "scope.growth", "scope.churn", "scope.unapproved", "scope.done")
        return [FactLine(name, "points", None, None, None, NO_BASELINE) for name in names]
    points, count = ledger.points, ledger.count
    growth, churn = points.growth, points.churn
    empty = "The baseline holds no estimated work."
    return [
        FactLine(
            "scope.points",
            "points",
            plain(points.baseline),
            plain(points.current),
            plain(points.current - points.baseline),
        ),
        FactLine("scope.count", "issues", count.baseline, count.current, count.current - count.baseline),
        FactLine("scope.added", "points", 0, plain(points.added), plain(points.added)),
        FactLine("scope.removed", "points", 0, plain(points.removed), plain(points.removed)),
        FactLine("scope.reestimated", "points", 0, plain(points.reestimated), plain(points.reestimated)),
        FactLine("scope.growth", "ratio", 0, growth, growth, empty if growth is None else None),
        FactLine("scope.churn", "ratio", 0, churn, churn, empty if churn is None else None),
        FactLine("scope.unapproved", "points", 0, plain(points.unapproved), plain(points.unapproved)),
        FactLine(
            "scope.done", "points", plain(points.current), plain(points.done), plain(points.done - points.current)
        ),
    ]


def _date_lines(baseline: Baseline | None, version: Version | None) -> list[FactLine]:
    planned = date.fromisoformat(baseline.target_on) if baseline and baseline.target_on else None
    actual = version.released_at.date() if version and version.released_at else None
    if actual is not None and version and version.release_on:
        actual = date.fromisoformat(version.release_on)
    reason = None
    if actual is None:
        reason = NOT_RELEASED
    elif planned is None:
        reason = NO_DATE
    slip = days_late(planned, actual)
    return [
        FactLine(
            "date.finish",
            "days",
            planned.isoformat() if planned else None,
            actual.isoformat() if actual else None,
            slip,
            reason if slip is None else None,
        )
    ]


def _risk_lines(uow: UnitOfWork, review: Review) -> list[FactLine]:
    totals = uow.risks.totals(review.project_id)
    ended = totals["occurred"] + totals["closed"]
    rate = share(totals["occurred"], ended)
    return [
        FactLine("risk.identified", "risks", None, totals["identified"], totals["identified"]),
        FactLine("risk.occurred", "risks", None, totals["occurred"], totals["occurred"]),
        FactLine("risk.open", "risks", 0, totals["open"], totals["open"]),
        FactLine("risk.hitRate", "ratio", None, rate, rate, None if ended else "No risk has ended yet."),
    ]


def hold(act: Act, review_id: ReviewId, expected: int | None) -> Review:
    """The review, its project held for writing; NotFound or Stale."""
    review = act.uow.reviews.get(review_id)
    if review is None:
        raise NotFound("There is no such review.")
    act.project(review.project_id)
    check_version(expected, review.version)
    return review


def _saved(act: Act, before: Review, after: Review, fact: str, **detail: object) -> Review:
    act.uow.reviews.save(after)
    _note(act, fact, after, **detail)
    return replace(after, version=before.version + 1)


def _note(act: Act, fact: str, review: Review, **detail: object) -> None:
    act.record(fact, review.project_id, "review", review.id, None, **detail)
    act.uow.projects.touch({review.project_id}, act.now)


def _refuse(lesson: Lesson) -> None:
    problems = lesson_problems(lesson)
    if lesson.category is not None and lesson.category not in STARTER_CATEGORIES:
        problems.append(Problem("/category", "choose one of the listed categories"))
    if problems:
        raise Invalid(problems)
