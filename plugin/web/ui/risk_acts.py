"""What people do to one risk in its drawer: reword, rate, tie issues, answer, review, close, reopen, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, request, url_for

from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import IssueId, ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import Outcome, Risk, Role
from plugin.usecases import risks as commands
from plugin.usecases.act import Act
from plugin.web.asking import acting, reading, require, visible
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.lookups import find_issues
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.risk_forms import FIELDS, LONGEST_RATIONALE, Typed, rating_draft, risk_draft, typed
from plugin.web.ui.risk_parts import drawer

PARTS = "any(statement, inherent, current, target, closing, deleting)"
LONGEST_ID = 20

Flag = Mapping[str, object]
Command = Callable[[Act, Risk], Risk]


def add_wording(blueprint: Blueprint, desk: Desk) -> None:
    """Its words and its ratings."""

    @blueprint.get(f"/<risk_id>/edit/<{PARTS}:part>")
    def edited(project_id: str, risk_id: str, part: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        return drawer(desk, desk.risk(ProjectId(project_id), risk_id), part)

    @blueprint.post("/<risk_id>/statement")
    def reworded(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        chosen = chosen_owner(desk, risk.project_id, typed(), kept=risk.owner)
        models = desk.models(risk.project_id)

        def reword(act: Act, risk: Risk) -> Risk:
            draft = risk_draft(chosen.values, models.current, chosen.problems, rated=False)
            return commands.rewrite_risk(act, risk.id, draft, expected_version())

        return _done(desk, risk, reword, editing="statement", form=Typed(chosen.values, owner_name=chosen.name))

    @blueprint.post("/<risk_id>/ratings/<any(inherent, current, target):stage>")
    def rated(project_id: str, risk_id: str, stage: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        values, models = typed(), desk.models(risk.project_id)

        def rate(act: Act, risk: Risk) -> Risk:
            draft = rating_draft(values, Stage(stage), models.current)
            return commands.rate_risk(act, risk.id, Stage(stage), draft, expected_version())

        return _done(desk, risk, rate, editing=stage, form=Typed(values))


def add_ties(blueprint: Blueprint, desk: Desk) -> None:
    """The issues it is tied to."""

    @blueprint.post("/<risk_id>/issues")
    def tied(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        values = typed()
        role, issue_id = _role(values.get("role", "")), _asked_issue(desk, risk, values)

        def tie(act: Act, risk: Risk) -> Risk:
            if issue_id is None:
                raise Invalid([Problem("/issues", "choose an issue from the list")])
            return commands.link_issue(act, risk.id, issue_id, role, expected_version())

        return _done(desk, risk, tie, form=Typed(values))

    @blueprint.post("/<risk_id>/issues/<issue_id>/untie")
    def untied(project_id: str, risk_id: str, issue_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        role = _role(request.form.get("role", ""))
        return _done(desk, risk, lambda act, risk: commands.unlink_issue(act, risk.id, IssueId(issue_id), role))


def add_life(blueprint: Blueprint, desk: Desk) -> None:
    """What is answered and looked at while it is open."""

    @blueprint.post("/<risk_id>/proposal")
    def answered(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        said = request.form.get("answer", "")
        if said not in {"accept", "decline"}:
            abort(400)
        return _done(
            desk,
            risk,
            lambda act, risk: commands.answer_proposal(
                act, risk.id, accept=said == "accept", expected=expected_version()
            ),
        )

    @blueprint.post("/<risk_id>/reviewed")
    def reviewed(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        flag = {"title": desk.say.gettext("%(key)s is reviewed", key=risk.key), "type": "success"}
        return _done(desk, risk, lambda act, risk: commands.review_risk(act, risk.id, None, expected_version()), flag)


def add_ending(blueprint: Blueprint, desk: Desk) -> None:
    """Closing with its undo, reopening, and taking it out of the register."""

    @blueprint.post("/<risk_id>/close")
    def closed(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        values = typed()
        outcome, reason = values.get("outcome", ""), values.get("reason", "")[:LONGEST_RATIONALE]

        def close(act: Act, risk: Risk) -> Risk:
            if outcome not in set(Outcome):
                raise Invalid([Problem("/outcome", "say how it ended")])
            return commands.close_risk(act, risk.id, Outcome(outcome), reason or None, expected_version())

        undo = url_for("risks-ui.reopened", project_id=project_id, risk_id=risk_id)
        title = desk.say.gettext("%(key)s is closed", key=risk.key)
        action = {"label": desk.say.gettext("Reopen"), "url": undo}
        flag = {"title": title, "body": risk.title, "type": "success", "action": action}
        return _done(desk, risk, close, flag, editing="closing", form=Typed(values))

    @blueprint.post("/<risk_id>/reopen")
    def reopened(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        flag = {"title": desk.say.gettext("%(key)s is open again", key=risk.key), "type": "success"}
        return _done(desk, risk, lambda act, risk: commands.reopen_risk(act, risk.id, None, expected_version()), flag)

    @blueprint.post("/<risk_id>/delete")
    def dropped(project_id: str, risk_id: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        with acting(desk.services) as act:
            commands.drop_risk(act, risk.id, expected_version())
        undo = url_for("risks-ui.restored", project_id=project_id, risk_id=risk_id)
        action = {"label": desk.say.gettext("Undo"), "url": undo}
        title = desk.say.gettext("%(key)s is deleted", key=risk.key)
        flag = {"title": title, "body": risk.title, "type": "success", "action": action}
        return fragment(
            desk.render("fragments/risks/deleted.html", key=risk.key, title=risk.title), flag=flag, changed=True
        )

    @blueprint.post("/<risk_id>/restore")
    def restored(project_id: str, risk_id: str) -> Response:
        require(desk.services, ProjectId(project_id), "contribute")
        with reading(desk.services) as uow:
            known = uow.risks.get(RiskId(risk_id))
        if known is None or known.project_id != project_id:
            raise NotFound("There is no such risk, or you may not see it.")
        with acting(desk.services) as act:
            risk = commands.restore_risk(act, known.id)
        flag = {"title": desk.say.gettext("%(key)s is back in the register", key=risk.key), "type": "success"}
        return fragment(drawer(desk, risk), flag=flag, changed=True)


def _held(desk: Desk, project_id: str, risk_id: str) -> Risk:
    """The risk for somebody who may change it."""
    require(desk.services, ProjectId(project_id), "contribute")
    return desk.risk(ProjectId(project_id), risk_id)


def _done(
    desk: Desk, risk: Risk, command: Command, flag: Flag | None = None, editing: str = "", form: Typed | None = None
) -> Response:
    """Carry the command out and show the risk as it is then, or the form again with what is wrong with it."""
    try:
        with acting(desk.services) as act:
            after = command(act, risk)
    except Invalid as invalid:
        sent = form or Typed()
        again = Typed(sent.values, field_errors(invalid, FIELDS), sent.owner_name)
        return fragment(drawer(desk, risk, editing, again), status=422)
    except Conflict as conflict:
        found = {"title": desk.say.gettext("Nothing was changed"), "body": str(conflict), "type": "warning"}
        return fragment(drawer(desk, desk.risk(risk.project_id, risk.id)), flag=found)
    return fragment(drawer(desk, after), flag=flag, changed=True)


def _role(text: str) -> Role:
    if text not in set(Role):
        abort(400)
    return Role(text)


def _asked_issue(desk: Desk, risk: Risk, values: Mapping[str, str]) -> IssueId | None:
    """The chosen issue, or the one whose key was typed; None where it is not one that the reader may see."""
    if chosen := values.get("issue", ""):
        is_id = chosen.isascii() and chosen.isdigit() and len(chosen) <= LONGEST_ID
        return IssueId(chosen) if is_id and visible(desk.services, {IssueId(chosen)}) else None
    text = values.get("issue-search", "")
    found = find_issues(desk.services, risk.project_id, text) if text else []
    exact = [brief for brief in found if brief.key.casefold() == text.casefold()] or found
    return exact[0].issue_id if len(exact) == 1 else None
