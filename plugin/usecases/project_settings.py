"""Change what a project chose; another estimate or sprint field means reading the project in again."""

from __future__ import annotations

from dataclasses import asdict, replace

from plugin.domain.ids import ProjectId
from plugin.usecases.act import Act, check_version
from plugin.usecases.backfill import switch_on
from plugin.usecases.records import Project, ProjectSettings


def change_settings(act: Act, project_id: ProjectId, settings: ProjectSettings, expected: int | None) -> Project:
    """Replace a project's settings and raise its version; the same settings change nothing.

    Histories were folded with the fields of before, so a change of field starts the back-fill; Conflict while one runs.
    """
    before = act.project(project_id)
    check_version(expected, before.version)
    if settings == before.settings:
        return before
    after = replace(before, settings=settings, version=before.version + 1)
    act.uow.projects.save(after)
    old, new = asdict(before.settings), asdict(settings)
    changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    act.record("SettingsChanged", project_id, "project", project_id, None, changes=changes)
    act.uow.projects.touch({project_id}, act.now)
    if {"estimate_field", "sprint_field"} & changes.keys():
        return switch_on(act, project_id)
    return after
