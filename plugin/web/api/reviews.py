"""Reviews: open one, add judgement to its facts, sign it off."""

from __future__ import annotations

from typing import Any

from flask import url_for

from plugin.domain.ids import ProjectId, ReviewId, VersionId
from plugin.domain.review import Review, what_is_missing
from plugin.usecases import reviews as usecases
from plugin.usecases.records import Page
from plugin.web.api.access import review_for, switched_on
from plugin.web.api.etags import expected, tagged
from plugin.web.api.paging import page_of
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.schemas.reviews import FactSheetOut, FindingIn, ReviewIn, ReviewOut, ReviewPage, ReviewPatch
from plugin.web.api.schemas.shapes import CommentIn, PageQuery
from plugin.web.asking import acting, reading
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def reviews_resource(services: Services) -> Resource:
    """The routes of reviews."""
    blueprint = resource(services, "reviews", "Post-project reviews")
    _opening(services, blueprint)
    _judging(services, blueprint)
    return blueprint


def _opening(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/projects/<jira:project_id>/reviews")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ReviewPage)
    def all_of(query: dict[str, Any], project_id: ProjectId) -> Page[object]:
        """The reviews of a project, newest first"""
        switched_on(services, project_id)
        with reading(services) as uow:
            page = page_of(uow.reviews.of_project(project_id), lambda review: review.id, **query)
        return Page(tuple(review_view(review) for review in page.items), page.after)

    @blueprint.post("/projects/<jira:project_id>/reviews")
    @blueprint.arguments(ReviewIn)
    @blueprint.response(201, ReviewOut, headers={**ETAG_HEADER, "Location": {"schema": {"type": "string"}}})
    def open_one(body: dict[str, Any], project_id: ProjectId) -> Answer:
        """Open a review of a version, or of the whole project"""
        switched_on(services, project_id, "contribute")
        version = VersionId(body["version"]) if body["version"] else None
        with acting(services) as act:
            review = usecases.open_review(act, project_id, body["kind"], version, body["title"])
        location = url_for("api-reviews.read", review_id=review.id)
        return review_view(review), 201, {"Location": location, **tagged(review.id, review.version)}

    @blueprint.get("/reviews/<ours:review_id>")
    @blueprint.response(200, ReviewOut, headers=ETAG_HEADER)
    def read(review_id: ReviewId) -> Answer:
        """A review"""
        return _answer(review_for(services, review_id))

    @blueprint.get("/reviews/<ours:review_id>/facts")
    @blueprint.response(200, FactSheetOut)
    def facts(review_id: ReviewId) -> object:
        """Planned against actual, filled in from the record; frozen once the review is signed off"""
        review = review_for(services, review_id)
        with reading(services) as uow:
            lines = usecases.facts_of(uow, review)
        return {
            "figures": {line.key: line for line in lines},
            "content_hash": review.sign_off.content_hash if review.sign_off else None,
        }


def _judging(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, ReviewOut, headers=ETAG_HEADER)

    @blueprint.patch("/reviews/<ours:review_id>")
    @if_match
    @blueprint.arguments(ReviewPatch)
    @answers
    def explain(body: dict[str, Any], review_id: ReviewId) -> Answer:
        """Say why a review names no success or no problem"""
        review = review_for(services, review_id, "contribute")
        version = expected(review.id, review.version)
        with acting(services) as act:
            return _answer(usecases.explain_one_sided(act, review_id, body["one_sided_because"], version))

    @blueprint.post("/reviews/<ours:review_id>/findings")
    @_optional_match
    @blueprint.arguments(FindingIn)
    @answers
    def add_finding(body: dict[str, Any], review_id: ReviewId) -> Answer:
        """Add a success, a problem or a surprise"""
        review = review_for(services, review_id, "contribute")
        version = expected(review.id, review.version, required=False)
        with acting(services) as act:
            return _answer(usecases.add_finding(act, review_id, body["kind"], body["statement"], version))

    @blueprint.delete("/reviews/<ours:review_id>/findings/<ours:finding_id>")
    @_optional_match
    @answers
    def drop_finding(review_id: ReviewId, finding_id: str) -> Answer:
        """Take a finding out again"""
        review = review_for(services, review_id, "contribute")
        version = expected(review.id, review.version, required=False)
        with acting(services) as act:
            return _answer(usecases.drop_finding(act, review_id, finding_id, version))

    @blueprint.post("/reviews/<ours:review_id>/sign-off")
    @_optional_match
    @blueprint.arguments(CommentIn, required=False)
    @answers
    def sign_off(body: dict[str, Any], review_id: ReviewId) -> Answer:
        """Close a review: its facts are frozen with their hash"""
        review = review_for(services, review_id, "manage")
        version = expected(review.id, review.version, required=False)
        with acting(services) as act:
            return _answer(usecases.sign_off(act, review_id, body["comment"], version))


def review_view(review: Review) -> dict[str, Any]:
    """A review as the API answers it."""
    return {
        "id": review.id,
        "key": review.key,
        "project_id": review.project_id,
        "kind": review.kind.value,
        "title": review.title,
        "version_id": review.version_id,
        "state": review.state.value,
        "opened_at": review.opened_at,
        "opened_by": review.opened_by,
        "findings": [
            {"id": f.id, "kind": f.kind.value, "statement": f.statement, "by": f.by, "at": f.at}
            for f in review.findings
        ],
        "one_sided_because": review.one_sided_because,
        "missing": [] if review.is_signed_off else list(what_is_missing(review)),
        "sign_off": review.sign_off,
        "version": review.version,
    }


def _answer(review: Review) -> Answer:
    return review_view(review), 200, tagged(review.id, review.version)


def _optional_match(view: Any) -> Any:
    return if_match(view, required=False)
