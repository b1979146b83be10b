"""The projects of one site, the meanings of its ids, and its series of keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from plugin.domain.ids import ProjectId
from plugin.domain.issue import TypeRole
from plugin.domain.response import WhenDone
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.tables.jira import meaning, project, series
from plugin.usecases.records import Meanings, Progress, Project, ProjectSettings


class SqlProjects(Repository):
    """Fulfils Projects."""

    def get(self, project_id: ProjectId) -> Project | None:
        """The project of that id."""
        return _project(self._row(self._select(project).where(project.c.id == project_id)))

    def by_key(self, key: str) -> Project | None:
        """The project that has that key now; a deleted one only where no other has it."""
        statement = self._select(project).where(project.c.key == key)
        return _project(self._row(statement.order_by(project.c.life == "deleted", project.c.id.desc())))

    def all(self) -> Sequence[Project]:
        """Every project, by key."""
        rows = self._rows(self._select(project).order_by(project.c.key, project.c.id))
        return [_made(row) for row in rows]

    def lock(self, project_id: ProjectId) -> Project | None:
        """The project, held until the transaction ends."""
        return _project(self._row(self._select(project).where(project.c.id == project_id).with_for_update()))

    def save(self, changed: Project) -> None:
        """Insert or update all but revision with its instant, and progress, which have their own methods."""
        row = {
            "id": changed.id,
            "key": changed.key,
            "name": changed.name,
            "life": changed.life,
            "enabled": changed.enabled,
            "estimate_field": changed.settings.estimate_field,
            "sprint_field": changed.settings.sprint_field,
            "when_done": changed.settings.when_done.value,
            "currency": changed.settings.currency,
            "risk_type": changed.settings.risk_type,
            "response_type": changed.settings.response_type,
            "link_type": changed.settings.link_type,
            "speciality": changed.settings.speciality,
            "tell_watchers": changed.settings.tell_watchers,
            "version": changed.version,
        }
        self._upsert(project, [row])

    def set_progress(self, project_id: ProjectId, progress: Progress) -> None:
        """Note how far the back-fill has come."""
        self._connection.execute(
            self._update(project)
            .where(project.c.id == project_id)
            .values(
                progress_state=progress.state,
                progress_done=progress.done,
                progress_total=progress.total,
                progress_message=progress.message,
            )
        )

    def touch(self, project_ids: Collection[ProjectId], at: datetime) -> None:
        """Raise the revision of each, in one order everywhere so that two writers cannot wait for each other."""
        for project_id in sorted(set(project_ids)):
            self._connection.execute(
                self._update(project)
                .where(project.c.id == project_id)
                .values(revision=project.c.revision + 1, changed_at=at)
            )

    def revision(self, project_id: ProjectId) -> int:
        """How often anything shown in the project changed; 0 for one we do not know."""
        found = self._row(self._select(project, project.c.revision).where(project.c.id == project_id))
        return 0 if found is None else int(found["revision"])

    def meanings(self) -> Meanings:
        """What this site's status and type ids mean, as far as we have seen them."""
        rows = self._rows(self._select(meaning))
        return Meanings(
            categories={row["id"]: row["value"] for row in rows if row["kind"] == "status"},
            roles={row["id"]: TypeRole(row["value"]) for row in rows if row["kind"] == "type"},
        )

    def learn(self, meanings: Meanings) -> None:
        """Keep what is new or different."""
        known = self.meanings()
        rows = [
            ("status", id_, value) for id_, value in meanings.categories.items() if known.categories.get(id_) != value
        ]
        rows += [("type", id_, role.value) for id_, role in meanings.roles.items() if known.roles.get(id_) != role]
        for chunk in chunks(sorted(rows)):
            self._upsert(meaning, [{"kind": kind, "id": id_, "value": value} for kind, id_, value in chunk])

    def next_keys(self, project_id: ProjectId, prefix: str, count: int) -> Sequence[str]:
        """The next keys of a series, as many as are asked for."""
        if count < 1:
            return []
        self._upsert(series, [{"project_id": project_id, "prefix": prefix, "last": count}], add=["last"])
        of_series = (series.c.project_id == project_id, series.c.prefix == prefix)
        last = int(self._connection.execute(self._select(series, series.c.last).where(*of_series)).scalar_one())
        return [f"{prefix}-{number}" for number in range(last - count + 1, last + 1)]

    def next_key(self, project_id: ProjectId, prefix: str) -> str:
        """The next key of a series; free of gaps, since a rolled-back transaction gives its number back."""
        self._upsert(series, [{"project_id": project_id, "prefix": prefix, "last": 1}], add=["last"])
        row = self._row(
            self._select(series, series.c.last).where(series.c.project_id == project_id, series.c.prefix == prefix)
        )
        return f"{prefix}-{1 if row is None else row['last']}"


def _project(row: Row | None) -> Project | None:
    return None if row is None else _made(row)


def _made(row: Row) -> Project:
    return Project(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        life=row["life"],
        enabled=row["enabled"],
        settings=ProjectSettings(
            row["estimate_field"],
            row["sprint_field"],
            WhenDone(row["when_done"]),
            row["currency"],
            row["risk_type"],
            row["response_type"],
            row["link_type"],
            row["speciality"],
            row["tell_watchers"],
        ),
        progress=Progress(row["progress_state"], row["progress_done"], row["progress_total"], row["progress_message"]),
        revision=row["revision"],
        changed_at=row["changed_at"],
        version=row["version"],
    )
