"""Make a Jira issue for a risk on a person's command: Jira first, then the tie, then the link to the own issue."""

from __future__ import annotations

import structlog

from plugin.domain.errors import Conflict, JiraRefused, NotAllowed
from plugin.domain.ids import IssueId
from plugin.domain.risk import Risk, Role
from plugin.usecases.made_issues import Wanted, issue_draft, tie_made
from plugin.usecases.records import Project
from plugin.web.asking import account, acting, reading, site_id
from plugin.web.project_address import project_address
from plugin.web.services import Services

CREATE = "CREATE_ISSUES"

log = structlog.get_logger(__name__)


def make_issue(services: Services, risk: Risk, role: Role, wanted: Wanted, words: str) -> tuple[str, Risk]:
    """The new issue's key, and the risk tied to it; `words` say in the issue what it is for.

    Ask for the right to contribute first. NotAllowed where Jira does not let the person create issues, Conflict where
    the risk has an issue of its own already, Invalid and JiraRefused as they come; an issue that was made is tied, or
    the failure is one of ours.
    """
    if not services.authority.may(site_id(), account(), risk.project_id, CREATE):
        raise NotAllowed("Jira does not let you create issues in this project.")
    if role is Role.BACKING and risk.issues_as(Role.BACKING):
        raise Conflict("This risk has an issue of its own already.")
    project = _project(services, risk)
    if role is Role.BACKING:
        wanted = Wanted(wanted.summary, risk.owner, risk.next_review)
    site = services.site(site_id())
    address = project_address((site.display_url or site.base_url).rstrip("/"), project.key) if site else None
    draft = issue_draft(risk, role, project.settings, wanted, words, address)
    issue_id, key = services.jira(site_id()).create_issue(risk.project_id, draft)
    with acting(services) as act:
        after = tie_made(act, risk.id, issue_id, key, role)
    _link(services, after, issue_id, role, project.settings.link_type)
    return key, after


def _link(services: Services, risk: Risk, issue_id: IssueId, role: Role, link_type: str | None) -> None:
    """Link it to the risk's own issue, where there is one; a refused link leaves the tie, which is ours."""
    backing = next(iter(risk.issues_as(Role.BACKING)), None)
    if role is Role.BACKING or backing is None or link_type is None:
        return
    try:
        services.jira(site_id()).link_issues(issue_id, backing, link_type)
    except JiraRefused as refused:
        log.warning("issue link refused", why=str(refused))


def _project(services: Services, risk: Risk) -> Project:
    with reading(services) as uow:
        found = uow.projects.get(risk.project_id)
    return found or Project(risk.project_id, "", "")
