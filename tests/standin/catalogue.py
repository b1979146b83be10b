"""The fixed tables of a fresh site: statuses, issue types, priorities, resolutions, link types and fields."""

from typing import Any

from tests.standin.model import IssueType, LinkType, Named, Status

POINTS = "customfield_10016"
SPRINT = "customfield_10020"
OLD_POINTS = "customfield_10026"
POINTS_NAME = "Story point estimate"

STATUSES = (
    Status("10000", "To Do", "new"),
    Status("3", "In Progress", "indeterminate"),
    Status("10011", "In Review", "indeterminate"),
    Status("10002", "Done", "done"),
    Status("10012", "Won't do", "done"),
)
ISSUE_TYPES = (
    IssueType("10000", "Epic", level=1),
    IssueType("10001", "Story"),
    IssueType("10002", "Task"),
    IssueType("10004", "Bug"),
    IssueType("10003", "Sub-task", subtask=True, level=-1),
)
PRIORITIES = (Named("1", "Highest"), Named("2", "High"), Named("3", "Medium"), Named("4", "Low"), Named("5", "Lowest"))
RESOLUTIONS = (Named("10000", "Done"), Named("10001", "Won't Do"), Named("10002", "Duplicate"))
LINK_TYPES = (
    LinkType("10000", "Blocks", "blocks", "is blocked by"),
    LinkType("10001", "Cloners", "clones", "is cloned by"),
    LinkType("10002", "Duplicate", "duplicates", "is duplicated by"),
    LinkType("10003", "Relates", "relates to", "relates to"),
)
CATEGORIES: dict[str, dict[str, Any]] = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
PROJECT_PERMISSIONS = frozenset(
    {
        "BROWSE_PROJECTS",
        "EDIT_ISSUES",
        "ADMINISTER_PROJECTS",
        "CREATE_ISSUES",
        "ADD_COMMENTS",
        "LINK_ISSUES",
        "TRANSITION_ISSUES",
        "DELETE_ISSUES",
        "ASSIGN_ISSUES",
        "SCHEDULE_ISSUES",
        "MANAGE_SPRINTS_PERMISSION",
    }
)
GLOBAL_PERMISSIONS = frozenset({"ADMINISTER", "SYSTEM_ADMIN", "BULK_CHANGE", "USER_PICKER"})

_SYSTEM_FIELDS: tuple[tuple[str, str, str, list[str]], ...] = (
    ("summary", "Summary", "string", ["summary"]),
    ("description", "Description", "string", ["description"]),
    ("project", "Project", "project", ["project"]),
    ("issuetype", "Issue Type", "issuetype", ["issuetype", "type"]),
    ("status", "Status", "status", ["status"]),
    ("resolution", "Resolution", "resolution", ["resolution"]),
    ("fixVersions", "Fix versions", "array", ["fixVersion"]),
    ("labels", "Labels", "array", ["labels"]),
    ("priority", "Priority", "priority", ["priority"]),
    ("assignee", "Assignee", "user", ["assignee"]),
    ("reporter", "Reporter", "user", ["reporter"]),
    ("created", "Created", "datetime", ["created", "createdDate"]),
    ("updated", "Updated", "datetime", ["updated", "updatedDate"]),
    ("resolutiondate", "Resolved", "datetime", ["resolved", "resolutiondate"]),
    ("duedate", "Due date", "date", ["due", "duedate"]),
    ("parent", "Parent", "issuelink", ["parent"]),
    ("issuelinks", "Linked Issues", "array", []),
    ("subtasks", "Sub-tasks", "array", []),
)
_CUSTOM_FIELDS = (
    (POINTS, POINTS_NAME, "number", "com.pyxis.greenhopper.jira:jsw-story-points"),
    (OLD_POINTS, "Story Points", "number", "com.atlassian.jira.plugin.system.customfieldtypes:float"),
    (SPRINT, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint"),
)


def fields() -> list[dict[str, Any]]:
    """The answer to ``GET /rest/api/3/field``, with the two point fields real sites have."""
    listed: list[dict[str, Any]] = [
        {
            "id": id_,
            "key": id_,
            "name": name,
            "custom": False,
            "orderable": True,
            "navigable": True,
            "searchable": True,
            "clauseNames": clauses,
            "schema": {"type": kind, "system": id_},
        }
        for id_, name, kind, clauses in _SYSTEM_FIELDS
    ]
    for id_, name, kind, custom in _CUSTOM_FIELDS:
        number = int(id_.removeprefix("customfield_"))
        listed.append(
            {
                "id": id_,
                "key": id_,
                "name": name,
                "untranslatedName": name,
                "custom": True,
                "orderable": True,
                "navigable": True,
                "searchable": True,
                "clauseNames": [f"cf[{number}]", name],
                "schema": {"type": kind, "custom": custom, "customId": number},
            }
        )
    return listed
