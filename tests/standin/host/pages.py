"""The pages a person opens: home, issue, project, settings, administration, search and dashboard."""

from collections.abc import Callable

from flask import Blueprint, abort, render_template, request

from tests.standin.host import frames, views
from tests.standin.host.viewer import Viewer, viewer_of
from tests.standin.jql import JqlError, Query
from tests.standin.model import Project
from tests.standin.texts import text_of
from tests.standin.world import Site


def home_page(viewer: Viewer) -> str:
    """The projects that the viewer may browse, with their releases."""
    seen = [project for project in viewer.site.projects.values() if viewer.may("BROWSE_PROJECTS", project)]
    versions = {one.id: [v for v in viewer.site.versions.values() if v.project_id == one.id] for one in seen}
    return render_template("host/home.html", projects=seen, versions=versions)


def issue_page(viewer: Viewer, key: str) -> str:
    """An issue with its fields, links, history and the app's panels."""
    found = viewer.issue(key)
    project = viewer.site.projects[found.project_id]
    parent = viewer.site.issues.get(found.parent or "")
    children = [one for one in viewer.site.issues.values() if one.parent == found.id]
    return render_template(
        "host/issue.html",
        issue=found,
        row=views.row(viewer, found),
        project=project,
        parent=parent and views.row(viewer, parent),
        children=views.rows(viewer, [one for one in children if viewer.site.sees(viewer.account_id, one)]),
        links=views.links_of(viewer, found),
        history=views.history_of(viewer, found),
        comments=[(viewer.site.user(one.author).display_name, text_of(one.body)) for one in found.comments],
        versions=[one for one in viewer.site.versions.values() if one.project_id == project.id],
        sprints=[viewer.site.sprints[number] for number in found.sprints],
        assignable=[
            one for one in viewer.site.users.values() if viewer.site.holds(one.account_id, "EDIT_ISSUES", project)
        ],
        may_edit=viewer.may("EDIT_ISSUES", project),
        may_delete=viewer.may("DELETE_ISSUES", project),
        panels=frames.frames(viewer, "jiraIssueContents", issue=found, project=project),
        glances=frames.glances(viewer, found, project),
    )


def project_page(viewer: Viewer, key: str) -> str:
    """A project: its list, its board, or a page of the app, by ``selectedItem``."""
    project = viewer.project(key)
    tabs = frames.modules(viewer, "jiraProjectPages")
    item = request.args.get("selectedItem", "list")
    chosen = next((one for one in tabs if frames.item_of(viewer, one) == item), None)
    sprint, columns = views.board_columns(viewer, project)
    return render_template(
        "host/project.html",
        project=project,
        tabs=[(frames.item_of(viewer, one), frames.name_of(one)) for one in tabs],
        item=item if chosen or item == "board" else "list",
        frame=chosen and frames.frame(viewer, "jiraProjectPages", chosen, project=project),
        rows=views.rows(viewer, views.project_issues(viewer, project)),
        sprint=sprint,
        columns=columns,
        versions=[one for one in viewer.site.versions.values() if one.project_id == project.id],
        may_edit=viewer.may("EDIT_ISSUES", project),
        may_administer=viewer.may("ADMINISTER_PROJECTS", project),
    )


def settings_page(viewer: Viewer, key: str) -> str:
    """The app's settings of a project, for those who administer it."""
    project = viewer.project(key)
    viewer.require("ADMINISTER_PROJECTS", project)
    tabs = frames.modules(viewer, "jiraProjectAdminTabPanels")
    shown = opened(viewer, "jiraProjectAdminTabPanels", tabs, project)
    return render_template("host/settings.html", project=project, **shown)


def admin_page(viewer: Viewer) -> str:
    """The app's administration and how its webhooks fare, for site administrators."""
    if not viewer.is_site_admin:
        abort(403)
    tabs = [*frames.modules(viewer, "adminPages"), *frames.modules(viewer, "postInstallPage")]
    return render_template("host/admin.html", **opened(viewer, "adminPages", tabs, None))


def general_page(viewer: Viewer, addon: str, module_key: str) -> str:
    """A page of the app that belongs to no project."""
    chosen = [one for one in frames.modules(viewer, "generalPages") if one["key"] == module_key]
    if frames.app_key(viewer) != addon or not chosen:
        abort(404)
    return render_template("host/general.html", frame=frames.frame(viewer, "generalPages", chosen[0]))


def dashboard_page(viewer: Viewer) -> str:
    """Every gadget of the app, each as a dashboard item of its own."""
    gadgets = []
    for number, module in enumerate(frames.modules(viewer, "jiraDashboardItems"), start=1):
        custom = {"dashboard.id": "10000", "dashboardItem.id": str(10000 + number)}
        gadgets.append(frames.frame(viewer, "jiraDashboardItems", module, custom=custom))
    return render_template("host/dashboard.html", gadgets=gadgets)


def search_page(viewer: Viewer) -> str:
    """The issues a query finds, or what is wrong with it."""
    jql = request.args.get("jql", "")
    problem, found = None, []
    try:
        if jql:
            seen = [one for one in viewer.site.issues.values() if viewer.site.sees(viewer.account_id, one)]
            found = Query(viewer.site, jql, viewer.account_id).run(seen)
    except JqlError as error:
        problem = str(error)
    return render_template(
        "host/search.html", jql=jql, problem=problem, total=len(found), rows=views.rows(viewer, found)
    )


def opened(viewer: Viewer, kind: str, tabs: list[frames.Module], project: Project | None) -> dict[str, object]:
    """Navigation and frame of a page that shows one of several modules, the first unless ``selectedItem`` names one."""
    item = request.args.get("selectedItem", "")
    chosen = next((one for one in tabs if frames.item_of(viewer, one) == item), tabs[0] if tabs else None)
    return {
        "tabs": [(frames.item_of(viewer, one), frames.name_of(one)) for one in tabs],
        "item": chosen and frames.item_of(viewer, chosen),
        "frame": chosen and frames.frame(viewer, kind, chosen, project=project),
    }


PAGES: dict[str, Callable[..., str]] = {
    "/": home_page,
    "/browse/<key>": issue_page,
    "/projects/<key>": project_page,
    "/projects/<key>/settings": settings_page,
    "/admin": admin_page,
    "/plugins/servlet/ac/<addon>/<module_key>": general_page,
    "/dashboard": dashboard_page,
    "/search": search_page,
}


def add_pages(host: Blueprint, site: Site) -> None:
    """Registers every page of the host; each is made for who looks."""

    def showing(page: Callable[..., str]) -> Callable[..., str]:
        def shown(**path: str) -> str:
            with site.lock:  # events go on in other threads while a page is made
                return page(viewer_of(site, request), **path)

        return shown

    for rule, page in PAGES.items():
        host.add_url_rule(rule, page.__name__, showing(page))
