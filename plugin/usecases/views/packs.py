"""A pack as a project sees it: which to begin with, what the answers so far propose and leave out, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.drafts import COMMON, kept_of
from plugin.domain.pack import Answer, Pack, PackRisk
from plugin.domain.pack_offer import Kept, Reason, Updates, proposed, updates
from plugin.domain.risk import Risk
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A pack to begin with: how many risks it has, how many of them the project took or dismissed, and how many are new
    since; `is_own` marks the project's speciality.
    """

    code: str
    name: str
    summary: str
    size: int
    taken: int
    new: int
    is_own: bool
    is_common: bool


@dataclass(frozen=True, slots=True)
class ToTake:
    """One risk to take as a draft, with the answers that speak for it; `is_on` while its box is ticked."""

    told: PackRisk
    category: str
    because: tuple[Reason, ...]
    is_on: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A risk that the answers rule out, with those answers."""

    told: PackRisk
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PackOffer:
    """What a pack offers by the answers so far; `here` and `dismissed` name what the project had of it before."""

    pack: Pack
    answers: Mapping[str, Answer]
    to_take: tuple[ToTake, ...]
    left_out: tuple[LeftOut, ...]
    here: tuple[PackRisk, ...]
    dismissed: tuple[PackRisk, ...]
    updates: Updates
    held_version: int

    @property
    def ticked(self) -> int:
        """How many boxes are ticked."""
        return sum(one.is_on for one in self.to_take)


def choices(packs: Sequence[Pack], risks: Sequence[Risk], speciality: str | None) -> tuple[PackChoice, ...]:
    """All packs as they are offered; `risks` are those that the project keeps from packs. Its own come first."""
    found = []
    for pack in packs:
        kept = kept_of(pack, risks)
        new = len(updates(pack, kept).new) if kept else 0
        own = pack.code == speciality
        found.append(
            PackChoice(pack.code, pack.name, pack.summary, len(pack.risks), len(kept), new, own, pack.code == COMMON)
        )
    return tuple(sorted(found, key=lambda one: not (one.is_own or (one.is_common and speciality is not None))))


def offer(
    say: Wording, pack: Pack, risks: Sequence[Risk], answers: Mapping[str, Answer], off: Collection[str] = ()
) -> PackOffer:
    """What the pack offers; `off` are codes whose box a person has cleared. Invalid for a foreign question."""
    kept = kept_of(pack, risks)
    found = proposed(pack, answers)
    news = updates(pack, kept)
    fresh = {told.code for told in news.new} if kept else set()
    return PackOffer(
        pack=pack,
        answers=answers,
        to_take=tuple(
            ToTake(
                one.risk,
                category_words(say, one.risk.category),
                one.because,
                one.risk.code not in off,
                one.risk.code in fresh,
            )
            for one in found.offered
            if one.risk.code not in kept
        ),
        left_out=tuple(LeftOut(one.risk, one.because) for one in found.dropped if one.risk.code not in kept),
        here=_told(pack, kept, dismissed=False),
        dismissed=_told(pack, kept, dismissed=True),
        updates=news,
        held_version=max((one.version for one in kept.values()), default=0),
    )


def _told(pack: Pack, kept: Mapping[str, Kept], *, dismissed: bool) -> tuple[PackRisk, ...]:
    return tuple(risk for risk in pack.risks if risk.code in kept and kept[risk.code].dismissed is dismissed)
