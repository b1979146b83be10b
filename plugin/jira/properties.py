"""Entity properties, permissions and people, through `atlassian-python-api`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from atlassian.jira import JiraCloud

from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.asking import chunks, number, numbers, word
from plugin.jira.reading import listing, mapping, names_from, needed, text
from plugin.jira.session import GuardedSession, Link
from plugin.usecases.records import Permitted

ISSUES_PER_WRITE = 100
ISSUES_PER_CHECK = 1000
PEOPLE_PER_CALL = 50
PEOPLE_OFFERED = 20
ADMINISTER = "ADMINISTER"
GLOBAL_PERMISSIONS = frozenset(
    {
        ADMINISTER,
        "SYSTEM_ADMIN",
        "BULK_CHANGE",
        "CREATE_SHARED_OBJECTS",
        "MANAGE_GROUP_FILTER_SUBSCRIPTIONS",
        "USER_PICKER",
    }
)
"""Jira's global permissions; asked for with a project they would be an error."""


class Properties:
    """What the app writes to a site, and what it asks about people; use it in one thread at a time."""

    def __init__(self, link: Link) -> None:
        session = GuardedSession()
        session.attach(link)
        # Any: its generated methods carry no types. Its retries would sleep in our thread, for up to half an hour.
        self._client: Any = JiraCloud(link.base_url, session=session, retry_with_header=False, backoff_and_retry=False)

    def put_issue_properties(self, values: Mapping[IssueId, Mapping[str, object]]) -> None:
        """Set properties of issues, each its own, in as few calls as Jira's bound of 100 issues a call allows.

        Jira takes the work over as a task that goes on after this; issues that are gone by then are left out there.
        """
        for chunk in chunks([entry for entry in values.items() if entry[1]], ISSUES_PER_WRITE):
            entries = [{"issueID": number(issue_id), "properties": dict(given)} for issue_id, given in chunk]
            self._client.bulk_set_issue_properties_by_issue(data={"issues": entries})

    def put_project_property(self, project_id: ProjectId, key: str, value: object) -> None:
        """Set one property of a project to any JSON value but null."""
        self._client.set_project_property(str(number(project_id)), word(key), data=value)

    def permitted(
        self,
        account_id: AccountId,
        permissions: Collection[str],
        *,
        project_id: ProjectId | None,
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        """What of these permissions the account holds: exactly what Jira lists. Ids that are none are not asked for."""
        on_things = sorted(set(permissions) - GLOBAL_PERMISSIONS)
        projects = numbers([] if project_id is None else [project_id])
        issues = list(chunks(numbers(issue_ids), ISSUES_PER_CHECK)) or [[]]
        found = Permitted()
        for turn, chunk in enumerate(issues):
            first = turn == 0
            groups = _groups(on_things, projects if first else [], chunk)
            asked = sorted(set(permissions) & GLOBAL_PERMISSIONS) if first else []
            if groups or asked:
                found = _joined(found, self._check(account_id, asked, groups))
        return found

    def is_admin(self, account_id: AccountId) -> bool:
        """Whether the account administers the site."""
        return ADMINISTER in self._check(account_id, [ADMINISTER], []).globals

    def people(self, account_ids: Collection[AccountId]) -> dict[AccountId, str]:
        """Display names; who cannot be found is left out."""
        names: dict[AccountId, str] = {}
        for chunk in chunks(sorted(set(account_ids) - {AccountId("")}), PEOPLE_PER_CALL):
            answer = mapping(self._client.bulk_get_users(account_id=chunk, max_results=PEOPLE_PER_CALL))
            names |= names_from(listing(answer.get("values")))
        return names

    def find_people(self, project_id: ProjectId, text: str) -> list[tuple[AccountId, str]]:
        """People who can be assigned issues of a project and whose name or address begins a word with the text."""
        answer = self._client.find_assignable_users(
            project=str(number(project_id)), query=text, max_results=PEOPLE_OFFERED
        )
        people = [user for user in listing(answer) if user.get("accountType", "atlassian") == "atlassian"]
        return list(names_from(people).items())

    def _check(self, account_id: AccountId, asked: Sequence[str], groups: Sequence[Mapping[str, object]]) -> Permitted:
        body = {"accountId": account_id, "globalPermissions": list(asked), "projectPermissions": list(groups)}
        return permitted_from(self._client.get_bulk_permissions(data=body))


def permitted_from(answer: object) -> Permitted:
    """The grants that an answer lists."""
    told = mapping(answer)
    projects: set[tuple[str, ProjectId]] = set()
    issues: set[tuple[str, IssueId]] = set()
    for grant in listing(told.get("projectPermissions") or []):
        permission = needed(grant, "permission")
        projects |= {(permission, ProjectId(found)) for one in grant.get("projects") or () if (found := text(one))}
        issues |= {(permission, IssueId(found)) for one in grant.get("issues") or () if (found := text(one))}
    globals_ = frozenset(found for one in told.get("globalPermissions") or () if (found := text(one)))
    return Permitted(frozenset(projects), frozenset(issues), globals_)


def _groups(
    permissions: Sequence[str], projects: Sequence[int], issues: Sequence[int]
) -> list[dict[str, Sequence[object]]]:
    if not permissions or not (projects or issues):
        return []
    return [{"permissions": permissions, "projects": projects, "issues": issues}]


def _joined(one: Permitted, other: Permitted) -> Permitted:
    return Permitted(one.projects | other.projects, one.issues | other.issues, one.globals | other.globals)
