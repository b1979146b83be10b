"""The health of a register: rules that say where it could serve its people better, and a score that explains itself.

A coach's list (features C10): each finding names one risk and what to do about it, and nobody is ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plugin.domain.figures import Figure
from plugin.domain.flags import Away
from plugin.domain.ids import RiskId
from plugin.domain.rating import Assessment, Stage, assess
from plugin.domain.risk import Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.statement_lint import ISSUE, NO_EFFECT, Statement, lint, twins
from plugin.domain.statement_lint import Finding as Advice
from plugin.domain.treatment import Direction

LONGEST_DRAFT = timedelta(days=14)
"""A draft that nobody has judged for so long is either in the register's way or missing from it."""


class HealthRule(StrEnum):
    """What can be better, the most pressing first."""

    TRIGGERED = "triggered-untouched"
    ACCEPTED_LAPSED = "acceptance-lapsed"
    ACCEPTED_UNDECIDED = "acceptance-missing"
    WINDOW = "window-passed"
    OWNER_MISSING = "owner-missing"
    OWNER_AWAY = "owner-away"
    LOWERED = "lowered-without-response"
    ACTION_LATE = "action-late-rating-same"
    REVIEW = "review-overdue"
    ISSUE = "issue-as-risk"
    NO_EFFECT = "no-effect"
    TARGET = "target-without-action"
    OLD_MODEL = "older-model"
    DUPLICATE = "duplicate"
    WORDING = "wording"
    DRAFT = "draft-waiting"


WEIGHTS: Mapping[HealthRule, float] = {
    HealthRule.TRIGGERED: 1.0,
    HealthRule.ACCEPTED_LAPSED: 1.0,
    HealthRule.ACCEPTED_UNDECIDED: 1.0,
    HealthRule.WINDOW: 1.0,
    HealthRule.OWNER_MISSING: 1.0,
    HealthRule.OWNER_AWAY: 1.0,
    HealthRule.LOWERED: 0.5,
    HealthRule.ACTION_LATE: 0.5,
    HealthRule.REVIEW: 0.5,
    HealthRule.ISSUE: 0.5,
    HealthRule.NO_EFFECT: 0.5,
    HealthRule.TARGET: 0.5,
    HealthRule.OLD_MODEL: 0.25,
    HealthRule.DUPLICATE: 0.25,
    HealthRule.WORDING: 0.1,
    HealthRule.DRAFT: 0.0,
}
"""What share of an open risk's credit a rule takes; drafts are not open, and wording is a matter of taste."""


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One place to better; `subject` is an action's id or the key of a twin, `advice` what the statement lint says."""

    rule: HealthRule
    risk_id: RiskId
    subject: str = ""
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class RegisterHealth:
    """All findings, rule by rule and within a rule in the order of the risks, and the score with its inputs.

    `score` is a share of one: each open risk begins with one credit, each rule it breaks takes its weight once, none
    goes below nought, and the score is the mean. None where no risk is open.
    """

    findings: tuple[HealthFinding, ...]
    open: int
    clean: int
    score: float | None

    @property
    def counts(self) -> Mapping[HealthRule, int]:
        """Findings by rule, in the order of the rules, only those that were broken."""
        found = Counter(finding.rule for finding in self.findings)
        return {rule: found[rule] for rule in HealthRule if found[rule]}

    def of(self, rule: HealthRule) -> tuple[HealthFinding, ...]:
        """The findings of one rule."""
        return tuple(finding for finding in self.findings if finding.rule is rule)


NO_RISK = "No risk is open."


def health_figure(health: RegisterHealth) -> Figure:
    """The score as a figure, a share of one measured on the open risks."""
    return Figure("risk.health", health.score, "ratio", None if health.score is not None else NO_RISK, health.open)


def register_health(risks: Sequence[Risk], models: RiskModels, today: date, away: Away) -> RegisterHealth:
    """The health of a register on a day; `risks` are its open ones and its drafts, others are passed over."""
    opened = [risk for risk in risks if risk.is_open]
    alike = twins({risk.key: risk.title for risk in opened})
    of_each = [[*_Look(risk, models, today, away).found(), *_at_wording(risk, alike.get(risk.key))] for risk in opened]
    found = [finding for of_risk in of_each for finding in of_risk]
    found += [
        HealthFinding(HealthRule.DRAFT, risk.id)
        for risk in risks
        if risk.status is Status.DRAFT and risk.raised_at.date() + LONGEST_DRAFT < today
    ]
    order = {rule: place for place, rule in enumerate(HealthRule)}
    found.sort(key=lambda finding: order[finding.rule])
    clean = sum(not of_risk for of_risk in of_each)
    score = sum(_credit(of_risk) for of_risk in of_each) / len(opened) if opened else None
    return RegisterHealth(tuple(found), len(opened), clean, score)


def _credit(of_risk: Sequence[HealthFinding]) -> float:
    """What is left of one risk's credit."""
    return 1 - min(1.0, sum(WEIGHTS[rule] for rule in {finding.rule for finding in of_risk}))


@dataclass(frozen=True, slots=True)
class _Look:
    """One open risk on a day, and what its data say."""

    risk: Risk
    models: RiskModels
    today: date
    away: Away

    def found(self) -> Iterator[HealthFinding]:
        """Every rule over data that the risk breaks."""
        for rule, check in _CHECKS.items():
            if check(self):
                yield HealthFinding(rule, self.risk.id)
        yield from self.actions_late()

    @property
    def now(self) -> Assessment | None:
        """What the model makes of the current rating."""
        return self.risk.assessed(self.models)

    def triggered_untouched(self) -> bool:
        """Its sign has shown, and nobody has rated or reviewed it since."""
        fired = [one.fired_at for one in self.risk.triggers if one.has_fired and one.fired_at]
        if self.risk.status is not Status.TRIGGERED or not fired or self.risk.current is None:
            return False
        reviewed = self.risk.last_review is not None and self.risk.last_review >= max(fired).date()
        return not reviewed and self.risk.current.at <= max(fired)

    def acceptance_lapsed(self) -> bool:
        """It was accepted until a day that is past, and nothing else is done about it."""
        accepted = self.risk.treatment.acceptance
        if accepted is None or accepted.revoked_on is not None or accepted.expires_on is None:
            return False
        return accepted.expires_on < self.today and not self.risk.responses

    def acceptance_missing(self) -> bool:
        """A threat above appetite is lived with, and nobody with the authority has said so."""
        strategy, now = self.risk.treatment.strategy, self.now
        if strategy is None or not strategy.is_acceptance or now is None or self.risk.direction is not Direction.THREAT:
            return False
        return self.risk.treatment.acceptance is None and now.model.is_above_appetite(now.level.name)

    def lowered(self) -> bool:
        """The current rating is below the inherent one, and no response is done."""
        return self._is_lower(Stage.CURRENT, Stage.INHERENT) and not any(one.done for one in self.risk.responses)

    def target_without_action(self) -> bool:
        """The target is below the current rating, and nothing is planned that could bring it there."""
        return self._is_lower(Stage.TARGET, Stage.CURRENT) and not any(not one.done for one in self.risk.responses)

    def actions_late(self) -> Iterator[HealthFinding]:
        """Actions past their day, while the rating still counts on them."""
        current = self.risk.current
        for action in self.risk.treatment.actions:
            is_late = action.is_live and action.due is not None and action.due < self.today
            if is_late and current is not None and action.due is not None and current.at.date() <= action.due:
                yield HealthFinding(HealthRule.ACTION_LATE, self.risk.id, action.id)

    def _is_lower(self, stage: Stage, than: Stage) -> bool:
        """Whether a threat is rated lower at one stage than at another, both with the same model."""
        low, high = self.risk.ratings.get(stage), self.risk.ratings.get(than)
        if low is None or high is None or low.model_version != high.model_version:
            return False
        if self.risk.direction is not Direction.THREAT:
            return False
        below, above = assess(self.models, low), assess(self.models, high)
        return (below.level.rank, below.score) < (above.level.rank, above.score)


_CHECKS: Mapping[HealthRule, Callable[[_Look], bool]] = {
    HealthRule.TRIGGERED: _Look.triggered_untouched,
    HealthRule.ACCEPTED_LAPSED: _Look.acceptance_lapsed,
    HealthRule.ACCEPTED_UNDECIDED: _Look.acceptance_missing,
    HealthRule.WINDOW: lambda look: look.risk.window.has_passed(look.today),
    HealthRule.OWNER_MISSING: lambda look: look.risk.owner is None,
    HealthRule.OWNER_AWAY: lambda look: look.risk.owner in look.away,
    HealthRule.LOWERED: _Look.lowered,
    HealthRule.TARGET: _Look.target_without_action,
    HealthRule.REVIEW: lambda look: look.risk.next_review is not None and look.risk.next_review < look.today,
    HealthRule.OLD_MODEL: lambda look: (
        look.risk.current is not None and look.risk.current.model_version != look.models.current.version
    ),
}
_RULE_OF = {ISSUE.code: HealthRule.ISSUE, NO_EFFECT.code: HealthRule.NO_EFFECT}


def _at_wording(risk: Risk, twin: Advice | None) -> Iterator[HealthFinding]:
    """What the statement lint says of a risk; soft advice is left to whoever is writing."""
    said = Statement(risk.title, risk.cause, risk.event, risk.effect, risk.direction)
    for advice in lint(said):
        if not advice.rule.is_soft:
            yield HealthFinding(_RULE_OF.get(advice.code, HealthRule.WORDING), risk.id, advice=advice)
    if twin is not None:
        yield HealthFinding(HealthRule.DUPLICATE, risk.id, twin.values["other"], twin)
