"""The scope tab's head: one sentence, the ledger that adds up, growth and churn apart, and how the baseline stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.domain.baseline import Baseline
from plugin.domain.ids import AccountId
from plugin.domain.ledger import Ledger
from plugin.usecases.authority import Rights
from plugin.usecases.views.baseline_head import BaselineHead, baseline_head
from plugin.usecases.views.ledger_line import LedgerPart, RatioCard, ledger_parts, ratio_cards
from plugin.usecases.views.scope_place import Measure, Place, column
from plugin.usecases.views.scope_sentence import scope_sentence
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class ScopeHead:
    """Everything above the log."""

    sentence: str
    parts: tuple[LedgerPart, ...]
    unit: str
    sum_url: str
    cards: tuple[RatioCard, ...]
    baseline: BaselineHead


def scope_head(
    say: Wording,
    place: Place,
    baseline: Baseline,
    ledger: Ledger,
    subject: str,
    names: Mapping[AccountId, str],
    rights: Rights,
) -> ScopeHead:
    """The head of the tab for one baseline; `subject` is what it was taken of, as a person would call it."""
    return ScopeHead(
        sentence=scope_sentence(say, place.measure, baseline, ledger, subject),
        parts=ledger_parts(say, place, ledger),
        unit=say.gettext("points") if place.measure is Measure.POINTS else say.gettext("issues"),
        sum_url=place.url("/why/current"),
        cards=ratio_cards(say, place, column(ledger, place.measure)),
        baseline=baseline_head(say, place, baseline, names, rights),
    )
