"""The scope gadget: the main baseline's sentence, ledger, ratios and burn-up, in points, for a narrow frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from plugin.domain.baseline import Baseline
from plugin.domain.ledger import Ledger
from plugin.usecases.records import DayMove
from plugin.usecases.views.burnup import BurnUpView, burn_up_view
from plugin.usecases.views.ledger_line import LedgerPart, RatioCard, ledger_parts, ratio_cards
from plugin.usecases.views.scope_place import Measure, Place, column
from plugin.usecases.views.scope_sentence import scope_sentence
from plugin.usecases.views.wording import Wording

MEASURE = Measure.POINTS


@dataclass(frozen=True, slots=True)
class ScopeGadget:
    """Everything the gadget shows; its figures lead nowhere, the project's own page has the ways to their reasons."""

    sentence: str
    parts: tuple[LedgerPart, ...]
    unit: str
    ratios: tuple[RatioCard, ...]
    burn_up: BurnUpView


def scope_gadget(
    say: Wording, baseline: Baseline, ledger: Ledger, subject: str, moves: Sequence[DayMove], today: date
) -> ScopeGadget:
    """The gadget of a baseline; `subject` is what it was taken of, as a person would call it."""
    place = Place(base="", baseline_id=baseline.id, measure=MEASURE)
    line = column(ledger, MEASURE)
    return ScopeGadget(
        sentence=scope_sentence(say, MEASURE, baseline, ledger, subject),
        parts=tuple(replace(part, url="") for part in ledger_parts(say, place, ledger)),
        unit=say.gettext("points"),
        ratios=ratio_cards(say, place, line),
        burn_up=burn_up_view(say, MEASURE, baseline, line.baseline, moves, today),
    )
