"""A speciality pack: risks that projects of a kind usually meet, questions that choose among them, and its wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.domain.risk_model import Objective
from plugin.domain.treatment import ActionKind, Direction, Strategy


class Answer(StrEnum):
    """What somebody says to a question; not knowing is an answer too, and a reason to look."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hint:
    """How likely and how hard such a risk usually is, as orders on five levels; shown beside a draft, never a score."""

    probability: int
    impact: int


@dataclass(frozen=True, slots=True)
class TypicalAction:
    """One thing that people usually do about such a risk."""

    title: str
    kind: ActionKind


@dataclass(frozen=True, slots=True)
class PackRisk:
    """One risk of a pack; `code` is its name within the pack for ever, whatever becomes of its words.

    `added` and `changed` are the pack's versions in which it came and in which its words last changed.
    """

    code: str
    title: str
    direction: Direction
    cause: str
    event: str
    effect: str
    sign: str
    strategy: Strategy
    actions: tuple[TypicalAction, ...]
    category: str
    objectives: tuple[Objective, ...]
    hint: Hint
    added: int = 1
    changed: int = 1


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an answer does: codes of risks that it proposes and of risks that it drops."""

    proposes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the project and what follows from yes and from no.

    Who does not know is proposed whatever either answer would propose, and loses nothing.
    """

    code: str
    text: str
    if_yes: Consequence
    if_no: Consequence

    def after(self, answer: Answer) -> Consequence:
        """What follows from an answer."""
        if answer is Answer.YES:
            return self.if_yes
        if answer is Answer.NO:
            return self.if_no
        return Consequence(tuple(dict.fromkeys((*self.if_yes.proposes, *self.if_no.proposes))))


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """A reason for scope change that projects of this kind have beside the common ones."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack in one version. `impact_wording` has five phrases an objective, from the mildest impact to the worst."""

    code: str
    name: str
    version: int
    language: str
    summary: str
    risks: tuple[PackRisk, ...]
    questions: tuple[Question, ...]
    review_questions: tuple[str, ...]
    change_reasons: tuple[ChangeReason, ...] = ()
    impact_wording: Mapping[Objective, tuple[str, ...]] | None = None

    def risk(self, code: str) -> PackRisk | None:
        """The risk of that code; None where this version has none."""
        return next((risk for risk in self.risks if risk.code == code), None)

    def question(self, code: str) -> Question | None:
        """The question of that code; None where this version has none."""
        return next((question for question in self.questions if question.code == code), None)
