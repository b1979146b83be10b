"""What the host's templates show of issues and projects: plain rows, ready to print."""

from dataclasses import dataclass
from typing import Any

from tests.standin.changes import number_text
from tests.standin.host.viewer import Viewer
from tests.standin.model import Issue, Project

_TONES = {"new": "neutral", "indeterminate": "information", "done": "success"}
_BIGGEST = 200


@dataclass(frozen=True)
class Row:
    """An issue as a line of a list or a card of a board."""

    key: str
    type: str
    summary: str
    status: str
    tone: str
    points: str
    versions: str
    assignee: str


def row(viewer: Viewer, issue: Issue) -> Row:
    """One issue; people and versions by name, an estimate that was not given is empty."""
    site = viewer.site
    return Row(
        issue.key,
        issue.type.name,
        issue.summary,
        issue.status.name,
        _TONES[issue.status.category],
        number_text(issue.points) or "",
        ", ".join(site.versions[version].name for version in issue.fix_versions),
        site.users[issue.assignee].display_name if issue.assignee else "",
    )


def rows(viewer: Viewer, issues: list[Issue]) -> list[Row]:
    """The first two hundred of these issues."""
    return [row(viewer, issue) for issue in issues[:_BIGGEST]]


def project_issues(viewer: Viewer, project: Project) -> list[Issue]:
    """The project's issues that the viewer sees, newest first."""
    own = [one for one in viewer.site.issues.values() if one.project_id == project.id]
    return sorted((one for one in own if viewer.site.sees(viewer.account_id, one)), key=_number, reverse=True)


def board_columns(viewer: Viewer, project: Project) -> tuple[str, list[tuple[str, str, list[Row]]]]:
    """The running sprint's name and its columns (status, tone, cards); without a sprint all issues stand there."""
    site = viewer.site
    boards = {board.id for board in site.boards.values() if board.project_id == project.id}
    active = next((one for one in site.sprints.values() if one.state == "active" and one.board_id in boards), None)
    cards = project_issues(viewer, project)
    if active is not None:
        cards = [one for one in cards if active.id in one.sprints]
    columns = []
    for name in project.statuses:
        status = site.status(name)
        own = rows(viewer, [one for one in cards if one.status == status])
        if own or name != "Won't do":
            columns.append((name, _TONES[status.category], own))
    return (active.name if active else "No sprint is running"), columns


def links_of(viewer: Viewer, issue: Issue) -> list[tuple[str, Row]]:
    """The issue's links as (reading, other issue), without those the viewer may not see."""
    found = []
    for link in viewer.site.links.values():
        if issue.id in {link.source, link.destination}:
            outward = link.source == issue.id
            other = viewer.site.issues[link.destination if outward else link.source]
            if viewer.site.sees(viewer.account_id, other):
                found.append((link.type.outward if outward else link.type.inward, row(viewer, other)))
    return sorted(found, key=lambda pair: pair[0])


def history_of(viewer: Viewer, issue: Issue, limit: int = 12) -> list[dict[str, Any]]:
    """The issue's changelog, newest first: who, when, and each field with what it was and became."""
    users = viewer.site.users
    return [
        {
            "who": users[entry.author].display_name if entry.author in users else "Former user",
            "at": entry.created,
            "items": [(one["field"], one["fromString"] or "none", one["toString"] or "none") for one in entry.items],
        }
        for entry in sorted(issue.changelog, key=lambda one: one.created, reverse=True)[:limit]
    ]


def _number(issue: Issue) -> int:
    return int(issue.key.rpartition("-")[2])
