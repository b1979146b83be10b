"""Reviews and lessons as rows; findings, facts and the sign-off as JSON."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from typing import Any

from plugin.domain.ids import AccountId
from plugin.domain.lesson import Lesson, LessonState, LessonType
from plugin.domain.review import FactLine, Finding, FindingKind, Review, ReviewKind, ReviewState, SignOff
from plugin.storage.repository import Row


def review_row(review: Review) -> dict[str, Any]:
    """The row of a review without its version."""
    return {
        "id": review.id,
        "key": review.key,
        "project_id": review.project_id,
        "kind": review.kind.value,
        "title": review.title,
        "version_id": review.version_id,
        "opened_at": review.opened_at,
        "opened_by": review.opened_by,
        "state": review.state.value,
        "findings": [[f.id, f.kind.value, f.statement, f.by, f.at.isoformat()] for f in review.findings],
        "one_sided_because": review.one_sided_because,
        "frozen_facts": [list(astuple(line)) for line in review.frozen_facts],
        "sign_off": None if review.sign_off is None else _sign_off_list(review.sign_off),
    }


def review_from(row: Row) -> Review:
    """The review of a row."""
    return Review(
        id=row["id"],
        key=row["key"],
        project_id=row["project_id"],
        kind=ReviewKind(row["kind"]),
        title=row["title"],
        version_id=row["version_id"],
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        state=ReviewState(row["state"]),
        findings=tuple(_finding(*values) for values in row["findings"]),
        one_sided_because=row["one_sided_because"],
        frozen_facts=tuple(FactLine(*values) for values in row["frozen_facts"]),
        sign_off=None if row["sign_off"] is None else _sign_off(*row["sign_off"]),
        version=row["version"],
    )


def lesson_row(lesson: Lesson) -> dict[str, Any]:
    """The row of a lesson without its version."""
    return {
        "id": lesson.id,
        "key": lesson.key,
        "project_id": lesson.project_id,
        "review_id": lesson.review_id,
        "title": lesson.title,
        "event": lesson.event,
        "recommendation": lesson.recommendation,
        "lesson_type": lesson.lesson_type.value,
        "category": lesson.category,
        "owner": lesson.owner,
        "recorded_at": lesson.recorded_at,
        "recorded_by": lesson.recorded_by,
        "state": lesson.state.value,
    }


def lesson_from(row: Row) -> Lesson:
    """The lesson of a row."""
    return Lesson(
        id=row["id"],
        key=row["key"],
        project_id=row["project_id"],
        review_id=row["review_id"],
        title=row["title"],
        event=row["event"],
        recommendation=row["recommendation"],
        lesson_type=LessonType(row["lesson_type"]),
        category=row["category"],
        owner=row["owner"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        state=LessonState(row["state"]),
        version=row["version"],
    )


def _sign_off_list(sign_off: SignOff) -> list[str | None]:
    return [sign_off.by, sign_off.at.isoformat(), sign_off.content_hash, sign_off.comment]


def _sign_off(by: str | None, at: str, content_hash: str, comment: str | None) -> SignOff:
    return SignOff(None if by is None else AccountId(by), datetime.fromisoformat(at), content_hash, comment)


def _finding(finding_id: str, kind: str, statement: str, by: str | None, at: str) -> Finding:
    return Finding(
        finding_id, FindingKind(kind), statement, None if by is None else AccountId(by), datetime.fromisoformat(at)
    )
