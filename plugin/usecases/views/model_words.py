"""Risk models in the reader's words: what presets are, who may accept, what a tone is called, what was found."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.model_presets import Preset
from plugin.domain.model_rules import ModelFinding
from plugin.domain.risk_model import Authority, Objective, RiskModel
from plugin.usecases.views.wording import Wording

LONGEST_CELLS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: what to do, why, the field it concerns, and its cells ("2.3 4.1") with their words."""

    code: str
    words: str
    why: str
    field: str
    cells: str
    places: str


def authority_words(say: Wording) -> tuple[tuple[str, str], ...]:
    """Who may accept, from the least to the most senior, with their words."""
    return (
        (Authority.OWNER.value, say.gettext("the risk’s owner")),
        (Authority.MANAGER.value, say.gettext("the project manager")),
        (Authority.SPONSOR.value, say.gettext("the sponsor")),
        (Authority.BOARD.value, say.gettext("the board")),
    )


def objective_words(say: Wording) -> dict[Objective, str]:
    """The objectives' names."""
    return {
        Objective.SCHEDULE: say.gettext("Schedule"),
        Objective.COST: say.gettext("Cost"),
        Objective.SCOPE: say.gettext("Scope"),
        Objective.QUALITY: say.gettext("Quality"),
        Objective.SECURITY: say.gettext("Security"),
        Objective.COMPLIANCE: say.gettext("Compliance"),
        Objective.SAFETY: say.gettext("Safety"),
    }


def tone_words(say: Wording) -> dict[str, str]:
    """The tones' names, in the order to offer them."""
    return {
        "low": say.gettext("Lime, as “all is well”"),
        "medium": say.gettext("Amber, as a warning"),
        "high": say.gettext("Light red, as a danger"),
        "critical": say.gettext("Full red, as the gravest danger"),
        "gray": say.gettext("Grey"),
        "blue": say.gettext("Blue"),
        "teal": say.gettext("Teal"),
        "green": say.gettext("Green"),
        "yellow": say.gettext("Yellow"),
        "orange": say.gettext("Orange"),
        "magenta": say.gettext("Magenta"),
        "purple": say.gettext("Purple"),
    }


def preset_words(say: Wording, preset: Preset) -> str:
    """Where a preset comes from and what in it is our choice."""
    return say.gettext(preset.about)


def size_words(say: Wording, model: RiskModel) -> str:
    """How large a model is."""
    return say.gettext(
        "%(rows)s × %(columns)s, %(levels)s levels",
        rows=len(model.probabilities),
        columns=len(model.impacts),
        levels=len(model.levels),
    )


def found_words(say: Wording, finding: ModelFinding, model: RiskModel, field: str) -> Found:
    """A finding in words; its cells are named by the words of their steps."""
    places = [
        f"{model.probabilities[p - 1].label} × {model.impacts[i - 1].label}" for p, i in finding.cells[:LONGEST_CELLS]
    ]
    if len(finding.cells) > LONGEST_CELLS:
        places.append(say.gettext("%(n)s more", n=len(finding.cells) - LONGEST_CELLS))
    return Found(
        code=finding.code,
        words=say.gettext(finding.rule.message, **finding.values),
        why=say.gettext(finding.rule.why),
        field=field,
        cells=" ".join(f"{p}.{i}" for p, i in finding.cells),
        places="; ".join(places),
    )
