"""The reviews tab: the list, opening one, and a review as a document that people fill in and sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.errors import Conflict, Invalid, JiraBusy, JiraRefused, JiraTrouble, NotFound
from plugin.domain.ids import AccountId, ProjectId, ReviewId, VersionId
from plugin.domain.lesson import LessonType
from plugin.domain.review import FindingKind, Review, ReviewKind
from plugin.usecases import reviews as commands
from plugin.usecases.act import Act
from plugin.usecases.reviews import LessonDraft
from plugin.usecases.views.review_document import review_document
from plugin.usecases.views.reviews import WHOLE_PROJECT, review_list
from plugin.web.asking import acting, reading, require, site_id
from plugin.web.services import Services
from plugin.web.ui.answering import JIRA_ID, expected_version, field_errors, fragment, only_ids, people
from plugin.web.ui.wording import Spoken

MOST_LESSONS = 200
ACCOUNT = re.compile(r"[A-Za-z0-9:_.-]{1,128}")
FIELDS = {"/statement": "statement", "/title": "title", "/recommendation": "recommendation", "/category": "category"}


def fragments(services: Services) -> Blueprint:
    """The tab and its parts, for htmx."""
    blueprint = Blueprint("reviews-ui", __name__, url_prefix="/ui/projects/<project_id>/reviews")
    blueprint.url_value_preprocessor(only_ids)
    _add_list(blueprint, services)
    _add_document(blueprint, services)
    _add_closing(blueprint, services)
    return blueprint


def tab(services: Services, project_id: str) -> str:
    """The tab's content as HTML, for the reader of the request under way; NotFound for who may not see the project."""
    return _list(services, ProjectId(project_id))


def _add_list(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("")
    def shown(project_id: str) -> str:
        return tab(services, project_id)

    @blueprint.post("")
    def opened(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "contribute")
        chosen = request.form.get("version", "")
        if chosen != WHOLE_PROJECT and not JIRA_ID.fullmatch(chosen):
            abort(400)
        version = None if chosen == WHOLE_PROJECT else VersionId(chosen)
        try:
            with acting(services) as act:
                review = commands.open_review(act, project, ReviewKind.CLOSING, version)
        except Invalid as invalid:
            return fragment(_list(services, project, field_errors(invalid, {})), status=422)
        return fragment(document(services, project, review.id))

    @blueprint.get("/people")
    def found(project_id: str) -> str:
        require(services, ProjectId(project_id), "contribute")
        text = request.args.get("q", "").strip()
        try:
            named = services.jira(site_id()).find_people(ProjectId(project_id), text) if text else ()
        except (JiraBusy, JiraTrouble, JiraRefused):
            named = ()
        return render_template("fragments/reviews/people.html", people=named, asked=text)


def _add_document(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/<review_id>")
    def document_shown(project_id: str, review_id: str) -> str:
        require(services, ProjectId(project_id))
        return document(services, ProjectId(project_id), review_id)

    @blueprint.post("/<review_id>/findings")
    def finding_added(project_id: str, review_id: str) -> Response:
        kind = request.form.get("kind", "")
        if kind not in set(FindingKind):
            abort(400)
        statement = request.form.get("statement", "")
        return _carried_out(
            services,
            project_id,
            review_id,
            "contribute",
            lambda act, review: commands.add_finding(act, review.id, FindingKind(kind), statement),
            f"finding-{kind}",
        )

    @blueprint.post("/<review_id>/findings/<finding_id>/drop")
    def finding_dropped(project_id: str, review_id: str, finding_id: str) -> Response:
        return _carried_out(
            services,
            project_id,
            review_id,
            "contribute",
            lambda act, review: commands.drop_finding(act, review.id, finding_id),
        )

    @blueprint.post("/<review_id>/lessons")
    def lesson_added(project_id: str, review_id: str) -> Response:
        draft = _draft(request.form)
        return _carried_out(
            services,
            project_id,
            review_id,
            "contribute",
            lambda act, review: commands.add_lesson(act, review.project_id, review.id, draft),
            "lesson",
        )


def _add_closing(blueprint: Blueprint, services: Services) -> None:
    @blueprint.post("/<review_id>/one-sided")
    def explained(project_id: str, review_id: str) -> Response:
        why = request.form.get("why", "")
        if len(why) > commands.LONGEST_STATEMENT:
            abort(400)
        return _carried_out(
            services,
            project_id,
            review_id,
            "contribute",
            lambda act, review: commands.explain_one_sided(act, review.id, why),
        )

    @blueprint.post("/<review_id>/sign-off")
    def signed(project_id: str, review_id: str) -> Response:
        comment = request.form.get("comment", "").strip() or None
        if comment and len(comment) > commands.LONGEST_STATEMENT:
            abort(400)
        version = expected_version()
        return _carried_out(
            services,
            project_id,
            review_id,
            "manage",
            lambda act, review: commands.sign_off(act, review.id, comment, version),
        )


def _carried_out(
    services: Services,
    project_id: str,
    review_id: str,
    right: str,
    command: Callable[[Act, Review], object],
    form: str = "",
) -> Response:
    """Do it and show the document anew; what cannot be accepted is said where it was typed, and the text is kept."""
    project = ProjectId(project_id)
    require(services, project, right)
    review = _find(services, project, review_id)
    try:
        with acting(services) as act:
            command(act, review)
    except Invalid as invalid:
        html = document(services, project, review_id, form, field_errors(invalid, FIELDS))
        return fragment(html, status=422)
    except Conflict as conflict:
        return fragment(document(services, project, review_id, problem=str(conflict)), status=422)
    return fragment(document(services, project, review_id))


def document(
    services: Services,
    project: ProjectId,
    review_id: str,
    form: str = "",
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    """One review as HTML; `form` names the form whose typed text and errors are shown again."""
    rights = require(services, project)
    review = _find(services, project, review_id)
    with reading(services) as uow:
        facts = commands.facts_of(uow, review)
        lessons = uow.reviews.lessons(project_id=None, review_id=review.id, after=None, limit=MOST_LESSONS).items
    signer = review.sign_off.by if review.sign_off else None
    hands = [review.opened_by, signer, *(f.by for f in review.findings), *(lesson.owner for lesson in lessons)]
    names = people(services, hands)
    list_url = url_for("reviews-ui.shown", project_id=project)
    view = review_document(Spoken(services.clock()), review, facts, lessons, names, rights, list_url)
    return render_template(
        "fragments/reviews/document.html",
        review=view,
        form=form,
        typed=request.form if form else {},
        errors=errors or {},
        problem=problem,
    )


def _list(services: Services, project: ProjectId, errors: Mapping[str, str] | None = None) -> str:
    rights = require(services, project)
    with reading(services) as uow:
        found = uow.reviews.of_project(project)
        versions = uow.calendar.versions(project)
        known = uow.projects.get(project)
    url = url_for("reviews-ui.shown", project_id=project)
    view = review_list(Spoken(services.clock()), found, versions, rights, url)
    enabled = known is not None and known.enabled
    return render_template("fragments/reviews/list.html", view=view, enabled=enabled, errors=errors or {})


def _find(services: Services, project: ProjectId, review_id: str) -> Review:
    with reading(services) as uow:
        review = uow.reviews.get(ReviewId(review_id))
    if review is None or review.project_id != project:
        raise NotFound("There is no such review.")
    return review


def _draft(form: Mapping[str, str]) -> LessonDraft:
    kind = form.get("lesson_type", "")
    if kind not in set(LessonType) or max(len(form.get(n, "")) for n in ("event", "recommendation")) > 4000:
        abort(400)
    owner = form.get("owner", "").strip()
    if owner and not ACCOUNT.fullmatch(owner):
        abort(400)
    return LessonDraft(
        title=form.get("title", ""),
        event=form.get("event", ""),
        recommendation=form.get("recommendation", ""),
        lesson_type=LessonType(kind),
        category=form.get("category") or None,
        owner=AccountId(owner) if owner else None,
    )
