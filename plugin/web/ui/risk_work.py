"""Making Jira issues from a risk's drawer: a response, the risk's own issue, the problem that it became."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import structlog
from flask import Blueprint, Response

from plugin.domain.errors import Conflict, Invalid, JiraRefused, NotAllowed, Problem
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.risk import Risk, Role
from plugin.usecases.made_issues import Wanted, issue_draft, tie_made
from plugin.usecases.records import IssueDraft, Project
from plugin.web.asking import account, acting, reading, require, site_id
from plugin.web.ui.answering import field_errors, fragment, site_url
from plugin.web.ui.desk import Desk
from plugin.web.ui.project_address import project_address
from plugin.web.ui.risk_forms import Typed, typed
from plugin.web.ui.risk_parts import drawer

CREATE = "CREATE_ISSUES"
ROLES = "any(response, backing, realised)"
FIELDS = {"/type": "type", "/summary": "summary", "/due": "due"}

log = structlog.get_logger(__name__)


def add_work(blueprint: Blueprint, desk: Desk) -> None:
    """The one route that makes an issue, for each of its roles."""

    @blueprint.post(f"/<risk_id>/make/<{ROLES}:role>")
    def made(project_id: str, risk_id: str, role: str) -> Response:
        require(desk.services, ProjectId(project_id), "contribute")
        risk, values = desk.risk(ProjectId(project_id), risk_id), typed()
        if not desk.services.authority.may(site_id(), account(), risk.project_id, CREATE):
            raise NotAllowed("Jira does not let you create issues in this project.")
        try:
            draft = _draft(desk, risk, Role(role), values)
            key, after = _make(desk, risk, Role(role), draft)
        except Invalid as invalid:
            form = Typed({**values, "making": role}, field_errors(invalid, FIELDS))
            return fragment(drawer(desk, risk, "", form), status=422)
        except (Conflict, JiraRefused) as refused:
            told = {"title": desk.say.gettext("No issue was made"), "body": str(refused), "type": "warning"}
            return fragment(drawer(desk, desk.risk(risk.project_id, risk.id)), flag=told)
        flag = {"title": desk.say.gettext("%(key)s is made in Jira", key=key), "type": "success"}
        return fragment(drawer(desk, after), flag=flag, changed=True)


def _draft(desk: Desk, risk: Risk, role: Role, values: Mapping[str, str]) -> IssueDraft:
    project = _project(desk, risk)
    wanted = Wanted(values.get("summary", ""), due=_day(values.get("due", "")))
    if role is Role.BACKING:
        wanted = Wanted(wanted.summary, risk.owner, risk.next_review)
    words = {
        Role.RESPONSE: desk.say.gettext("A response to risk %(key)s: %(title)s", key=risk.key, title=risk.title),
        Role.BACKING: desk.say.gettext("Risk %(key)s of this project's register.", key=risk.key),
        Role.REALISED: desk.say.gettext("Risk %(key)s has happened: %(title)s", key=risk.key, title=risk.title),
    }
    address = project_address(site_url(desk.services), project.key)
    return issue_draft(risk, role, project.settings, wanted, words[role], address)


def _make(desk: Desk, risk: Risk, role: Role, draft: IssueDraft) -> tuple[str, Risk]:
    """The issue's key and the risk tied to it; Jira first, since only what is there can be tied."""
    if role is Role.BACKING and risk.issues_as(Role.BACKING):
        raise Conflict("This risk has an issue of its own already.")
    jira = desk.services.jira(site_id())
    issue_id, key = jira.create_issue(risk.project_id, draft)
    with acting(desk.services) as act:
        after = tie_made(act, risk.id, issue_id, key, role)
    _link(desk, after, issue_id, role)
    return key, after


def _link(desk: Desk, risk: Risk, issue_id: IssueId, role: Role) -> None:
    """Link it to the risk's own issue, where there is one; a refused link leaves the tie, which is ours."""
    link_type = _project(desk, risk).settings.link_type
    backing = next(iter(risk.issues_as(Role.BACKING)), None)
    if role is Role.BACKING or backing is None or link_type is None:
        return
    try:
        desk.services.jira(site_id()).link_issues(issue_id, backing, link_type)
    except JiraRefused as refused:
        log.warning("issue link refused", why=str(refused))


def _project(desk: Desk, risk: Risk) -> Project:
    with reading(desk.services) as uow:
        found = uow.projects.get(risk.project_id)
    return found or Project(risk.project_id, "", "")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem("/due", "give a day, such as 2026-11-24")]) from None
