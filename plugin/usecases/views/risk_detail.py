"""One risk whole: its statement, three ratings in the words of the model, the issues tied to it, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.ids import IssueId, RiskId
from plugin.domain.rating import Assessment, Rating, Stage, assess
from plugin.domain.risk import LinkedIssue, Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction
from plugin.usecases.records import RecordedFact
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.history import Happening, happenings
from plugin.usecases.views.marks import IssueMark, Issues, LevelMark, ReviewDue, assessed_mark, level_mark, review_due
from plugin.usecases.views.people import People, Person
from plugin.usecases.views.wording import Moment, Wording


@dataclass(frozen=True, slots=True)
class ImpactWords:
    """The impact on one objective in the model's words; the driver is the one that set the level."""

    objective: str
    label: str
    wording: str
    is_driver: bool


@dataclass(frozen=True, slots=True)
class RatingWords:
    """One rating in words."""

    level: LevelMark
    likelihood: str
    likelihood_wording: str
    impacts: tuple[ImpactWords, ...]
    cost: int | None
    expected: int | None
    when: Moment
    who: Person
    is_by_app: bool
    rationale: str
    cost_low: int | None = None
    cost_high: int | None = None
    days: int | None = None
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class RatingColumn:
    """One of the three stages, rated or not."""

    stage: str
    rating: RatingWords | None


@dataclass(frozen=True, slots=True)
class Tie:
    """An issue tied to the risk; `done` is the response's state as the risk counts it."""

    issue: IssueMark
    role: str
    done: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposed move of the current rating that waits for an answer."""

    why: str
    old: LevelMark | None
    new: LevelMark
    when: Moment


@dataclass(frozen=True, slots=True)
class RiskDetail:
    """Everything the drawer shows of one risk."""

    id: RiskId
    key: str
    version: int
    title: str
    cause: str
    event: str
    effect: str
    category: str
    is_opportunity: bool
    is_open: bool
    status: str
    outcome: str
    closed: Moment | None
    owner: Person
    raised: Moment
    raised_by: Person
    level: LevelMark | None
    is_above_appetite: bool
    review: ReviewDue | None
    columns: tuple[RatingColumn, ...]
    ties: tuple[Tie, ...]
    done: int
    responses: int
    offer: Offer | None
    history: tuple[Happening, ...]


def risk_detail(
    say: Wording,
    risk: Risk,
    facts: Sequence[RecordedFact],
    people: People,
    issues: Issues,
    today: date,
    models: RiskModels,
) -> RiskDetail:
    """The risk as the drawer shows it; facts come oldest first and are shown newest first."""
    assessment = risk.assessed(models)
    return RiskDetail(
        id=risk.id,
        key=risk.key,
        version=risk.version,
        title=risk.title,
        cause=risk.cause.rstrip(". "),
        event=(risk.event or risk.title).rstrip(". "),
        effect=risk.effect.rstrip(". "),
        category=category_words(say, risk.category),
        is_opportunity=risk.direction is Direction.OPPORTUNITY,
        is_open=risk.is_open,
        status=risk.status.value,
        outcome=risk.outcome.value if risk.outcome else "",
        closed=say.moment(risk.closed_at) if risk.closed_at else None,
        owner=people.person(risk.owner),
        raised=say.moment(risk.raised_at),
        raised_by=people.person(risk.raised_by),
        level=assessed_mark(assessment),
        is_above_appetite=_is_above(risk, assessment),
        review=review_due(risk.next_review, today),
        columns=tuple(RatingColumn(stage.value, _words(say, risk, stage, people, models)) for stage in Stage),
        ties=tuple(_tie(link, issues) for link in risk.issues),
        done=sum(link.done for link in risk.responses),
        responses=len(risk.responses),
        offer=offer(say, risk, models),
        history=happenings(say, tuple(reversed(facts)), people, issues, {}, models),
    )


def offer(say: Wording, risk: Risk, models: RiskModels) -> Offer | None:
    """What is proposed for the risk, None where nothing waits."""
    if risk.proposal is None:
        return None
    proposed = assess(models, risk.proposal.rating)
    new = level_mark(proposed.model, proposed.level)
    return Offer(risk.proposal.why, assessed_mark(risk.assessed(models)), new, say.moment(risk.proposal.at))


def issues_of(risk: Risk) -> set[IssueId]:
    """The issues that are tied to a risk."""
    return {link.issue_id for link in risk.issues}


def _is_above(risk: Risk, assessment: Assessment | None) -> bool:
    if assessment is None or not risk.is_open or risk.direction is Direction.OPPORTUNITY:
        return False
    return assessment.model.is_above_appetite(assessment.level.name)


def _words(say: Wording, risk: Risk, stage: Stage, people: People, models: RiskModels) -> RatingWords | None:
    rating = risk.ratings.get(stage)
    if rating is None:
        return None
    assessment = assess(models, rating)
    band = assessment.model.probabilities[rating.probability - 1]
    return RatingWords(
        level=level_mark(assessment.model, assessment.level),
        likelihood=band.label,
        likelihood_wording=band.wording,
        impacts=_impacts(rating, assessment),
        cost=rating.cost,
        expected=assessment.expected,
        when=say.moment(rating.at),
        who=people.person(rating.by),
        is_by_app=rating.by is None,
        rationale=rating.rationale or "",
        cost_low=rating.cost_low,
        cost_high=rating.cost_high,
        days=rating.days,
        confidence=rating.confidence.value if rating.confidence else "",
    )


def _impacts(rating: Rating, assessment: Assessment) -> tuple[ImpactWords, ...]:
    """The rated objectives, the one that set the level first."""
    found = []
    for objective, order in rating.impact.items():
        band = assessment.model.impacts[order - 1]
        found.append(
            ImpactWords(objective.value, band.label, band.wording.get(objective, ""), objective is assessment.driver)
        )
    return tuple(sorted(found, key=lambda words: (not words.is_driver, words.objective)))


def _tie(link: LinkedIssue, issues: Issues) -> Tie:
    return Tie(issues.mark(link.issue_id), link.role.value, link.done)
