"""Who may do what: every operation of the document, asked by nobody, by a stranger, and by each right in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from plugin.web.api import openapi_document
from plugin.web.api.resource import ROOT
from tests.web.api.arranged import arrange
from tests.web.api.conftest import Person, a_model_body, a_risk_body
from tests.web.fakes import ANA, BEN, CLEO, POINTS, VERA, World

SEE, CONTRIBUTE, MANAGE, ADMIN = "see", "contribute", "manage", "admin"
HOLDERS = {SEE: VERA, CONTRIBUTE: BEN, MANAGE: ANA, ADMIN: ANA}
LACKING = {SEE: (), CONTRIBUTE: (VERA,), MANAGE: (VERA, BEN), ADMIN: (VERA, BEN)}
SETTINGS = {"estimateField": POINTS, "sprintField": None, "whenDone": "ask", "currency": "EUR"}
RATING = {"stage": "target", "probability": 1, "impact": {"schedule": 1}}


@dataclass(frozen=True)
class Operation:
    """A request that is in order, and the right it needs; `own` means that it acts on the caller's own site."""

    call: str
    right: str
    body: dict[str, Any] | None = None
    query: str = ""
    own: bool = False

    @property
    def method(self) -> str:
        return self.call.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.call.partition(" ")[2]


BULK = {"risks": [{"id": "0" * 32, "version": 1}], "do": "delete"}
OPERATIONS = (
    Operation("GET /projects", SEE, own=True),
    Operation("GET /projects/{projectId}", SEE),
    Operation("PUT /projects/{projectId}", MANAGE, SETTINGS),
    Operation("GET /projects/{projectId}/model", SEE),
    Operation("POST /projects/{projectId}/enable", MANAGE),
    Operation("GET /projects/{projectId}/progress", SEE),
    Operation("DELETE /projects/{projectId}/progress", MANAGE),
    Operation("GET /projects/{projectId}/risks", SEE),
    Operation("POST /projects/{projectId}/risks", CONTRIBUTE, a_risk_body()),
    Operation("GET /projects/{projectId}/risks/export", SEE),
    Operation("POST /projects/{projectId}/risks/import", CONTRIBUTE, {"name": "r.csv", "content": "VGl0bGUKTGF0ZQo="}),
    Operation("GET /projects/{projectId}/risks/imports/{importId}", CONTRIBUTE),
    Operation("GET /projects/{projectId}/risks/imports/{importId}/problems", CONTRIBUTE),
    Operation("GET /projects/{projectId}/risks/burndown", SEE),
    Operation("GET /projects/{projectId}/risks/matrix", SEE),
    Operation("GET /projects/{projectId}/risks/health", SEE),
    Operation("GET /packs", SEE, own=True),
    Operation("GET /packs/{code}", SEE, own=True),
    Operation("POST /projects/{projectId}/packs/{code}/proposal", SEE, {}),
    Operation("POST /projects/{projectId}/packs/{code}/drafts", CONTRIBUTE, {"risks": ["done-unclear"]}),
    Operation("GET /projects/{projectId}/meetings", SEE),
    Operation("GET /risks/{riskId}", SEE),
    Operation("PUT /risks/{riskId}", CONTRIBUTE, a_risk_body()),
    Operation("DELETE /risks/{riskId}", CONTRIBUTE),
    Operation("GET /risks/{riskId}/history", SEE),
    Operation("POST /risks/{riskId}/ratings", CONTRIBUTE, RATING),
    Operation("POST /risks/{riskId}/proposal", CONTRIBUTE, {"accept": True}),
    Operation("POST /risks/{riskId}/links", CONTRIBUTE, {"issueId": "10042", "role": "backing"}),
    Operation("DELETE /risks/{riskId}/links/{issueId}", CONTRIBUTE),
    Operation("POST /risks/{riskId}/responses", CONTRIBUTE, {"issueId": "10043"}),
    Operation("POST /risks/{riskId}/close", CONTRIBUTE, {"outcome": "occurred"}),
    Operation("POST /risks/{riskId}/reopen", CONTRIBUTE, {}),
    Operation("POST /risks/{riskId}/review", CONTRIBUTE, {}),
    Operation("POST /risks/{riskId}/actions", CONTRIBUTE, {"title": "x"}),
    Operation("PATCH /risks/{riskId}/actions/{actionId}", CONTRIBUTE, {"state": "done"}),
    Operation("DELETE /risks/{riskId}/actions/{actionId}", CONTRIBUTE),
    Operation("POST /risks/{riskId}/accept", MANAGE, {"justification": "x", "expiresOn": "2026-11-30"}),
    Operation("POST /risks/{riskId}/revoke", CONTRIBUTE, {}),
    Operation("POST /risks/{riskId}/escalate", CONTRIBUTE, {"to": "board", "why": "x"}),
    Operation("POST /risks/{riskId}/decide", CONTRIBUTE, {"decision": "x"}),
    Operation("POST /risks/{riskId}/relations", CONTRIBUTE, {"riskId": "0" * 32, "kind": "causes"}),
    Operation("DELETE /risks/{riskId}/relations/{otherId}", CONTRIBUTE, query="?kind=raises"),
    Operation("POST /risks/{riskId}/secondary", CONTRIBUTE, {"title": "x"}),
    Operation("POST /risks/{riskId}/keep", CONTRIBUTE, {"owner": ANA, "rating": None}),
    Operation("POST /risks/{riskId}/restore", CONTRIBUTE),
    Operation("POST /risks/{riskId}/dismiss", CONTRIBUTE, {"reason": "x"}),
    Operation("POST /risks/{riskId}/triggers", CONTRIBUTE, {"text": "x"}),
    Operation("PATCH /risks/{riskId}/triggers/{triggerId}", CONTRIBUTE, {"text": "x"}),
    Operation("DELETE /risks/{riskId}/triggers/{triggerId}", CONTRIBUTE),
    Operation("GET /projects/{projectId}/risks/export", SEE, query="?format=csv"),
    Operation(
        "POST /projects/{projectId}/risks/bulk", CONTRIBUTE, {"risks": [{"id": "0" * 32, "version": 1}], "do": "delete"}
    ),
    Operation("POST /risks/{riskId}/issues", CONTRIBUTE, {"role": "response", "summary": "x"}),
    Operation("GET /projects/{projectId}/work-in-jira", SEE),
    Operation("POST /projects/{projectId}/work-in-jira", ADMIN),
    Operation("GET /projects/{projectId}/baselines", SEE),
    Operation("POST /projects/{projectId}/baselines", MANAGE, {"name": "x", "of": {"project": "10000"}}),
    Operation("GET /baselines/{baselineId}", SEE),
    Operation("GET /baselines/{baselineId}/items", SEE),
    Operation("POST /baselines/{baselineId}/submit", MANAGE),
    Operation("POST /baselines/{baselineId}/approve", MANAGE),
    Operation("POST /baselines/{baselineId}/supersede", MANAGE),
    Operation("GET /baselines/{baselineId}/deltas", SEE),
    Operation("GET /baselines/{baselineId}/ledger", SEE),
    Operation("GET /baselines/{baselineId}/burnup", SEE),
    Operation("GET /projects/{projectId}/deltas", SEE),
    Operation("GET /deltas/{deltaId}", SEE),
    Operation("PATCH /deltas/{deltaId}", CONTRIBUTE, {"reason": "customer"}),
    Operation("PATCH /deltas/{deltaId}", MANAGE, {"disposition": "approved"}),
    Operation("GET /projects/{projectId}/reviews", SEE),
    Operation("POST /projects/{projectId}/reviews", CONTRIBUTE, {"kind": "closing"}),
    Operation("GET /reviews/{reviewId}", SEE),
    Operation("PATCH /reviews/{reviewId}", CONTRIBUTE, {"oneSidedBecause": "x"}),
    Operation("GET /reviews/{reviewId}/facts", SEE),
    Operation("POST /reviews/{reviewId}/findings", CONTRIBUTE, {"kind": "problem", "statement": "x"}),
    Operation("DELETE /reviews/{reviewId}/findings/{findingId}", CONTRIBUTE),
    Operation("POST /reviews/{reviewId}/sign-off", MANAGE, {}),
    Operation("POST /reviews/{reviewId}/lessons", CONTRIBUTE, {"title": "x"}),
    Operation("GET /lessons", SEE, own=True),
    Operation("GET /lessons", SEE, query="?project=10000"),
    Operation("GET /lessons/{lessonId}", SEE),
    Operation("PATCH /lessons/{lessonId}", CONTRIBUTE, {"state": "validated"}),
    Operation("GET /projects/{projectId}/metrics", SEE),
    Operation("GET /projects/{projectId}/metrics/{key}", SEE),
    Operation("GET /settings/risk-models", ADMIN, own=True),
    Operation("POST /settings/risk-models", ADMIN, a_model_body(), own=True),
    Operation("GET /settings/risk-models/{modelVersion}", ADMIN),
    Operation("POST /settings/risk-model", ADMIN, {"version": None}, own=True),
    Operation("GET /projects/{projectId}/risk-model", SEE),
    Operation("POST /projects/{projectId}/risk-model", MANAGE, {"version": None}),
    Operation("POST /projects/{projectId}/rerate", MANAGE, {"from": "starter-1", "reason": "x"}),
    Operation("GET /portfolio", SEE, own=True),
    Operation("GET /deliveries", ADMIN, own=True),
    Operation("POST /deliveries/{deliveryId}/retry", ADMIN),
    Operation("POST /deliveries/{deliveryId}/skip", ADMIN),
    Operation("GET /tokens", ADMIN, own=True),
    Operation("POST /tokens", ADMIN, {"scope": "read", "label": "x"}, own=True),
    Operation("DELETE /tokens/{tokenId}", ADMIN),
    Operation("GET /audit", MANAGE, query="?project=10000"),
)


def test_the_table_is_whole(app: Flask) -> None:
    """Every operation of the document stands in the table above, and nothing else does."""
    documented = {
        f"{method.upper()} {path.removeprefix(ROOT)}"
        for path, operations in openapi_document(app)["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert {operation.call for operation in OPERATIONS} == documented


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.call} {o.right}")
def test_each_operation_asks_for_its_right(app: Flask, world: World, operation: Operation) -> None:
    """Nobody is unknown, a stranger finds nothing, who lacks the right is refused, who has it is served."""
    things = arrange(world)
    path = things.fill(operation.path) + operation.query

    def status(account: Any) -> int:
        person = Person(app, world, account)
        return person.send(operation.method, path, operation.body, If_Match="*").status_code

    assert status(None) == 401
    if operation.own:
        answer = Person(app, world, CLEO).send(operation.method, path, operation.body)
        assert answer.status_code < 300
        assert not any(value in answer.text for value in things.names.values() if len(value) > 8)
    else:
        assert status(CLEO) == 404
    for account in LACKING[operation.right]:
        assert status(account) == 403
    assert status(HOLDERS[operation.right]) not in {401, 403, 404}


def test_stranger_learns_nothing_from_the_wording(app: Flask, world: World, cleo: Person) -> None:
    """A thing of another site, one that never was, and one of an unseen project are refused in the same words."""
    things = arrange(world)
    unseen = Person(app, world, VERA)
    world.jira[world.acme].rights[VERA].clear()
    for kind, found in (("risks", things.risk), ("baselines", things.baseline), ("reviews", things.review)):
        never = cleo.get(f"/{kind}/{'0' * 32}").text
        assert cleo.get(f"/{kind}/{found}").text == never
        assert unseen.get(f"/{kind}/{found}").text == never
