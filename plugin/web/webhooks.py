"""POST /connect/webhooks: prove the caller, write one row, answer 204. Nothing else happens in the request."""

from __future__ import annotations

import hashlib

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from handlers.receipt import event_of, lane_of
from plugin.domain.ids import SiteId
from plugin.usecases.queue import NewDelivery
from plugin.web.gates import guard, knock, self_gated
from plugin.web.receiving import Receiver, json_object
from plugin.web.services import Services

IDENTIFIER = "X-Atlassian-Webhook-Identifier"
LONGEST_IDENTIFIER = 200


def webhooks_blueprint(services: Services) -> Blueprint:
    """The receiver of Jira's webhooks."""
    blueprint = guard(Blueprint("webhooks", __name__), self_gated)
    receiver = Receiver(services, lambda site_id, raw: _delivery(services, site_id, raw))

    @blueprint.post("/connect/webhooks")
    def receive() -> ResponseReturnValue:
        receiver.receive(lambda: services.doors.webhook(knock()))
        return "", 204

    return blueprint


def _delivery(services: Services, site_id: SiteId, raw: bytes) -> NewDelivery:
    body = json_object(raw)
    event = event_of(body)
    return NewDelivery(
        site_id=site_id,
        lane=lane_of(body),
        event=event,
        dedupe=f"{_identifier(raw)}:{event}",
        body=raw,
        received_at=services.clock(),
        unreadable=None if event else "the body names no event",
    )


def _identifier(raw: bytes) -> str:
    """What is the same in each repetition of one delivery: Jira's identifier, else the body itself."""
    named = request.headers.get(IDENTIFIER, "")
    if 0 < len(named) <= LONGEST_IDENTIFIER:
        return named
    return hashlib.sha256(named.encode() + raw).hexdigest()
