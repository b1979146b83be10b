"""What people do to one risk in its drawer: reword, rate, tie issues, answer, review, close, reopen, delete."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, request, url_for

from plugin.domain.endings import NEEDS_OWNER, may_close
from plugin.domain.errors import Invalid, NotAllowed, NotFound, Problem
from plugin.domain.ids import IssueId, ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk, Role
from plugin.usecases import closing
from plugin.usecases import risks as commands
from plugin.usecases.act import Act
from plugin.web.asking import account, acting, reading, refuse_foreign, require, visible
from plugin.web.ui.answering import expected_version, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.lookups import find_issues
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.record_forms import ending_draft
from plugin.web.ui.risk_doing import Part, done, held
from plugin.web.ui.risk_forms import Typed, rating_draft, risk_draft, typed
from plugin.web.ui.risk_parts import drawer

PARTS = (
    "any(statement, about, inherent, current, target, plan, action, window, accepting, escalating, deciding, relating,"
    " secondary, keeping, dismissing, closing, deleting)"
)
LONGEST_ID = 20


def add_wording(blueprint: Blueprint, desk: Desk) -> None:
    """Its words and its ratings."""

    @blueprint.get(f"/<risk_id>/edit/<{PARTS}:part>")
    def edited(project_id: str, risk_id: str, part: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        return drawer(desk, desk.risk(ProjectId(project_id), risk_id), part)

    @blueprint.post("/<risk_id>/statement")
    def reworded(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        chosen = chosen_owner(desk, risk.project_id, typed(), kept=risk.owner)
        models = desk.models(risk.project_id)

        def reword(act: Act, risk: Risk, seen: int | None) -> Risk:
            draft = risk_draft(chosen.values, models.current, chosen.problems, rated=False)
            return commands.rewrite_risk(act, risk.id, draft, seen)

        return done(desk, risk, reword, Part("statement", Typed(chosen.values, owner_name=chosen.name)))

    @blueprint.post("/<risk_id>/ratings/<any(inherent, current, target):stage>")
    def rated(project_id: str, risk_id: str, stage: str) -> Response:
        risk = held(desk, project_id, risk_id)
        values, models = typed(), desk.models(risk.project_id)

        def rate(act: Act, risk: Risk, seen: int | None) -> Risk:
            draft = rating_draft(values, Stage(stage), models.current)
            return commands.rate_risk(act, risk.id, Stage(stage), draft, seen)

        return done(desk, risk, rate, Part(stage, Typed(values)))


def add_ties(blueprint: Blueprint, desk: Desk) -> None:
    """The issues it is tied to."""

    @blueprint.post("/<risk_id>/issues")
    def tied(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        values = typed()
        role, issue_id = _role(values.get("role", "")), asked_issue(desk, risk, values)
        if role is Role.BACKING and issue_id is not None:
            refuse_foreign(desk.services, {issue_id})

        def tie(act: Act, risk: Risk, _: int | None) -> Risk:
            # A tie more takes nothing from anybody, so no version is compared.
            if issue_id is None:
                raise Invalid([Problem("/issues", "choose an issue from the list")])
            return commands.link_issue(act, risk.id, issue_id, role)

        return done(desk, risk, tie, Part(form=Typed(values)))

    @blueprint.post("/<risk_id>/issues/<issue_id>/untie")
    def untied(project_id: str, risk_id: str, issue_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        role = _role(request.form.get("role", ""))
        return done(desk, risk, lambda act, risk, _: commands.unlink_issue(act, risk.id, IssueId(issue_id), role))


def add_life(blueprint: Blueprint, desk: Desk) -> None:
    """What is answered and looked at while it is open."""

    @blueprint.post("/<risk_id>/proposal")
    def answered(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        said = request.form.get("answer", "")
        if said not in {"accept", "decline"}:
            abort(400)
        return done(
            desk,
            risk,
            lambda act, risk, seen: commands.answer_proposal(act, risk.id, accept=said == "accept", expected=seen),
        )

    @blueprint.post("/<risk_id>/reviewed")
    def reviewed(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        flag = {"title": desk.say.gettext("%(key)s is reviewed", key=risk.key), "type": "success"}
        return done(desk, risk, lambda act, risk, seen: commands.review_risk(act, risk.id, None, seen), flag=flag)


def add_ending(blueprint: Blueprint, desk: Desk) -> None:
    """Closing with its undo, and reopening."""

    @blueprint.post("/<risk_id>/close")
    def closed(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        if not may_close(risk, account(), manages=require(desk.services, risk.project_id).manage):
            raise NotAllowed(NEEDS_OWNER)
        model, issue = desk.models(risk.project_id).current, asked_issue(desk, risk, values)

        def close(act: Act, risk: Risk, seen: int | None) -> Risk:
            return closing.end_risk(act, risk.id, ending_draft(values, model, issue), seen)

        undo = url_for("risks-ui.reopened", project_id=project_id, risk_id=risk_id)
        title = desk.say.gettext("%(key)s is closed", key=risk.key)
        action = {"label": desk.say.gettext("Reopen"), "url": undo}
        flag = {"title": title, "body": risk.title, "type": "success", "action": action}
        return done(desk, risk, close, Part("closing", Typed(values)), flag)

    @blueprint.post("/<risk_id>/reopen")
    def reopened(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        flag = {"title": desk.say.gettext("%(key)s is open again", key=risk.key), "type": "success"}
        return done(desk, risk, lambda act, risk, seen: commands.reopen_risk(act, risk.id, None, seen), flag=flag)


def add_deleting(blueprint: Blueprint, desk: Desk) -> None:
    """Taking it out of the register, and back."""

    @blueprint.post("/<risk_id>/delete")
    def dropped(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
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


def asked_issue(desk: Desk, risk: Risk, values: Mapping[str, str]) -> IssueId | None:
    """The chosen issue, or the one whose key was typed; None where it is not one that the reader may see."""
    if chosen := values.get("issue", ""):
        is_id = chosen.isascii() and chosen.isdigit() and len(chosen) <= LONGEST_ID
        return IssueId(chosen) if is_id and visible(desk.services, {IssueId(chosen)}) else None
    text = values.get("issue-search", "")
    found = find_issues(desk.services, risk.project_id, text) if text else []
    exact = [brief for brief in found if brief.key.casefold() == text.casefold()] or found
    return exact[0].issue_id if len(exact) == 1 else None


def _role(text: str) -> Role:
    if text not in set(Role):
        abort(400)
    return Role(text)
