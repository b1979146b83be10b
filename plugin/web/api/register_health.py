"""The health of a register over HTTP: the score, what it is made of, and every finding."""

from __future__ import annotations

from typing import Any

from plugin.domain.ids import ProjectId
from plugin.domain.register_health import NO_RISK, WEIGHTS, HealthFinding, HealthRule
from plugin.usecases.views.register_health import WORDS, HealthRead, advice_words
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.register_health import HealthOut, HealthQuery
from plugin.web.asking import reading
from plugin.web.services import Services
from plugin.web.ui.wording import Spoken


def register_health_resource(services: Services) -> Resource:
    """The route of a register's health."""
    blueprint = resource(services, "register-health", "What could be better in a register, and the score that follows")

    @blueprint.get("/projects/<jira:project_id>/risks/health")
    @blueprint.arguments(HealthQuery, location="query")
    @blueprint.response(200, HealthOut)
    def health(query: dict[str, Any], project_id: ProjectId) -> object:
        """The health of a register: findings from `skip` on, rule by rule, the most pressing first"""
        switched_on(services, project_id)
        now = services.clock()
        with reading(services) as uow:
            read = services.kept_health.of(uow, project_id, now.date())
        skip, limit = query["skip"], query["limit"]
        found = [one for one in read.health.findings if query["rule"] in {None, one.rule.value}]
        say = Spoken(now)
        return {
            "as_of": now,
            "score": read.health.score,
            "reason": NO_RISK if read.health.score is None else None,
            "open": read.health.open,
            "clean": read.health.clean,
            "rules": [_rule(say, rule, read.health.counts.get(rule, 0)) for rule in HealthRule],
            "total": len(found),
            "findings": [_finding(say, read, one) for one in found[skip : skip + limit]],
        }

    return blueprint


def _rule(say: Spoken, rule: HealthRule, count: int) -> dict[str, object]:
    title, why, _ = (say.gettext(text) for text in WORDS[rule])
    return {"code": rule.value, "title": title, "why": why, "weight": WEIGHTS[rule], "count": count}


def _finding(say: Spoken, read: HealthRead, found: HealthFinding) -> dict[str, object]:
    named = read.risks[found.risk_id]
    return {
        "rule": found.rule.value,
        "risk_id": found.risk_id,
        "key": named.key,
        "subject": found.subject or None,
        "advice": advice_words(say, found.advice) if found.advice else None,
    }
