"""Is the process there, is it ready, and how is it doing: /healthz, /readyz, /metrics, and the descriptor."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from descriptors.connect import connect_descriptor
from plugin.web.gates import guard, open_to_all
from plugin.web.services import Services

FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip", "via"})


def open_blueprint(services: Services) -> Blueprint:
    """What anybody may read: it holds nothing of anybody."""
    blueprint = guard(Blueprint("open", __name__), open_to_all)

    @blueprint.get("/atlassian-connect.json")
    def descriptor() -> ResponseReturnValue:
        return jsonify(connect_descriptor(services.base_url))

    @blueprint.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "up"}

    @blueprint.get("/readyz")
    def readyz() -> ResponseReturnValue:
        problems = services.ready()
        return ({"status": "ready"}, 200) if not problems else ({"status": "not ready", "problems": problems}, 503)

    @blueprint.get("/metrics")
    def metrics() -> ResponseReturnValue:
        # A proxy on this machine calls from loopback as well, on behalf of anybody; it says so in these headers.
        if not _is_loopback(request.remote_addr) or FORWARDED & {name.lower() for name, _ in request.headers}:
            abort(404)
        return Response(_metrics(services), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _metrics(services: Services) -> bytes:
    state = services.queue.state(services.clock())
    registry = CollectorRegistry()
    values = {
        "plumbline_deliveries_ready": ("Deliveries that wait", state.ready),
        "plumbline_deliveries_running": ("Lanes being worked on", state.running),
        "plumbline_deliveries_dead": ("Deliveries parked after too many failures", state.dead),
        "plumbline_deliveries_unreadable": ("Deliveries that cannot be read", state.unreadable),
        "plumbline_errands_open": ("Errands that wait", state.errands),
        "plumbline_oldest_delivery_seconds": ("Age of the oldest waiting delivery", state.oldest_seconds or 0),
    }
    for name, (text, value) in values.items():
        Gauge(name, text, registry=registry).set(value)
    return generate_latest(registry)
