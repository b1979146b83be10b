"""Changes single fields of an issue and returns the changelog items Jira Cloud writes for it."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.standin import catalogue
from tests.standin.model import Issue, Item, Sprint, Version
from tests.standin.state import Missing, State


def item(
    field: str, field_id: str | None, before: tuple[str | None, str | None], after: tuple[str | None, str | None]
) -> Item:
    """One changelog item; ``before`` and ``after`` are (id, text) pairs."""
    custom = bool(field_id and field_id.startswith("customfield_"))
    made: Item = {"field": field, "fieldtype": "custom" if custom else "jira"}
    if field_id is not None:
        made["fieldId"] = field_id
    return made | {"from": before[0], "fromString": before[1], "to": after[0], "toString": after[1]}


def number_text(value: float | None) -> str | None:
    """A number as changelogs write it: ``5``, ``2.5``."""
    return None if value is None else f"{value:g}"


def set_text(name: str, attribute: str) -> Callable[[State, Issue, Any], list[Item]]:
    """A changer for a plain text field."""

    def change(site: State, issue: Issue, value: str | None) -> list[Item]:
        before = getattr(issue, attribute)
        if before == value:
            return []
        setattr(issue, attribute, value)
        return [item(name, name, (None, before), (None, value))]

    return change


def set_due(site: State, issue: Issue, value: str | None) -> list[Item]:
    """The due date, an ISO day."""
    before, issue.due = issue.due, value
    shown = (before, f"{before} 00:00:00.0" if before else None), (value, f"{value} 00:00:00.0" if value else None)
    return [] if before == value else [item("duedate", "duedate", *shown)]


def set_points(site: State, issue: Issue, value: float | None) -> list[Item]:
    """Story points: no ids, numbers as text; clearing writes an empty text, as Jira's number fields do."""
    before = issue.points
    issue.points = None if value is None else float(value)
    if before == issue.points:
        return []
    after = "" if value is None else number_text(issue.points)
    return [item(catalogue.POINTS_NAME, catalogue.POINTS, (None, number_text(before)), (None, after))]


def set_fix_versions(site: State, issue: Issue, value: Iterable[Version | str]) -> list[Item]:
    """Fix versions: one item for each value that left and each that came."""
    wanted = [site.version(version, issue.project_id).id for version in value]
    before, issue.fix_versions = issue.fix_versions, wanted
    gone = [site.versions[v] for v in before if v not in wanted]
    come = [site.versions[v] for v in wanted if v not in before]
    return [item("Fix Version", "fixVersions", (v.id, v.name), (None, None)) for v in gone] + [
        item("Fix Version", "fixVersions", (None, None), (v.id, v.name)) for v in come
    ]


def set_sprint(site: State, issue: Issue, value: Sprint | int | str | None) -> list[Item]:
    """The open sprint of an issue; closed ones stay in the list, and the item holds the whole list each time."""
    kept = [s for s in issue.sprints if site.sprints[s].state == "closed"]
    return set_sprints(site, issue, kept if value is None else [*kept, site.sprint(value).id])


def set_sprints(site: State, issue: Issue, wanted: list[int]) -> list[Item]:
    """The whole list of sprints, as ids and as names."""
    before, issue.sprints = issue.sprints, list(dict.fromkeys(wanted))
    if before == issue.sprints:
        return []
    return [item("Sprint", catalogue.SPRINT, _sprint_pair(site, before), _sprint_pair(site, issue.sprints))]


def _sprint_pair(site: State, ids: list[int]) -> tuple[str, str]:
    return ", ".join(map(str, ids)), ", ".join(site.sprints[s].name for s in ids)


def set_labels(site: State, issue: Issue, value: Iterable[str]) -> list[Item]:
    """Labels: one item, both lists as texts."""
    before, issue.labels = issue.labels, list(value)
    if before == issue.labels:
        return []
    return [item("labels", "labels", (None, " ".join(before)), (None, " ".join(issue.labels)))]


def set_assignee(site: State, issue: Issue, value: str | None) -> list[Item]:
    """The assignee, by account id."""
    before, issue.assignee = issue.assignee, value
    if before == value:
        return []
    names = [None if who is None else site.user(who).display_name for who in (before, value)]
    made = item("assignee", "assignee", (before, names[0]), (value, names[1]))
    return [made | {"tmpFromAccountId": before, "tmpToAccountId": value}]


def set_type(site: State, issue: Issue, value: str) -> list[Item]:
    """The issue type, by name."""
    before, issue.type = issue.type, pick(site.issue_types, value, "issue type")
    if before == issue.type:
        return []
    return [item("issuetype", "issuetype", (before.id, before.name), (issue.type.id, issue.type.name))]


def set_priority(site: State, issue: Issue, value: str) -> list[Item]:
    """The priority, by name."""
    before, issue.priority = issue.priority, pick(catalogue.PRIORITIES, value, "priority")
    if before == issue.priority:
        return []
    return [item("priority", "priority", (before.id, before.name), (issue.priority.id, issue.priority.name))]


def set_parent(site: State, issue: Issue, value: str | None) -> list[Item]:
    """The parent, by issue id or key."""
    before = site.issues.get(issue.parent) if issue.parent else None
    after = None if value is None else site.issue(value)
    issue.parent = after.id if after else None
    if before == after:
        return []
    pairs = [(None, None) if one is None else (one.id, one.key) for one in (before, after)]
    return [item("IssueParentAssociation", None, pairs[0], pairs[1])]


def set_status(site: State, issue: Issue, value: str) -> list[Item]:
    """The status, by name; entering a done status sets the resolution, leaving it clears it, in the same entry."""
    before, after = issue.status, site.status(value)
    if before == after:
        return []
    name = None
    if after.category == "done":
        name = "Won't Do" if after.name.casefold() == "won't do" else "Done"
    items = set_resolution(site, issue, name)
    issue.status = after
    return [*items, item("status", "status", (before.id, before.name), (after.id, after.name))]


def set_resolution(site: State, issue: Issue, value: str | None) -> list[Item]:
    """The resolution, by name."""
    before = issue.resolution
    after = None if value is None else pick(catalogue.RESOLUTIONS, value, "resolution")
    issue.resolution = after
    if before == after:
        return []
    pairs = [(None, None) if one is None else (one.id, one.name) for one in (before, after)]
    return [item("resolution", "resolution", pairs[0], pairs[1])]


def pick(table: Iterable[Any], name: str, kind: str) -> Any:
    """The entry of a catalogue table with this name (or id); raises ``Missing``."""
    found = next((entry for entry in table if name in {entry.name, entry.id}), None)
    if found is None:
        raise Missing(f"There is no {kind} '{name}' here.")
    return found


CHANGERS: dict[str, Callable[[State, Issue, Any], list[Item]]] = {
    "summary": set_text("summary", "summary"),
    "description": set_text("description", "description"),
    "points": set_points,
    "fix_versions": set_fix_versions,
    "sprint": set_sprint,
    "labels": set_labels,
    "assignee": set_assignee,
    "type": set_type,
    "priority": set_priority,
    "parent": set_parent,
    "due": set_due,
    "status": set_status,
    "resolution": set_resolution,
}
