"""The common reasons for a change of scope: stored by code, shown in a few words, the likeliest ones first."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.delta import DeltaClass
from plugin.usecases.views.wording import Wording

OTHER = "other"

_GREW = ("customer", "omitted", "regulation", "architecture")
_SHRANK = ("simplification", "budget", "strategy", "resources")
_LIKELY: Mapping[DeltaClass, tuple[str, ...]] = {
    DeltaClass.ADDED_NEW: _GREW,
    DeltaClass.ADDED_MOVED_IN: ("dependency", "customer", "strategy", "correction"),
    DeltaClass.REMOVED_MOVED_OUT: _SHRANK,
    DeltaClass.REMOVED_DELETED: ("simplification", "correction", "omitted", "strategy"),
    DeltaClass.REMOVED_CANCELLED: _SHRANK,
    DeltaClass.RE_ESTIMATED: ("estimate", "misunderstood", "constraint", "architecture"),
    DeltaClass.TYPE_CHANGED: ("correction", "misunderstood", "architecture", "simplification"),
}


def reasons(say: Wording) -> dict[str, str]:
    """Every reason's code with its words, in the order of the list."""
    return {
        "customer": say.gettext("Customer asked"),
        "misunderstood": say.gettext("Requirement misunderstood"),
        "omitted": say.gettext("Was forgotten"),
        "regulation": say.gettext("Regulation or standard"),
        "market": say.gettext("Market or competitor"),
        "strategy": say.gettext("Strategy changed"),
        "architecture": say.gettext("Architecture discovery"),
        "constraint": say.gettext("Technical constraint"),
        "estimate": say.gettext("Estimate was wrong"),
        "dependency": say.gettext("Dependency late or changed"),
        "supplier": say.gettext("Supplier changed"),
        "defect": say.gettext("Defect or rework"),
        "security": say.gettext("Security finding"),
        "performance": say.gettext("Performance finding"),
        "risk": say.gettext("Risk response"),
        "lesson": say.gettext("Lesson applied"),
        "budget": say.gettext("Budget cut"),
        "resources": say.gettext("People or means lost"),
        "simplification": say.gettext("Simplified on purpose"),
        "correction": say.gettext("Baseline corrected"),
        OTHER: say.gettext("Other"),
    }


def reason_words(say: Wording, code: str | None, comment: str | None) -> str | None:
    """A stored reason in words: its label, its comment, or both; a code we do not know is shown as it is."""
    if not code:
        return comment or None
    label = reasons(say).get(code, code)
    if not comment:
        return label
    return comment if code == OTHER else f"{label}: {comment}"


def likely(delta_class: DeltaClass) -> tuple[str, ...]:
    """The four reasons offered first for a class of change."""
    return _LIKELY[delta_class]
