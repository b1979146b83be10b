"""The project page: its head, whether it is switched on, and the overview's cards and what waits for the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.delta import Disposition
from plugin.domain.flag import Actor, Flag, FlagCode
from plugin.domain.flags import Away, flags_of
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.ledger import Ledger
from plugin.domain.register import RiskTotals
from plugin.domain.review import Review
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.usecases.authority import Rights
from plugin.usecases.mirror import main_baseline
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import FollowedBaseline, Project
from plugin.usecases.views.flags import FlagLine, flag_lines
from plugin.usecases.views.marks import LevelMark, assessed_mark
from plugin.usecases.views.people import People
from plugin.usecases.views.risk_detail import Offer, offer
from plugin.usecases.views.risks import Exposure, RiskHealth, exposure, risk_health
from plugin.usecases.views.wording import Moment, Wording

TABS = ("overview", "risks", "scope", "reviews")
MOST_WAITING = 20
MOST_DELTAS = 100


@dataclass(frozen=True, slots=True)
class ProjectHead:
    """The page's head and how far Plumbline is with the project; `state` is that of the back-fill."""

    id: ProjectId
    name: str
    key: str
    enabled: bool
    as_of: Moment
    revision: int
    state: str
    done: int
    total: int | None
    message: str
    currency: str


@dataclass(frozen=True, slots=True)
class ScopeCard:
    """The main baseline in figures: points in thousandths, growth as a share or None where the baseline is empty."""

    baseline: str
    base: int
    current: int
    unapproved: int
    unapproved_count: int
    growth: float | None


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """How the project stands with looking back: open reviews, signed ones, and the last one's title."""

    open: int
    signed_off: int
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class WaitingRisk:
    """A risk that waits for the reader: for an answer (`offer`), for a look at it (`overdue` days), or by its flags."""

    id: str
    key: str
    title: str
    version: int
    level: LevelMark | None
    is_opportunity: bool
    offer: Offer | None
    overdue: int
    flags: tuple[FlagLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the reader; `deltas` changes of scope wait for a decision, `deltas_more` says there are more."""

    risks: tuple[WaitingRisk, ...]
    deltas: int
    deltas_more: bool
    baseline: str
    reviews: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.risks or self.deltas or self.reviews)


@dataclass(frozen=True, slots=True)
class Read:
    """What the overview needs from storage, read in one unit of work."""

    totals: RiskTotals
    overdue: int
    baseline: FollowedBaseline | None
    ledger: Ledger | None
    undecided: int
    undecided_more: bool
    reviews: Sequence[Review]
    mine: tuple[Risk, ...]
    flagged: tuple[Risk, ...]
    away: Away
    reader: AccountId | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The overview's cards and what waits."""

    health: RiskHealth
    exposure: Exposure
    scope: ScopeCard | None
    reviews: ReviewCard
    waiting: Waiting


def project_head(
    say: Wording, project_id: ProjectId, project: Project | None, names: Mapping[str, str], now: Moment
) -> ProjectHead:
    """The head of a project that we know or do not know yet; `names` holds Jira's key and name where we have none."""
    if project is None:
        return ProjectHead(
            project_id, names.get("name", ""), names.get("key", ""), False, now, 0, "none", 0, None, "", "EUR"
        )
    # A project that was switched on a moment ago is called by its id until Jira was asked.
    name = project.name if project.name != project.id else names.get("name", "")
    return ProjectHead(
        id=project.id,
        name=name,
        key=project.key,
        enabled=project.enabled,
        as_of=say.moment(project.changed_at) if project.changed_at else now,
        revision=project.revision,
        state=project.progress.state,
        done=project.progress.done,
        total=project.progress.total,
        message=project.progress.message or "",
        currency=project.settings.currency,
    )


def read_overview(uow: UnitOfWork, project_id: ProjectId, account_id: AccountId | None, today: date) -> Read:
    """Read what the overview shows, at a cost that does not grow with the project."""
    baseline = main_baseline(uow.baselines.followed(project_id))
    deltas = uow.baselines.deltas(baseline.id, limit=MOST_DELTAS) if baseline else None
    undecided = sum(delta.disposition is Disposition.UNREVIEWED for delta in deltas.items) if deltas else 0
    mine: tuple[Risk, ...] = ()
    if account_id:
        filters = {"status": "active", "owner": account_id}
        mine = uow.risks.page(project_id, filters=filters, limit=MOST_DELTAS).items
    flagged = uow.risks.page(project_id, filters={"flag": "any"}, limit=MOST_DELTAS).items if account_id else ()
    return Read(
        totals=uow.risks.totals(project_id),
        overdue=uow.risks.reviews_overdue(project_id, today),
        baseline=baseline,
        ledger=uow.baselines.ledger(baseline.id) if baseline else None,
        undecided=undecided,
        undecided_more=bool(deltas and deltas.after),
        reviews=uow.reviews.of_project(project_id),
        mine=mine,
        flagged=flagged,
        away=uow.people.away(),
        reader=account_id,
    )


def overview(say: Wording, read: Read, rights: Rights, today: date, models: RiskModels) -> Overview:
    """The cards, and what waits for a reader with these rights."""
    return Overview(
        health=risk_health(read.totals, read.overdue),
        exposure=exposure(read.totals),
        scope=_scope_card(read),
        reviews=_review_card(read.reviews),
        waiting=Waiting(
            risks=tuple(_waiting(say, read, rights, today, models))[:MOST_WAITING],
            deltas=read.undecided if rights.manage else 0,
            deltas_more=read.undecided_more,
            baseline=read.baseline.name if read.baseline else "",
            reviews=tuple(one.title for one in read.reviews if not one.is_signed_off) if rights.contribute else (),
        ),
    )


def _scope_card(read: Read) -> ScopeCard | None:
    if read.baseline is None or read.ledger is None:
        return None
    points, count = read.ledger.points, read.ledger.count
    return ScopeCard(
        read.baseline.name, points.baseline, points.current, points.unapproved, count.unapproved, points.growth
    )


def _review_card(reviews: Sequence[Review]) -> ReviewCard:
    signed = sum(one.is_signed_off for one in reviews)
    last = max(reviews, key=lambda one: one.opened_at, default=None)
    return ReviewCard(
        open=len(reviews) - signed,
        signed_off=signed,
        title=last.title if last else "",
        state=last.state.value if last else "",
    )


def _waiting(say: Wording, read: Read, rights: Rights, today: date, models: RiskModels) -> list[WaitingRisk]:
    """Risks with an offer first, then those whose flags ask for the reader, longest first."""
    found = []
    mine = {risk.id for risk in read.mine}
    for risk in {risk.id: risk for risk in (*read.mine, *read.flagged)}.values():
        overdue = (today - risk.next_review).days if risk.next_review and risk.id in mine else 0
        made = offer(say, risk, models) if risk.id in mine else None
        flags = [flag for flag in flags_of(risk, models, today, read.away) if is_for(flag, read.reader, rights)]
        if made is None and overdue <= 0 and not flags:
            continue
        found.append(
            WaitingRisk(
                id=risk.id,
                key=risk.key,
                title=risk.title,
                version=risk.version,
                level=assessed_mark(risk.assessed(models)),
                is_opportunity=risk.direction.value == "opportunity",
                offer=made,
                overdue=max(overdue, 0),
                flags=flag_lines(say, risk, _apart(flags), People({}), today),
            )
        )
    return sorted(found, key=lambda one: (one.offer is None, -max([one.overdue, *(f.days for f in one.flags)])))


def is_for(flag: Flag, reader: AccountId | None, rights: Rights) -> bool:
    """Whether it is this reader's move: theirs by name, or a manager's where it is the manager's or a higher one's."""
    if flag.person is not None:
        return flag.person == reader
    return rights.manage and flag.actor in {Actor.MANAGER, Actor.AUTHORITY}


def _apart(flags: Iterable[Flag]) -> list[Flag]:
    """The flags without the overdue review, which has a sentence of its own."""
    return [flag for flag in flags if not (flag.code is FlagCode.REVIEW_OVERDUE and flag.actor is Actor.OWNER)]
