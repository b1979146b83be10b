"""POST /connect/webhooks: prove the caller, write one row, answer 204. Nothing else happens in the request."""

from __future__ import annotations

import hashlib
import json

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from handlers.receipt import event_of, lane_of
from plugin.domain.errors import AppError, Invalid, Problem
from plugin.domain.ids import SiteId
from plugin.usecases.queue import NewDelivery
from plugin.web.gates import guard, knock, self_gated
from plugin.web.receipt import GroupCommit
from plugin.web.services import Services

log = structlog.get_logger(__name__)

IDENTIFIER = "X-Atlassian-Webhook-Identifier"
LARGEST_BODY = 25 * 1024 * 1024
"""Jira drops payloads above 25 MB itself."""
LONGEST_IDENTIFIER = 200
SECONDS_TO_RETRY = 5


def webhooks_blueprint(services: Services) -> Blueprint:
    """The receiver of Jira's webhooks."""
    blueprint = guard(Blueprint("webhooks", __name__), self_gated)
    commit = GroupCommit(services.queue.receive)

    @blueprint.post("/connect/webhooks")
    def receive() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY
        try:
            who = services.doors.webhook(knock())
            commit.put(_delivery(services, SiteId(who.site_id), request.get_data(cache=False)))
        except (AppError, HTTPException):
            raise
        except Exception as error:
            # Whatever it is, the fault is ours and Jira must keep the event: it repeats what is answered with 503.
            log.exception("delivery not stored")
            raise ServiceUnavailable("The delivery could not be stored.", retry_after=SECONDS_TO_RETRY) from error
        services.ring()
        return "", 204

    return blueprint


def _delivery(services: Services, site_id: SiteId, raw: bytes) -> NewDelivery:
    body = _object(raw)
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


def _object(raw: bytes) -> dict[str, object]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem("", "the body is not JSON")]) from error
    if not isinstance(body, dict):
        raise Invalid([Problem("", "the body is not a JSON object")])
    return body
