"""The issue's own view: the risks it is tied to, what it did to the scope, and what reaches it through links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.baseline import BaselineStatus
from plugin.domain.commands import LinkEnds
from plugin.domain.delta import Delta, Disposition
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.usecases.mirror import baseline_of
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import FollowedBaseline
from plugin.usecases.views.marks import IssueMark, Issues, LevelMark, assessed_mark
from plugin.usecases.views.people import People
from plugin.usecases.views.reasons import likely, reason_words, reasons
from plugin.usecases.views.register import RiskRow, row
from plugin.usecases.views.risk_detail import Offer, offer
from plugin.usecases.views.wording import Moment, Wording


@dataclass(frozen=True, slots=True)
class PanelRisk:
    """A risk tied to the issue: as a row, with the roles the issue has in it and what waits for an answer."""

    row: RiskRow
    project_id: str
    version: int
    roles: tuple[str, ...]
    cause: str
    event: str
    statement_effect: str
    offer: Offer | None
    may_act: bool


@dataclass(frozen=True, slots=True)
class ScopeSentence:
    """What the issue did to the scope it is measured against; `kind` is the class of its last change or "agreed".

    `points` is the sum of its changes in thousandths, `before` and `after` are the last change's estimates.
    """

    kind: str
    baseline: str
    is_draft: bool
    points: int
    estimate: int | None
    before: int | None
    after: int | None
    when: Moment | None
    disposition: str
    delta_id: str
    reason: str
    chips: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ThroughLink:
    """A risk that a linked issue carries, and how that issue is linked ("blocks")."""

    row: RiskRow
    issue: IssueMark
    relation: str


@dataclass(frozen=True, slots=True)
class ScopeRead:
    """What storage knows of an issue's scope: the baseline it is measured against and its changes there."""

    baseline: FollowedBaseline | None
    agreed: bool
    agreed_points: int | None
    deltas: Sequence[Delta]


@dataclass(frozen=True, slots=True)
class Glance:
    """The worst open risk tied to the issue, and how many open ones there are."""

    level: LevelMark | None
    count: int


def read_scope(uow: UnitOfWork, project_id: ProjectId, issue_id: IssueId) -> ScopeRead:
    """The baseline that this issue is measured against, with its part in it."""
    followed = uow.baselines.followed(project_id)
    ids = [one.id for one in followed]
    agreed = uow.baselines.agreed(ids, [issue_id])
    deltas = uow.baselines.deltas_of(ids, [issue_id])
    known_by = {baseline_id for baseline_id, _ in agreed} | {delta.baseline_id for delta in deltas}
    baseline = baseline_of(followed, known_by)
    if baseline is None:
        return ScopeRead(None, False, None, ())
    item = agreed.get((baseline.id, issue_id))
    mine = [delta for delta in deltas if delta.baseline_id == baseline.id]
    return ScopeRead(baseline, item is not None, item.points if item else None, mine)


def panel_risks(
    say: Wording,
    risks: Sequence[Risk],
    issue_id: IssueId,
    people: People,
    today: date,
    models: RiskModels,
    contributes: Collection[str],
) -> tuple[PanelRisk, ...]:
    """Open risks tied to the issue, worst first; `contributes` are the projects whose risks the reader may change."""
    return tuple(
        PanelRisk(
            row=row(risk, people, today, models),
            project_id=risk.project_id,
            version=risk.version,
            roles=tuple(link.role.value for link in risk.issues if link.issue_id == issue_id),
            cause=risk.cause.rstrip(". "),
            event=(risk.event or risk.title).rstrip(". "),
            statement_effect=risk.effect.rstrip(". "),
            offer=offer(say, risk, models),
            may_act=risk.project_id in contributes,
        )
        for risk in risks
        if risk.is_open
    )


def scope_sentence(say: Wording, read: ScopeRead, *, may_say_why: bool) -> ScopeSentence | None:
    """What the issue did to the scope; None where no followed baseline knows it."""
    if read.baseline is None:
        return None
    is_draft = read.baseline.status is BaselineStatus.DRAFT
    last = max(read.deltas, key=lambda delta: delta.detected.at, default=None)
    if last is None:
        return ScopeSentence(
            "agreed", read.baseline.name, is_draft, 0, read.agreed_points, None, None, None, "", "", "", ()
        )
    reason = reason_words(say, last.reason, last.comment) or ""
    words = reasons(say)
    offered = likely(last.detected.delta_class) if may_say_why and not reason else ()
    return ScopeSentence(
        kind=last.detected.delta_class.value,
        baseline=read.baseline.name,
        is_draft=is_draft,
        points=sum(delta.detected.points for delta in read.deltas),
        estimate=last.detected.after,
        before=last.detected.before,
        after=last.detected.after,
        when=say.moment(last.detected.at),
        disposition=last.disposition.value if last.disposition is not Disposition.UNREVIEWED else "",
        delta_id=last.id,
        reason=reason,
        chips=tuple((code, words[code]) for code in offered),
    )


def through_links(
    ties: Sequence[LinkEnds],
    issue_id: IssueId,
    risks: Sequence[Risk],
    people: People,
    issues: Issues,
    today: date,
    models: RiskModels,
) -> tuple[ThroughLink, ...]:
    """Open risks of linked issues that this issue is not tied to itself, each once, worst first."""
    relations = _relations(ties, issue_id)
    found = []
    for risk in risks:
        tied = {link.issue_id for link in risk.issues}
        carrier = next((link.issue_id for link in risk.issues if link.issue_id in relations), None)
        if not risk.is_open or issue_id in tied or carrier is None:
            continue
        mark = issues.mark(carrier)
        if mark.key:
            found.append(ThroughLink(row(risk, people, today, models), mark, relations[carrier]))
    return tuple(found)


def glance(risks: Sequence[Risk], models: RiskModels) -> Glance:
    """The worst level among open risks and their number."""
    opened = [risk for risk in risks if risk.is_open]
    assessed = [found for risk in opened if (found := risk.assessed(models)) is not None]
    worst = max(assessed, key=lambda found: (found.level.rank, found.score), default=None)
    return Glance(assessed_mark(worst), len(opened))


def linked_ids(ties: Sequence[LinkEnds], issue_id: IssueId) -> set[IssueId]:
    """The issues at the other ends."""
    return set(_relations(ties, issue_id))


def _relations(ties: Sequence[LinkEnds], issue_id: IssueId) -> Mapping[IssueId, str]:
    """How this issue reads each of its links: "blocks" outward, "is blocked by" inward."""
    found: dict[IssueId, str] = {}
    for tie in ties:
        if tie.source_id == issue_id:
            found[tie.destination_id] = tie.outward
        else:
            found[tie.source_id] = tie.inward
    return found
