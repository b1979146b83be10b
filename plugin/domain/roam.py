"""ROAM: whether a risk is resolved, owned, accepted or mitigated, as teams sort risks at the end of their planning."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from plugin.domain.risk import ACTIVE, Risk, Status


class Roam(StrEnum):
    """Where a risk stands on the board; `unowned` is what nobody has taken on yet."""

    UNOWNED = "unowned"
    OWNED = "owned"
    MITIGATED = "mitigated"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"


def roam_of(risk: Risk, today: date) -> Roam | None:
    """The place that follows from what is known of a risk; None for drafts and for what was rejected.

    An ended risk is resolved. Of the others, a standing acceptance goes first, then responses that are all done, then
    responses under way; a risk without any is owned once it has an owner.
    """
    if risk.status not in ACTIVE:
        return None if risk.status in {Status.DRAFT, Status.REJECTED} else Roam.RESOLVED
    acceptance = risk.treatment.acceptance
    if acceptance is not None and acceptance.holds(today):
        return Roam.ACCEPTED
    if risk.responses:
        return Roam.RESOLVED if all(one.done for one in risk.responses) else Roam.MITIGATED
    return Roam.UNOWNED if risk.owner is None else Roam.OWNED
