"""Drafts as a page shows them to be judged: what each says, what is usual for it, and how far one has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.drafts import FROM_PACK, hinted
from plugin.domain.ids import AccountId
from plugin.domain.pack import Pack
from plugin.domain.risk import Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction
from plugin.usecases.drafting import hit_by
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.wording import Wording

PAGE = 25
MOST_OWNERS = 6


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft; `usual` is what its pack hints at, as orders of likelihood and impact, shown and never preset."""

    id: str
    key: str
    version: int
    title: str
    cause: str
    event: str
    effect: str
    is_opportunity: bool
    category: str
    origin: str
    signs: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]
    strategy: str
    objectives: tuple[str, ...]
    usual_likelihood: int | None
    usual_impact: int | None


@dataclass(frozen=True, slots=True)
class Triage:
    """Where one is among the drafts: those that wait, the one in hand, and how many were judged already."""

    drafts: tuple[DraftView, ...]
    waiting: int
    place: int
    kept: int
    dismissed: int

    @property
    def current(self) -> DraftView | None:
        """The draft in hand; None where none waits."""
        return self.drafts[self.place] if self.drafts else None

    @property
    def previous(self) -> DraftView | None:
        """The draft before it."""
        return self.drafts[self.place - 1] if self.place > 0 else None

    @property
    def next(self) -> DraftView | None:
        """The draft after it."""
        return self.drafts[self.place + 1] if self.place + 1 < len(self.drafts) else None


def triage(
    say: Wording, drafts: Sequence[Risk], sourced: Sequence[Risk], packs: Sequence[Pack], models: RiskModels, at: str
) -> Triage:
    """The drafts to judge, with the one of id `at` in hand, else the first; `sourced` are all risks from packs."""
    shown = tuple(_draft(say, draft, packs, models) for draft in drafts)
    place = next((place for place, one in enumerate(shown) if one.id == at), 0)
    judged = [risk for risk in sourced if risk.status is not Status.DRAFT]
    dismissed = sum(risk.status is Status.REJECTED and risk.current is None for risk in judged)
    return Triage(shown, len(shown), place, len(judged) - dismissed, dismissed)


def owners_of(me: AccountId | None, risks: Sequence[Risk], chosen: AccountId | None) -> tuple[AccountId, ...]:
    """Who is offered as an owner at once: the reader first, then whoever owns most of these risks, and the chosen."""
    count: dict[AccountId, int] = {}
    for risk in risks:
        if risk.owner is not None:
            count[risk.owner] = count.get(risk.owner, 0) + 1
    often = sorted(count, key=lambda account: -count[account])
    named = dict.fromkeys(account for account in (me, *often[:MOST_OWNERS], chosen) if account is not None)
    return tuple(named)


def _draft(say: Wording, draft: Risk, packs: Sequence[Pack], models: RiskModels) -> DraftView:
    hint = hinted(draft, models)
    return DraftView(
        id=draft.id,
        key=draft.key,
        version=draft.version,
        title=draft.title,
        cause=draft.cause,
        event=draft.event or draft.title,
        effect=draft.effect,
        is_opportunity=draft.direction is Direction.OPPORTUNITY,
        category=category_words(say, draft.category),
        origin=_pack_name(draft, packs),
        signs=tuple(trigger.text for trigger in draft.triggers),
        actions=tuple((action.kind.value, action.title) for action in draft.treatment.actions),
        strategy=draft.treatment.strategy.value if draft.treatment.strategy else "",
        objectives=tuple(objective.value for objective in hit_by(draft, models)),
        usual_likelihood=hint[0] if hint else None,
        usual_impact=max(hint[1].values()) if hint else None,
    )


def _pack_name(draft: Risk, packs: Sequence[Pack]) -> str:
    """The name of the pack a draft came from, "" where it came from elsewhere."""
    code = draft.source.reference.partition("#")[0] if draft.source.kind == FROM_PACK else ""
    return next((pack.name for pack in packs if pack.code == code), "")
