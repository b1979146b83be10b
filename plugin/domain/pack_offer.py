"""What a pack offers a project: by the answers to its questions at first, by what a newer version brings later on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.domain.errors import Invalid, Problem
from plugin.domain.pack import Answer, Pack, PackRisk, Question


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer that speaks for a risk or against it."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Offered:
    """A risk with the answers that propose it; without any it is offered because most projects of this kind meet it."""

    risk: PackRisk
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A risk with the answers that rule it out."""

    risk: PackRisk
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The risks to offer, those with most reasons first, and the risks left out."""

    offered: tuple[Offered, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a risk of the pack in one project: the version it was taken from, and what people did with it."""

    version: int
    edited: bool = False
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Updates:
    """What a newer version of a pack means for a project that took an older one.

    `new` came with the newer version; `passed_over` could have been taken before. Of the risks whose words changed,
    `untouched` ones may take the new words; `edited` ones are named and never touched. Dismissed ones stay dismissed.
    `withdrawn` are codes that the project holds and the pack no longer has.
    """

    new: tuple[PackRisk, ...]
    passed_over: tuple[PackRisk, ...]
    untouched: tuple[PackRisk, ...]
    edited: tuple[PackRisk, ...]
    withdrawn: tuple[str, ...]


def proposed(pack: Pack, answers: Mapping[str, Answer]) -> Offer:
    """The pack's risks sorted by answers (question code to answer); an unanswered question changes nothing.

    A risk that one answer proposes and another drops is offered: a draft too many costs less than a risk too few.
    Raises Invalid for an answer to a question that the pack does not ask.
    """
    strangers = [code for code in answers if pack.question(code) is None]
    if strangers:
        raise Invalid(
            [Problem(f"/answers/{code}", "the pack does not ask this; load the page again") for code in strangers]
        )
    reasons = [Reason(question, answers[question.code]) for question in pack.questions if question.code in answers]
    offered, dropped = [], []
    for risk in pack.risks:
        speaking_for = tuple(one for one in reasons if risk.code in one.question.after(one.answer).proposes)
        against = tuple(one for one in reasons if risk.code in one.question.after(one.answer).drops)
        if against and not speaking_for:
            dropped.append(Dropped(risk, against))
        else:
            offered.append(Offered(risk, speaking_for))
    offered.sort(key=lambda one: -len(one.because))
    return Offer(tuple(offered), tuple(dropped))


def updates(pack: Pack, kept: Mapping[str, Kept]) -> Updates:
    """What the present version of a pack means for a project that keeps these of its risks, by their codes."""
    known = max((one.version for one in kept.values()), default=0)
    missing = [risk for risk in pack.risks if risk.code not in kept]
    changed = [risk for risk in pack.risks if risk.code in kept and risk.changed > kept[risk.code].version]
    alive = [risk for risk in changed if not kept[risk.code].dismissed]
    return Updates(
        new=tuple(risk for risk in missing if risk.added > known),
        passed_over=tuple(risk for risk in missing if risk.added <= known),
        untouched=tuple(risk for risk in alive if not kept[risk.code].edited),
        edited=tuple(risk for risk in alive if kept[risk.code].edited),
        withdrawn=tuple(code for code in kept if pack.risk(code) is None),
    )
