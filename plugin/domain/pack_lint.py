"""What is wrong with a pack's data, found before anybody is offered it: codes, references, statements, reachability."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from plugin.domain.categories import CategoryTree
from plugin.domain.errors import Problem
from plugin.domain.pack import Answer, Pack, PackRisk
from plugin.domain.risk import LONGEST_TITLE
from plugin.domain.statement_lint import Statement, lint, twins
from plugin.domain.treatment import STRATEGIES

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LEVELS = range(1, 6)
"""Hints and impact wordings speak of five levels, as the starter model has."""


def pack_problems(pack: Pack, categories: CategoryTree) -> list[Problem]:
    """Everything that keeps a pack from being offered, each with its place."""
    problems = [*_codes("/risks", (risk.code for risk in pack.risks))]
    problems += _codes("/questions", (question.code for question in pack.questions))
    problems += _codes("/change_reasons", (reason.code for reason in pack.change_reasons))
    if pack.version < 1:
        problems.append(Problem("/version", "count versions from 1"))
    for place, risk in enumerate(pack.risks):
        problems += _risk(f"/risks/{place}", risk, pack.version, categories)
    problems += _twins(pack)
    problems += _questions(pack)
    problems += _unreachable(pack)
    problems += _wording(pack)
    return problems


def _codes(pointer: str, codes: Iterable[str]) -> Iterator[Problem]:
    for place, (code, count) in enumerate(Counter(codes).items()):
        if not CODE.fullmatch(code):
            yield Problem(f"{pointer}/{place}/code", f"{code!r}: use small letters, digits and hyphens")
        if count > 1:
            yield Problem(pointer, f"the code {code!r} stands {count} times; each needs its own")


def _risk(pointer: str, risk: PackRisk, version: int, categories: CategoryTree) -> Iterator[Problem]:
    if len(risk.title) > LONGEST_TITLE:
        yield Problem(f"{pointer}/title", f"keep it to {LONGEST_TITLE} characters")
    if risk.category not in categories:
        yield Problem(f"{pointer}/category", f"there is no category {risk.category!r}")
    if risk.strategy not in STRATEGIES[risk.direction]:
        yield Problem(
            f"{pointer}/strategy", f"{risk.strategy.value} is no answer to this direction: {risk.direction.value}"
        )
    if not risk.actions:
        yield Problem(f"{pointer}/actions", "name at least one thing to do about it")
    if not risk.objectives:
        yield Problem(f"{pointer}/hits", "name at least one objective")
    if risk.hint.probability not in LEVELS or risk.hint.impact not in LEVELS:
        yield Problem(f"{pointer}/hint", "give probability and impact from 1 to 5")
    if not 1 <= risk.added <= risk.changed <= version:
        yield Problem(f"{pointer}/changed", "a risk is added first, changed then, and never after the pack's version")
    for finding in lint(Statement(risk.title, risk.cause, risk.event, risk.effect, risk.direction)):
        yield Problem(f"{pointer}/{finding.field}", finding.message)


def _twins(pack: Pack) -> Iterator[Problem]:
    for code, finding in twins({risk.code: risk.title for risk in pack.risks}).items():
        yield Problem("/risks", f"{code}: {finding.message}")


def _questions(pack: Pack) -> Iterator[Problem]:
    known = {risk.code for risk in pack.risks}
    for place, question in enumerate(pack.questions):
        for name, consequence in (("if_yes", question.if_yes), ("if_no", question.if_no)):
            for code in sorted({*consequence.proposes, *consequence.drops} - known):
                yield Problem(f"/questions/{place}/{name}", f"the pack has no risk {code!r}")
            for code in sorted({*consequence.proposes} & {*consequence.drops}):
                yield Problem(f"/questions/{place}/{name}", f"{code!r} cannot be proposed and dropped by one answer")
        if question.if_yes == question.if_no:
            yield Problem(f"/questions/{place}", "yes and no lead to the same; leave the question out")


def _unreachable(pack: Pack) -> Iterator[Problem]:
    """Risks that nobody who says yes or no to everything is ever offered."""
    for place, risk in enumerate(pack.risks):
        after = [[question.after(answer) for answer in (Answer.YES, Answer.NO)] for question in pack.questions]
        is_proposed = any(risk.code in one.proposes for pair in after for one in pair)
        may_pass = all(any(risk.code not in one.drops for one in pair) for pair in after)
        if not is_proposed and not may_pass:
            yield Problem(f"/risks/{place}", f"{risk.code!r} is dropped whatever is answered")


def _wording(pack: Pack) -> Iterator[Problem]:
    for objective, phrases in (pack.impact_wording or {}).items():
        if len(phrases) != len(LEVELS) or len(set(phrases)) != len(phrases):
            yield Problem(f"/impact_wording/{objective.value}", f"give {len(LEVELS)} different phrases, mildest first")
