"""What a person typed about a risk, read into drafts; every mistake is named at once and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId
from plugin.domain.rating import Confidence, Stage
from plugin.domain.risk import LONGEST_TEXT, LONGEST_TITLE
from plugin.domain.risk_model import Objective, RiskModel
from plugin.domain.treatment import Direction
from plugin.usecases.risks import RatingDraft, RiskDraft
from plugin.web.ui.money import read
from plugin.web.ui.record_fields import RECORD_FIELDS
from plugin.web.ui.risk_merging import settled

LONGEST_FIELD = 5000
LONGEST_RATIONALE = 1000
LONGEST_DAYS = 5
ACCOUNT = re.compile(r"[A-Za-z0-9:_.-]{1,128}")
_UNPRINTABLE = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"\s+")

FIELDS = {
    "/title": "title",
    "/cause": "cause",
    "/event": "event",
    "/effect": "effect",
    "/category": "category",
    "/owner": "owner",
    "/rationale": "rationale",
    "/issues": "issue",
    "/outcome": "outcome",
    "/days": "days",
    "/cost": "cost",
    **RECORD_FIELDS,
    **{
        f"/ratings/{stage.value}/{name}": f"{prefix}{name}"
        for stage, prefix in ((Stage.CURRENT, ""), (Stage.TARGET, "target-"), (Stage.INHERENT, "inherent-"))
        for name in ("probability", "impact", "cost", "days")
    },
}
"""Which form field each problem of the domain belongs to."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent, to be shown again: values by field, and the name of the chosen owner where known."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    owner_name: str = ""

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, default)

    def error(self, name: str) -> str:
        """What is wrong with a field, "" where nothing is."""
        return self.errors.get(name, "")


def typed() -> dict[str, str]:
    """The form under way as text that any database takes and any template prints."""
    return settled({name: clean(value) for name, value in request.form.items() if len(name) <= LONGEST_TITLE})


def clean(text: str) -> str:
    """Text without control characters; a reader's line breaks stay."""
    return _UNPRINTABLE.sub("", text[:LONGEST_FIELD]).replace("\r\n", "\n").strip()


def one_line(text: str) -> str:
    """Text on one line."""
    return _BREAKS.sub(" ", text).strip()


def risk_draft(
    values: Mapping[str, str], model: RiskModel, found: Sequence[Problem] = (), *, rated: bool = True
) -> RiskDraft:
    """The risk in a form; Invalid names every field that cannot be read, after what was `found` wrong before.

    Without `rated` the form holds words only.
    """
    problems = list(found)
    ratings: dict[Stage, RatingDraft] = {}
    title = one_line(values.get("title", ""))
    if not title:
        problems.append(Problem("/title", "say in a few words what could happen"))
    if len(title) > LONGEST_TITLE:
        problems.append(Problem("/title", f"keep it to {LONGEST_TITLE} characters"))
    problems += [
        Problem(f"/{name}", f"keep it to {LONGEST_TEXT} characters")
        for name in ("cause", "event", "effect")
        if len(values.get(name, "")) > LONGEST_TEXT
    ]
    if rated:
        ratings = _ratings(values, model, problems)
    owner = _owner(values.get("owner", ""), problems)
    if problems:
        raise Invalid(problems)
    return RiskDraft(
        title=title,
        cause=values.get("cause", ""),
        event=values.get("event", ""),
        effect=values.get("effect", ""),
        direction=Direction.OPPORTUNITY if values.get("direction") == "opportunity" else Direction.THREAT,
        category=values.get("category") or None,
        owner=owner,
        ratings=ratings,
    )


def rating_draft(values: Mapping[str, str], stage: Stage, model: RiskModel) -> RatingDraft:
    """The rating in a form; Invalid names every field that cannot be read."""
    problems: list[Problem] = []
    draft = _rating(values, stage, "", model, problems)
    if len(values.get("rationale", "")) > LONGEST_RATIONALE:
        problems.append(Problem("/rationale", f"keep it to {LONGEST_RATIONALE} characters"))
    if problems:
        raise Invalid(problems)
    return draft


def _ratings(values: Mapping[str, str], model: RiskModel, problems: list[Problem]) -> dict[Stage, RatingDraft]:
    ratings = {Stage.CURRENT: _rating(values, Stage.CURRENT, "", model, problems)}
    given = [values.get("target-probability"), *(values.get(f"target-impact-{one.value}") for one in Objective)]
    if any(given):
        ratings[Stage.TARGET] = _rating(values, Stage.TARGET, "target-", model, problems)
    return ratings


def _rating(
    values: Mapping[str, str], stage: Stage, prefix: str, model: RiskModel, problems: list[Problem]
) -> RatingDraft:
    pointer = f"/ratings/{stage.value}"
    probability = _order(values.get(f"{prefix}probability", ""), len(model.probabilities))
    if probability is None:
        problems.append(Problem(f"{pointer}/probability", "choose how likely it is"))
    impact: dict[Objective, int] = {}
    for objective in model.objectives:
        said = values.get(f"{prefix}impact-{objective.value}", "")
        order = _order(said, len(model.impacts))
        if order is not None:
            impact[objective] = order
        elif said:
            problems.append(Problem(f"{pointer}/impact", f"choose one of the listed impacts for {objective.value}"))
    if not impact and not any(problem.pointer == f"{pointer}/impact" for problem in problems):
        problems.append(Problem(f"{pointer}/impact", "rate what it would hit, at least one"))
    cost = _amount(values, f"{prefix}cost", pointer, problems)
    sure = values.get(f"{prefix}confidence", "")
    return RatingDraft(
        probability or 0,
        impact,
        cost,
        values.get("rationale") or None,
        Confidence(sure) if sure in set(Confidence) else None,
        _amount(values, f"{prefix}cost-low", pointer, problems),
        _amount(values, f"{prefix}cost-high", pointer, problems),
        _days(values, f"{prefix}days", pointer, problems),
    )


def _amount(values: Mapping[str, str], name: str, pointer: str, problems: list[Problem]) -> int | None:
    text = values.get(name, "")
    amount = read(text) if text else None
    if text and amount is None:
        problems.append(Problem(f"{pointer}/cost", "give an amount of zero or more, such as 40000"))
    return amount


def _days(values: Mapping[str, str], name: str, pointer: str, problems: list[Problem]) -> int | None:
    text = values.get(name, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_DAYS:
        return int(text)
    problems.append(Problem(f"{pointer}/days", "give whole days, such as 12"))
    return None


def _order(text: str, highest: int) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) == 1
    return int(text) if is_number and 1 <= int(text) <= highest else None


def _owner(text: str, problems: list[Problem]) -> AccountId | None:
    if not text:
        return None
    if not ACCOUNT.fullmatch(text):
        problems.append(Problem("/owner", "choose a person from the list"))
        return None
    return AccountId(text)
