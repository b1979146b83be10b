"""Look-ups while somebody types: people of a project by name, and issues by key or summary."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.records import BriefIssue
from plugin.web.asking import reading, require, site_id, visible
from plugin.web.services import Services
from plugin.web.ui.risk_forms import clean, one_line

MOST_SHOWN = 8
MOST_ASKED = 24
LONGEST_QUERY = 100


def fragments(services: Services) -> Blueprint:
    """Lists of choices, for the fields that search."""
    blueprint = Blueprint("lookups-ui", __name__, url_prefix="/ui/projects/<project_id>")

    @blueprint.get("/people")
    def people(project_id: str) -> str:
        require(services, ProjectId(project_id), "contribute")
        text, found, answered = _query(), [], True
        if text:
            try:
                found = list(services.jira(site_id()).find_people(ProjectId(project_id), text))[:MOST_SHOWN]
            except (JiraBusy, JiraTrouble, JiraRefused):
                answered = False
        return render_template(
            "fragments/risks/people.html", found=found, text=text, answered=answered, prefix=_prefix()
        )

    @blueprint.get("/issues")
    def issues(project_id: str) -> str:
        require(services, ProjectId(project_id), "contribute")
        text = _query()
        found = find_issues(services, ProjectId(project_id), text) if text else []
        return render_template("fragments/risks/issues.html", found=found, text=text)

    return blueprint


def find_issues(services: Services, project_id: ProjectId, text: str) -> list[BriefIssue]:
    """The newest issues of a project by key or summary, only such as the caller may see."""
    with reading(services) as uow:
        candidates = uow.issues.search(project_id, text, MOST_ASKED)
    seen = visible(services, {brief.issue_id for brief in candidates})
    return [brief for brief in candidates if brief.issue_id in seen][:MOST_SHOWN]


def _query() -> str:
    # The search field's own name comes along, so that a form can hold several; `q` is for everybody else.
    asked = next((request.args[name] for name in ("q", "owner-search", "issue-search") if name in request.args), "")
    return one_line(clean(asked))[:LONGEST_QUERY]


def _prefix() -> str:
    """Which form on the page asks, so that ids stay apart."""
    asked = request.args.get("form", "f")
    return asked if asked in {"quick", "edit", "panel", "cell", "bulk"} else "f"
