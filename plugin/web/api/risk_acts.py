"""What can be done with one risk: rate it, tie it to issues, close, reopen, review, answer a proposal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugin.domain.ids import IssueId, RiskId
from plugin.domain.risk import Risk, Role
from plugin.usecases import risks as usecases
from plugin.usecases.act import Act
from plugin.web.api.access import risk_for
from plugin.web.api.etags import expected, tagged
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.risk_view import risk_views
from plugin.web.api.risks import rating_draft, refuse_unseen
from plugin.web.api.schemas.risks import AnswerIn, CloseIn, LinkIn, ResponseIn, RiskOut, StageRatingIn, UnlinkQuery
from plugin.web.api.schemas.shapes import CommentIn, ReasonIn
from plugin.web.asking import acting
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


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
    @_optional_match
    @blueprint.arguments(StageRatingIn)
    @answers
    def rate(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Rate one stage anew"""
        stage, draft = body["stage"], rating_draft(body)
        return _carry_out(services, risk_id, lambda act, seen: usecases.rate_risk(act, risk_id, stage, draft, seen))

    @blueprint.post("/risks/<ours:risk_id>/proposal")
    @_optional_match
    @blueprint.arguments(AnswerIn)
    @answers
    def answer(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Accept or decline a proposed rating"""
        accept = body["accept"]
        return _carry_out(
            services, risk_id, lambda act, seen: usecases.answer_proposal(act, risk_id, accept=accept, expected=seen)
        )


def _ties(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/links")
    @_optional_match
    @blueprint.arguments(LinkIn)
    @answers
    def link(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Tie an issue to the risk"""
        return _tie(services, risk_id, body["issue_id"], body["role"])

    @blueprint.post("/risks/<ours:risk_id>/responses")
    @_optional_match
    @blueprint.arguments(ResponseIn)
    @answers
    def respond(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Tie an issue that answers the risk"""
        return _tie(services, risk_id, body["issue_id"], Role.RESPONSE)

    @blueprint.delete("/risks/<ours:risk_id>/links/<jira:issue_id>")
    @_optional_match
    @blueprint.arguments(UnlinkQuery, location="query")
    @answers
    def unlink(query: dict[str, Any], risk_id: RiskId, issue_id: IssueId) -> Answer:
        """Undo the ties of an issue to the risk, in one role or in all"""
        role = query["role"]
        return _carry_out(
            services, risk_id, lambda act, seen: usecases.unlink_issue(act, risk_id, issue_id, role, seen)
        )


def _life(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/close")
    @_optional_match
    @blueprint.arguments(CloseIn)
    @answers
    def close(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Close the risk with its outcome"""
        outcome, why = body["outcome"], body["reason"]
        return _carry_out(services, risk_id, lambda act, seen: usecases.close_risk(act, risk_id, outcome, why, seen))

    @blueprint.post("/risks/<ours:risk_id>/reopen")
    @_optional_match
    @blueprint.arguments(ReasonIn, required=False)
    @answers
    def reopen(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Open a closed risk again"""
        why = body["reason"]
        return _carry_out(services, risk_id, lambda act, seen: usecases.reopen_risk(act, risk_id, why, seen))

    @blueprint.post("/risks/<ours:risk_id>/review")
    @_optional_match
    @blueprint.arguments(CommentIn, required=False)
    @answers
    def review(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Note that the risk was looked at and stands as it is"""
        comment = body["comment"]
        return _carry_out(services, risk_id, lambda act, seen: usecases.review_risk(act, risk_id, comment, seen))


def _tie(services: Services, risk_id: RiskId, issue_id: IssueId, role: Role) -> Answer:
    risk_for(services, risk_id, "contribute")
    refuse_unseen(services, [issue_id], "/issueId")
    return _carry_out(services, risk_id, lambda act, seen: usecases.link_issue(act, risk_id, issue_id, role, seen))


def _carry_out(services: Services, risk_id: RiskId, command: Callable[[Act, int | None], Risk]) -> Answer:
    risk = risk_for(services, risk_id, "contribute")
    seen = expected(risk.id, risk.version, required=False)
    with acting(services) as act:
        risk = command(act, seen)
    return risk_views(services, [risk])[0], 200, tagged(risk.id, risk.version)


def _optional_match(view: Callable[..., Any]) -> Callable[..., Any]:
    return if_match(view, required=False)
