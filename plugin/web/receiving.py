"""Take an event in, whichever platform sends it: prove the sender, write one row, and only then let it be answered."""

from __future__ import annotations

import json
from collections.abc import Callable

import structlog
from flask import request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from plugin.domain.errors import AppError, Invalid, Problem
from plugin.domain.ids import SiteId
from plugin.usecases.caller import Caller
from plugin.usecases.queue import NewDelivery
from plugin.web.receipt import GroupCommit
from plugin.web.services import Services

log = structlog.get_logger(__name__)

LARGEST_BODY = 25 * 1024 * 1024
"""Jira drops payloads above 25 MB itself."""
SECONDS_TO_RETRY = 5

DeliveryOf = Callable[[SiteId, bytes], NewDelivery | None]
"""What to keep of a body; None for one that is no work to be done."""


class Receiver:
    """Receives events for one route; nothing else happens in the request."""

    def __init__(self, services: Services, delivery_of: DeliveryOf) -> None:
        self._commit = GroupCommit(services.queue.receive)
        self._delivery_of = delivery_of
        self._ring = services.ring

    def receive(self, prove: Callable[[], Caller]) -> None:
        """Return once the event under way is durable; what its sender is to hear instead is raised."""
        request.max_content_length = LARGEST_BODY
        try:
            site_id = SiteId(prove().site_id)
            delivery = self._delivery_of(site_id, request.get_data(cache=False))
            if delivery is not None:
                self._commit.put(delivery)
        except (AppError, HTTPException):
            raise
        except Exception as error:
            # Whatever it is, the fault is ours and Jira must keep the event: it repeats what is answered with 503.
            log.exception("delivery not stored")
            raise ServiceUnavailable("The delivery could not be stored.", retry_after=SECONDS_TO_RETRY) from error
        self._ring()


def json_object(raw: bytes) -> dict[str, object]:
    """The JSON object in a body; Invalid where there is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem("", "the body is not JSON")]) from error
    if not isinstance(body, dict):
        raise Invalid([Problem("", "the body is not a JSON object")])
    return body
