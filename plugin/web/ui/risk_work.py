"""Making Jira issues from a risk's drawer: a response, the risk's own issue, the problem that it became."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response

from plugin.domain.errors import Conflict, Invalid, JiraRefused, Problem
from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk, Role
from plugin.usecases.made_issues import Wanted
from plugin.web.asking import require
from plugin.web.making import make_issue
from plugin.web.ui.answering import field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed, typed
from plugin.web.ui.risk_parts import drawer

ROLES = "any(response, backing, realised)"
FIELDS = {"/type": "type", "/summary": "summary", "/due": "due"}


def add_work(blueprint: Blueprint, desk: Desk) -> None:
    """The one route that makes an issue, for each of its roles."""

    @blueprint.post(f"/<risk_id>/make/<{ROLES}:role>")
    def made(project_id: str, risk_id: str, role: str) -> Response:
        require(desk.services, ProjectId(project_id), "contribute")
        risk, values = desk.risk(ProjectId(project_id), risk_id), typed()
        try:
            wanted = Wanted(values.get("summary", ""), due=_day(values.get("due", "")))
            key, after = make_issue(desk.services, risk, Role(role), wanted, _words(desk, risk, Role(role)))
        except Invalid as invalid:
            form = Typed({**values, "making": role}, field_errors(invalid, FIELDS))
            return fragment(drawer(desk, risk, "", form), status=422)
        except (Conflict, JiraRefused) as refused:
            told = {"title": desk.say.gettext("No issue was made"), "body": str(refused), "type": "warning"}
            return fragment(drawer(desk, desk.risk(risk.project_id, risk.id)), flag=told)
        flag = {"title": desk.say.gettext("%(key)s is made in Jira", key=key), "type": "success"}
        return fragment(drawer(desk, after), flag=flag, changed=True)


def _words(desk: Desk, risk: Risk, role: Role) -> str:
    if role is Role.RESPONSE:
        return desk.say.gettext("A response to risk %(key)s: %(title)s", key=risk.key, title=risk.title)
    if role is Role.BACKING:
        return desk.say.gettext("Risk %(key)s of this project's register.", key=risk.key)
    return desk.say.gettext("Risk %(key)s has happened: %(title)s", key=risk.key, title=risk.title)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem("/due", "give a day, such as 2026-11-24")]) from None
