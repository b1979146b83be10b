"""Entity properties, permissions and people, through `atlassian-python-api`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest

from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.asking import chunks, number, numbers, word
from plugin.jira.cloud_client import cloud_client
from plugin.jira.errors import Refused
from plugin.jira.reading import Json, listing, mapping, names_from, needed, text
from plugin.jira.session import Link
from plugin.usecases.records import Permitted

ISSUES_PER_WRITE = 100
MOST_PER_CHECK = 1000
"""Jira checks a thousand projects and a thousand issues in one call."""

PEOPLE_PER_CALL = 50
PEOPLE_OFFERED = 20
ADMINISTER = "ADMINISTER"
CONNECT_KEY_PROPERTY = "connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8"
NO_PROPERTY = frozenset({400, 404, 410})
"""How Jira may say that there is no such property, or no longer any."""
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
        self._client = cloud_client(link)

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

    def my_permissions(self, permissions: Sequence[str], where: Mapping[str, str]) -> object:
        """Jira's own answer on what whoever signs the link holds; `where` is `project_id` or `issue_id`, or nothing."""
        return self._client.get_my_permissions(permissions=",".join(permissions), **where)

    def site_url(self) -> str | None:
        """The address that the site gives as its own; it is compared with known ones, and shown to people as a link."""
        address = text(mapping(self._client.get_server_info()).get("baseUrl")) or ""
        return address.rstrip("/") if address.startswith(("https://", "http://")) else None

    def connect_client_key(self) -> str | None:
        """Under Forge: the client key of the Connect app that was on the site under our app key; None for none.

        Jira keeps it for Forge apps in an app property of a fixed name (Forge changelog, CHANGE-3115), until Connect's
        end of support.
        """
        try:
            # By its path: the library's own method for it composes another one.
            told = self._client.get(f"rest/forge/1/app/properties/{CONNECT_KEY_PROPERTY}")
        except Refused as refused:
            if refused.status in NO_PROPERTY:
                return None
            raise
        value = told.get("value") if isinstance(told, Mapping) else told
        found = value.get("clientKey") if isinstance(value, Mapping) else value
        return text(found)

    def permitted(
        self,
        account_id: AccountId | None,
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        """What of these permissions the account holds: exactly what Jira lists. Ids that are none are not asked for.

        None stands for whoever signs the link.
        """
        on_things = sorted(set(permissions) - GLOBAL_PERMISSIONS)
        asked = sorted(set(permissions) & GLOBAL_PERMISSIONS)
        turns = zip_longest(
            chunks(numbers(project_ids), MOST_PER_CHECK), chunks(numbers(issue_ids), MOST_PER_CHECK), fillvalue=()
        )
        found = Permitted()
        for projects, issues in list(turns) or [((), ())]:
            groups = _groups(on_things, projects, issues)
            if groups or asked:
                found = _joined(found, self._check(account_id, asked, groups))
            asked = []
        return found

    def is_admin(self, account_id: AccountId) -> bool:
        """Whether the account administers the site."""
        return ADMINISTER in self._check(account_id, [ADMINISTER], []).globals

    def people(self, account_ids: Collection[AccountId]) -> dict[AccountId, str]:
        """Display names; who cannot be found is left out."""
        return {account: name for users in self._users(account_ids) for account, name in names_from(users).items()}

    def active(self, account_ids: Collection[AccountId]) -> dict[AccountId, bool]:
        """Whether each of these accounts is active; one that Jira does not know any more is not."""
        found = dict.fromkeys(account_ids, False)
        for users in self._users(account_ids):
            told = {AccountId(needed(user, "accountId")): user.get("active") is not False for user in users}
            found |= {account: is_active for account, is_active in told.items() if account in found}
        return found

    def _users(self, account_ids: Collection[AccountId]) -> Iterator[Sequence[Json]]:
        for chunk in chunks(sorted(set(account_ids) - {AccountId("")}), PEOPLE_PER_CALL):
            answer = mapping(self._client.bulk_get_users(account_id=chunk, max_results=PEOPLE_PER_CALL))
            yield listing(answer.get("values"))

    def find_people(self, project_id: ProjectId, text: str) -> list[tuple[AccountId, str]]:
        """People who can be assigned issues of a project and whose name or address begins a word with the text."""
        answer = self._client.find_assignable_users(
            project=str(number(project_id)), query=text, max_results=PEOPLE_OFFERED
        )
        people = [user for user in listing(answer) if user.get("accountType", "atlassian") == "atlassian"]
        return list(names_from(people).items())

    def _check(
        self, account_id: AccountId | None, asked: Sequence[str], groups: Sequence[Mapping[str, object]]
    ) -> Permitted:
        body: dict[str, object] = {"globalPermissions": list(asked), "projectPermissions": list(groups)}
        if account_id is not None:
            body["accountId"] = account_id
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
