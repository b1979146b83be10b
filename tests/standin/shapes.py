"""How people, projects and plans look in JSON: REST v3, and REST v2 as webhook bodies carry it."""

from typing import Any

from tests.standin import catalogue
from tests.standin.model import Board, IssueType, LinkType, Project, Sprint, Status, User, Version
from tests.standin.state import State
from tests.standin.texts import zulu

Shape = dict[str, Any]


def user(site: State, account: User | str | None, api: int = 3) -> Shape | None:
    """A user, without an e-mail address, as apps see it."""
    if account is None:
        return None
    who = (
        account if isinstance(account, User) else site.users.get(account) or User(account, "Former user", active=False)
    )
    return {
        "self": f"{site.base_url}/rest/api/{api}/user?accountId={who.account_id}",
        "accountId": who.account_id,
        "accountType": who.account_type,
        "avatarUrls": {size: f"{site.base_url}/avatar/{who.account_id}?size={size}" for size in ("48x48", "24x24")},
        "displayName": who.display_name,
        "active": who.active,
        "timeZone": who.time_zone,
    }


def status(site: State, value: Status, api: int = 3) -> Shape:
    """A status with its category."""
    category = catalogue.CATEGORIES[value.category]
    return {
        "self": f"{site.base_url}/rest/api/{api}/status/{value.id}",
        "description": "",
        "iconUrl": f"{site.base_url}/",
        "name": value.name,
        "id": value.id,
        "statusCategory": {"self": f"{site.base_url}/rest/api/{api}/statuscategory/{category['id']}", **category},
    }


def issue_type(site: State, value: IssueType, api: int = 3) -> Shape:
    """An issue type."""
    return {
        "self": f"{site.base_url}/rest/api/{api}/issuetype/{value.id}",
        "id": value.id,
        "description": "",
        "iconUrl": f"{site.base_url}/images/{value.id}.svg",
        "name": value.name,
        "subtask": value.subtask,
        "hierarchyLevel": value.level,
    }


def named(site: State, kind: str, value: Any, api: int = 3) -> Shape | None:
    """A priority or a resolution."""
    if value is None:
        return None
    return {"self": f"{site.base_url}/rest/api/{api}/{kind}/{value.id}", "name": value.name, "id": value.id}


def project_brief(site: State, value: Project, api: int = 3) -> Shape:
    """A project as it stands inside an issue."""
    return {
        "self": f"{site.base_url}/rest/api/{api}/project/{value.id}",
        "id": value.id,
        "key": value.key,
        "name": value.name,
        "projectTypeKey": "software",
        "simplified": False,
        "avatarUrls": {},
    }


def project(site: State, value: Project) -> Shape:
    """A project as ``GET /project/{key}`` gives it."""
    types = [issue_type(site, t) for t in site.issue_types if t.name in value.issue_types]
    return project_brief(site, value) | {
        "description": value.description,
        "lead": user(site, value.lead),
        "components": [],
        "issueTypes": types,
        "versions": [version(site, v) for v in site.versions.values() if v.project_id == value.id],
        "style": "classic",
        "archived": value.archived,
        "isPrivate": False,
    }


def version(site: State, value: Version, api: int = 3) -> Shape:
    """A version; keys without a value are left out, as Jira does."""
    shape: Shape = {
        "self": f"{site.base_url}/rest/api/{api}/version/{value.id}",
        "id": value.id,
        "description": value.description,
        "name": value.name,
        "archived": value.archived,
        "released": value.released,
        "projectId": int(value.project_id),
    }
    if value.start_date:
        shape["startDate"] = value.start_date
    if value.release_date:
        shape["releaseDate"] = value.release_date
        overdue = not value.released and value.release_date < site.clock().date().isoformat()
        shape["overdue"] = overdue
    return shape


def board(site: State, value: Board) -> Shape:
    """A board as the agile API gives it."""
    project_ = site.project(value.project_id)
    location = {
        "projectId": int(project_.id),
        "displayName": f"{project_.name} ({project_.key})",
        "projectName": project_.name,
        "projectKey": project_.key,
        "projectTypeKey": "software",
        "name": f"{project_.name} ({project_.key})",
    }
    own = f"{site.base_url}/rest/agile/1.0/board/{value.id}"
    return {"id": value.id, "self": own, "name": value.name, "type": value.type, "location": location}


def sprint(site: State, value: Sprint) -> Shape:
    """A sprint as the agile API and sprint webhooks give it."""
    dates = {
        "startDate": zulu(value.start),
        "endDate": zulu(value.end),
        "completeDate": zulu(value.completed),
        "createdDate": zulu(value.created),
    }
    return {
        "id": value.id,
        "self": f"{site.base_url}/rest/agile/1.0/sprint/{value.id}",
        "state": value.state,
        "name": value.name,
        **{key: date for key, date in dates.items() if date is not None},
        "originBoardId": value.board_id,
        "goal": value.goal,
    }


def link_type(site: State, value: LinkType, api: int = 3) -> Shape:
    """A link type as REST gives it."""
    own = f"{site.base_url}/rest/api/{api}/issueLinkType/{value.id}"
    return {"id": value.id, "name": value.name, "inward": value.inward, "outward": value.outward, "self": own}
