"""What else people write of a risk: how it was found, its window, labels, strategy and plans; only what is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from typing import TypeVar

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import RiskId
from plugin.domain.risk import LONGEST_TEXT, Identified, Risk, Window, risk_problems
from plugin.domain.treatment import Strategy
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved

T = TypeVar("T")

SPECIALITIES = ("software", "infrastructure", "cybersecurity", "erp", "telecoms", "ai-ml", "general")
LONGEST_LABEL = 40
MOST_LABELS = 20
LONGEST_LEAD = 3650


class Kept(Enum):
    """Stands for: nobody says anything about this, so it stays as it is."""

    KEPT = "kept"


KEPT = Kept.KEPT


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """Parts of a risk as a person writes them; KEPT leaves a part as it is."""

    speciality: str | Kept | None = KEPT
    identified: Identified | Kept | None = KEPT
    identified_on: date | Kept | None = KEPT
    labels: tuple[str, ...] | Kept = KEPT
    window: Window | Kept = KEPT
    strategy: Strategy | Kept | None = KEPT
    contingency_plan: str | Kept = KEPT
    fallback_plan: str | Kept = KEPT


NOTHING_SAID = RecordDraft()


def record_risk(act: Act, risk_id: RiskId, draft: RecordDraft, expected: int | None) -> Risk:
    """Write these parts; Invalid names every field that cannot be accepted. Nothing is written where nothing moved."""
    risk, models = hold(act, risk_id, expected)
    after = recorded(risk, draft)
    if problems := [*risk_problems(models, after), *record_problems(after, act.now.date(), draft)]:
        raise Invalid(problems)
    changes = record_changes(risk, after)
    if not changes:
        return risk
    return saved(act, risk, after, [act_fact(act, "RiskRewritten", risk, {"changes": changes})])


def recorded(risk: Risk, draft: RecordDraft) -> Risk:
    """The risk with what the draft says."""
    treatment = replace(
        risk.treatment,
        strategy=_said(draft.strategy, risk.treatment.strategy),
        contingency_plan=_said(draft.contingency_plan, risk.treatment.contingency_plan).strip(),
        fallback_plan=_said(draft.fallback_plan, risk.treatment.fallback_plan).strip(),
    )
    return replace(
        risk,
        speciality=_said(draft.speciality, risk.speciality),
        identified=_said(draft.identified, risk.identified),
        identified_on=_said(draft.identified_on, risk.identified_on),
        labels=_tidy(_said(draft.labels, risk.labels)),
        window=_said(draft.window, risk.window),
        treatment=treatment,
    )


def record_problems(risk: Risk, today: date, draft: RecordDraft = NOTHING_SAID) -> list[Problem]:
    """What is wrong with these parts, besides what is wrong with the risk as a whole.

    A speciality that a pack brought stands, listed or not; what somebody chooses must be listed.
    """
    problems = []
    if isinstance(draft.speciality, str) and draft.speciality not in SPECIALITIES:
        problems.append(Problem("/speciality", "choose one of the listed specialities"))
    if risk.identified_on is not None and risk.identified_on > today:
        problems.append(Problem("/identifiedOn", "choose today or a day before"))
    if len(risk.labels) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in risk.labels):
        problems.append(Problem("/labels", f"give at most {MOST_LABELS} labels of {LONGEST_LABEL} characters each"))
    if not 0 <= (risk.window.lead_days or 0) <= LONGEST_LEAD:
        problems.append(Problem("/window/leadDays", f"give whole days from 0 to {LONGEST_LEAD}"))
    plans = {"contingencyPlan": risk.treatment.contingency_plan, "fallbackPlan": risk.treatment.fallback_plan}
    problems.extend(
        Problem(f"/treatment/{name}", f"keep it to {LONGEST_TEXT} characters")
        for name, text in plans.items()
        if len(text) > LONGEST_TEXT
    )
    return problems


def record_changes(before: Risk, after: Risk) -> dict[str, list[object]]:
    """Old and new of each part that differs, as plain values by the names of the API, for the history."""
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _plain(risk: Risk) -> Mapping[str, object]:
    window, treatment = risk.window, risk.treatment
    return {
        "speciality": risk.speciality,
        "identified": _code(risk.identified),
        "identifiedOn": _day(risk.identified_on),
        "labels": ", ".join(risk.labels),
        "windowFirst": _day(window.first),
        "windowLast": _day(window.last),
        "leadDays": None if window.lead_days is None else str(window.lead_days),
        "strategy": _code(treatment.strategy),
        "contingencyPlan": treatment.contingency_plan,
        "fallbackPlan": treatment.fallback_plan,
    }


def _code(one: StrEnum | None) -> str | None:
    return None if one is None else one.value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _said(given: T | Kept, held: T) -> T:
    return held if isinstance(given, Kept) else given


def _tidy(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Labels without blanks around them and none twice, in the order given."""
    bare = (" ".join(label.split()) for label in labels)
    return tuple(dict.fromkeys(label for label in bare if label))
