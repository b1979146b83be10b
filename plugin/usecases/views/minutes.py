"""The minutes of a review meeting: each decision as a sentence, and all of it as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugin.domain.meeting import Decision, Meeting, Reason, Verdict
from plugin.usecases.views.people import People, Person
from plugin.usecases.views.wording import Moment, Wording

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!])")


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """One risk with the sentences about it, in order."""

    risk_id: str
    key: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was decided; `rest` are risks that the meeting did not come to."""

    key: str
    started: Moment
    ended: Moment | None
    present: tuple[Person, ...]
    summary: str
    items: tuple[MinutesItem, ...]
    rest: tuple[MinutesItem, ...]
    markdown: str


def reason_words(say: Wording, reason: Reason) -> str:
    """Why a risk is on the agenda."""
    return {
        Reason.OVERDUE: say.gettext("review overdue"),
        Reason.FLAGGED: say.gettext("flagged"),
        Reason.ABOVE: say.gettext("above appetite"),
    }[reason]


def minutes(say: Wording, meeting: Meeting, people: People) -> Minutes:
    """The meeting for people who were not there."""
    items = [
        MinutesItem(
            one.risk_id,
            one.key,
            one.title,
            tuple(sentence(say, decision, people) for decision in meeting.about(one.risk_id)),
        )
        for one in meeting.agenda
    ]
    decided = tuple(one for one in items if one.sentences)
    rest = tuple(one for one in items if not one.sentences)
    present = tuple(people.person(one) for one in meeting.present)
    started = say.moment(meeting.started_at)
    summary = _summary(say, meeting, len(decided))
    return Minutes(
        key=meeting.key,
        started=started,
        ended=say.moment(meeting.ended_at) if meeting.ended_at else None,
        present=present,
        summary=summary,
        items=decided,
        rest=rest,
        markdown=_markdown(say, started, present, summary, decided, rest),
    )


def sentence(say: Wording, decision: Decision, people: People) -> str:
    """One decision for the minutes."""
    told = _verdict(say, decision, people)
    return f"{told}: {decision.text.rstrip('.')}." if decision.text else f"{told}."


def _verdict(say: Wording, decision: Decision, people: People) -> str:
    verdict = decision.verdict
    if verdict is Verdict.RERATED:
        if decision.old == decision.new:
            return say.gettext("Re-rated, still %(level)s", level=decision.new)
        return say.gettext("Re-rated from %(old)s to %(new)s", old=decision.old, new=decision.new)
    if verdict is Verdict.CLOSED:
        return say.gettext("Closed, %(outcome)s", outcome=_outcome(say, decision.outcome))
    until = say.day(decision.until) if decision.until else ""
    if verdict is Verdict.ACCEPTED:
        return say.gettext("Accepted until %(day)s", day=until) if until else say.gettext("Accepted")
    if verdict is Verdict.ACTION:
        return _action(say, people.person(decision.owner).name, until)
    return {
        Verdict.RIGHT: say.gettext("Reviewed and still right"),
        Verdict.SKIPPED: say.gettext("Put off to another time"),
        Verdict.NOTED: say.gettext("Note"),
        Verdict.ENDED: say.gettext("Had ended before the meeting came to it"),
    }[verdict]


def _action(say: Wording, who: str, until: str) -> str:
    if who and until:
        return say.gettext("New action for %(who)s by %(day)s", who=who, day=until)
    if who:
        return say.gettext("New action for %(who)s", who=who)
    return say.gettext("New action by %(day)s", day=until) if until else say.gettext("New action")


def _outcome(say: Wording, code: str) -> str:
    return {
        "occurred": say.gettext("it occurred"),
        "partly": say.gettext("it occurred in part"),
        "did-not-occur": say.gettext("it did not occur"),
        "could-not-tell": say.gettext("nobody can tell whether it occurred"),
    }.get(code, code)


def _summary(say: Wording, meeting: Meeting, decided: int) -> str:
    tally = meeting.tally
    parts = [
        (Verdict.RIGHT, say.ngettext("%(num)s still right", "%(num)s still right", tally[Verdict.RIGHT])),
        (Verdict.RERATED, say.ngettext("%(num)s re-rated", "%(num)s re-rated", tally[Verdict.RERATED])),
        (Verdict.ACCEPTED, say.ngettext("%(num)s accepted", "%(num)s accepted", tally[Verdict.ACCEPTED])),
        (Verdict.CLOSED, say.ngettext("%(num)s closed", "%(num)s closed", tally[Verdict.CLOSED])),
        (Verdict.ACTION, say.ngettext("%(num)s new action", "%(num)s new actions", tally[Verdict.ACTION])),
        (Verdict.SKIPPED, say.ngettext("%(num)s put off", "%(num)s put off", tally[Verdict.SKIPPED])),
    ]
    head = say.gettext("%(done)s of %(total)s risks spoken of", done=decided, total=len(meeting.agenda))
    said = [words for verdict, words in parts if tally[verdict]]
    return f"{head}: {', '.join(said)}." if said else f"{head}."


def _markdown(
    say: Wording,
    started: Moment,
    present: tuple[Person, ...],
    summary: str,
    items: tuple[MinutesItem, ...],
    rest: tuple[MinutesItem, ...],
) -> str:
    lines = [f"# {say.gettext('Risk review of %(when)s', when=started.exact)}", ""]
    if names := [_plain(one.name) for one in present if one.name]:
        lines += [f"{say.gettext('Present')}: {', '.join(names)}", ""]
    lines += [summary, ""]
    for one in items:
        lines += [f"## {one.key} {_plain(one.title)}", "", *(f"- {_plain(told)}" for told in one.sentences), ""]
    if rest:
        lines += [f"## {say.gettext('Not spoken of')}", "", *(f"- {one.key} {_plain(one.title)}" for one in rest), ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that no reader of Markdown takes for a mark of its own."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
