"""What a drawer offers of a risk's work in Jira: making issues for it, and how it stands with the issue it lives in."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.risk import Risk, Role, Status
from plugin.usecases.records import ProjectSettings


@dataclass(frozen=True, slots=True)
class RiskWork:
    """What may be made now, and what keeps the risk and its issue apart."""

    may_respond: bool
    may_back: bool
    may_realise: bool
    is_set_up: bool
    trouble: str
    asked: bool


def risk_work(risk: Risk, settings: ProjectSettings) -> RiskWork:
    """What fits the risk as it stands; without types chosen in the settings nothing can be made."""
    kept = risk.backing
    can_risk, can_respond = settings.risk_type is not None, settings.response_type is not None
    return RiskWork(
        may_respond=can_respond and risk.is_open,
        may_back=can_risk and risk.is_open and not risk.issues_as(Role.BACKING),
        may_realise=can_risk and risk.status is Status.OCCURRED and not risk.issues_as(Role.REALISED),
        is_set_up=can_risk and can_respond,
        trouble=kept.trouble if kept else "",
        asked=bool(kept and kept.asked and risk.is_open),
    )
