"""Write the mirror: compute what properties should say now, leave out what Jira has already, send the rest in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from plugin.domain.delta import Delta
from plugin.domain.figures import Late, risk_figures
from plugin.domain.ids import BaselineId, IssueId, ProjectId, SiteId
from plugin.domain.risk import Risk
from plugin.usecases.jira_port import Jira
from plugin.usecases.mirror import (
    ISSUE_ERRAND,
    PROJECT_ERRAND,
    PROJECT_KEY,
    RISK_KEY,
    SCOPE_KEY,
    baseline_of,
    early,
    fingerprint,
    main_baseline,
    project_property,
    risk_property,
    scope_property,
)
from plugin.usecases.ports import Clock, UnitOfWork, Work

MOST_ISSUES = 100
"""Jira takes a hundred issues in one bulk call."""

Values = dict[IssueId, dict[str, object]]


def flush_issues(
    work: Work, jira: Jira, site_id: SiteId, issue_ids: Collection[IssueId], clock: Clock, glance_key: str
) -> int:
    """Bring the properties of up to a hundred issues up to date; returns how many issues were written.

    Those that were written a moment ago wait for another errand, so that a burst on one issue costs a few writes.
    """
    with work(site_id) as uow:
        values = issue_values(uow, issue_ids)
        subjects = {f"issue:{issue_id}" for issue_id in values}
        sent, sent_at = uow.mirror.sent(subjects), uow.mirror.sent_at(subjects)
    marks = {f"issue:{issue_id}": fingerprint(value) for issue_id, value in values.items()}
    changed = {i: v for i, v in values.items() if sent.get(f"issue:{i}") != marks[f"issue:{i}"]}
    now = clock()
    later = early({f"issue:{i}": sent_at[f"issue:{i}"] for i in changed if f"issue:{i}" in sent_at}, now)
    due = {i: v for i, v in changed.items() if f"issue:{i}" not in later}
    if due:
        jira.put_issue_properties({i: _dated(v, now) | _glance(v, glance_key) for i, v in due.items()})
    if changed:
        with work(site_id, write=True) as uow:
            uow.mirror.note({f"issue:{i}": marks[f"issue:{i}"] for i in due}, now)
            briefs = uow.issues.brief(changed.keys() - due.keys())
            for i, brief in briefs.items():
                uow.errands.ask(ISSUE_ERRAND, i, lane=brief.project_id, run_at=later[f"issue:{i}"])
            uow.commit()
    return len(due)


def flush_project(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> bool:
    """Bring a project's property up to date; returns whether it was written, which may be left to a later errand."""
    subject, now = f"project:{project_id}", clock()
    with work(site_id) as uow:
        project = uow.projects.get(project_id)
        if project is None or not project.enabled or project.life == "deleted":
            return False
        value = project_value(uow, project_id)
        sent, later = uow.mirror.sent([subject]), early(uow.mirror.sent_at([subject]), now)
    mark = fingerprint(value)
    if sent.get(subject) == mark:
        return False
    if not later:
        jira.put_project_property(project_id, PROJECT_KEY, {**value, "asOf": _stamp(now)})
    with work(site_id, write=True) as uow:
        if later:
            uow.errands.ask(PROJECT_ERRAND, project_id, lane=project_id, run_at=later[subject])
        else:
            uow.mirror.note({subject: mark}, now)
        uow.commit()
    return not later


def issue_values(uow: UnitOfWork, issue_ids: Collection[IssueId]) -> Values:
    """What the properties of these issues should say now; deleted and unknown issues are left out."""
    issues = {i: b for i, b in uow.issues.brief(issue_ids).items() if not b.deleted}
    risks: dict[IssueId, list[Risk]] = defaultdict(list)
    for risk in uow.risks.of_issues(issues.keys()):
        for issue_id in {link.issue_id for link in risk.issues}:
            risks[issue_id].append(risk)
    values: Values = {}
    for project_id in {brief.project_id for brief in issues.values()}:
        models = uow.models.of_project(project_id)
        ours = [i for i, brief in issues.items() if brief.project_id == project_id]
        scopes = scope_values(uow, project_id, ours)
        for issue_id in ours:
            value: dict[str, object] = {RISK_KEY: risk_property(risks[issue_id], models)}
            if (scope := scopes.get(issue_id)) is not None:
                value[SCOPE_KEY] = scope
            values[issue_id] = value
    return values


def scope_values(
    uow: UnitOfWork, project_id: ProjectId, issue_ids: Sequence[IssueId]
) -> Mapping[IssueId, dict[str, object]]:
    """What each issue's scope property should say, for those that a followed baseline knows."""
    followed = uow.baselines.followed(project_id)
    heads = [baseline.id for baseline in followed]
    if not heads:
        return {}
    agreed = uow.baselines.agreed(heads, issue_ids)
    deltas: dict[IssueId, dict[BaselineId, list[Delta]]] = defaultdict(lambda: defaultdict(list))
    for delta in uow.baselines.deltas_of(heads, issue_ids):
        deltas[delta.detected.issue_id][delta.baseline_id].append(delta)
    values = {}
    for issue_id in issue_ids:
        knowing = {b for b in heads if (b, issue_id) in agreed} | deltas[issue_id].keys()
        baseline = baseline_of(followed, knowing)
        if baseline is None:
            continue
        value = scope_property(baseline, deltas[issue_id][baseline.id], agreed=(baseline.id, issue_id) in agreed)
        if value is not None:
            values[issue_id] = value
    return values


def project_value(uow: UnitOfWork, project_id: ProjectId) -> dict[str, object]:
    """What a project's property should say now, without its as-of time."""
    totals = uow.risks.totals(project_id)
    baseline = main_baseline(uow.baselines.followed(project_id))
    review = uow.risks.next_review(project_id)
    model = uow.models.of_project(project_id).current
    net = next(f for f in risk_figures(totals, model, Late()) if f.key == "risk.exposure.net")
    return project_property(
        totals,
        uow.baselines.ledger(baseline.id) if baseline else None,
        review.isoformat() if review else None,
        net,
        model,
    )


def _dated(value: Mapping[str, object], now: datetime) -> dict[str, object]:
    return {key: {**part, "asOf": _stamp(now)} for key, part in value.items() if isinstance(part, Mapping)}


def _glance(value: Mapping[str, object], glance_key: str) -> dict[str, object]:
    """Jira shows the status of a glance from a property of its own: the level and the count of open risks."""
    risk = value.get(RISK_KEY)
    level = risk.get("level") if isinstance(risk, Mapping) else None
    if not isinstance(risk, Mapping) or level is None:
        return {glance_key: {"type": "badge", "value": {"label": "0"}}}
    appearance = {"Low": "success", "Medium": "inprogress", "High": "removed", "Critical": "removed"}
    label = f"{level} · {risk.get('open')}"
    return {glance_key: {"type": "lozenge", "value": {"label": label, "type": appearance.get(str(level), "default")}}}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
