"""Drafts from packs: a pack's risk as a risk without a score, what became of those a project took, and why one goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.pack import Pack, PackRisk
from plugin.domain.pack_offer import Kept
from plugin.domain.rating import Rating
from plugin.domain.risk import Risk, Source, Status
from plugin.domain.risk_model import Objective, RiskModel, RiskModels
from plugin.domain.treatment import Action, Treatment
from plugin.domain.trigger import Trigger

FROM_PACK = "pack"
"""The kind of source that a draft from a pack has."""

COMMON = "common"
"""The pack that every project may take beside that of its speciality."""

HINTED_LEVELS = 5
"""Hints are orders on so many levels, whatever model a project rates with."""

NewId = Callable[[], str]


class Dismissal(StrEnum):
    """Why a draft is not wanted."""

    NOT_RELEVANT = "not-relevant"
    COVERED = "already-covered"
    OUT_OF_HANDS = "out-of-our-hands"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PackUse:
    """What became of one risk of a pack on a site: how often it was taken, and of these waits, and was dismissed."""

    reference: str
    taken: int
    waiting: int
    dismissed: int

    @property
    def kept(self) -> int:
        """How often it went into a register."""
        return self.taken - self.waiting - self.dismissed


def reference(pack_code: str, risk_code: str) -> str:
    """How a risk names the place in a pack that it came from."""
    return f"{pack_code}#{risk_code}"


def draft_from(
    pack: Pack, told: PackRisk, project_id: ProjectId, model: RiskModel, by: AccountId | None, at: datetime, ids: NewId
) -> Risk:
    """The draft of a pack's risk: its words, its typical responses as planned actions, its early sign, and no rating.

    The pack's hint is kept beside it and never counts. The key is for the caller to give.
    """
    blank = Risk(
        id=RiskId(ids()),
        key="",
        project_id=project_id,
        title=told.title,
        cause="",
        event="",
        effect="",
        direction=told.direction,
        category=None,
        owner=None,
        ratings={},
        raised_at=at,
        raised_by=by,
        status=Status.DRAFT,
        speciality=None if pack.code == COMMON else pack.code,
    )
    return worded_by(pack, told, blank, model, at, ids)


def worded_by(pack: Pack, told: PackRisk, risk: Risk, model: RiskModel, at: datetime, ids: NewId) -> Risk:
    """The risk with everything that the pack's present version says of it; who owns it and its life stay."""
    return replace(
        risk,
        title=told.title,
        cause=told.cause,
        event=told.event,
        effect=told.effect,
        direction=told.direction,
        category=told.category,
        treatment=Treatment(
            strategy=told.strategy, actions=tuple(Action(ids(), one.title, one.kind) for one in told.actions)
        ),
        triggers=(Trigger(ids(), told.sign),),
        source=Source(FROM_PACK, reference(pack.code, told.code), pack.version),
        hint=_hint(told, model, at),
    )


def kept_of(pack: Pack, risks: Iterable[Risk]) -> Mapping[str, Kept]:
    """What became of the pack's risks in one project, by their codes; `risks` are those it keeps from any pack.

    Whatever left the state of a draft counts as edited: people have made it theirs.
    """
    known = {}
    for risk in risks:
        pack_code, _, code = risk.source.reference.partition("#")
        if risk.source.kind != FROM_PACK or pack_code != pack.code:
            continue
        dismissed = risk.status is Status.REJECTED and risk.current is None
        known[code] = Kept(risk.source.version, risk.source.edited or risk.status is not Status.DRAFT, dismissed)
    return known


def hinted(risk: Risk, models: RiskModels) -> tuple[int, Mapping[Objective, int]] | None:
    """How likely and how hard such a risk usually is, in orders of the present model; None where nothing is hinted.

    Objectives that the present model does not rate are left out; where none is left, its first one stands for them.
    """
    if risk.hint is None:
        return None
    then, now = models.of(risk.hint.model_version), models.current
    likely = rescaled(risk.hint.probability, len(then.probabilities), len(now.probabilities))
    hard = {
        objective: rescaled(order, len(then.impacts), len(now.impacts)) for objective, order in risk.hint.impact.items()
    }
    rated = {objective: order for objective, order in hard.items() if objective in now.objectives}
    return likely, rated or {now.objectives[0]: max(hard.values())}


def rescaled(order: int, levels: int, wanted: int) -> int:
    """An order of one scale on a scale with another number of levels: ends meet ends, the middle meets the middle."""
    if levels == wanted or levels < 2:
        return min(order, wanted)
    return round((order - 1) / (levels - 1) * (wanted - 1)) + 1


def _hint(told: PackRisk, model: RiskModel, at: datetime) -> Rating:
    hard = rescaled(told.hint.impact, HINTED_LEVELS, len(model.impacts))
    rated = [objective for objective in told.objectives if objective in model.objectives] or [model.objectives[0]]
    likely = rescaled(told.hint.probability, HINTED_LEVELS, len(model.probabilities))
    return Rating(likely, dict.fromkeys(rated, hard), model.version, at)
