"""What people do with issues: create, change, move through the workflow and between projects, link, comment, delete."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.standin import catalogue, changes, texts
from tests.standin.events import Events
from tests.standin.model import Comment, History, Issue, IssueLink, Item, Project, Sprint, Version
from tests.standin.state import Missing


class IssueActions(Events):
    """The part of a site that changes issues; each action writes the changelog and emits the webhook."""

    def create_issue(
        self,
        project_key: str,
        summary: str,
        type: str = "Story",  # noqa: A002 - Jira's own word
        *,
        points: float | None = None,
        fix_versions: Iterable[Version | str] = (),
        by: str,
        at: datetime | None = None,
        status: str | None = None,
        sprint: Sprint | int | None = None,
        **fields: Any,
    ) -> Issue:
        """A new issue with the next key; other ``fields`` are those of ``update_issue``.

        ``at`` back-dates the creation. As in Jira, the values an issue is born with are in the webhook's changelog
        but not in the issue's own history.
        """
        with self.lock:
            project, when = self.project(project_key), at or self.clock()
            kind = changes.pick(self.issue_types, type, "issue type")
            first = self.status(project.statuses[0])
            key, medium = self._next_key(project), catalogue.PRIORITIES[2]
            self.user(by)
            issue = Issue(self.next_id("issue"), key, project.id, kind, summary, first, medium, by, when, when)
            self.issues[issue.id] = issue
            self.issue_keys[issue.key] = issue.id
            given = {"points": points, "fix_versions": fix_versions, "sprint": sprint, "status": status, **fields}
            items = self._apply(issue, {name: value for name, value in given.items() if value not in (None, ())})
            if issue.resolution is not None:
                issue.resolved = when
            born = [changes.item("summary", "summary", (None, None), (None, summary))]
            if status is None:
                born.append(changes.item("Status", "status", (None, None), (first.id, first.name)))
            entry = History(self.next_id("history"), by, when, [*items, *born])
            self._issue_event("jira:issue_created", issue, by, "issue_created", entry)
            return issue

    def update_issue(self, key: str, *, by: str, at: datetime | None = None, **fields: Any) -> Issue:
        """Change fields in one changelog entry.

        Fields: summary, description, points, fix_versions (names, ids or versions), sprint (id, ``Sprint`` or None),
        labels, assignee, type, priority, parent, due, status, resolution. Without a change nothing is written or sent.
        """
        with self.lock:
            issue = self.issue(key)
            items = self._apply(issue, fields)
            name = "issue_assigned" if set(fields) == {"assignee"} else "issue_updated"
            name = "issue_generic" if "status" in fields else name
            self._write(issue, items, by, at, name)
            return issue

    def transition(
        self, key: str, status: str, by: str, at: datetime | None = None, *, resolution: str | None = None
    ) -> Issue:
        """Move an issue to a status; a done status sets the resolution (Done, or Won't Do), another one clears it."""
        fields = {"status": status} | ({} if resolution is None else {"resolution": resolution})
        return self.update_issue(key, by=by, at=at, **fields)

    def delete_issue(self, key: str, by: str | None = None, *, cascading: bool = False) -> None:
        """Delete an issue with its sub-tasks and links; each issue sends its own ``jira:issue_deleted``.

        ``cascading`` marks what goes with its parent: Forge does not tell of it.
        """
        with self.lock:
            issue = self.issue(key)
            who = by or issue.reporter
            for child in [one for one in self.issues.values() if one.parent == issue.id and one.type.subtask]:
                self.delete_issue(child.id, who, cascading=True)
            self._issue_event("jira:issue_deleted", issue, who, None, cascading=cascading)
            self._forget_issue(issue)

    def move_issue(self, key: str, to_project_key: str, by: str | None = None, at: datetime | None = None) -> Issue:
        """Move an issue to another project: same id, new key, fix versions left behind, old key still understood."""
        with self.lock:
            issue = self.issue(key)
            old, new, who = self.projects[issue.project_id], self.project(to_project_key), by or issue.reporter
            items: list[Item] = [
                changes.item("project", "project", (old.id, old.name), (new.id, new.name)),
                *changes.set_fix_versions(self, issue, ()),
            ]
            if issue.status.name not in new.statuses:
                items += changes.set_status(self, issue, new.statuses[0])
            before, issue.key, issue.project_id = issue.key, self._next_key(new), new.id
            self.issue_keys[issue.key] = issue.id
            items.append(changes.item("Key", None, (None, before), (None, issue.key)))
            self._write(issue, items, who, at, "issue_moved")
            return issue

    def link_issues(
        self,
        source: str,
        destination: str,
        type: str = "Blocks",  # noqa: A002
        *,
        by: str | None = None,
        at: datetime | None = None,
    ) -> IssueLink:
        """Link two issues, read as "source blocks destination"; both get a changelog entry."""
        with self.lock:
            one, other = self.issue(source), self.issue(destination)
            kind = changes.pick(self.link_types, type, "link type")
            link = IssueLink(self.next_id("link"), kind, one.id, other.id)
            self.links[link.id] = link
            for end, far, reading in ((one, other, kind.outward), (other, one, kind.inward)):
                text = f"This issue {reading} {far.key}"
                entry = [changes.item("Link", None, (None, None), (far.key, text))]
                self._write(end, entry, by or one.reporter, at, None)
            self._link_event("issuelink_created", link)
            return link

    def unlink_issues(self, link: IssueLink | str, *, by: str | None = None, at: datetime | None = None) -> None:
        """Remove a link (given itself or by id)."""
        with self.lock:
            gone = self.links.get(link if isinstance(link, str) else link.id)
            if gone is None:
                raise Missing("No issue link with this id exists.")
            one, other = self.issues[gone.source], self.issues[gone.destination]
            for end, far, reading in ((one, other, gone.type.outward), (other, one, gone.type.inward)):
                text = f"This issue {reading} {far.key}"
                entry = [changes.item("Link", None, (far.key, text), (None, None))]
                self._write(end, entry, by or one.reporter, at, None)
            self._link_event("issuelink_deleted", gone)
            del self.links[gone.id]

    def add_comment(self, key: str, text: str | dict[str, Any], *, by: str, at: datetime | None = None) -> Comment:
        """Add a comment, a plain text or an ADF document."""
        with self.lock:
            issue, when = self.issue(key), at or self.clock()
            body = texts.adf(text) if isinstance(text, str) else text
            comment = Comment(self.next_id("comment"), by, body, when, when)
            issue.comments.append(comment)
            issue.updated = max(issue.updated, when)
            self._comment_event("comment_created", issue, len(issue.comments) - 1)
            return comment

    def _apply(self, issue: Issue, fields: dict[str, Any]) -> list[Item]:
        unknown = set(fields) - set(changes.CHANGERS)
        if unknown:
            raise TypeError(f"an issue has no field {', '.join(sorted(unknown))} here")
        # A resolution given by hand must win over the one its status brings.
        ordered = sorted(fields, key=lambda name: name == "resolution")
        merged: dict[tuple[Any, ...], Item] = {}
        for name in ordered:
            for made in changes.CHANGERS[name](self, issue, fields[name]):
                several = (made["from"], made["to"]) if made["field"] == "Fix Version" else ()
                place = (made["field"], *several)
                first = merged.get(place)
                merged[place] = made if first is None else made | {k: first[k] for k in ("from", "fromString")}
        return list(merged.values())

    def _write(self, issue: Issue, items: list[Item], by: str, at: datetime | None, name: str | None) -> None:
        if not items:
            return
        when = at or self.clock()
        entry = History(self.next_id("history"), by, when, items)
        issue.changelog.append(entry)
        issue.changelog.sort(key=lambda one: one.created)
        issue.updated = max(issue.updated, when)
        if any(one["field"] == "resolution" for one in items):
            issue.resolved = when if issue.resolution else None
        if name is not None:
            self._issue_event("jira:issue_updated", issue, by, name, entry)

    def _forget_issue(self, issue: Issue) -> None:
        self.issues.pop(issue.id, None)
        for child in self.issues.values():
            child.parent = None if child.parent == issue.id else child.parent
        for key in [key for key, id_ in self.issue_keys.items() if id_ == issue.id]:
            del self.issue_keys[key]
        for link in [one for one in self.links.values() if issue.id in {one.source, one.destination}]:
            del self.links[link.id]

    def _next_key(self, project: Project) -> str:
        return f"{project.key}-{self.next_number('key ' + project.id)}"
