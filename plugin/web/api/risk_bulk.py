"""Many risks at once: the answer names those that were changed and those that stayed as they were."""

from __future__ import annotations

from typing import Any

from plugin.domain.ids import ProjectId, RiskId
from plugin.usecases.register_edits import Order
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.risk_bulk import BulkIn, BulkOut
from plugin.web.bulk import Pick, carried_out
from plugin.web.services import Services


def risk_bulk_resource(services: Services) -> Resource:
    """The route of bulk changes."""
    blueprint = resource(services, "risk-bulk", "The same thing done to many risks of a project")

    @blueprint.post("/projects/<jira:project_id>/risks/bulk")
    @blueprint.arguments(BulkIn)
    @blueprint.response(200, BulkOut)
    def change(body: dict[str, Any], project_id: ProjectId) -> dict[str, object]:
        """Do one thing to many risks; each stands or falls alone, and those that were refused say why"""
        switched_on(services, project_id, "contribute")
        picks = [Pick(RiskId(one["id"]), one["version"]) for one in body["risks"]]
        order = Order(body["do"], body["value"] or "", body["reason"])
        outcome = carried_out(services, project_id, picks, order)
        return {
            "changed": [{"id": one.id, "key": one.key, "version": one.version} for one in outcome.changed],
            "refused": [{"id": one.id, "key": one.key or None, "detail": one.detail} for one in outcome.refused],
        }

    return blueprint
