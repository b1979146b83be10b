"""A lesson: what to do differently next time, with an owner and a state, so that it can come back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.domain.errors import Problem
from plugin.domain.ids import AccountId, ProjectId, ReviewId

LONGEST_TITLE = 160


class LessonState(StrEnum):
    """A lesson without a recommendation stays proposed (features D3, L4)."""

    PROPOSED = "proposed"
    VALIDATED = "validated"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    RETIRED = "retired"


class LessonType(StrEnum):
    """What the recommendation asks for."""

    KEEP = "keep"
    START = "start"
    STOP = "stop"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One entry of the lessons register."""

    id: str
    key: str
    project_id: ProjectId
    review_id: ReviewId | None
    title: str
    event: str
    recommendation: str
    lesson_type: LessonType
    category: str | None
    owner: AccountId | None
    recorded_at: datetime
    recorded_by: AccountId | None
    state: LessonState = LessonState.PROPOSED
    version: int = 1


def lesson_problems(lesson: Lesson) -> list[Problem]:
    """Everything in a lesson that cannot be accepted."""
    problems = []
    if not lesson.title.strip():
        problems.append(Problem("/title", "say in one line what was learned"))
    if len(lesson.title) > LONGEST_TITLE:
        problems.append(Problem("/title", f"keep it to {LONGEST_TITLE} characters"))
    if lesson.state is not LessonState.PROPOSED and not lesson.recommendation.strip():
        problems.append(Problem("/recommendation", "a lesson without a recommendation stays proposed"))
    return problems
