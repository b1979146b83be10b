"""A project's register as a file."""

from __future__ import annotations

from typing import Any

from flask import Response

from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Page
from plugin.usecases.sheets.register_print import MOST_PRINTED
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.sheets import ExportQuery
from plugin.web.exporting import Wanted, exported
from plugin.web.services import Services
from plugin.web.ui.wording import Spoken

BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE = {
    "description": "The file",
    "headers": {"Content-Disposition": {"schema": {"type": "string"}}},
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": BINARY,
        "application/pdf": BINARY,
    },
}


def sheets_resource(services: Services) -> Resource:
    """The routes of registers as files."""
    blueprint = resource(services, "sheets", f"Registers as files; PDF holds {MOST_PRINTED:,} risks at most")

    @blueprint.get("/projects/<jira:project_id>/risks/export")
    @blueprint.arguments(ExportQuery, location="query")
    @blueprint.doc(responses={200: FILE})
    def export(query: dict[str, Any], project_id: ProjectId) -> Response:
        """The register as a file: the whole record, with those issues named that you may see"""
        project = switched_on(services, project_id)
        kind, content = query.pop("format"), query.pop("content")
        filters = {name: value for name, value in query.items() if value is not None}
        if category := filters.get("category"):
            filters["category"] = ",".join(STARTER_CATEGORIES.within(category))
        filters["today"] = services.clock().date().isoformat()

        def read(uow: UnitOfWork, after: str | None, limit: int) -> Page[Risk]:
            return uow.risks.page(project_id, filters=filters, after=after, limit=limit)

        return exported(services, Spoken(services.clock()), project, Wanted(kind, content, read))

    return blueprint
