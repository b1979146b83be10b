"""Drafts: taken from a pack, kept with an owner and a rating, dismissed with a reason, renewed with the pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from plugin.domain.drafts import FROM_PACK, Dismissal, draft_from, hinted, kept_of, worded_by
from plugin.domain.errors import Conflict, Invalid, Problem
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.pack import Answer, Pack
from plugin.domain.pack_offer import updates
from plugin.domain.rating import Rating, Stage, rating_problems
from plugin.domain.risk import Risk, Status
from plugin.domain.risk_life import dismissed, kept, rated
from plugin.domain.risk_model import Objective, RiskModels
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved, settle
from plugin.usecases.responding import rating_move

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Added:
    """What came of taking drafts from a pack; `known` and `dismissed` are codes that the project had before."""

    drafts: tuple[Risk, ...]
    known: tuple[str, ...]
    dismissed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of a draft that they keep.

    With `as_hinted` the pack's hint stands for what they leave out; the rating is theirs all the same.
    """

    owner: AccountId | None
    probability: int | None = None
    impact: int | None = None
    as_hinted: bool = False


def add_drafts(
    act: Act, project_id: ProjectId, pack: Pack, codes: Collection[str], answers: Mapping[str, Answer] | None = None
) -> Added:
    """Take risks of a pack into a project as drafts; those that it has, or once dismissed, are told and left alone.

    Raises Invalid for a code that the pack does not have.
    """
    project = act.project(project_id)
    strangers = sorted(code for code in codes if pack.risk(code) is None)
    if strangers:
        raise Invalid([Problem("/risks", f"the pack has no {code!r}; load the page again") for code in strangers])
    model = act.uow.models.of_project(project.id).current
    before = kept_of(pack, act.uow.risks.sourced(project.id, FROM_PACK))
    wanted = [told for told in pack.risks if told.code in codes and told.code not in before]
    drafts = [_added(act, draft_from(pack, told, project.id, model, act.by, act.now, act.new_id)) for told in wanted]
    again = [code for code in codes if code in before]
    if drafts:
        said = {code: answer.value for code, answer in (answers or {}).items()}
        act.record(
            "DraftsAdded", project.id, "pack", pack.code, None, version=pack.version, count=len(drafts), answers=said
        )
    return Added(
        tuple(drafts),
        tuple(code for code in again if not before[code].dismissed),
        tuple(code for code in again if before[code].dismissed),
    )


def keep_draft(act: Act, risk_id: RiskId, judgement: Judgement, expected: int | None = None) -> Risk:
    """Take a draft into the register with its owner and its first rating; Invalid names what is not said yet.

    One impact is given; it counts for each objective that the pack says such a risk hits.
    """
    risk, models = hold(act, risk_id, expected)
    if risk.status is not Status.DRAFT:
        raise Conflict("This draft was judged already.")
    rating = _rating(act, risk, judgement, models)
    after = replace(risk, owner=judgement.owner)
    for stage in (Stage.INHERENT, Stage.CURRENT):
        after = rated(after, stage, rating, models)
    after = kept(after, models, act.now.date())
    facts = [act_fact(act, "DraftKept", risk, {**_origin(risk), "asHinted": judgement.as_hinted})]
    facts += [
        act_fact(act, "RiskRated", risk, rating_move(models, risk, after, stage))
        for stage in (Stage.CURRENT, Stage.INHERENT)
    ]
    return saved(act, risk, after, facts)


def dismiss_draft(act: Act, risk_id: RiskId, why: Dismissal, text: str = "", expected: int | None = None) -> Risk:
    """Judge that a draft is not wanted; the fact keeps from which pack it came and why it went."""
    risk, _ = hold(act, risk_id, expected)
    words = text.strip()
    problems = []
    if why is Dismissal.OTHER and not words:
        problems.append(Problem("/text", "say in a few words why it is not wanted"))
    if len(words) > LONGEST_REASON:
        problems.append(Problem("/text", f"keep it to {LONGEST_REASON} characters"))
    if problems:
        raise Invalid(problems)
    after = dismissed(risk, act.now, words or why.value)
    fact = act_fact(act, "DraftDismissed", risk, {**_origin(risk), "why": why.value}, words or None)
    return saved(act, risk, after, [fact])


def renew_drafts(act: Act, project_id: ProjectId, pack: Pack) -> Sequence[Risk]:
    """Give drafts that nobody has touched the words of the pack's present version; edited ones stay as they are."""
    project = act.project(project_id)
    model = act.uow.models.of_project(project.id).current
    risks = act.uow.risks.sourced(project.id, FROM_PACK)
    by_reference = {risk.source.reference: risk for risk in risks}
    renewed = []
    for told in updates(pack, kept_of(pack, risks)).untouched:
        risk = by_reference[f"{pack.code}#{told.code}"]
        after = worded_by(pack, told, risk, model, act.now, act.new_id)
        renewed.append(saved(act, risk, after, [act_fact(act, "DraftRenewed", risk, _origin(after))]))
    return renewed


def choose_speciality(act: Act, project_id: ProjectId, pack_code: str) -> None:
    """Note of which speciality the project is, where nobody has said so yet."""
    project = act.project(project_id)
    if project.settings.speciality is not None:
        return
    settings = replace(project.settings, speciality=pack_code)
    act.uow.projects.save(replace(project, settings=settings, version=project.version + 1))
    act.record("SettingsChanged", project.id, "project", project.id, None, changes={"speciality": [None, pack_code]})


def _added(act: Act, draft: Risk) -> Risk:
    draft = replace(draft, key=act.uow.projects.next_key(draft.project_id, "R"))
    act.uow.risks.add(draft)
    detail = {"title": draft.title, "key": draft.key, **_origin(draft)}
    settle(act, None, draft, [act_fact(act, "DraftAdded", draft, detail)])
    return draft


def _rating(act: Act, risk: Risk, judgement: Judgement, models: RiskModels) -> Rating:
    """The rating of a judgement; Invalid names all that is missing in it."""
    likely, hard = judgement.probability, judgement.impact
    hint = hinted(risk, models)
    if judgement.as_hinted and hint is not None:
        likely = likely or hint[0]
        hard = hard or max(hint[1].values())
    problems = []
    if judgement.owner is None:
        problems.append(Problem("/owner", "choose who looks after it"))
    if likely is None:
        problems.append(Problem("/probability", "choose how likely it is"))
    if hard is None:
        problems.append(Problem("/impact", "choose how hard it would hit"))
    if problems or likely is None or hard is None:
        raise Invalid(problems)
    rating = Rating(likely, dict.fromkeys(hit_by(risk, models), hard), models.current.version, act.now, act.by)
    if problems := rating_problems(models.current, rating, ""):
        raise Invalid(problems)
    return rating


def hit_by(risk: Risk, models: RiskModels) -> tuple[Objective, ...]:
    """The objectives that a draft is rated on: those its hint names, else the first of the project's model."""
    hint = hinted(risk, models)
    return tuple(hint[1]) if hint else (models.current.objectives[0],)


def _origin(risk: Risk) -> dict[str, object]:
    return {"source": risk.source.kind, "reference": risk.source.reference, "version": risk.source.version}
