"""Trigger watchers: rules are looked at some seconds after something happened, each hour, and when they become due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from plugin.domain import watching
from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.facts import Cause, Fact
from plugin.domain.figures import Figure
from plugin.domain.ids import IssueId, ProjectId, SiteId
from plugin.domain.risk import Risk
from plugin.domain.trigger import Trigger, TriggerRule, Watched
from plugin.usecases.figures import figures_of
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, UnitOfWork, Work
from plugin.usecases.records import BoundQuery
from plugin.usecases.responding import save_moved

SOON = "watch-soon"
"""The errand after something happened in a project; one serves for all that happens while it waits."""
HOURLY = "watch-hourly"
DUE = "watch-due"
"""The errand of one rule, for when it will have held long enough; its subject is "<project>:<risk>:<trigger>"."""
QUIET = timedelta(seconds=5)
SPACING = timedelta(seconds=60)
"""However much happens, a project's rules are looked at no more often than this: each look costs Jira a few calls."""


@dataclass(slots=True)
class Seen:
    """What one look saw: a number for each rule, the issues behind it, and the rules that Jira could not answer."""

    at: datetime
    numbers: dict[TriggerRule, float | None] = field(default_factory=dict)
    issues: dict[TriggerRule, Sequence[tuple[IssueId, str]]] = field(default_factory=dict)
    trouble: dict[TriggerRule, str] = field(default_factory=dict)
    stopped: JiraBusy | JiraTrouble | None = None


def ask_soon(uow: UnitOfWork, project_id: ProjectId, now: datetime) -> None:
    """Have the project's rules looked at soon, if it has any; asked at each event, done once for many."""
    if uow.risks.has_watches(project_id):
        uow.errands.ask(SOON, project_id, lane=project_id, run_at=now + QUIET)


def ask_hourly(uow: UnitOfWork, now: datetime) -> None:
    """Have the rules of every project looked at in its minute of the coming hour."""
    for project in uow.projects.all():
        if project.enabled and uow.risks.has_watches(project.id):
            minute = timedelta(minutes=crc32(f"{uow.site_id}:{project.id}".encode()) % 60)
            turn = now.replace(minute=0, second=0, microsecond=0) + minute
            at = turn if turn > now else turn + timedelta(hours=1)
            uow.errands.ask(HOURLY, project.id, lane=project.id, run_at=at)


def look_soon(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> int:
    """Look after something happened, unless the last look was a moment ago; then once that moment is over."""
    with work(site_id, write=True) as uow:
        last, now = uow.risks.looked_at(project_id), clock()
        if last is not None and now < last + SPACING:
            uow.errands.ask(SOON, project_id, lane=project_id, run_at=last + SPACING)
            uow.commit()
            return 0
    return look(work, jira, site_id, project_id, clock)


def look(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> int:
    """Look at every rule of a project and let what follows follow; returns how many triggers fired.

    Jira is asked outside any transaction. A rule that Jira refuses keeps its state and says why; where Jira is busy or
    away, so do all that were not looked at, and its trouble is raised afterwards, so that the look is made again.
    """
    with work(site_id) as uow:
        project = uow.projects.get(project_id)
        if project is None or not project.enabled:
            return 0
        rules = dict.fromkeys(rule for risk in uow.risks.watched(project_id) for _, rule in _rules(risk))
        figures = figures_of(uow, project_id, clock().date()) if rules else {}
    if not rules:
        return 0
    seen = _seen(jira, rules, figures, clock())
    with work(site_id, write=True) as uow:
        uow.projects.lock(project_id)
        fired = _carry_out(uow, project_id, seen)
        uow.commit()
    if seen.stopped is not None:
        raise seen.stopped
    return fired


def _rules(risk: Risk) -> Iterator[tuple[Trigger, TriggerRule]]:
    return ((trigger, trigger.rule) for trigger in risk.triggers if trigger.rule is not None and trigger.is_watched)


def _seen(jira: Jira, rules: Iterable[TriggerRule], figures: Mapping[str, Figure], at: datetime) -> Seen:
    seen = Seen(at)
    for rule in rules:
        if rule.watched is Watched.METRIC:
            figure = figures.get(rule.subject)
            seen.numbers[rule] = None if figure is None else figure.value
        elif seen.stopped is not None:
            seen.trouble[rule] = str(seen.stopped)
        else:
            _count(jira, rule, seen)
    return seen


def _count(jira: Jira, rule: TriggerRule, seen: Seen) -> None:
    """Count what a rule finds; where it holds, also which issues these are: they may be the evidence."""
    if not rule.asks:
        # It came with a sheet: only a search that its author had bound to what they may see is asked of Jira.
        seen.trouble[rule] = "This rule came with a sheet. Open it and save it once, and it is watched."
        return
    query = BoundQuery(rule.asks)
    try:
        number = jira.count_found(query)
        if number and rule.comparator.holds(number, rule.limit):
            seen.issues[rule] = jira.first_found(query, watching.MOST_ISSUES)
        seen.numbers[rule] = number
    except JiraRefused as refused:
        seen.trouble[rule] = str(refused)
    except (JiraBusy, JiraTrouble) as stopped:
        seen.trouble[rule], seen.stopped = str(stopped), stopped


def _carry_out(uow: UnitOfWork, project_id: ProjectId, seen: Seen) -> int:
    """Move every trigger by what was seen; a look that is older than the last one moves nothing."""
    last = uow.risks.looked_at(project_id)
    if last is not None and seen.at < last:
        return 0
    fired = 0
    for risk in uow.risks.watched(project_id):
        after, facts = risk, list[Fact]()
        for trigger, rule in _rules(risk):
            moved = _moved(trigger, rule, seen)
            if moved == trigger:
                continue
            after = watching.with_trigger(after, moved)
            if moved.has_fired:
                facts.append(_fact(risk, after, moved, rule, seen))
            elif (due := watching.fires_at(moved)) is not None and moved.holds_since != trigger.holds_since:
                subject = f"{project_id}:{risk.id}:{trigger.id}"
                uow.errands.ask(DUE, subject, lane=project_id, run_at=due)
        fired += len(facts)
        if facts:
            save_moved(uow, risk, after, seen.at, facts)
        elif after != risk:
            uow.risks.note_triggers(after)
    uow.risks.note_look(project_id, seen.at)
    return fired


def _moved(trigger: Trigger, rule: TriggerRule, seen: Seen) -> Trigger:
    if rule in seen.trouble:
        return watching.troubled(trigger, seen.trouble[rule], seen.at)
    if rule not in seen.numbers:
        return trigger  # it was made while Jira was asked
    moved = watching.looked(trigger, seen.numbers[rule], seen.at)
    if not moved.has_fired:
        return moved
    found = seen.issues.get(rule, ())
    return watching.proven(moved, evidence(rule, seen.numbers[rule]), [issue_id for issue_id, _ in found])


def evidence(rule: TriggerRule, number: float | None) -> str:
    """What a rule saw as it fired, as one sentence for the record."""
    amount = f"{number:g}" if number is not None else "nothing"
    limit = f"{rule.comparator.value.replace('-', ' ')} {rule.limit:g}"
    if rule.watched is Watched.JQL:
        return f"The search found {amount}; the rule asks for {limit}."
    return f"{rule.subject} is {amount}; the rule asks for {limit}."


def _fact(before: Risk, after: Risk, trigger: Trigger, rule: TriggerRule, seen: Seen) -> Fact:
    found = seen.issues.get(rule, ())
    since = trigger.holds_since or seen.at
    detail: dict[str, object] = {
        "trigger": trigger.id,
        "text": trigger.text,
        "watched": rule.watched.value,
        "subject": rule.subject,
        "seen": trigger.seen,
        "comparator": rule.comparator.value,
        "limit": rule.limit,
        "lastingSeconds": rule.lasting.total_seconds(),
        "holdsSince": since.isoformat(),
        "evidence": trigger.evidence,
        "issueIds": [issue_id for issue_id, _ in found],
        "issueKeys": [key for _, key in found],
        "status": [before.status.value, after.status.value],
    }
    return Fact("TriggerFired", before.project_id, "risk", before.id, Cause(seen.at, None, trigger.evidence), detail)


def project_of(subject: str) -> ProjectId:
    """The project of a rule's errand."""
    return ProjectId(subject.partition(":")[0])
