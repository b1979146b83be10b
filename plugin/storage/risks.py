"""The risk registers of one site's projects."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, or_

from plugin.domain.drafts import FROM_PACK, PackUse
from plugin.domain.errors import Stale
from plugin.domain.flag import Flag
from plugin.domain.ids import IssueId, ProjectId, RiskId, SiteId
from plugin.domain.rating import Stage
from plugin.domain.register import RiskTotals
from plugin.domain.risk import ACTIVE, Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.storage.cursors import cursor, page, place
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.risk_details import details_from, details_of
from plugin.storage.risk_rows import flag_columns, risk_from, risk_row, tie_rows
from plugin.storage.tables.register import risk, risk_issue, risk_totals
from plugin.usecases.records import Page


class SqlRisks(Repository):
    """Fulfils Risks."""

    def __init__(
        self,
        connection: Connection,
        site_id: SiteId,
        models: Callable[[ProjectId], RiskModels],
        flags: Callable[[Risk], Iterable[Flag]],
    ) -> None:
        """`models` are what levels and scores are looked up in, to sort and filter by; `flags` are a risk's today."""
        super().__init__(connection, site_id)
        self._models = models
        self._flags = flags

    def add(self, added: Risk) -> None:
        """Write a new risk."""
        self._insert(risk, [{**self._row_of(added), "version": added.version}])
        self._insert(risk_issue, tie_rows(added))

    def add_all(self, added: Sequence[Risk]) -> None:
        """Write many new risks at once."""
        self._insert(risk, [{**self._row_of(one), "version": one.version} for one in added])
        self._insert(risk_issue, [tie for one in added for tie in tie_rows(one)])

    def save(self, changed: Risk) -> None:
        """Write a risk as it is now, raising its version by one; raises Stale when the stored version is another."""
        result = self._connection.execute(
            self._update(risk)
            .where(risk.c.id == changed.id, risk.c.version == changed.version)
            .values(**self._row_of(changed), version=changed.version + 1)
        )
        if result.rowcount != 1:
            raise Stale("Somebody else changed this risk. Load it again.")
        self._connection.execute(self._delete(risk_issue).where(risk_issue.c.risk_id == changed.id))
        self._insert(risk_issue, tie_rows(changed))

    def get(self, risk_id: RiskId) -> Risk | None:
        """The risk of that id, deleted ones included."""
        return next(iter(self.whole(self._rows(self._select(risk).where(risk.c.id == risk_id)))), None)

    def many(self, risk_ids: Collection[RiskId]) -> Mapping[RiskId, Risk]:
        """The risks of these ids, deleted ones included."""
        found: dict[RiskId, Risk] = {}
        for chunk in chunks(sorted(set(risk_ids))):
            found |= {one.id: one for one in self.whole(self._rows(self._select(risk).where(risk.c.id.in_(chunk))))}
        return found

    def by_key(self, project_id: ProjectId, key: str) -> Risk | None:
        """The risk of that key in a project; None also where it is deleted."""
        wanted = (risk.c.project_id == project_id, risk.c.key == key, risk.c.deleted_at.is_(None))
        return next(iter(self.whole(self._rows(self._select(risk).where(*wanted)))), None)

    def keys(self, risk_ids: Collection[RiskId]) -> Mapping[RiskId, str]:
        """The keys of these risks; deleted and unknown ones are left out."""
        found: dict[RiskId, str] = {}
        for chunk in chunks(sorted(set(risk_ids))):
            asked = self._select(risk, risk.c.id, risk.c.key).where(risk.c.id.in_(chunk), risk.c.deleted_at.is_(None))
            found.update((RiskId(row["id"]), row["key"]) for row in self._rows(asked))
        return found

    def of_issues(self, issue_ids: Collection[IssueId]) -> Sequence[Risk]:
        """Risks tied to any of these issues, each once, worst first."""
        ids: set[str] = set()
        for chunk in chunks(sorted(set(issue_ids))):
            statement = self._select(risk_issue, risk_issue.c.risk_id).where(risk_issue.c.issue_id.in_(chunk))
            ids.update(self._connection.execute(statement).scalars())
        rows: list[Row] = []
        for some in chunks(sorted(ids)):
            rows += self._rows(self._select(risk).where(risk.c.id.in_(some), risk.c.deleted_at.is_(None)))
        rows.sort(key=lambda row: (-row["level_rank"], -row["score"], row["number"], row["id"]))
        return self.whole(rows)

    def page(
        self, project_id: ProjectId, *, filters: Mapping[str, str], after: str | None = None, limit: int = 50
    ) -> Page[Risk]:
        """A page of the register, worst first (level rank, score, oldest key). Raises Invalid for a foreign cursor.

        A filter that is not known is passed over. A cell holds open risks only that are
        rated with the project's present model, as the heat map counts them.
        """
        current = self._models(project_id).current.version
        statement = self._select(risk).where(risk.c.project_id == project_id, *_conditions(filters, current))
        if after is not None:
            rank, score, number = place(after, int, int, int)
            statement = statement.where(
                or_(
                    risk.c.level_rank < rank,
                    and_(risk.c.level_rank == rank, risk.c.score < score),
                    and_(risk.c.level_rank == rank, risk.c.score == score, risk.c.number > number),
                )
            )
        rows = self._rows(
            statement.order_by(risk.c.level_rank.desc(), risk.c.score.desc(), risk.c.number).limit(limit + 1)
        )
        cursors = [cursor(row["level_rank"], row["score"], row["number"]) for row in rows]
        return page(list(zip(self.whole(rows), cursors, strict=True)), limit)

    def rated_with(self, project_id: ProjectId) -> Mapping[str, int]:
        """How many open risks and drafts have a rating of any stage in each model version."""
        statement = self._select(risk, *_CELLS).where(risk.c.project_id == project_id, _can_be_rated())
        counts: Counter[str] = Counter()
        for cells in self._connection.execute(statement):
            counts.update({cell.partition(".")[0] for cell in cells if cell})
        return counts

    def rated_in(self, project_id: ProjectId, version: str) -> Sequence[Risk]:
        """Open risks and drafts with a rating of any stage in that model version, worst first."""
        stands = or_(*(column.startswith(f"{version}.", autoescape=True) for column in _CELLS))
        where = (risk.c.project_id == project_id, _can_be_rated(), stands)
        order = (risk.c.level_rank.desc(), risk.c.score.desc(), risk.c.number)
        return self.whole(self._rows(self._select(risk).where(*where).order_by(*order)))

    def totals(self, project_id: ProjectId) -> RiskTotals:
        """The register's totals as last set."""
        row = self._row(self._select(risk_totals).where(risk_totals.c.project_id == project_id))
        return Counter() if row is None else Counter(row["totals"])

    def set_totals(self, project_id: ProjectId, totals: RiskTotals) -> None:
        """Keep the register's totals."""
        self._upsert(risk_totals, [{"project_id": project_id, "totals": dict(totals)}])

    def reviews_overdue(self, project_id: ProjectId, today: date) -> int:
        """How many open risks should have been looked at before today."""
        statement = self._select(risk, func.count()).where(risk.c.project_id == project_id, *_overdue(today))
        return int(self._connection.execute(statement).scalar_one())

    def next_review(self, project_id: ProjectId) -> date | None:
        """The day of the next review of any open risk."""
        statement = self._select(risk, func.min(risk.c.next_review)).where(risk.c.project_id == project_id, _is_open())
        found: date | None = self._connection.execute(statement).scalar_one()
        return found

    def flagged(self, project_id: ProjectId) -> int:
        """How many open risks have a flag."""
        where = (risk.c.project_id == project_id, risk.c.flag_codes != "", _is_open())
        return int(self._connection.execute(self._select(risk, func.count()).where(*where)).scalar_one())

    def actions_overdue(self, project_id: ProjectId, today: date) -> int:
        """How many actions of open risks should have been done before today; reads those risks only."""
        where = (risk.c.project_id == project_id, risk.c.action_due < today, _is_open())
        found = self._connection.execute(self._select(risk, risk.c.details).where(*where)).scalars()
        actions = (action for plain in found for action in details_from(plain)["treatment"].actions)
        return sum(action.is_live and action.due is not None and action.due < today for action in actions)

    def sourced(self, project_id: ProjectId, kind: str) -> Sequence[Risk]:
        """The risks that came from a kind of source, in the order in which they were raised."""
        here = self._select(risk).where(risk.c.project_id == project_id, risk.c.deleted_at.is_(None))
        return self.whole(self._rows(here.where(risk.c.source_kind == kind).order_by(risk.c.number)))

    def pack_uses(self) -> Sequence[PackUse]:
        """What became of the risks of packs on the whole site, those dismissed most often first."""
        is_dismissed = and_(risk.c.status == Status.REJECTED.value, risk.c.level.is_(None))
        columns = (
            risk.c.source_reference,
            func.count().label("taken"),
            func.sum(case((risk.c.status == Status.DRAFT.value, 1), else_=0)).label("waiting"),
            func.sum(case((is_dismissed, 1), else_=0)).label("dismissed"),
        )
        where = (risk.c.source_kind == FROM_PACK, risk.c.deleted_at.is_(None))
        grouped = self._select(risk, *columns).where(*where).group_by(risk.c.source_reference)
        rows = self._rows(grouped.order_by(literal_column("dismissed").desc(), columns[0]))
        return [PackUse(r["source_reference"], r["taken"], int(r["waiting"]), int(r["dismissed"])) for r in rows]

    def titles(self, project_id: ProjectId) -> Sequence[tuple[RiskId, str, str]]:
        """Id, key and title of every open risk and every draft, in the order of their keys."""
        named = self._select(risk, risk.c.id, risk.c.key, risk.c.title).where(*_lives(project_id))
        return [(row["id"], row["key"], row["title"]) for row in self._rows(named.order_by(risk.c.number))]

    def living(self, project_id: ProjectId) -> Sequence[Risk]:
        """Every open risk and every draft, by key, in two queries however many there are."""
        rows = self._rows(self._select(risk).where(*_lives(project_id)).order_by(risk.c.number))
        ids, ties = self._select(risk, risk.c.id).where(*_lives(project_id)), defaultdict[str, list[Row]](list)
        for tie in self._rows(self._select(risk_issue).where(risk_issue.c.risk_id.in_(ids))):
            ties[tie["risk_id"]].append(tie)
        return [risk_from(row, ties[row["id"]]) for row in rows]

    def to_sweep(self, project_id: ProjectId) -> Sequence[tuple[Risk, frozenset[str]]]:
        """Every open risk, and every other one of which a flag was told, with what was told of it."""
        where = (risk.c.project_id == project_id, or_(_is_open(), risk.c.flags_told != ""))
        rows = self._rows(self._select(risk).where(*where).order_by(risk.c.number))
        return [(one, frozenset(row["flags_told"].split())) for one, row in zip(self.whole(rows), rows, strict=True)]

    def note_flags(self, risk_id: RiskId, flags: Iterable[Flag], told: Iterable[str]) -> None:
        """Keep a risk's flags and which of them were told; nobody's edit of the risk is stale for that."""
        values = {**flag_columns(flags), "flags_told": " ".join(sorted(told))}
        self._connection.execute(self._update(risk).where(risk.c.id == risk_id).values(**values))

    def has_watches(self, project_id: ProjectId) -> bool:
        """Whether any open risk of the project has a rule that is looked at."""
        where = (risk.c.project_id == project_id, risk.c.watches > 0)
        return self._row(self._select(risk, risk.c.id).where(*where).limit(1)) is not None

    def watched(self, project_id: ProjectId) -> Sequence[Risk]:
        """The open risks with rules that are looked at, by key."""
        where = (risk.c.project_id == project_id, risk.c.watches > 0)
        return self.whole(self._rows(self._select(risk).where(*where).order_by(risk.c.number)))

    def note_triggers(self, changed: Risk) -> None:
        """Keep how a risk's triggers are; nobody's edit of the risk is stale for that. Hold its project for writing."""
        self._connection.execute(self._update(risk).where(risk.c.id == changed.id).values(details=details_of(changed)))

    def looked_at(self, project_id: ProjectId) -> datetime | None:
        """When the project's rules were last looked at."""
        row = self._row(self._select(risk_totals).where(risk_totals.c.project_id == project_id))
        return None if row is None else row["looked_at"]

    def note_look(self, project_id: ProjectId, at: datetime) -> None:
        """Keep when they were."""
        self._connection.execute(
            self._update(risk_totals).where(risk_totals.c.project_id == project_id).values(looked_at=at)
        )

    def _row_of(self, one: Risk) -> dict[str, Any]:
        return {**risk_row(one, self._models(one.project_id)), **flag_columns(self._flags(one))}

    def whole(self, rows: Sequence[Row]) -> list[Risk]:
        """The risks of these rows, in their order."""
        ties: dict[str, list[Row]] = defaultdict(list)
        for chunk in chunks(row["id"] for row in rows):
            for tie in self._rows(self._select(risk_issue).where(risk_issue.c.risk_id.in_(chunk))):
                ties[tie["risk_id"]].append(tie)
        return [risk_from(row, ties[row["id"]]) for row in rows]


_CELLS = (risk.c.inherent_cell, risk.c.current_cell, risk.c.target_cell)


def _can_be_rated() -> ColumnElement[bool]:
    return or_(_is_open(), and_(risk.c.status == Status.DRAFT.value, risk.c.deleted_at.is_(None)))


def _is_open() -> ColumnElement[bool]:
    return and_(risk.c.status.in_([status.value for status in ACTIVE]), risk.c.deleted_at.is_(None))


def _overdue(today: date) -> tuple[ColumnElement[bool], ...]:
    return (_is_open(), risk.c.next_review < today)


def _conditions(filters: Mapping[str, str], version: str) -> list[ColumnElement[bool]]:
    plain = ("level", "direction")
    conditions: list[ColumnElement[bool]] = [risk.c[name] == filters[name] for name in plain if filters.get(name)]
    conditions.append(risk.c.deleted_at.is_(None))
    if status := filters.get("status"):
        conditions.append(_is_open() if status == "active" else risk.c.status == status)
    if flag := filters.get("flag"):
        conditions.append(_is_open())
        conditions.append(risk.c.flag_codes != "" if flag == "any" else risk.c.flag_codes.contains(f" {flag} "))
    if category := filters.get("category"):
        conditions.append(risk.c.category.in_(category.split(",")))
    if owner := filters.get("owner"):
        conditions.append(risk.c.owner.is_(None) if owner == "none" else risk.c.owner == owner)
    if filters.get("due") == "overdue" and (today := filters.get("today")):
        conditions.extend(_overdue(date.fromisoformat(today)))
    if filters.get("answered") == "no":
        conditions.append(risk.c.responses == 0)
    if cell := filters.get("cell"):
        conditions.extend(_in_cell(cell, version))
    return conditions


def _in_cell(cell: str, version: str) -> list[ColumnElement[bool]]:
    stage, _, rest = cell.partition(".")
    direction, _, place_in_matrix = rest.partition(".")
    if stage not in {known.value for known in Stage}:
        return []
    return [_is_open(), risk.c.direction == direction, risk.c[f"{stage}_cell"] == f"{version}.{place_in_matrix}"]


def _lives(project_id: ProjectId) -> tuple[ColumnElement[bool], ...]:
    alive = risk.c.status.in_([Status.DRAFT.value, *(status.value for status in ACTIVE)])
    return (risk.c.project_id == project_id, risk.c.deleted_at.is_(None), alive)
