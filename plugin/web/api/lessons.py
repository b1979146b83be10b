"""Lessons: what reviews left to be done differently."""

from __future__ import annotations

from typing import Any

from flask import url_for

from plugin.domain.ids import ReviewId
from plugin.domain.lesson import Lesson
from plugin.usecases import reviews as usecases
from plugin.usecases.records import Page
from plugin.usecases.reviews import LessonDraft
from plugin.web.api.access import lesson_for, may_see, review_for, switched_on
from plugin.web.api.etags import expected, tagged
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.schemas.reviews import LessonIn, LessonOut, LessonPage, LessonPatch, LessonQuery
from plugin.web.asking import acting, reading
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def lessons_resource(services: Services) -> Resource:
    """The routes of lessons."""
    blueprint = resource(services, "lessons", "Lessons learned, across the projects that the caller may see")
    _several(services, blueprint)
    _single(services, blueprint)
    return blueprint


def _several(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/lessons")
    @blueprint.arguments(LessonQuery, location="query")
    @blueprint.response(200, LessonPage)
    def all_seen(query: dict[str, Any]) -> Page[object]:
        """Lessons, newest first; a page may hold fewer than asked for where others may not be seen"""
        project_id, review_id = query["project"], query["review"]
        if project_id is not None:
            switched_on(services, project_id)
        if review_id is not None:
            review_for(services, review_id)
        with reading(services) as uow:
            page = uow.reviews.lessons(
                project_id=project_id, review_id=review_id, after=query["after"], limit=query["limit"]
            )
        seen = {found for found in {lesson.project_id for lesson in page.items} if may_see(services, found)}
        return Page(tuple(lesson_view(lesson) for lesson in page.items if lesson.project_id in seen), page.after)

    @blueprint.post("/reviews/<ours:review_id>/lessons")
    @blueprint.arguments(LessonIn)
    @blueprint.response(201, LessonOut, headers={**ETAG_HEADER, "Location": {"schema": {"type": "string"}}})
    def record(body: dict[str, Any], review_id: ReviewId) -> Answer:
        """Record a lesson of a review"""
        review = review_for(services, review_id, "contribute")
        with acting(services) as act:
            lesson = usecases.add_lesson(act, review.project_id, review_id, LessonDraft(**body))
        location = url_for("api-lessons.read", lesson_id=lesson.id)
        return lesson_view(lesson), 201, {"Location": location, **tagged(lesson.id, lesson.version)}


def _single(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/lessons/<ours:lesson_id>")
    @blueprint.response(200, LessonOut, headers=ETAG_HEADER)
    def read(lesson_id: str) -> Answer:
        """A lesson"""
        lesson = lesson_for(services, lesson_id)
        return lesson_view(lesson), 200, tagged(lesson.id, lesson.version)

    @blueprint.patch("/lessons/<ours:lesson_id>")
    @if_match
    @blueprint.arguments(LessonPatch)
    @blueprint.response(200, LessonOut, headers=ETAG_HEADER)
    def move(body: dict[str, Any], lesson_id: str) -> Answer:
        """Take a lesson to another state"""
        lesson = lesson_for(services, lesson_id, "contribute")
        version = expected(lesson.id, lesson.version)
        with acting(services) as act:
            lesson = usecases.move_lesson(act, lesson_id, body["state"], version)
        return lesson_view(lesson), 200, tagged(lesson.id, lesson.version)


def lesson_view(lesson: Lesson) -> dict[str, Any]:
    """A lesson as the API answers it."""
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
        "state": lesson.state.value,
        "recorded_at": lesson.recorded_at,
        "recorded_by": lesson.recorded_by,
        "version": lesson.version,
    }
