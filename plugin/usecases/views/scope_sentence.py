"""What a sponsor could read aloud: how far scope is from what was agreed, and what nobody decided on."""

from __future__ import annotations

from plugin.domain.baseline import Baseline, BaselineStatus
from plugin.domain.ledger import Column, Ledger
from plugin.usecases.views.scope_place import Measure, amount, bare, column, movement
from plugin.usecases.views.wording import Wording


def scope_sentence(say: Wording, measure: Measure, baseline: Baseline, ledger: Ledger, subject: str) -> str:
    """What a sponsor could read aloud: how far scope is from what was agreed, and what nobody decided on."""
    line = column(ledger, measure)
    moved = line.current - line.baseline
    since = say.day(baseline.captured_at.date())
    agreed = baseline.status in {BaselineStatus.APPROVED, BaselineStatus.SUPERSEDED}
    when = (
        say.gettext("since it was agreed on %(day)s", day=since)
        if agreed
        else say.gettext("since it was frozen on %(day)s", day=since)
    )
    if moved == 0:
        return _level_sentence(say, measure, line, subject, when)
    size = amount(say, measure, abs(moved))
    if line.growth is not None:
        size = say.gettext("%(size)s (%(share)s)", size=size, share=say.percent(abs(line.growth)))
    values = {"subject": subject, "size": size, "when": when}
    told = (
        say.gettext("%(subject)s has grown by %(size)s %(when)s", **values)
        if moved > 0
        else say.gettext("%(subject)s has shrunk by %(size)s %(when)s", **values)
    )
    return f"{told}{_undecided(say, measure, line, moved)}."


def _level_sentence(say: Wording, measure: Measure, line: Column, subject: str, when: str) -> str:
    churned = line.added + line.removed + line.reestimated
    if churned == 0:
        return say.gettext("%(subject)s has not moved %(when)s.", subject=subject, when=when)
    told = say.gettext(
        "%(subject)s is as large as before, yet %(size)s moved in and out %(when)s",
        subject=subject,
        size=amount(say, measure, churned),
        when=when,
    )
    return f"{told}{_undecided(say, measure, line, 0)}."


def _undecided(say: Wording, measure: Measure, line: Column, moved: int) -> str:
    if line.unapproved == 0:
        return "; " + say.gettext("all of it was decided on") if line.pending == 0 else ""
    one = abs(line.unapproved) == (1000 if measure is Measure.POINTS else 1)
    if moved > 0 and 0 < line.unapproved <= moved:
        size = bare(say, measure, line.unapproved)
        return "; " + say.ngettext(
            "%(size)s of them was never approved", "%(size)s of them were never approved", 1 if one else 2, size=size
        )
    size = movement(say, measure, line.unapproved)
    return "; " + say.ngettext(
        "%(size)s of change was never approved", "%(size)s of change were never approved", 1 if one else 2, size=size
    )
