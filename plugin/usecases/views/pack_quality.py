"""How the risks of packs fare on a site: how often taken, kept and dismissed, for those who look after packs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.drafts import PackUse
from plugin.domain.pack import Pack

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PackFate:
    """One risk of a pack, by name, and what became of it; the share is of those judged, None where none was."""

    pack: str
    title: str
    taken: int
    waiting: int
    kept: int
    dismissed: int

    @property
    def dismissed_share(self) -> float | None:
        """How many of those that were judged were not wanted."""
        judged = self.kept + self.dismissed
        return self.dismissed / judged if judged else None


def pack_fates(packs: Sequence[Pack], uses: Sequence[PackUse]) -> tuple[PackFate, ...]:
    """What became of the packs' risks, those dismissed most often first; what no pack has any more goes by its code."""
    by_code = {pack.code: pack for pack in packs}
    found = []
    for use in uses[:MOST_SHOWN]:
        code, _, name = use.reference.partition("#")
        pack = by_code.get(code)
        told = pack.risk(name) if pack else None
        found.append(
            PackFate(
                pack.name if pack else code,
                told.title if told else name,
                use.taken,
                use.waiting,
                use.kept,
                use.dismissed,
            )
        )
    return tuple(found)
