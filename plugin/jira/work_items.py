"""What the app makes and changes in Jira: issues for risks and responses, their links, and the types they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from plugin.domain.backing import Followed
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.adf import comment, document
from plugin.jira.asking import number
from plugin.jira.cloud_client import cloud_client
from plugin.jira.errors import Refused
from plugin.jira.reading import Json, listing, mapping, needed, text
from plugin.jira.session import Link
from plugin.usecases.records import IssueDraft, IssueTypeChoice, LinkTypeChoice

PAGE = 50
LONGEST_SUMMARY = 255
API = "rest/api/3"


class WorkItems:
    """Fulfils the port of that name; use it in one thread at a time."""

    def __init__(self, link: Link) -> None:
        self._client = cloud_client(link)

    def issue_types(self, project_id: ProjectId) -> list[IssueTypeChoice]:
        """The types whose issues can be created in a project, sub-tasks left out."""
        found = self._pages(f"{API}/issue/createmeta/{number(project_id)}/issuetypes", "issueTypes")
        return [IssueTypeChoice(needed(t, "id"), needed(t, "name")) for t in found if t.get("subtask") is not True]

    def form_fields(self, project_id: ProjectId, type_id: str) -> frozenset[str]:
        """The ids of the fields that the form of such an issue takes."""
        path = f"{API}/issue/createmeta/{number(project_id)}/issuetypes/{number(type_id)}"
        return frozenset(needed(one, "fieldId") for one in self._pages(path, "fields"))

    def link_types(self) -> list[LinkTypeChoice]:
        """Every type of issue link."""
        told = mapping(self._client.get(f"{API}/issueLinkType"))
        return [
            LinkTypeChoice(needed(t, "id"), needed(t, "name"), needed(t, "outward"), needed(t, "inward"))
            for t in listing(told.get("issueLinkTypes"))
        ]

    def create_issue(self, project_id: ProjectId, draft: IssueDraft) -> tuple[IssueId, str]:
        """Id and key of the new issue."""
        fields: dict[str, object] = {
            "project": {"id": str(number(project_id))},
            "issuetype": {"id": str(number(draft.type_id))},
            "summary": " ".join(draft.summary.split())[:LONGEST_SUMMARY],
            "description": document(draft.paragraphs, draft.link, draft.link_text),
        }
        if draft.assignee is not None:
            fields["assignee"] = {"accountId": draft.assignee}
        if draft.due is not None:
            fields["duedate"] = draft.due.isoformat()
        made = mapping(self._client.post(f"{API}/issue", data={"fields": fields}))
        return IssueId(needed(made, "id")), needed(made, "key")

    def link_issues(self, source: IssueId, destination: IssueId, link_type: str) -> None:
        """Link two issues, read outward from the source; Jira's "inward issue" is the one a link starts from."""
        ends = {"inwardIssue": {"id": str(number(source))}, "outwardIssue": {"id": str(number(destination))}}
        self._client.post(f"{API}/issueLink", data={"type": {"id": str(number(link_type))}, **ends})

    def comment(self, issue_id: IssueId, words: str, mention: AccountId | None) -> None:
        """Comment on an issue; Jira tells its watchers, and whoever is mentioned."""
        self._client.post(f"{API}/issue/{number(issue_id)}/comment", data={"body": comment(words, mention)})

    def followed(self, issue_id: IssueId) -> Followed | None:
        """Assignee, due day and whether it is done; None where it is deleted, or not for the app to see."""
        params = {"fields": "assignee,duedate,status"}
        try:
            found = mapping(self._client.get(f"{API}/issue/{number(issue_id)}", params=params))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise
        return _followed(mapping(found.get("fields") or {}))

    def change_followed(self, issue_id: IssueId, before: Followed, after: Followed) -> None:
        """Set what differs; the first transition that leads to a status of the other kind is taken."""
        fields: dict[str, object] = {}
        if after.owner != before.owner:
            fields["assignee"] = None if after.owner is None else {"accountId": after.owner}
        if after.due != before.due:
            fields["duedate"] = None if after.due is None else after.due.isoformat()
        if fields:
            self._client.put(f"{API}/issue/{number(issue_id)}", data={"fields": fields})
        if after.over != before.over:
            self._move_on(issue_id, over=after.over)

    def make_issue_type(self, name: str, description: str) -> str:
        """The id of a new issue type of the base level, or of the site's own one of that name."""
        for one in listing(self._client.get(f"{API}/issuetype")):
            # A type with a scope belongs to one team-managed project alone.
            if one.get("name") == name and not one.get("scope") and one.get("subtask") is not True:
                return needed(one, "id")
        body = {"name": name, "description": description, "hierarchyLevel": 0}
        return needed(mapping(self._client.post(f"{API}/issuetype", data=body)), "id")

    def offer_issue_type(self, project_id: ProjectId, type_id: str) -> None:
        """Add a type to the scheme of a project; JiraRefused where the project has a scheme of its own making."""
        found = list(self._pages(f"{API}/issuetypescheme/project", "values", {"projectId": number(project_id)}))
        if not found:
            raise JiraRefused("This project keeps its work types to itself; add the type in its own settings.")
        scheme = needed(mapping(found[0].get("issueTypeScheme")), "id")
        self._client.put(f"{API}/issuetypescheme/{number(scheme)}/issuetype", data={"issueTypeIds": [type_id]})

    def make_link_type(self, name: str, outward: str, inward: str) -> str:
        """The id of a new type of issue link."""
        body = {"name": name, "outward": outward, "inward": inward}
        return needed(mapping(self._client.post(f"{API}/issueLinkType", data=body)), "id")

    def _move_on(self, issue_id: IssueId, *, over: bool) -> None:
        path = f"{API}/issue/{number(issue_id)}/transitions"
        for one in listing(mapping(self._client.get(path)).get("transitions")):
            if _is_over(mapping(one.get("to") or {})) == over:
                self._client.post(path, data={"transition": {"id": needed(one, "id")}})
                return
        raise JiraRefused("The issue's workflow offers no way there; move it in Jira.")

    def _pages(self, path: str, name: str, params: Mapping[str, object] | None = None) -> Iterator[Json]:
        start = 0
        while True:
            asked = {**(params or {}), "startAt": start, "maxResults": PAGE}
            page = mapping(self._client.get(path, params=asked))
            values: Sequence[Json] = listing(page.get(name) or [])
            yield from values
            start += len(values)
            total = page.get("total")
            if not values or page.get("isLast") is True or (isinstance(total, int) and start >= total):
                return


def _followed(fields: Json) -> Followed:
    assignee = mapping(fields.get("assignee") or {})
    owner = text(assignee.get("accountId"))
    due = text(fields.get("duedate"))
    return Followed(
        owner=AccountId(owner) if owner else None,
        due=date.fromisoformat(due) if due else None,
        over=_is_over(mapping(fields.get("status") or {})),
    )


def _is_over(status: Json) -> bool:
    return mapping(status.get("statusCategory") or {}).get("key") == "done"
