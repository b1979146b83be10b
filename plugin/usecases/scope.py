"""Scope commands: freeze what was agreed, approve it, decide on deltas; and the ledger as it is or was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from plugin.domain import baseline as rules
from plugin.domain.baseline import Baseline, BaselineItem, BaselineStatus, Definition, Kind
from plugin.domain.delta import Delta, Disposition
from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import BaselineId, DeltaId, IssueId, ProjectId, VersionId
from plugin.domain.ledger import Ledger, entry, of_deltas, opening
from plugin.domain.quantities import plain
from plugin.usecases import mirror
from plugin.usecases.act import Act, check_version
from plugin.usecases.folding import apply_shift, shifted
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.reading_issues import vocabulary
from plugin.usecases.records import FollowedBaseline

LONGEST_NAME = 120


def freeze(
    act: Act, project_id: ProjectId, name: str, definition: Definition, as_of: datetime | None = None
) -> Baseline:
    """Take a baseline of what the definition holds now, or held at an earlier instant, and follow it from there.

    An earlier instant is read from the issues' own histories, so that what was agreed before the app was installed
    can still be frozen; everything that moved since then shows as deltas at once.
    """
    project = act.project(project_id)
    captured_at = as_of or act.now
    _refuse(act, project_id, name, definition, captured_at)
    words = vocabulary(project.settings, act.uow.projects.meanings())
    known = {issue.history.issue_id: issue for issue in act.uow.issues.of_project(project_id)}
    items = []
    for issue in known.values():
        state = rules.state_at(issue.history, captured_at)
        part = None if state is None else rules.contribution(definition, state, words)
        if part is not None:
            items.append(BaselineItem(issue.history.issue_id, issue.key, issue.summary, part.points))
    items.sort(key=lambda item: (len(item.issue_id), item.issue_id))
    baseline = Baseline(
        id=BaselineId(act.new_id()),
        project_id=project_id,
        name=name.strip(),
        definition=definition,
        captured_at=captured_at,
        captured_by=act.by,
        items=tuple(items),
        content_hash=rules.content_hash(definition, captured_at, items),
        target_on=_target_on(act, definition),
    )
    totals = rules.totals(items)
    act.uow.baselines.add(baseline, opening(totals))
    head = FollowedBaseline(baseline.id, project_id, baseline.name, definition, captured_at, baseline.status)
    shift = shifted(act.uow, [head], known, words, act.new_id)
    apply_shift(act.uow, shift)
    _note(act, "BaselineFrozen", baseline, name=baseline.name, points=plain(totals.points), count=totals.count)
    mirror.ask(act.uow, project_id, shift.scoped, act.now)
    return baseline


def submit(act: Act, baseline_id: BaselineId, expected: int | None) -> Baseline:
    """Put a draft baseline forward for approval."""
    before = hold(act, baseline_id, expected)
    return _saved(act, before, rules.submitted(before, act.by), "BaselineSubmitted")


def approve(act: Act, baseline_id: BaselineId, expected: int | None) -> Baseline:
    """Agree to a submitted baseline; an earlier approved one of the same definition is superseded by it."""
    before = hold(act, baseline_id, expected)
    after = rules.approved(before, act.by, act.now)
    for other in act.uow.baselines.of_project(before.project_id):
        same = other.definition == before.definition and other.id != before.id
        if same and other.status is BaselineStatus.APPROVED:
            _saved(act, other, rules.superseded(other), "BaselineSuperseded")
    return _saved(act, before, after, "BaselineApproved")


def supersede(act: Act, baseline_id: BaselineId, expected: int | None) -> Baseline:
    """Stop following an approved baseline; it stays as history."""
    before = hold(act, baseline_id, expected)
    return _saved(act, before, rules.superseded(before), "BaselineSuperseded")


def decide_delta(
    act: Act,
    delta_id: DeltaId,
    *,
    disposition: Disposition | None = None,
    reason: str | None = None,
    comment: str | None = None,
) -> Delta:
    """Give a delta its reason or its disposition; the ledger moves between its parts, current scope stays the same."""
    before = act.uow.baselines.delta(delta_id)
    if before is None:
        raise NotFound("There is no such scope change.")
    baseline = hold(act, before.baseline_id, None)
    if not baseline.is_followed:
        raise Conflict("This baseline was superseded; its deltas stand as they were.")
    after = replace(
        before,
        disposition=disposition or before.disposition,
        reason=before.reason if reason is None else (reason.strip() or None),
        comment=before.comment if comment is None else (comment.strip() or None),
    )
    if after == before:
        return before
    act.uow.baselines.write_deltas(put=[after], drop=[])
    difference = entry(after.detected, after.disposition).plus(entry(before.detected, before.disposition), -1)
    act.uow.baselines.move(baseline.id, difference, {})
    _note(
        act,
        "DeltaDecided",
        baseline,
        deltaId=delta_id,
        issueId=after.detected.issue_id,
        issueKey=after.issue_key,
        outcome=after.disposition.value if after.disposition is not before.disposition else None,
        disposition=[before.disposition.value, after.disposition.value],
        reasonGiven=[before.reason, after.reason],
    )
    mirror.ask(act.uow, baseline.project_id, {IssueId(after.detected.issue_id)}, act.now)
    return after


def ledger_at(uow: UnitOfWork, baseline: Baseline, at: datetime | None) -> Ledger:
    """The running ledger, or the ledger at an earlier instant as the sum of the deltas up to it.

    Dispositions are today's: what was decided later about an early delta counts for it.
    """
    if at is None:
        return uow.baselines.ledger(baseline.id)
    base = opening(rules.totals(baseline.items))
    if at < baseline.captured_at:
        return base
    return base.plus(of_deltas(uow.baselines.all_deltas(baseline.id, until=at)))


def hold(act: Act, baseline_id: BaselineId, expected: int | None) -> Baseline:
    """The baseline, its project held for writing; NotFound or Stale."""
    baseline = act.uow.baselines.get(baseline_id)
    if baseline is None:
        raise NotFound("There is no such baseline.")
    act.project(baseline.project_id)
    check_version(expected, baseline.version)
    return baseline


def _saved(act: Act, before: Baseline, after: Baseline, fact: str) -> Baseline:
    act.uow.baselines.save(after)
    _note(act, fact, after, name=after.name)
    mirror.ask_project(act.uow, after.project_id, act.now)
    return replace(after, version=before.version + 1)


def _note(act: Act, fact: str, baseline: Baseline, **detail: object) -> None:
    act.record(fact, baseline.project_id, "baseline", baseline.id, None, **detail)
    act.uow.projects.touch({baseline.project_id}, act.now)


def _target_on(act: Act, definition: Definition) -> str | None:
    if definition.kind is not Kind.VERSION:
        return None
    version = act.uow.calendar.version(VersionId(definition.ref))
    return version.release_on if version else None


def _refuse(act: Act, project_id: ProjectId, name: str, definition: Definition, captured_at: datetime) -> None:
    problems = []
    if not name.strip():
        problems.append(Problem("/name", "give the baseline a name"))
    if len(name) > LONGEST_NAME:
        problems.append(Problem("/name", f"keep it to {LONGEST_NAME} characters"))
    if captured_at > act.now:
        problems.append(Problem("/asOf", "a baseline cannot be taken of the future"))
    if definition.kind is Kind.VERSION:
        version = act.uow.calendar.version(VersionId(definition.ref))
        if version is None or version.project_id != project_id or version.deleted:
            problems.append(Problem("/of/version", "this project has no such version"))
    elif definition.ref != project_id:
        problems.append(Problem("/of/project", "a project's baseline is taken of that project"))
    if problems:
        raise Invalid(problems)
