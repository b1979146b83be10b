"""How every command on one risk goes over HTTP: the right asked, the version compared, the risk then answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugin.domain.ids import RiskId
from plugin.domain.risk import Risk
from plugin.usecases.act import Act
from plugin.web.api.access import risk_for
from plugin.web.api.etags import expected, tagged
from plugin.web.api.resource import if_match
from plugin.web.api.risk_view import risk_views
from plugin.web.asking import acting
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def carry_out(services: Services, risk_id: RiskId, command: Callable[[Act, int | None], Risk]) -> Answer:
    """Carry out a command of somebody who may contribute; it gets the version that the client read, if it said."""
    risk = risk_for(services, risk_id, "contribute")
    seen = expected(risk.id, risk.version, required=False)
    with acting(services) as act:
        risk = command(act, seen)
    return answered(services, risk)


def answered(services: Services, risk: Risk) -> Answer:
    """A risk with its tag."""
    return risk_views(services, [risk])[0], 200, tagged(risk.id, risk.version)


def optional_match(view: Callable[..., Any]) -> Callable[..., Any]:
    """Document that a view looks at If-Match and does without; outermost, below the route only."""
    return if_match(view, required=False)
