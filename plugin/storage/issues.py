"""Jira's issues as far as one site remembers them, with their histories and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Select, and_, func, or_, select, union

from plugin.domain.commands import LinkEnds
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import IssueChange
from plugin.storage.histories import change_row, issue_row, known_issue, past_projects
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.tables.jira import issue, issue_change, issue_link, issue_past_project, meaning
from plugin.usecases.records import BriefIssue, KnownIssue

NO_CATEGORY = "undefined"
"""Jira's own key for a status without a category."""


class SqlIssues(Repository):
    """Fulfils Issues."""

    def known(self, issue_ids: Collection[IssueId], *, hold: bool = False) -> dict[IssueId, KnownIssue]:
        """The issues among these that we know; held in the order of their ids, so that two holders cannot deadlock."""
        found: dict[IssueId, KnownIssue] = {}
        for chunk in chunks(sorted(set(issue_ids))):
            statement = self._select(issue).where(issue.c.id.in_(chunk))
            if hold:
                statement = statement.order_by(issue.c.id).with_for_update()
            found.update((known.history.issue_id, known) for known in self._with_changes(self._rows(statement)))
        return found

    def of_project(self, project_id: ProjectId) -> Iterator[KnownIssue]:
        """Every issue that is or ever was in the project, by id; read piece by piece."""
        here = self._select(issue, issue.c.id).where(issue.c.project_id == project_id)
        once = self._select(issue_past_project, issue_past_project.c.issue_id).where(
            issue_past_project.c.project_id == project_id
        )
        ids = sorted(self._connection.execute(union(here, once)).scalars())
        for chunk in chunks(ids):
            statement = self._select(issue).where(issue.c.id.in_(chunk)).order_by(issue.c.id)
            yield from self._with_changes(self._rows(statement))

    def save(self, issues: Iterable[tuple[KnownIssue, Sequence[IssueChange]]]) -> None:
        """Write each issue as it is now, and those changes; a change that is there already stays as it is."""
        for chunk in chunks(issues):
            rows, past, changed = [], [], []
            for known, changes in chunk:
                row = issue_row(known)
                rows.append(row)
                changed += [change_row(known, change) for change in changes]
                past += list(past_projects(row, known, changes))
            self._upsert(issue, rows)
            self._upsert(issue_change, changed, ignore=True)
            self._upsert(issue_past_project, past, ignore=True)

    def rewrite(self, issues: Iterable[KnownIssue]) -> None:
        """Replace each issue and all of its changes: corrections that proved wrong go with the old history."""
        for chunk in chunks(issues):
            ids = [known.history.issue_id for known in chunk]
            self._connection.execute(self._delete(issue_change).where(issue_change.c.issue_id.in_(ids)))
            self.save([(known, known.history.changes) for known in chunk])

    def brief(self, issue_ids: Collection[IssueId]) -> dict[IssueId, BriefIssue]:
        """The little that lists show, of those that we know."""
        found: dict[IssueId, BriefIssue] = {}
        for chunk in chunks(sorted(set(issue_ids))):
            found.update((row["id"], _brief(row)) for row in self._rows(self._briefly().where(issue.c.id.in_(chunk))))
        return found

    def by_key(self, key: str) -> BriefIssue | None:
        """The issue that has that key; where it passed from one to another, the living one seen last."""
        statement = self._briefly().where(issue.c.key == key).order_by(issue.c.deleted, issue.c.seen_at.desc())
        row = self._row(statement.limit(1))
        return None if row is None else _brief(row)

    def count(self, project_id: ProjectId) -> int:
        """How many issues the project has now."""
        statement = self._select(issue, func.count()).where(
            issue.c.project_id == project_id, issue.c.deleted.is_(False)
        )
        return int(self._connection.execute(statement).scalar_one())

    def search(self, project_id: ProjectId, text: str, limit: int) -> Sequence[BriefIssue]:
        """Issues of the project whose key or summary contains the text, newest first; the text is no pattern."""
        statement = self._briefly().where(
            issue.c.project_id == project_id,
            issue.c.deleted.is_(False),
            or_(issue.c.key.icontains(text, autoescape=True), issue.c.summary.icontains(text, autoescape=True)),
        )
        rows = self._rows(statement.order_by(issue.c.created_at.desc(), issue.c.id.desc()).limit(limit))
        return [_brief(row) for row in rows]

    def tie(self, link: LinkEnds) -> None:
        """Note a link; one that is known is written anew."""
        row = {
            "link_id": link.link_id,
            "source_id": link.source_id,
            "destination_id": link.destination_id,
            "outward": link.outward,
            "inward": link.inward,
        }
        self._upsert(issue_link, [row])

    def untie(self, link_id: str) -> None:
        """Forget a link."""
        self._connection.execute(self._delete(issue_link).where(issue_link.c.link_id == link_id))

    def ties(self, issue_id: IssueId) -> Sequence[LinkEnds]:
        """The links that start or end at the issue."""
        either = or_(issue_link.c.source_id == issue_id, issue_link.c.destination_id == issue_id)
        rows = self._rows(self._select(issue_link).where(either).order_by(issue_link.c.link_id))
        return [
            LinkEnds(row["link_id"], row["source_id"], row["destination_id"], row["outward"], row["inward"])
            for row in rows
        ]

    def _with_changes(self, rows: Sequence[Row]) -> Iterator[KnownIssue]:
        ids = [row["id"] for row in rows]
        changes: dict[str, list[Row]] = defaultdict(list)
        if ids:
            for change in self._rows(self._select(issue_change).where(issue_change.c.issue_id.in_(ids))):
                changes[change["issue_id"]].append(change)
        for row in rows:
            yield known_issue(row, changes[row["id"]])

    def _briefly(self) -> Select[tuple[object, ...]]:
        category = and_(
            meaning.c.site_id == issue.c.site_id, meaning.c.kind == "status", meaning.c.id == issue.c.status_id
        )
        columns = (issue.c.id, issue.c.key, issue.c.summary, issue.c.project_id, issue.c.deleted, meaning.c.value)
        return select(*columns).select_from(issue.outerjoin(meaning, category)).where(issue.c.site_id == self._site_id)


def _brief(row: Row) -> BriefIssue:
    return BriefIssue(
        issue_id=row["id"],
        key=row["key"],
        summary=row["summary"],
        project_id=row["project_id"],
        category=row["value"] or NO_CATEGORY,
        deleted=row["deleted"],
    )
