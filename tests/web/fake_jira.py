"""A made-up Jira that answers from memory: who may do what, what issues there are, and what was written to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.usecases.records import FoundIssue, Permitted, SearchPage, Sprint, Version

POINTS = "customfield_10016"
TODO, DOING, DONE = "1", "3", "5"
CATEGORIES = {TODO: "new", DOING: "indeterminate", DONE: "done"}


@dataclass
class FakeJira:
    """One site's Jira from memory; `failure` is raised by every call while it is set."""

    project_names: dict[ProjectId, tuple[str, str]] = field(default_factory=dict)
    rights: dict[AccountId, dict[ProjectId, frozenset[str]]] = field(default_factory=dict)
    admins: set[AccountId] = field(default_factory=set)
    names: dict[AccountId, str] = field(default_factory=dict)
    places: dict[IssueId, ProjectId] = field(default_factory=dict)
    hidden: set[tuple[AccountId, IssueId]] = field(default_factory=set)
    versions_of: dict[ProjectId, list[Version]] = field(default_factory=dict)
    written: list[tuple[str, object]] = field(default_factory=list)
    gone: set[AccountId] = field(default_factory=set)
    failure: Exception | None = None
    permission_calls: int = 0

    def allow(self, account_id: AccountId, project_id: ProjectId, *permissions: str) -> None:
        self.rights.setdefault(account_id, {})[project_id] = frozenset(permissions)

    def hide(self, account_id: AccountId, issue_id: str) -> None:
        """An issue security level that leaves this person out."""
        self.hidden.add((account_id, IssueId(issue_id)))

    def project(self, project_id_or_key: str) -> tuple[ProjectId, str, str]:
        self._answer()
        key, name = self.project_names[ProjectId(project_id_or_key)]
        return ProjectId(project_id_or_key), key, name

    def fields(self) -> Sequence[tuple[str, str, str | None]]:
        self._answer()
        return [
            ("summary", "Summary", None),
            (POINTS, "Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points"),
        ]

    def status_categories(self) -> Mapping[str, str]:
        self._answer()
        return CATEGORIES

    def versions(self, project_id: ProjectId) -> Sequence[Version]:
        self._answer()
        return self.versions_of.get(project_id, [])

    def sprints(self, project_id: ProjectId) -> Sequence[Sprint]:
        self._answer()
        return []

    def check_sprints(self) -> None:
        self._answer()

    def count(self, project_id: ProjectId) -> int | None:
        self._answer()
        return sum(place == project_id for place in self.places.values())

    def search(
        self, project_id: ProjectId, number_fields: Sequence[str], sprint_fields: Sequence[str], token: str | None
    ) -> SearchPage:
        self._answer()
        return SearchPage((), None)

    def issue(self, issue_id: IssueId, number_fields: Sequence[str], sprint_fields: Sequence[str]) -> FoundIssue | None:
        self._answer()
        return None

    def put_issue_properties(self, values: Mapping[IssueId, Mapping[str, object]]) -> None:
        self._answer()
        self.written.extend(values.items())

    def put_project_property(self, project_id: ProjectId, key: str, value: object) -> None:
        self._answer()
        self.written.append((project_id, {key: value}))

    def permitted(
        self,
        account_id: AccountId,
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        self._answer()
        self.permission_calls += 1
        mine = self.rights.get(account_id, {})
        return Permitted(
            projects=frozenset((p, one) for p in permissions for one in project_ids if p in mine.get(one, ())),
            issues=frozenset(
                (permission, issue_id)
                for permission in permissions
                for issue_id in issue_ids
                if permission in mine.get(self.places.get(issue_id, ProjectId("")), ())
                and (account_id, issue_id) not in self.hidden
            ),
        )

    def site_url(self) -> str | None:
        return "https://acme.example"

    def connect_client_key(self) -> str | None:
        return None

    def is_admin(self, account_id: AccountId) -> bool:
        self._answer()
        return account_id in self.admins

    def people(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, str]:
        self._answer()
        return {account: self.names[account] for account in account_ids if account in self.names}

    def active(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, bool]:
        self._answer()
        return {account: account in self.names and account not in self.gone for account in account_ids}

    def find_people(self, project_id: ProjectId, text: str) -> Sequence[tuple[AccountId, str]]:
        self._answer()
        return [(account, name) for account, name in self.names.items() if text.casefold() in name.casefold()]

    def _answer(self) -> None:
        if self.failure is not None:
            raise self.failure
