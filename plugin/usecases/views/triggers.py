"""Early signs in words: what is watched, for how long, how it stands now, and what was seen when it fired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from plugin.domain.ids import IssueId
from plugin.domain.risk import Risk
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, Watched
from plugin.domain.watching import fires_at
from plugin.usecases.views.marks import IssueMark, Issues
from plugin.usecases.views.wording import Moment, Wording

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TriggerLine:
    """One early sign as the drawer shows it; `kind` is "words", "jql" or "metric"."""

    id: str
    text: str
    kind: str
    state: str
    rule: str
    jql: str
    holds: Moment | None
    due: Moment | None
    fired: Moment | None
    evidence: str
    issues: tuple[IssueMark, ...]
    hidden: int
    trouble: str
    troubled: Moment | None


def trigger_lines(say: Wording, risk: Risk, issues: Issues) -> tuple[TriggerLine, ...]:
    """The early signs of a risk, those that have fired first."""
    ordered = sorted(risk.triggers, key=lambda one: not one.has_fired)
    return tuple(_line(say, trigger, issues) for trigger in ordered)


def evidence_of(risk: Risk) -> set[IssueId]:
    """The issues that were found when one of its signs fired."""
    return {issue_id for trigger in risk.triggers for issue_id in trigger.issues}


def kind_of(rule: TriggerRule | None) -> str:
    """What watches the sign."""
    return "words" if rule is None else rule.watched.value


def figure_choices(say: Wording, keys: Iterable[str]) -> list[tuple[str, str]]:
    """The figures that a rule may watch, each with its name."""
    return [(key, figure_name(say, key)) for key in keys]


def figure_name(say: Wording, key: str) -> str:
    """What a figure is called in a rule."""
    if key.startswith("risk.level."):
        return say.gettext("Open risks at level %(level)s", level=key.removeprefix("risk.level."))
    names = {
        "risk.open": say.gettext("Open risks"),
        "risk.exposure.threats": say.gettext("Exposure to threats"),
        "risk.exposure.opportunities": say.gettext("Exposure to opportunities"),
        "risk.exposure.net": say.gettext("Net exposure"),
        "risk.reviewsOverdue": say.gettext("Reviews overdue"),
        "risk.actionsOverdue": say.gettext("Actions overdue"),
        "risk.flagged": say.gettext("Risks with a flag"),
        "risk.unowned": say.gettext("Risks without an owner"),
        "scope.growth": say.gettext("Growth of the scope, as a share"),
        "scope.churn": say.gettext("Churn of the scope, as a share"),
        "scope.unapprovedShare": say.gettext("Share of the scope added without approval"),
    }
    return names.get(key, key)


def _line(say: Wording, trigger: Trigger, issues: Issues) -> TriggerLine:
    marks = [issues.mark(issue_id) for issue_id in trigger.issues]
    shown = tuple(mark for mark in marks if mark.key)
    due = fires_at(trigger)
    return TriggerLine(
        id=trigger.id,
        text=trigger.text,
        kind=kind_of(trigger.rule),
        state=trigger.state.value,
        rule="" if trigger.rule is None else rule_words(say, trigger.rule),
        jql=trigger.rule.subject if trigger.rule is not None and trigger.rule.watched is Watched.JQL else "",
        holds=say.moment(trigger.holds_since) if trigger.holds_since and trigger.is_watched else None,
        due=None if due is None else say.moment(due),
        fired=say.moment(trigger.fired_at) if trigger.fired_at else None,
        evidence=_evidence(say, trigger),
        issues=shown,
        hidden=len(marks) - len(shown),
        trouble=trigger.trouble,
        troubled=say.moment(trigger.troubled_since) if trigger.troubled_since else None,
    )


def _evidence(say: Wording, trigger: Trigger) -> str:
    """What a rule saw, in the reader's words; what a person wrote, as they wrote it."""
    if trigger.rule is None or trigger.seen is None:
        return trigger.evidence
    if trigger.rule.watched is Watched.JQL:
        count = say.number(trigger.seen)
        return say.ngettext(
            "%(count)s issue was found.", "%(count)s issues were found.", int(trigger.seen), count=count
        )
    name = figure_name(say, trigger.rule.subject)
    return say.gettext("%(figure)s: %(value)s.", figure=name, value=say.number(trigger.seen))


def rule_words(say: Wording, rule: TriggerRule) -> str:
    """The rule without its JQL: "at least 3 issues found, for 2 days"."""
    amount = _compared(say, rule)
    if rule.watched is Watched.JQL:
        count = 1 if rule.limit == 1 else 2
        told = say.ngettext("%(amount)s issue found", "%(amount)s issues found", count, amount=amount)
    else:
        told = say.gettext("%(figure)s: %(amount)s", figure=figure_name(say, rule.subject), amount=amount)
    if not rule.lasting:
        return told
    return say.gettext("%(rule)s, for %(time)s", rule=told, time=lasting_words(say, rule.lasting))


def lasting_words(say: Wording, lasting: timedelta) -> str:
    """A time in whole days where it is that, else in hours."""
    if lasting % DAY == timedelta():
        return say.ngettext("%(num)s day", "%(num)s days", lasting // DAY)
    hours = lasting / HOUR
    return say.ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2, n=say.number(hours))


def _compared(say: Wording, rule: TriggerRule) -> str:
    limit = say.number(rule.limit)
    phrases = {
        Comparator.AT_LEAST: say.gettext("at least %(limit)s", limit=limit),
        Comparator.AT_MOST: say.gettext("at most %(limit)s", limit=limit),
        Comparator.ABOVE: say.gettext("more than %(limit)s", limit=limit),
        Comparator.BELOW: say.gettext("less than %(limit)s", limit=limit),
    }
    return phrases[rule.comparator]
