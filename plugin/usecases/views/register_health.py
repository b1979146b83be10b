"""The health of a register as a page shows it: the score with what it is made of, and findings with their fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.register_health import WEIGHTS, HealthFinding, HealthRule, RegisterHealth, register_health
from plugin.domain.statement_lint import Finding as Advice
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.views.wording import Wording

FIRST_SHOWN = 5
PAGE = 50


@dataclass(frozen=True, slots=True)
class NamedRisk:
    """What a finding calls its risk."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class HealthRead:
    """A register's health, the names of the risks that it speaks of, and the titles of their actions by id."""

    health: RegisterHealth
    risks: Mapping[RiskId, NamedRisk]
    actions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One finding: its risk, what is said about it, and the part of the drawer that mends it ("" for the whole)."""

    risk_id: str
    key: str
    title: str
    note: str
    part: str


@dataclass(frozen=True, slots=True)
class HealthGroup:
    """The findings of one rule, those shown so far, with what the rule asks and why."""

    code: str
    title: str
    why: str
    fix: str
    weight: float
    count: int
    lines: tuple[HealthLine, ...]


WORDS: Mapping[HealthRule, tuple[str, str, str]] = {
    HealthRule.TRIGGERED: (
        "Its early sign has shown, and nobody has looked at it since",
        "The sign was chosen so that there is time to act; that time is running.",
        "Look at it",
    ),
    HealthRule.ACCEPTED_LAPSED: (
        "Its acceptance has run out",
        "Living with a risk was agreed until a day, because things change.",
        "Decide again",
    ),
    HealthRule.ACCEPTED_UNDECIDED: (
        "Lived with above appetite, and nobody with the authority has accepted it",
        "Whoever would bear it should know of it and say yes.",
        "Have it accepted",
    ),
    HealthRule.WINDOW: (
        "The time in which it could happen has passed",
        "A risk that can no longer happen takes attention from those that can; its end teaches.",
        "Close it with its outcome",
    ),
    HealthRule.OWNER_MISSING: (
        "Nobody looks after it",
        "Somebody who watches notices first, and knows whom to ask.",
        "Name an owner",
    ),
    HealthRule.OWNER_AWAY: (
        "Its owner’s account is not active any more",
        "It waits for somebody who does not see it.",
        "Hand it on",
    ),
    HealthRule.LOWERED: (
        "Rated lower than at first, and no response is done",
        "Either something was done that is not written down, or the first rating was too high: both are worth a line.",
        "Rate it again",
    ),
    HealthRule.ACTION_LATE: (
        "An action is late, and the rating has not changed since",
        "The rating may still count on what has not been done.",
        "Rate it again",
    ),
    HealthRule.REVIEW: (
        "Its review is overdue",
        "A rating is an opinion of its day; a short look keeps it honest.",
        "Review it",
    ),
    HealthRule.ISSUE: (
        "It reads like something that has happened",
        "An issue needs an answer now; a risk needs one before it happens. Mixed up, both wait.",
        "Reword it",
    ),
    HealthRule.NO_EFFECT: (
        "It does not say what would follow",
        "Without an effect nobody can rate the impact, or tell later whether a response was worth its price.",
        "Say the effect",
    ),
    HealthRule.TARGET: (
        "It should come down, and nothing is planned that could bring it there",
        "A target without an action is a wish.",
        "Plan a response",
    ),
    HealthRule.OLD_MODEL: (
        "Rated with an older risk model",
        "Its level cannot be compared with the others’.",
        "Rate it again",
    ),
    HealthRule.DUPLICATE: (
        "Another risk says much the same",
        "The same risk twice is counted twice, and each owner waits for the other.",
        "Tell them apart",
    ),
    HealthRule.WORDING: (
        "Its wording could say more",
        "Cause, event and effect in their places lead to three kinds of response.",
        "Reword it",
    ),
    HealthRule.DRAFT: (
        "A draft has waited for more than two weeks",
        "It is either missing from the register or in its way.",
        "Judge it",
    ),
}
"""For each rule what it found, why that matters, and what its link does; in English, for translation where shown."""

PARTS: Mapping[HealthRule, str] = {
    HealthRule.WINDOW: "closing",
    HealthRule.OWNER_MISSING: "statement",
    HealthRule.OWNER_AWAY: "statement",
    HealthRule.LOWERED: "current",
    HealthRule.ACTION_LATE: "current",
    HealthRule.ISSUE: "statement",
    HealthRule.NO_EFFECT: "statement",
    HealthRule.OLD_MODEL: "current",
    HealthRule.DUPLICATE: "statement",
    HealthRule.WORDING: "statement",
}
"""The form that mends a finding; for the others the whole drawer is opened, where the choice is."""


def read_health(uow: UnitOfWork, project_id: ProjectId, today: date) -> HealthRead:
    """A register's health on a day, with the names that it needs; the number of queries does not grow with risks."""
    risks = uow.risks.living(project_id)
    health = register_health(risks, uow.models.of_project(project_id), today, uow.people.away())
    named = {finding.risk_id for finding in health.findings}
    subjects = {finding.subject for finding in health.findings if finding.rule is HealthRule.ACTION_LATE}
    return HealthRead(
        health,
        {risk.id: NamedRisk(risk.key, risk.title) for risk in risks if risk.id in named},
        {one.id: one.title for risk in risks for one in risk.treatment.actions if one.id in subjects},
    )


def groups(say: Wording, read: HealthRead, opened: str = "", pages: int = 1) -> tuple[HealthGroup, ...]:
    """The findings by rule, a few of each; of the rule with the code `opened` so many pages."""
    return tuple(
        HealthGroup(
            code=rule.value,
            title=say.gettext(WORDS[rule][0]),
            why=say.gettext(WORDS[rule][1]),
            fix=say.gettext(WORDS[rule][2]),
            weight=WEIGHTS[rule],
            count=count,
            lines=tuple(
                _line(say, read, finding)
                for finding in read.health.of(rule)[: PAGE * pages if rule.value == opened else FIRST_SHOWN]
            ),
        )
        for rule, count in read.health.counts.items()
    )


def advice_words(say: Wording, advice: Advice) -> str:
    """What the statement lint says, in the reader's language."""
    return say.gettext(advice.rule.message, **dict(advice.values))


def _line(say: Wording, read: HealthRead, finding: HealthFinding) -> HealthLine:
    named = read.risks[finding.risk_id]
    note = advice_words(say, finding.advice) if finding.advice else read.actions.get(finding.subject, "")
    return HealthLine(finding.risk_id, named.key, named.title, note, PARTS.get(finding.rule, ""))
