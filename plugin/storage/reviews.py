"""Reviews of one site's projects, and the lessons they left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, tuple_

from plugin.domain.errors import Stale
from plugin.domain.ids import ProjectId, ReviewId
from plugin.domain.lesson import Lesson
from plugin.domain.review import Review
from plugin.storage.cursors import cursor, moment, page, place
from plugin.storage.repository import Repository
from plugin.storage.review_rows import lesson_from, lesson_row, review_from, review_row
from plugin.storage.tables.reviews import lesson, review
from plugin.storage.types import micros
from plugin.usecases.records import Page


class SqlReviews(Repository):
    """Fulfils Reviews."""

    def add(self, added: Review) -> None:
        """Write a new review."""
        self._insert(review, [{**review_row(added), "version": added.version}])

    def save(self, changed: Review) -> None:
        """Write a review as it is now, raising its version by one; raises Stale when the stored version is another."""
        self._replace(review, review_row(changed), changed.version, "review")

    def get(self, review_id: ReviewId) -> Review | None:
        """The review of that id."""
        row = self._row(self._select(review).where(review.c.id == review_id))
        return None if row is None else review_from(row)

    def of_project(self, project_id: ProjectId) -> Sequence[Review]:
        """The project's reviews, newest first."""
        statement = self._select(review).where(review.c.project_id == project_id)
        return [
            review_from(row) for row in self._rows(statement.order_by(review.c.opened_at.desc(), review.c.id.desc()))
        ]

    def add_lesson(self, added: Lesson) -> None:
        """Write a new lesson."""
        self._insert(lesson, [{**lesson_row(added), "version": added.version}])

    def save_lesson(self, changed: Lesson) -> None:
        """Write a lesson as it is now, raising its version by one; raises Stale when the stored version is another."""
        self._replace(lesson, lesson_row(changed), changed.version, "lesson")

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson of that id."""
        row = self._row(self._select(lesson).where(lesson.c.id == lesson_id))
        return None if row is None else lesson_from(row)

    def lessons(
        self, *, project_id: ProjectId | None, review_id: ReviewId | None, after: str | None, limit: int
    ) -> Page[Lesson]:
        """A page of lessons of the site (or of one project, or review), newest first; Invalid for a foreign cursor."""
        statement = self._select(lesson)
        if project_id is not None:
            statement = statement.where(lesson.c.project_id == project_id)
        if review_id is not None:
            statement = statement.where(lesson.c.review_id == review_id)
        if after is not None:
            at, last_id = place(after, int, str)
            statement = statement.where(tuple_(lesson.c.recorded_at, lesson.c.id) < moment(at, last_id))
        rows = self._rows(statement.order_by(lesson.c.recorded_at.desc(), lesson.c.id.desc()).limit(limit + 1))
        return page([(lesson_from(row), cursor(micros(row["recorded_at"]), row["id"])) for row in rows], limit)

    def _replace(self, table: Table, row: dict[str, Any], version: int, name: str) -> None:
        result = self._connection.execute(
            self._update(table)
            .where(table.c.id == row["id"], table.c.version == version)
            .values(**row, version=version + 1)
        )
        if result.rowcount != 1:
            raise Stale(f"Somebody else changed this {name}. Load it again.")
