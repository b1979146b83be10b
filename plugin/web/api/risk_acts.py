"""What can be done with one risk: rate it, tie it to issues, close, reopen, review, answer a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin.domain.endings import NEEDS_OWNER, FollowUp, may_close
from plugin.domain.errors import NotAllowed
from plugin.domain.ids import IssueId, RiskId
from plugin.domain.risk import Role
from plugin.domain.risk_model import Objective
from plugin.usecases import closing
from plugin.usecases import risks as usecases
from plugin.usecases.closing import EndingDraft
from plugin.web.api.access import risk_for
from plugin.web.api.carrying import Answer, carry_out, optional_match
from plugin.web.api.resource import ETAG_HEADER, Resource, resource
from plugin.web.api.risks import rating_draft, refuse_unseen
from plugin.web.api.schemas.risk_record import CloseIn
from plugin.web.api.schemas.risks import AnswerIn, LinkIn, ResponseIn, RiskOut, StageRatingIn, UnlinkQuery
from plugin.web.api.schemas.shapes import CommentIn, ReasonIn
from plugin.web.asking import account, refuse_foreign, require
from plugin.web.services import Services


def risk_acts_resource(services: Services) -> Resource:
    """The routes below one risk; each answers with the risk as it is afterwards."""
    blueprint = resource(services, "risk-acts", "What can be done with one risk")
    _ratings(services, blueprint)
    _ties(services, blueprint)
    _life(services, blueprint)
    return blueprint


def _ratings(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/ratings")
    @optional_match
    @blueprint.arguments(StageRatingIn)
    @answers
    def rate(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Rate one stage anew"""
        stage, draft = body["stage"], rating_draft(body)
        return carry_out(services, risk_id, lambda act, seen: usecases.rate_risk(act, risk_id, stage, draft, seen))

    @blueprint.post("/risks/<ours:risk_id>/proposal")
    @optional_match
    @blueprint.arguments(AnswerIn)
    @answers
    def answer(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Accept or decline a proposed rating"""
        accept = body["accept"]
        return carry_out(
            services, risk_id, lambda act, seen: usecases.answer_proposal(act, risk_id, accept=accept, expected=seen)
        )


def _ties(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/links")
    @optional_match
    @blueprint.arguments(LinkIn)
    @answers
    def link(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Tie an issue to the risk"""
        return _tie(services, risk_id, body["issue_id"], body["role"])

    @blueprint.post("/risks/<ours:risk_id>/responses")
    @optional_match
    @blueprint.arguments(ResponseIn)
    @answers
    def respond(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Tie an issue that answers the risk"""
        return _tie(services, risk_id, body["issue_id"], Role.RESPONSE)

    @blueprint.delete("/risks/<ours:risk_id>/links/<jira:issue_id>")
    @optional_match
    @blueprint.arguments(UnlinkQuery, location="query")
    @answers
    def unlink(query: dict[str, Any], risk_id: RiskId, issue_id: IssueId) -> Answer:
        """Undo the ties of an issue to the risk, in one role or in all"""
        role = query["role"]
        return carry_out(services, risk_id, lambda act, seen: usecases.unlink_issue(act, risk_id, issue_id, role, seen))


def _life(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/close")
    @optional_match
    @blueprint.arguments(CloseIn)
    @answers
    def close(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Close the risk with its outcome; its owner may, and who administers the project; anybody if it is unowned"""
        risk = risk_for(services, risk_id, "contribute")
        if not may_close(risk, account(), manages=require(services, risk.project_id).manage):
            raise NotAllowed(NEEDS_OWNER)
        if body["issue_id"]:
            refuse_unseen(services, [body["issue_id"]], "/issueId")
        draft = ending_draft(body)
        return carry_out(services, risk_id, lambda act, seen: closing.end_risk(act, risk_id, draft, seen))

    @blueprint.post("/risks/<ours:risk_id>/reopen")
    @optional_match
    @blueprint.arguments(ReasonIn, required=False)
    @answers
    def reopen(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Open a closed risk again"""
        why = body["reason"]
        return carry_out(services, risk_id, lambda act, seen: usecases.reopen_risk(act, risk_id, why, seen))

    @blueprint.post("/risks/<ours:risk_id>/review")
    @optional_match
    @blueprint.arguments(CommentIn, required=False)
    @answers
    def review(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Note that the risk was looked at and stands as it is"""
        comment = body["comment"]
        return carry_out(services, risk_id, lambda act, seen: usecases.review_risk(act, risk_id, comment, seen))


def ending_draft(body: Mapping[str, Any]) -> EndingDraft:
    """How a risk ended as the use case takes it; a client that says nothing of an issue needs none."""
    return EndingDraft(
        outcome=body["outcome"],
        reason=body["close_reason"],
        comment=body["reason"] or "",
        actual_impact={Objective(objective): order for objective, order in body["actual_impact"].items()},
        actual_cost=body["actual_cost"],
        lesson=body["lesson"],
        issue=IssueId(body["issue_id"]) if body["issue_id"] else None,
        follow_up=body["follow_up"] or (None if body["issue_id"] else FollowUp.NOT_NEEDED),
    )


def _tie(services: Services, risk_id: RiskId, issue_id: IssueId, role: Role) -> Answer:
    risk_for(services, risk_id, "contribute")
    refuse_unseen(services, [issue_id], "/issueId")
    if role is Role.BACKING:
        refuse_foreign(services, [issue_id])
    return carry_out(services, risk_id, lambda act, seen: usecases.link_issue(act, risk_id, issue_id, role, seen))
