"""Packs over HTTP: what is shipped, what answers propose for a project, and drafts taken from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin.domain.drafts import COMMON, FROM_PACK
from plugin.domain.errors import NotFound
from plugin.domain.ids import ProjectId
from plugin.domain.pack import Answer, Pack, PackRisk
from plugin.domain.pack_offer import proposed
from plugin.usecases.drafting import add_drafts, choose_speciality
from plugin.usecases.views.packs import offer
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.risk_view import risk_views
from plugin.web.api.schemas.packs import (
    PackDraftsIn,
    PackDraftsOut,
    PackListOut,
    PackOut,
    PackProposalIn,
    PackProposalOut,
)
from plugin.web.asking import acting, reading
from plugin.web.services import Services
from plugin.web.ui.wording import Spoken


def packs_resource(services: Services) -> Resource:
    """The routes of packs."""
    blueprint = resource(services, "packs", "Typical risks that a project may begin with, as drafts without a score")
    _shipped(services, blueprint)
    _of_project(services, blueprint)
    return blueprint


def _shipped(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/packs")
    @blueprint.response(200, PackListOut)
    def all_packs() -> object:
        """All packs, in the order in which they are offered"""
        return {"items": [{**_head(pack), "risks": len(pack.risks)} for pack in services.packs]}

    @blueprint.get("/packs/<model:code>")
    @blueprint.response(200, PackOut)
    def read(code: str) -> object:
        """A pack with its risks and questions"""
        pack = _pack(services, code)
        return {
            **_head(pack),
            "risks": [_told(risk) for risk in pack.risks],
            "questions": [
                {
                    "code": question.code,
                    "text": question.text,
                    "if_yes": {"proposes": question.if_yes.proposes, "drops": question.if_yes.drops},
                    "if_no": {"proposes": question.if_no.proposes, "drops": question.if_no.drops},
                }
                for question in pack.questions
            ],
            "review_questions": pack.review_questions,
        }


def _of_project(services: Services, blueprint: Resource) -> None:
    @blueprint.post("/projects/<jira:project_id>/packs/<model:code>/proposal")
    @blueprint.arguments(PackProposalIn, required=False)
    @blueprint.response(200, PackProposalOut)
    def propose(body: dict[str, Any], project_id: ProjectId, code: str) -> object:
        """What a pack offers a project by these answers; nothing is changed"""
        switched_on(services, project_id)
        pack, answers = _pack(services, code), body["answers"]
        proposed(pack, answers)
        with reading(services) as uow:
            risks = uow.risks.sourced(project_id, FROM_PACK)
        found = offer(Spoken(services.clock()), pack, risks, answers)
        return {
            "pack": pack.code,
            "version": pack.version,
            "offered": [
                {"code": one.told.code, "title": one.told.title, "because": _because(one.because), "is_new": one.is_new}
                for one in found.to_take
            ],
            "dropped": [
                {"code": one.told.code, "title": one.told.title, "because": _because(one.because), "is_new": False}
                for one in found.left_out
            ],
            "here": [told.code for told in found.here],
            "dismissed": [told.code for told in found.dismissed],
            "renewable": [told.code for told in found.updates.untouched],
        }

    @blueprint.post("/projects/<jira:project_id>/packs/<model:code>/drafts")
    @blueprint.arguments(PackDraftsIn)
    @blueprint.response(201, PackDraftsOut)
    def take(body: dict[str, Any], project_id: ProjectId, code: str) -> object:
        """Take risks of a pack as drafts; those that the project has, or dismissed, are told and left alone"""
        switched_on(services, project_id, "contribute")
        pack = _pack(services, code)
        proposed(pack, body["answers"])
        with acting(services) as act:
            added = add_drafts(act, project_id, pack, body["risks"], body["answers"])
            if pack.code != COMMON:
                choose_speciality(act, project_id, pack.code)
        return {
            "drafts": risk_views(services, added.drafts),
            "known": sorted(added.known),
            "dismissed": sorted(added.dismissed),
        }


def _pack(services: Services, code: str) -> Pack:
    found = next((pack for pack in services.packs if pack.code == code), None)
    if found is None:
        raise NotFound("There is no such pack.")
    return found


def _head(pack: Pack) -> dict[str, object]:
    return {
        "code": pack.code,
        "name": pack.name,
        "version": pack.version,
        "language": pack.language,
        "summary": pack.summary,
    }


def _told(risk: PackRisk) -> Mapping[str, object]:
    return {
        "code": risk.code,
        "title": risk.title,
        "direction": risk.direction.value,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "sign": risk.sign,
        "strategy": risk.strategy.value,
        "actions": [{"title": action.title, "kind": action.kind.value} for action in risk.actions],
        "category": risk.category,
        "objectives": [objective.value for objective in risk.objectives],
        "hint": {"probability": risk.hint.probability, "impact": risk.hint.impact},
        "added": risk.added,
        "changed": risk.changed,
    }


def _because(reasons: Any) -> list[dict[str, str]]:
    return [{"question": one.question.code, "answer": Answer(one.answer).value} for one in reasons]
