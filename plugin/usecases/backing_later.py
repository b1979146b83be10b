"""Ask for a risk and its Jira issue to be compared later: once, however much happens to either meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.domain.risk import Risk
from plugin.usecases.ports import UnitOfWork

ERRAND = "backing"
QUIET = timedelta(milliseconds=500)


def ask(uow: UnitOfWork, risk: Risk, now: datetime) -> None:
    """Have them compared soon; a risk without an issue of its own has nothing to compare."""
    if risk.backing is not None:
        uow.errands.ask(ERRAND, risk.id, lane=risk.project_id, run_at=now + QUIET)
