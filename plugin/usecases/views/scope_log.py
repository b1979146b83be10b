"""The scope log: each change of scope as a sentence, with its reason, what was decided, and what the reader may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.baseline import BaselineItem
from plugin.domain.delta import Delta, DeltaClass, Detected, Disposition
from plugin.domain.ids import AccountId, BaselineId, IssueId
from plugin.domain.quantities import plain
from plugin.usecases.authority import Rights
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import BriefIssue
from plugin.usecases.views.reasons import likely, reason_words, reasons
from plugin.usecases.views.scope_place import Choice, Measure, Part, Place
from plugin.usecases.views.wording import Moment, Wording, points, signed_issues, signed_points, signless

PAGE = 40
MOST_PAGES = 25
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class IssueShown:
    """An issue as it may be named to the reader; `is_done` strikes it through, which is for deleted ones here."""

    key: str
    summary: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change; `sentence` leaves %(issue)s, %(amount)s, %(who)s, %(before)s, %(after)s to the template."""

    id: str
    when: Moment
    kind: str
    issue: IssueShown | None
    sentence: str
    amount: str
    who: str
    before: str
    after: str
    tombstone: str
    reason: str | None
    chips: tuple[Choice, ...]
    all_reasons: tuple[Choice, ...]
    comment: str
    decided: str
    decisions: tuple[Choice, ...]
    reason_url: str
    decision_url: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as it was agreed; `key` is "" where it may not be named, `points` "" where it had no estimate."""

    key: str
    summary: str
    points: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to name things: issues as last seen, which of them the reader may see, names, Jira's address."""

    briefs: Mapping[IssueId, BriefIssue]
    visible: Collection[IssueId]
    names: Mapping[AccountId, str]
    site_url: str

    def may_be_named(self, issue_id: IssueId) -> bool:
        """Visible issues, and those that are gone: Jira answers for them no more, and a tombstone needs a name."""
        brief = self.briefs.get(issue_id)
        return issue_id in self.visible or brief is None or brief.deleted


@dataclass(frozen=True, slots=True)
class LogPage:
    """The changes shown so far, whether there are more, and their number over all."""

    deltas: tuple[Delta, ...]
    more: bool


def item_rows(say: Wording, items: Sequence[BaselineItem], known: Known, rights: Rights) -> tuple[ItemRow, ...]:
    """Items as agreed; the title of a deleted issue is for who manages the project: Jira answers for it no more."""
    rows = []
    for item in items:
        brief = known.briefs.get(item.issue_id)
        is_gone = brief is None or brief.deleted
        is_seen = item.issue_id in known.visible
        shown = is_seen or (is_gone and rights.manage)
        rows.append(
            ItemRow(
                key=item.issue_key if known.may_be_named(item.issue_id) else "",
                summary=item.summary if shown else "",
                points="" if item.points is None else signless(say, plain(item.points) or 0),
                is_gone=is_gone,
            )
        )
    return tuple(rows)


def read_log(uow: UnitOfWork, baseline_id: BaselineId, part: Part, pages: int) -> LogPage:
    """The newest changes that belong to the part, at most `pages` pages; reads on by keyset until they are found."""
    wanted = PAGE * min(max(pages, 1), MOST_PAGES)
    found: list[Delta] = []
    after: str | None = None
    while True:
        page = uow.baselines.deltas(baseline_id, after=after, limit=AT_ONCE)
        found += [delta for delta in page.items if part.holds(delta.disposition)]
        after = page.after
        if after is None or len(found) > wanted:
            return LogPage(tuple(found[:wanted]), len(found) > wanted)


def log_rows(
    say: Wording, place: Place, deltas: Sequence[Delta], known: Known, rights: Rights, *, followed: bool
) -> tuple[ChangeRow, ...]:
    """The rows of the log; nothing can be decided about a baseline that is no longer followed."""
    return tuple(change_row(say, place, delta, known, rights, followed=followed) for delta in deltas)


def change_row(say: Wording, place: Place, delta: Delta, known: Known, rights: Rights, *, followed: bool) -> ChangeRow:
    """One change as the reader may see it and act on it."""
    seen = delta.detected
    shown = known.may_be_named(seen.issue_id)
    labels = reasons(say)
    reason = reason_words(say, delta.reason, delta.comment)
    may_say_why = followed and rights.contribute and shown
    url = place.url(f"/changes/{delta.id}")
    return ChangeRow(
        id=delta.id,
        when=say.moment(seen.at),
        kind=seen.delta_class.value,
        issue=_issue(delta, known, rights) if shown else None,
        sentence=_sentences(say)[seen.delta_class],
        amount=_amount(say, place.measure, seen),
        who=_who(say, seen.actor, known),
        before=_estimate(say, seen.before),
        after=_estimate(say, seen.after),
        tombstone=_tombstone(say, delta, known) if shown else "",
        reason=reason,
        chips=tuple(Choice(c, labels[c], is_on=False) for c in likely(seen.delta_class))
        if may_say_why and not reason
        else (),
        all_reasons=tuple(Choice(c, w, c == delta.reason) for c, w in labels.items()) if may_say_why else (),
        comment=delta.comment or "",
        decided=_decided(say, delta.disposition),
        decisions=_decisions(say, delta.disposition) if followed and rights.manage else (),
        reason_url=url.replace("?", "/reason?", 1),
        decision_url=url.replace("?", "/decision?", 1),
    )


def _issue(delta: Delta, known: Known, rights: Rights) -> IssueShown:
    brief = known.briefs.get(delta.detected.issue_id)
    if brief is None or brief.deleted:
        summary = delta.summary if rights.manage else ""
        return IssueShown(delta.issue_key, summary, f"{known.site_url}/browse/{delta.issue_key}", is_done=True)
    return IssueShown(brief.key, brief.summary, f"{known.site_url}/browse/{brief.key}", is_done=False)


def _sentences(say: Wording) -> dict[DeltaClass, str]:
    return {
        DeltaClass.ADDED_NEW: say.gettext("%(issue)s came in after the freeze, %(amount)s, by %(who)s"),
        DeltaClass.ADDED_MOVED_IN: say.gettext("%(issue)s was moved in after the freeze, %(amount)s, by %(who)s"),
        DeltaClass.REMOVED_MOVED_OUT: say.gettext("%(issue)s was moved out, %(amount)s, by %(who)s"),
        DeltaClass.REMOVED_DELETED: say.gettext("%(issue)s was deleted in Jira, %(amount)s, by %(who)s"),
        DeltaClass.REMOVED_CANCELLED: say.gettext("%(issue)s was closed undelivered, %(amount)s, by %(who)s"),
        DeltaClass.RE_ESTIMATED: say.gettext(
            "%(issue)s was estimated anew, from %(before)s to %(after)s, %(amount)s, by %(who)s"
        ),
        DeltaClass.TYPE_CHANGED: say.gettext("%(issue)s became another type of issue, %(amount)s, by %(who)s"),
    }


def _amount(say: Wording, measure: Measure, seen: Detected) -> str:
    if measure is Measure.COUNT and seen.count:
        return signed_issues(say, seen.count)
    if seen.count and (seen.after if seen.count > 0 else seen.before) is None:
        return say.gettext("without an estimate")
    return signed_points(say, seen.points)


def _estimate(say: Wording, value: int | None) -> str:
    return say.gettext("no estimate") if value is None else points(say, value)


def _who(say: Wording, actor: AccountId | None, known: Known) -> str:
    if actor is None:
        return say.gettext("somebody Jira does not name")
    return known.names.get(actor, say.gettext("somebody who has left"))


def _tombstone(say: Wording, delta: Delta, known: Known) -> str:
    brief = known.briefs.get(delta.detected.issue_id)
    if brief is not None and not brief.deleted:
        return ""
    if delta.detected.delta_class is DeltaClass.REMOVED_DELETED:
        return say.gettext("No longer in Jira; kept here as it was.")
    return say.gettext("Deleted in Jira later; kept here as it was.")


def _decided(say: Wording, disposition: Disposition) -> str:
    return {
        Disposition.UNREVIEWED: say.gettext("not yet decided on"),
        Disposition.PENDING: say.gettext("a decision is pending"),
        Disposition.APPROVED: say.gettext("approved"),
        Disposition.REJECTED: say.gettext("rejected, so it counts as unapproved"),
    }[disposition]


def _decisions(say: Wording, disposition: Disposition) -> tuple[Choice, ...]:
    """The three answers; choosing the one that stands takes it back."""
    labels = (
        (Disposition.APPROVED, say.gettext("Approve")),
        (Disposition.PENDING, say.gettext("Pending")),
        (Disposition.REJECTED, say.gettext("Reject")),
    )
    return tuple(
        Choice(Disposition.UNREVIEWED.value if chosen is disposition else chosen.value, label, chosen is disposition)
        for chosen, label in labels
    )
