"""What JQL's fields mean on this site: the values an issue has for each, and the values a query may name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.standin import catalogue
from tests.standin.jql_parse import JqlError
from tests.standin.model import Issue
from tests.standin.state import State

Values = Callable[[State, Issue], list[Any]]


@dataclass(frozen=True)
class Field:
    """A field: its values on an issue, each as the set of texts it may be called by, and how it compares."""

    values: Values
    kind: str = "name"
    known: Callable[[State], list[Any]] | None = None


def _names(*texts: str | None) -> frozenset[str]:
    return frozenset(text.casefold() for text in texts if text)


def _project(site: State, issue: Issue) -> list[Any]:
    project = site.projects[issue.project_id]
    return [_names(project.id, project.key, project.name)]


def _versions(site: State, issue: Issue) -> list[Any]:
    return [_names(v, site.versions[v].name) for v in issue.fix_versions]


def _sprints(site: State, issue: Issue) -> list[Any]:
    return [_names(str(s), site.sprints[s].name) for s in issue.sprints]


def _person(attribute: str) -> Values:
    def values(site: State, issue: Issue) -> list[Any]:
        account = getattr(issue, attribute)
        return [] if account is None else [_names(account, site.users[account].display_name)]

    return values


def _text(site: State, issue: Issue) -> list[Any]:
    comments = " ".join(str(comment.body) for comment in issue.comments)
    return [f"{issue.summary}\n{issue.description or ''}\n{comments}"]


FIELDS: dict[str, Field] = {
    "project": Field(_project, known=lambda s: [_names(p.id, p.key, p.name) for p in s.projects.values()]),
    "issue": Field(lambda s, i: [_names(i.id)], "key"),
    "summary": Field(lambda s, i: [i.summary], "text"),
    "description": Field(lambda s, i: [i.description] if i.description else [], "text"),
    "text": Field(_text, "text"),
    "status": Field(
        lambda s, i: [_names(i.status.id, i.status.name)],
        known=lambda s: [_names(one.id, one.name) for one in s.statuses.values()],
    ),
    "statuscategory": Field(
        lambda s, i: [_names(*_category(i.status.category))],
        known=lambda s: [_names(*_category(one)) for one in catalogue.CATEGORIES],
    ),
    "issuetype": Field(
        lambda s, i: [_names(i.type.id, i.type.name)],
        known=lambda s: [_names(one.id, one.name) for one in s.issue_types],
    ),
    "priority": Field(
        lambda s, i: [_names(i.priority.id, i.priority.name)],
        known=lambda s: [_names(one.id, one.name) for one in catalogue.PRIORITIES],
    ),
    "resolution": Field(
        lambda s, i: [_names(i.resolution.id, i.resolution.name)] if i.resolution else [],
        known=lambda s: [_names("unresolved"), *(_names(one.id, one.name) for one in catalogue.RESOLUTIONS)],
    ),
    "fixversion": Field(_versions, known=lambda s: [_names(v.id, v.name) for v in s.versions.values()]),
    "sprint": Field(_sprints, known=lambda s: [_names(str(one.id), one.name) for one in s.sprints.values()]),
    "labels": Field(lambda s, i: [_names(label) for label in i.labels]),
    "parent": Field(lambda s, i: [_names(i.parent)] if i.parent else [], "issue"),
    "assignee": Field(_person("assignee")),
    "reporter": Field(_person("reporter")),
    "creator": Field(_person("reporter")),
    "points": Field(lambda s, i: [] if i.points is None else [i.points], "number"),
    "created": Field(lambda s, i: [i.created], "time"),
    "updated": Field(lambda s, i: [i.updated], "time"),
    "resolved": Field(lambda s, i: [i.resolved] if i.resolved else [], "time"),
    "due": Field(lambda s, i: [datetime.fromisoformat(f"{i.due}T00:00:00+00:00")] if i.due else [], "time"),
}
_ALIASES = {
    "key": "issue",
    "issuekey": "issue",
    "id": "issue",
    "type": "issuetype",
    "createddate": "created",
    "updateddate": "updated",
    "resolutiondate": "resolved",
    "duedate": "due",
    "story point estimate": "points",
    "cf[10016]": "points",
    "cf[10020]": "sprint",
    "epic link": "parent",
}


def _category(key: str) -> tuple[str, str, str]:
    category = catalogue.CATEGORIES[key]
    return str(category["id"]), key, str(category["name"])


def field_named(site: State, name: str, path: tuple[str, str] | None) -> Field:
    """The field of a clause: Jira's own, an ``issue.property`` path, or an alias of the installed app."""
    folded = name.casefold()
    if path is not None:
        if folded != "issue.property":
            raise JqlError(f"Field '{name}' does not exist or you do not have permission to view it.")
        return Field(_property(*path), "property")
    known = FIELDS.get(_ALIASES.get(folded, folded))
    if known is not None:
        return known
    for alias, key, inside, kind in _indexed(site):
        if alias.casefold() == folded:
            return Field(_property(key, inside), _kind(kind))
    raise JqlError(f"Field '{name}' does not exist or you do not have permission to view it.")


def _indexed(site: State) -> Iterator[tuple[str, str, str, str]]:
    """What the installed apps let JQL find in issue properties: (alias, property, path, type)."""
    for module in site.installation.modules("jiraEntityProperties") if site.installation else []:
        if module.get("entityType", "issue") == "issue":
            for one in module["keyConfigurations"]:
                for value in one["extractions"]:
                    yield str(value.get("alias", "")), one["propertyKey"], value["objectName"], value["type"]
    for module in site.forge.modules("jira:entityProperty") if site.forge else []:
        if module["entityType"] == "issue":
            for value in module["values"]:
                yield str(value.get("searchAlias", "")), module["propertyKey"], value["path"], value["type"]


def _kind(extraction_type: str) -> str:
    return {"number": "number", "date": "time", "text": "text"}.get(extraction_type, "string")


def _property(key: str, path: str) -> Values:
    def values(site: State, issue: Issue) -> list[Any]:
        found: list[Any] = [issue.properties[key]] if key in issue.properties else []
        for step in filter(None, path.split(".")):
            found = [value[step] for value in found if isinstance(value, dict) and step in value]
        flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
        return [value for value in flat if value is not None]

    return values


def moment(site: State, text: str) -> datetime:
    """A JQL time: a day, a day with minutes, milliseconds, or relative as ``-2w``, ``4h``; always in UTC."""
    relative = re.fullmatch(r"([+-]?\d+)([mhdwMy])", text)
    if relative:
        unit = {"m": 1, "h": 60, "d": 1440, "w": 10080, "M": 43200, "y": 525600}[relative[2]]
        return site.clock() + timedelta(minutes=int(relative[1]) * unit)
    if re.fullmatch(r"\d{9,}", text):
        return datetime.fromtimestamp(int(text) / 1000, tz=site.clock().tzinfo)
    day = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?", text)
    if day is None:
        raise JqlError(
            f"Date value '{text}' for field is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', "
            "'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        )
    year, month, number, hour, minute = (int(part or 0) for part in day.groups())
    return datetime(year, month, number, hour, minute, tzinfo=site.clock().tzinfo)
