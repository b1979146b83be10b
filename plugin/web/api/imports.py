"""A sheet brought into a project's register: handed over whole, brought in by a worker, watched and looked into."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict, replace
from typing import Any

from flask import url_for

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import ProjectId
from plugin.usecases.import_records import RegisterImport
from plugin.usecases.records import Page
from plugin.usecases.sheets import import_acts
from plugin.usecases.sheets.examining import look
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.imports import ImportIn, ImportOut, ImportProblemPage
from plugin.web.api.schemas.shapes import PageQuery
from plugin.web.asking import acting, reading
from plugin.web.importing import find_import, first_mapping, open_table
from plugin.web.services import Services


def imports_resource(services: Services) -> Resource:
    """The routes of sheets on their way in."""
    blueprint = resource(services, "imports", "Sheets brought into registers; columns are guessed where none are named")

    @blueprint.post("/projects/<jira:project_id>/risks/import")
    @blueprint.arguments(ImportIn)
    @blueprint.response(202, ImportOut, headers={"Location": {"schema": {"type": "string"}}})
    def bring(body: dict[str, Any], project_id: ProjectId) -> tuple[object, int, dict[str, str]]:
        """Bring a sheet in: CSV, XLSX or ODS as base64; larger ones go in by the page"""
        project = switched_on(services, project_id, "contribute")
        held = _held(body["content"])
        with acting(services) as act:
            one = import_acts.begin(act, project_id, body["name"])
            import_acts.hand_over(act, project_id, one.id, 0, held)
        table = open_table(services, one, body["sheet"])
        looked = look(table)
        mapping = first_mapping(services, project, looked)
        if body["columns"]:
            named = tuple(body["columns"].get(heading, "") for heading in table.headings)
            mapping = replace(mapping, columns=named)
        mapping = replace(mapping, rate=body["rate"])
        with acting(services) as act:
            import_acts.choose(act, project_id, one.id, mapping, table.headings, body["sheet"])
            one = import_acts.start(act, project_id, one.id, mapping, 0 if looked.more else len(looked.rows))
        location = url_for("api-imports.progress", project_id=project_id, import_id=one.id)
        return _shown(one), 202, {"Location": location}

    @blueprint.get("/projects/<jira:project_id>/risks/imports/<ours:import_id>")
    @blueprint.response(200, ImportOut)
    def progress(project_id: ProjectId, import_id: str) -> object:
        """How far a sheet has come"""
        switched_on(services, project_id, "contribute")
        return _shown(find_import(services, project_id, import_id))

    @blueprint.get("/projects/<jira:project_id>/risks/imports/<ours:import_id>/problems")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ImportProblemPage)
    def problems(query: dict[str, Any], project_id: ProjectId, import_id: str) -> Page[dict[str, object]]:
        """What is told of its rows: why one was not taken ("bad"), what was left out or kept ("note")"""
        switched_on(services, project_id, "contribute")
        one = find_import(services, project_id, import_id)
        with reading(services) as uow:
            page = uow.imports.problems(one.id, **query)
        return Page(tuple(asdict(problem) for problem in page.items), page.after)

    return blueprint


def _held(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Invalid([Problem("/content", "send the file as base64")]) from fault


def _shown(one: RegisterImport) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "state": one.state.value,
        "done": one.done,
        "total": one.total or None,
        "message": one.message or None,
        **asdict(one.counts),
    }
