"""The ledger as a line that adds up, and growth and churn beside it as the different numbers they are."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.ledger import Column, Ledger
from plugin.usecases.views.scope_place import Measure, Part, Place, bare, column, signed_percent
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """A part of the line; the sign belongs to the value, so that the line reads as a sum."""

    name: str
    value: str
    sign: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class RatioCard:
    """Growth, churn or the unapproved share: a value, or None with the reason."""

    key: str
    title: str
    value: str | None
    reason: str
    sentence: str
    why_url: str


def ledger_parts(say: Wording, place: Place, ledger: Ledger) -> tuple[LedgerPart, ...]:
    """Baseline + approved + pending + unapproved = current; choosing a part narrows the log, once more widens it."""
    line, measure = column(ledger, place.measure), place.measure
    names = {
        Part.APPROVED: say.gettext("approved"),
        Part.PENDING: say.gettext("pending"),
        Part.UNAPPROVED: say.gettext("unapproved"),
    }
    parts = [LedgerPart(say.gettext("Baseline"), bare(say, measure, line.baseline), "", "", is_on=False)]
    for part, name in names.items():
        value: int = getattr(line, part.value)
        is_on = place.part is part
        url = place.url("/log", part="" if is_on else part.value)
        parts.append(LedgerPart(name, bare(say, measure, abs(value)), "−" if value < 0 else "+", url, is_on))
    total = bare(say, measure, line.current)
    parts.append(LedgerPart(say.gettext("current"), total, "=", place.url("/log", part=""), is_on=False))
    return tuple(parts)


def ratio_cards(say: Wording, place: Place, line: Column) -> tuple[RatioCard, ...]:
    """Net growth and gross churn as the different numbers they are, and how much of what came in nobody approved."""
    measure = place.measure
    empty = (
        say.gettext("The baseline holds no estimated work.")
        if measure is Measure.POINTS
        else say.gettext("The baseline holds no issues.")
    )
    growth = say.gettext(
        "%(now)s now against %(then)s agreed.",
        now=bare(say, measure, line.current),
        then=bare(say, measure, line.baseline),
    )
    churn = say.gettext(
        "%(added)s came in, %(removed)s went out, %(changed)s by new estimates.",
        added=bare(say, measure, line.added),
        removed=bare(say, measure, line.removed),
        changed=bare(say, measure, line.reestimated),
    )
    share = say.gettext(
        "%(part)s of %(whole)s added.",
        part=bare(say, measure, line.unapproved_added),
        whole=bare(say, measure, line.added),
    )
    rows = (
        ("growth", say.gettext("Net growth"), line.growth, empty, growth),
        ("churn", say.gettext("Gross churn"), line.churn, empty, churn),
        (
            "unapprovedShare",
            say.gettext("Added without approval"),
            line.unapproved_share,
            say.gettext("Nothing was added."),
            share,
        ),
    )
    return tuple(
        RatioCard(
            key,
            title,
            None if value is None else (signed_percent(say, value) if key == "growth" else say.percent(value)),
            reason if value is None else "",
            "" if value is None else sentence,
            place.url(f"/why/{key}"),
        )
        for key, title, value, reason, sentence in rows
    )
