"""The register's commands: raise, change, rate, tie to issues, close, reopen; each moves totals and leaves facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Confidence, Rating, Stage, rating_problems
from plugin.domain.rating_rules import needs_reason
from plugin.domain.response import follow
from plugin.domain.risk import LinkedIssue, Outcome, Risk, Role, Status, risk_problems
from plugin.domain.risk_life import closed, linked, rated, reopened, review_due, reviewed, unlinked
from plugin.domain.risk_model import Objective, RiskModels
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction
from plugin.domain.watching import unheld
from plugin.usecases.act import Act, check_version
from plugin.usecases.register_acts import act_fact, hold, saved, settle
from plugin.usecases.responding import rating_move
from plugin.usecases.risk_record import NOTHING_SAID, RecordDraft, record_changes, record_problems, recorded


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating as a person gives it."""

    probability: int
    impact: Mapping[Objective, int]
    cost: int | None = None
    rationale: str | None = None
    confidence: Confidence | None = None
    cost_low: int | None = None
    cost_high: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """A risk as a person writes it; `issues` are ties to make at once, `record` what else is said of it.

    A draft waits to be kept with an owner and a rating, or dismissed.
    """

    title: str
    cause: str = ""
    event: str = ""
    effect: str = ""
    direction: Direction = Direction.THREAT
    category: str | None = None
    owner: AccountId | None = None
    ratings: Mapping[Stage, RatingDraft] | None = None
    issues: Sequence[tuple[IssueId, Role]] = ()
    record: RecordDraft = NOTHING_SAID
    is_draft: bool = False


def raise_risk(act: Act, project_id: ProjectId, draft: RiskDraft) -> Risk:
    """Add a risk to a project's register; Invalid names every field that cannot be accepted.

    Where only the current rating is given it is the inherent one as well: nothing was done about the risk yet.
    """
    project = act.project(project_id)
    models = act.uow.models.of_project(project.id)
    ratings = {stage: rating_from(act, r, models) for stage, r in (draft.ratings or {}).items()}
    if Stage.CURRENT in ratings:
        ratings.setdefault(Stage.INHERENT, ratings[Stage.CURRENT])
    elif Stage.INHERENT in ratings:
        ratings[Stage.CURRENT] = ratings[Stage.INHERENT]
    risk = Risk(
        id=RiskId(act.new_id()),
        key="",
        project_id=project.id,
        title=draft.title.strip(),
        cause=draft.cause.strip(),
        event=draft.event.strip(),
        effect=draft.effect.strip(),
        direction=draft.direction,
        category=draft.category,
        owner=draft.owner,
        ratings=ratings,
        raised_at=act.now,
        raised_by=act.by,
        status=Status.DRAFT if draft.is_draft else Status.OPEN,
    )
    risk = recorded(risk, draft.record)
    _refuse(act, risk, models)
    risk = replace(risk, key=act.uow.projects.next_key(project.id, "R"))
    risk = replace(risk, next_review=review_due(risk, models, act.now.date()))
    for issue_id, role in draft.issues:
        risk = linked(risk, tie_of(act, issue_id, role))
    act.uow.risks.add(risk)
    told = {"title": risk.title, "key": risk.key, **({"draft": True} if draft.is_draft else {})}
    facts = [act_fact(act, "RiskRaised", risk, told)]
    facts += [
        act_fact(act, "RiskRated", risk, rating_move(models, None, risk, stage)) for stage in sorted(risk.ratings)
    ]
    facts += [act_fact(act, "IssueLinked", risk, {"issueId": x.issue_id, "role": x.role.value}) for x in risk.issues]
    settle(act, None, risk, facts)
    return risk


def rewrite_risk(act: Act, risk_id: RiskId, draft: RiskDraft, expected: int | None) -> Risk:
    """Replace what a risk says, and its ratings where the draft gives them; ties to issues stay as they are."""
    risk, models = hold(act, risk_id, expected)
    after = replace(
        recorded(risk, draft.record),
        title=draft.title.strip(),
        cause=draft.cause.strip(),
        event=draft.event.strip(),
        effect=draft.effect.strip(),
        direction=draft.direction,
        category=draft.category,
        owner=draft.owner,
    )
    facts = []
    if words := {**_reworded(risk, after), **record_changes(risk, after)}:
        facts.append(act_fact(act, "RiskRewritten", risk, {"changes": words}))
    for stage, rating in (draft.ratings or {}).items():
        before, new = after, rating_from(act, rating, models)
        if (old := after.ratings.get(stage)) is not None and old.same_as(new):
            continue
        after = rated(after, stage, new, models)
        facts.append(act_fact(act, "RiskRated", risk, rating_move(models, before, after, stage)))
    _refuse(act, after, models)
    return saved(act, risk, after, facts)


def rate_risk(act: Act, risk_id: RiskId, stage: Stage, draft: RatingDraft, expected: int | None) -> Risk:
    """Rate one stage anew; the history keeps the old rating. Worse than before any response asks for a rationale."""
    risk, models = hold(act, risk_id, expected)
    rating = rating_from(act, draft, models)
    problems = rating_problems(models.current, rating, "")
    if not problems and needs_reason(risk, stage, rating, models):
        problems = [Problem("/rationale", "say why it is worse now than before any response")]
    if problems:
        raise Invalid(problems)
    after = rated(risk, stage, rating, models)
    fact = act_fact(act, "RiskRated", risk, rating_move(models, risk, after, stage), draft.rationale)
    return saved(act, risk, after, [fact])


def answer_proposal(act: Act, risk_id: RiskId, *, accept: bool, expected: int | None) -> Risk:
    """The owner's answer to a proposed move of the current rating."""
    risk, models = hold(act, risk_id, expected)
    if risk.proposal is None:
        raise Conflict("Nothing is proposed for this risk any more.")
    if not accept:
        return saved(act, risk, replace(risk, proposal=None), [act_fact(act, "ProposalDeclined", risk)])
    proposed = replace(risk.proposal.rating, at=act.now, by=act.by)
    after = rated(risk, Stage.CURRENT, proposed, models)
    fact = act_fact(act, "RiskRated", risk, rating_move(models, risk, after, Stage.CURRENT), risk.proposal.why)
    return saved(act, risk, after, [fact])


def link_issue(act: Act, risk_id: RiskId, issue_id: IssueId, role: Role, expected: int | None = None) -> Risk:
    """Tie an issue to a risk; a response that is already done counts as done at once."""
    risk, models = hold(act, risk_id, expected)
    tie = tie_of(act, issue_id, role)
    after = linked(risk, replace(tie, done=False))
    facts = [act_fact(act, "IssueLinked", risk, {"issueId": issue_id, "role": role.value})]
    if tie.done and role is Role.RESPONSE:
        project = act.project(risk.project_id)
        step = follow(after, issue_id, done=True, choice=project.settings.when_done, models=models, at=act.now)
        for name in step.facts:
            more = rating_move(models, after, step.risk, Stage.CURRENT) if name == "RiskRated" else {}
            facts.append(act_fact(act, name, risk, {"issueId": issue_id, **more}))
        after = step.risk
    return saved(act, risk, after, facts, also={issue_id})


def unlink_issue(act: Act, risk_id: RiskId, issue_id: IssueId, role: Role | None, expected: int | None = None) -> Risk:
    """Undo a tie."""
    risk, _ = hold(act, risk_id, expected)
    after = unlinked(risk, issue_id, role)
    if after == risk:
        raise NotFound("This issue is not tied to the risk.")
    fact = act_fact(act, "IssueUnlinked", risk, {"issueId": issue_id, "role": role.value if role else None})
    return saved(act, risk, after, [fact], also={issue_id})


def close_risk(act: Act, risk_id: RiskId, outcome: Outcome, reason: str | None, expected: int | None) -> Risk:
    """Close a risk with its outcome."""
    risk, _ = hold(act, risk_id, expected)
    after = closed(risk, outcome, act.now)
    return saved(act, risk, after, [act_fact(act, "RiskClosed", risk, {"outcome": outcome.value}, reason)])


def reopen_risk(act: Act, risk_id: RiskId, reason: str | None, expected: int | None) -> Risk:
    """Open a closed risk again."""
    risk, models = hold(act, risk_id, expected)
    after = reopened(risk, models, act.now.date())
    return saved(act, risk, after, [act_fact(act, "RiskReopened", risk, None, reason)])


def review_risk(act: Act, risk_id: RiskId, comment: str | None, expected: int | None) -> Risk:
    """Note that somebody looked at the risk and found it as it is; the next review is due by its level."""
    risk, models = hold(act, risk_id, expected)
    after = reviewed(risk, models, act.now.date())
    return saved(act, risk, after, [act_fact(act, "RiskReviewed", risk, None, comment)])


def drop_risk(act: Act, risk_id: RiskId, expected: int | None) -> Risk:
    """Take a risk out of the register; it can be taken back, and its facts stay."""
    risk, _ = hold(act, risk_id, expected)
    fact = act_fact(act, "RiskDropped", risk, {"title": risk.title, "key": risk.key})
    return saved(act, risk, replace(risk, deleted_at=act.now), [fact])


def restore_risk(act: Act, risk_id: RiskId, expected: int | None = None) -> Risk:
    """Take a deleted risk back into the register; NotFound where it was not deleted."""
    risk = act.uow.risks.get(risk_id)
    if risk is None or risk.deleted_at is None:
        raise NotFound("There is no such deleted risk.")
    act.project(risk.project_id)
    check_version(expected, risk.version)
    fact = act_fact(act, "RiskRestored", risk, {"title": risk.title, "key": risk.key})
    return saved(act, risk, unheld(replace(risk, deleted_at=None)), [fact])


def rating_from(act: Act, draft: RatingDraft, models: RiskModels) -> Rating:
    """The rating that a person gives now, in the model that the project rates with."""
    return Rating(
        probability=draft.probability,
        impact=dict(draft.impact),
        model_version=models.current.version,
        at=act.now,
        by=act.by,
        cost=draft.cost,
        rationale=draft.rationale,
        confidence=draft.confidence,
        cost_low=draft.cost_low,
        cost_high=draft.cost_high,
        days=draft.days,
    )


def tie_of(act: Act, issue_id: IssueId, role: Role) -> LinkedIssue:
    """The tie to an issue as it stands in Jira; Invalid where nobody knows the issue."""
    brief = act.uow.issues.brief([issue_id]).get(issue_id)
    if brief is None or brief.deleted:
        raise Invalid([Problem("/issues", "this issue is not known; it must lie in a project where Plumbline is on")])
    return LinkedIssue(issue_id, role, done=brief.category == "done")


def _reworded(before: Risk, after: Risk) -> dict[str, list[object]]:
    names = ("title", "cause", "event", "effect", "direction", "category", "owner")
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _refuse(act: Act, risk: Risk, models: RiskModels) -> None:
    problems = [*risk_problems(models, risk), *record_problems(risk, act.now.date())]
    if risk.category is not None and risk.category not in STARTER_CATEGORIES:
        problems.append(Problem("/category", "choose one of the listed categories"))
    if problems:
        raise Invalid(problems)
