"""What Forge itself calls: events, the hourly tick, and the good-bye before an installation goes."""

from __future__ import annotations

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from handlers.receipt import event_of, identity_of, lane_of, unwrapped
from plugin.domain.ids import SiteId
from plugin.usecases.queue import NewDelivery
from plugin.web.gates import guard, knock, self_gated
from plugin.web.receiving import Receiver, json_object
from plugin.web.services import ForgeDoors, Services

log = structlog.get_logger(__name__)

SMALL_BODY = 64 * 1024
OF_THE_APP = frozenset({"app", "environment"})
"""What marks the events of installing and upgrading, which need not name themselves."""
UNDERSTOOD = {"ok": True}
"""Forge wants JSON back, whatever it says."""


def forge_blueprint(services: Services, doors: ForgeDoors) -> Blueprint:
    """The routes of the manifest's endpoints; what people do comes through the envelope (`plugin.web.envelope`)."""
    blueprint = guard(Blueprint("forge", __name__, url_prefix="/forge"), self_gated)
    receiver = Receiver(services, lambda site_id, raw: _delivery(services, site_id, raw))

    @blueprint.before_request
    def small_bodies_only() -> None:
        request.max_content_length = SMALL_BODY

    @blueprint.post("/events")
    def events() -> ResponseReturnValue:
        """Prove, write one row, answer; Forge waits for five seconds and repeats four times."""
        receiver.receive(lambda: doors.forge_itself(knock()))
        return UNDERSTOOD

    @blueprint.post("/tick")
    def tick() -> ResponseReturnValue:
        """By the hour: brings a fresh token for Jira, and says that the installation is alive."""
        doors.forge_itself(knock())
        services.ring()
        return UNDERSTOOD

    @blueprint.post("/uninstall")
    def uninstall() -> ResponseReturnValue:
        site_id = doors.leaving(knock())
        services.authority.forget(site_id)
        services.left(site_id)
        log.info("uninstalled", site=site_id, carrier="forge")
        return UNDERSTOOD

    return blueprint


def _delivery(services: Services, site_id: SiteId, raw: bytes) -> NewDelivery | None:
    """What to keep of an event; None for one of the app's own life, whose news was taken at the door."""
    now = services.clock()
    body = unwrapped(json_object(raw))
    event = event_of(body)
    if not event and body.keys() >= OF_THE_APP:
        return None
    return NewDelivery(
        site_id=site_id,
        lane=lane_of(body),
        event=event,
        dedupe=identity_of(event, body, now),
        body=raw,
        received_at=now,
        unreadable=None if event else "the body names no event",
    )
