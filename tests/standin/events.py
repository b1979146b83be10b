"""Turns what happened on a site into webhook bodies and hands them to the dispatcher, as the installed app asks."""

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from tests.standin import issue_shapes, shapes
from tests.standin.forge.events import Told, tell
from tests.standin.jql import Query
from tests.standin.model import Emitted, History, Issue, IssueLink, Project, Sprint, Version
from tests.standin.state import State
from tests.standin.webhooks import Webhook

_VARIABLE = re.compile(r"\{([A-Za-z]+\.[A-Za-z]+)\}")


class Events(State):
    """The part of a site that speaks: one method per family of events."""

    def emit(
        self,
        event: str,
        body: dict[str, Any],
        *,
        issue: Issue | None = None,
        project: Project | None = None,
        by: str | None = None,
        flow: str = "Primary",
        cascading: bool = False,
        forge_name: str | None = None,
    ) -> None:
        """Send one event to every webhook of the installed app that asks for it and whose filter it passes.

        A Forge app gets what Forge makes of it, unless it is ``cascading``: a consequence that Forge leaves out.
        ``forge_name`` is what Forge calls it where the event alone does not decide that.
        """
        if self._quiet:
            return
        full = {"timestamp": int(self.clock().timestamp() * 1000), "webhookEvent": event, **body}
        self.emitted.append(Emitted(event, full))
        if self.forge is not None and (self.forge_shapes.cascades or not cascading):
            tell(self, self.forge, event, full, Told(issue, by, forge_name))
        if self.installation is None:
            return
        sent: bytes | None = None
        for module in self.installation.modules("webhooks"):
            if module["event"] != event or not self._passes(module.get("filter"), issue):
                continue
            if not module.get("excludeBody"):
                sent = sent or json.dumps(full).encode()
            target = self._target(module["url"], issue, project)
            self.webhooks.submit(Webhook(event, target, None if module.get("excludeBody") else sent, by, flow))

    def _passes(self, jql: str | None, issue: Issue | None) -> bool:
        # Jira applies a webhook's filter to issue-related events only.
        return not jql or issue is None or Query(self, jql, self.app_account_id).matches(issue)

    def _target(self, url: str, issue: Issue | None, project: Project | None) -> str:
        found: dict[str, str] = {}
        if issue is not None:
            found |= {"issue.id": issue.id, "issue.key": issue.key, "issuetype.id": issue.type.id}
            project = project or self.projects.get(issue.project_id)
        if project is not None:
            found |= {"project.id": project.id, "project.key": project.key}
        filled = _VARIABLE.sub(lambda match: quote(found.get(match[1], ""), safe=""), url)
        if "://" in filled:
            parts = urlsplit(filled)
            base_path = urlsplit(self.installation.base_url).path if self.installation else ""
            path = parts.path.removeprefix(base_path)
            return f"{path}?{parts.query}" if parts.query else path
        return filled

    def _issue_body(self, issue: Issue) -> dict[str, Any]:
        own = f"{self.base_url}/rest/api/2/{issue.id}"
        return {"id": issue.id, "self": own, "key": issue.key, "fields": issue_shapes.issue_fields(self, issue, api=2)}

    def _issue_event(
        self,
        event: str,
        issue: Issue,
        by: str,
        name: str | None,
        entry: History | None = None,
        *,
        cascading: bool = False,
    ) -> None:
        if self._quiet:
            return
        body: dict[str, Any] = {} if name is None else {"issue_event_type_name": name}
        body |= {"user": shapes.user(self, by, api=2), "issue": self._issue_body(issue)}
        if entry is not None:
            body["changelog"] = {"id": entry.id, "items": [dict(item) for item in entry.items]}
        self.emit(event, body, issue=issue, by=by, cascading=cascading)

    def _comment_event(self, event: str, issue: Issue, index: int) -> None:
        comment = issue.comments[index]
        wanted = ("summary", "issuetype", "project", "assignee", "priority", "status")
        fields = issue_shapes.issue_fields(self, issue, api=2)
        short = self._issue_body(issue) | {"fields": {key: fields[key] for key in wanted}}
        body = {
            "comment": issue_shapes.comment(self, issue, comment, api=2),
            "issue": short,
            "eventType": "primaryAction",
        }
        self.emit(event, body, issue=issue, by=comment.author)

    def property_event(self, event: str, issue: Issue, key: str, by: str) -> None:
        """Tell that an issue property was set or deleted."""
        shown = {"key": key} if event.endswith("deleted") else {"key": key, "value": issue.properties[key]}
        short = {"id": issue.id, "key": issue.key, "self": f"{self.base_url}/rest/api/2/issue/{issue.id}"}
        self.emit(event, {"property": shown, "issue": short}, issue=issue, by=by)

    def _link_event(self, event: str, link: IssueLink) -> None:
        kind = {
            "id": int(link.type.id),
            "name": link.type.name,
            "outwardName": link.type.outward,
            "inwardName": link.type.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        }
        shown = {
            "id": int(link.id),
            "sourceIssueId": int(link.source),
            "destinationIssueId": int(link.destination),
            "issueLinkType": kind,
            "systemLink": False,
        }
        self.emit(event, {"issueLink": shown}, project=self.projects.get(self.issues[link.source].project_id))

    def _version_event(
        self, event: str, version: Version, *, more: dict[str, Any] | None = None, forge_name: str | None = None
    ) -> None:
        body = {"version": shapes.version(self, version, api=2), **(more or {})}
        self.emit(event, body, project=self.projects.get(version.project_id), forge_name=forge_name)

    def _sprint_event(self, event: str, sprint: Sprint, old: dict[str, Any] | None = None) -> None:
        body: dict[str, Any] = {"sprint": shapes.sprint(self, sprint)}
        if old is not None:
            body["oldValue"] = old
        board = self.boards.get(sprint.board_id)
        self.emit(event, body, project=self.projects.get(board.project_id) if board else None)

    def _project_event(self, event: str, project: Project) -> None:
        shown = {
            "self": f"{self.base_url}/rest/api/2/project/{project.id}",
            "id": int(project.id),
            "key": project.key,
            "name": project.name,
            "avatarUrls": {},
            "projectLead": shapes.user(self, project.lead, api=2),
            "assigneeType": "admin.assignee.type.unassigned",
        }
        self.emit(event, {"project": shown}, project=project)
