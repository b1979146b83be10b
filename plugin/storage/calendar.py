"""Versions and sprints of one site as last seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from plugin.domain.ids import ProjectId, VersionId
from plugin.storage.repository import Repository
from plugin.storage.tables.jira import jira_version, sprint
from plugin.usecases.records import Sprint, Version


class SqlCalendar(Repository):
    """Fulfils Calendar."""

    def version(self, version_id: VersionId) -> Version | None:
        """The version of that id."""
        row = self._row(self._select(jira_version).where(jira_version.c.id == version_id))
        return None if row is None else Version(**_without_site(row))

    def versions(self, project_id: ProjectId) -> Sequence[Version]:
        """The project's versions, deleted ones too, by release day (those without one last) and name."""
        rows = self._rows(self._select(jira_version).where(jira_version.c.project_id == project_id))
        versions = [Version(**_without_site(row)) for row in rows]
        return sorted(versions, key=lambda one: (one.release_on is None, one.release_on or "", one.name, one.id))

    def save_version(self, seen: Version) -> None:
        """Insert or update a version."""
        self._upsert(jira_version, [{field.name: getattr(seen, field.name) for field in fields(seen)}])

    def sprint(self, sprint_id: str) -> Sprint | None:
        """The sprint of that id."""
        row = self._row(self._select(sprint).where(sprint.c.id == sprint_id))
        return None if row is None else Sprint(**_without_site(row))

    def save_sprint(self, seen: Sprint) -> None:
        """Insert or update a sprint."""
        self._upsert(sprint, [{field.name: getattr(seen, field.name) for field in fields(seen)}])


def _without_site(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "site_id"}
