"""The saved views of a register: kept, applied, renamed, shared, taken away and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request, url_for

from plugin.domain.errors import AppError, Invalid
from plugin.domain.ids import ProjectId
from plugin.usecases.act import Act
from plugin.usecases.keeping_views import ViewDraft, change_view, drop_view, keep_view, restore_view
from plugin.usecases.saved_views import SavedView
from plugin.usecases.views.narrowing import Narrowing, narrowing
from plugin.web.asking import account, acting, reading, require
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import typed

Command = Callable[[Act], SavedView]


def add_saved_views(blueprint: Blueprint, desk: Desk) -> None:
    """The list of views, and what is done to them; each answer is the list as it is then."""

    @blueprint.get("/views")
    def views(project_id: str) -> str:
        require(desk.services, ProjectId(project_id))
        return saved_views(desk, ProjectId(project_id), request.args.get("query", ""))

    @blueprint.post("/views")
    def view_kept(project_id: str) -> Response:
        project = ProjectId(project_id)
        rights = require(desk.services, project)
        return _done(desk, project, lambda act: keep_view(act, project, _draft(project), rights))

    @blueprint.post("/views/<view_id>")
    def view_changed(project_id: str, view_id: str) -> Response:
        project = ProjectId(project_id)
        rights = require(desk.services, project)
        return _done(desk, project, lambda act: change_view(act, view_id, _draft(project), rights, expected_version()))

    @blueprint.post("/views/<view_id>/delete")
    def view_deleted(project_id: str, view_id: str) -> Response:
        project = ProjectId(project_id)
        rights = require(desk.services, project)
        undo = url_for("risks-ui.view_restored", project_id=project_id, view_id=view_id)
        flag = {
            "title": desk.say.gettext("The view is deleted"),
            "type": "success",
            "action": {"label": desk.say.gettext("Undo"), "url": undo},
        }
        return _done(desk, project, lambda act: drop_view(act, view_id, rights), flag)

    @blueprint.post("/views/<view_id>/restore")
    def view_restored(project_id: str, view_id: str) -> Response:
        project = ProjectId(project_id)
        rights = require(desk.services, project)
        flag = {"title": desk.say.gettext("The view is back"), "type": "success"}
        return _done(desk, project, lambda act: restore_view(act, view_id, rights), flag, changed=True)


def saved_views(desk: Desk, project_id: ProjectId, query: str, wrong: str = "", name: str = "") -> str:
    """The reader's views and the shared ones, with the form that keeps the present one."""
    rights = require(desk.services, project_id)
    with reading(desk.services) as uow:
        found = uow.saved_views.of_project(project_id, account())
    base = url_for("risks-ui.shown", project_id=project_id)
    return desk.render(
        "fragments/risks/saved_views.html",
        project_id=project_id,
        rights=rights,
        saved=[
            (view, _address(base, view), view.account_id == account() or (view.shared and rights.manage))
            for view in found
        ],
        query=query,
        wrong=wrong,
        name=name,
    )


def as_kept(base: str, view: SavedView) -> Narrowing:
    """The state that a view keeps."""
    return narrowing(base, dict(parse_qsl(view.query)))


def _address(base: str, view: SavedView) -> str:
    return as_kept(base, view).url(part="/register")


def _draft(project_id: ProjectId) -> ViewDraft:
    values = typed()
    query = request.form.get("query")
    kept = narrowing(url_for("risks-ui.shown", project_id=project_id), dict(parse_qsl(query))).query if query else query
    return ViewDraft(values.get("name", ""), values.get("shared") == "1", values.get("default") == "1", kept)


def _done(
    desk: Desk,
    project_id: ProjectId,
    command: Command,
    flag: Mapping[str, object] | None = None,
    *,
    changed: bool = False,
) -> Response:
    query = request.form.get("query", "")
    try:
        with acting(desk.services) as act:
            command(act)
    except AppError as error:
        said = " ".join(field_errors(error, {}).values()) if isinstance(error, Invalid) else str(error)
        return fragment(saved_views(desk, project_id, query, said, typed().get("name", "")), status=422)
    return fragment(saved_views(desk, project_id, query), flag=flag, changed=changed)
