"""Advice on how a risk is worded: what its cause, event and effect should say and do not; a coach, never a judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from plugin.domain import english
from plugin.domain.likeness import TitleIndex, repeats
from plugin.domain.treatment import Direction


@dataclass(frozen=True, slots=True)
class Statement:
    """What a risk says; an empty event means that the title stands for it."""

    title: str
    cause: str = ""
    event: str = ""
    effect: str = ""
    direction: Direction = Direction.THREAT


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what to do (%(name)s stands for a value of the finding) and why that helps.

    `is_soft` marks a rule whose finding often has a good reason.
    """

    code: str
    message: str
    why: str
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a statement could be better; `field` is title, cause, event or effect."""

    rule: Rule
    field: str
    values: Mapping[str, str]

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def message(self) -> str:
        """What to do, in English; the rule's own text and the values serve for other languages."""
        return self.rule.message % dict(self.values)


NO_EFFECT = Rule(
    "no-effect",
    "Say what would follow for the project.",
    "Without an effect nobody can rate the impact, or tell later whether a response was worth its price.",
)
VAGUE_EFFECT = Rule(
    "vague-effect",
    "Name what the effect hits: dates, cost, scope, quality, security, compliance or people’s safety.",
    "An effect that names an objective shows which scale to rate on and who should care.",
    is_soft=True,
)
ISSUE = Rule(
    "issue",
    "“%(words)s” tells of something that is so already; if it is, record it as an issue and keep as a risk what it may"
    " lead to.",
    "An issue needs an answer now; a risk needs one before it happens. Mixed up, both wait.",
)
NO_DOUBT = Rule(
    "no-doubt",
    "Say that it may happen: may, might, could.",
    "A risk is uncertain. The word keeps it apart from its cause, which is a fact, and from its effect.",
)
GUESSED_CAUSE = Rule(
    "guessed-cause",
    "State the cause as a fact of today; “%(words)s” makes a guess of it. What may happen belongs into the event.",
    "A cause that is a fact can be checked and worked on; a guess leaves the response without a hold.",
)
REPEATED = Rule(
    "repeated",
    "The event says the same as the %(other)s; give each its own part.",
    "Cause, event and effect lead to three kinds of response: remove the cause, make the event rarer, soften the"
    " effect.",
)
TWIN = Rule(
    "twin",
    "%(other)s says much the same; merge the two, or say in the titles what sets them apart.",
    "The same risk twice is counted twice, and each owner waits for the other.",
)
RULES = (NO_EFFECT, VAGUE_EFFECT, ISSUE, NO_DOUBT, GUESSED_CAUSE, REPEATED, TWIN)


@lru_cache(maxsize=4096)
def lint(statement: Statement) -> tuple[Finding, ...]:
    """What could be better in one statement, in the order of its sentence: cause, event, effect.

    The wording is judged in English only: a text with too few English function words is asked for its effect and for
    parts that repeat each other, and otherwise left in peace. Pages ask for the same texts again and again; answers of
    late are remembered.
    """
    text = f"{statement.title}. {statement.cause}. {statement.event}. {statement.effect}"
    checks = (*_WORDING, *_ANYWHERE) if english.is_english(text) else _ANYWHERE
    found = [finding for check in checks for finding in check(statement)]
    order = {"title": 0, "cause": 1, "event": 2, "effect": 3}
    return tuple(sorted(found, key=lambda finding: order[finding.field]))


def twins(titles: Mapping[str, str]) -> dict[str, Finding]:
    """The risks whose titles say the same as another's, each with a finding that names the other's key.

    `titles` are by the risk's key in the order in which they were raised; only those that still matter.
    """
    return {key: Finding(TWIN, "title", {"other": other.key}) for key, other in TitleIndex(titles).twins().items()}


def _cause(statement: Statement) -> Iterator[Finding]:
    if words := english.guesses(statement.cause):
        yield Finding(GUESSED_CAUSE, "cause", {"words": ", ".join(words)})


def _event(statement: Statement) -> Iterator[Finding]:
    if not statement.event.strip():
        if words := english.accomplished(statement.title):
            yield Finding(ISSUE, "title", {"words": ", ".join(words)})
    elif not english.doubts(statement.event):
        if words := english.certainties(statement.event):
            yield Finding(ISSUE, "event", {"words": ", ".join(words)})
        else:
            yield Finding(NO_DOUBT, "event", {})


def _vague_effect(statement: Statement) -> Iterator[Finding]:
    if statement.effect.strip() and not english.objectives(statement.effect):
        yield Finding(VAGUE_EFFECT, "effect", {})


def _missing_effect(statement: Statement) -> Iterator[Finding]:
    if not statement.effect.strip():
        yield Finding(NO_EFFECT, "effect", {})


def _repetition(statement: Statement) -> Iterator[Finding]:
    for other in ("cause", "effect"):
        if repeats(statement.event, getattr(statement, other)):
            yield Finding(REPEATED, "event", {"other": other})


_Check = Callable[[Statement], Iterator[Finding]]
_WORDING: tuple[_Check, ...] = (_cause, _event, _vague_effect)
_ANYWHERE: tuple[_Check, ...] = (_missing_effect, _repetition)
