"""A made-up Jira that answers from memory: who may do what, what issues there are, and what was written to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from plugin.domain.backing import Followed
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.usecases.records import (
    BoundQuery,
    FoundIssue,
    IssueDraft,
    IssueTypeChoice,
    LinkTypeChoice,
    Permitted,
    SearchPage,
    Sprint,
    Version,
)

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
    types: Sequence[IssueTypeChoice] = (IssueTypeChoice("10001", "Story"), IssueTypeChoice("10002", "Task"))
    kinds_of_link: Sequence[LinkTypeChoice] = (LinkTypeChoice("10000", "Blocks", "blocks", "is blocked by"),)
    made: list[IssueDraft] = field(default_factory=list)
    linked: list[tuple[IssueId, IssueId, str]] = field(default_factory=list)
    shared: dict[IssueId, Followed] = field(default_factory=dict)
    refusal: str = ""
    comments: list[tuple[IssueId, str, AccountId | None]] = field(default_factory=list)
    finds: dict[str, list[tuple[IssueId, str]]] = field(default_factory=dict)
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

    def issue_types(self, project_id: ProjectId) -> Sequence[IssueTypeChoice]:
        self._answer()
        return self.types

    def form_fields(self, project_id: ProjectId, type_id: str) -> frozenset[str]:
        self._answer()
        return frozenset({"assignee", "duedate"})

    def link_types(self) -> Sequence[LinkTypeChoice]:
        self._answer()
        return self.kinds_of_link

    def create_issue(self, project_id: ProjectId, draft: IssueDraft) -> tuple[IssueId, str]:
        self._answer()
        self.made.append(draft)
        number = 30000 + len(self.made)
        issue_id = IssueId(str(number))
        self.places[issue_id] = project_id
        self.shared[issue_id] = Followed(draft.assignee, draft.due)
        return issue_id, f"{self.project_names[project_id][0]}-{number}"

    def link_issues(self, source: IssueId, destination: IssueId, link_type: str) -> None:
        self._answer()
        self.linked.append((source, destination, link_type))

    def comment(self, issue_id: IssueId, words: str, mention: AccountId | None) -> None:
        self._answer()
        self.comments.append((issue_id, words, mention))

    def followed(self, issue_id: IssueId) -> Followed | None:
        self._answer()
        return self.shared.get(issue_id)

    def change_followed(self, issue_id: IssueId, before: Followed, after: Followed) -> None:
        self._answer()
        if self.refusal:
            raise JiraRefused(self.refusal)
        self.shared[issue_id] = after

    def make_issue_type(self, name: str, description: str) -> str:
        self._answer()
        self.types = [*self.types, IssueTypeChoice("10100", name)]
        return "10100"

    def offer_issue_type(self, project_id: ProjectId, type_id: str) -> None:
        self._answer()

    def make_link_type(self, name: str, outward: str, inward: str) -> str:
        self._answer()
        self.kinds_of_link = [*self.kinds_of_link, LinkTypeChoice("10200", name, outward, inward)]
        return "10200"

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

    def bind(self, jql: str, project_id: ProjectId | None) -> BoundQuery:
        self._answer()
        if jql.startswith("="):
            return BoundQuery(problems=("Expecting a field name but got '='.",))
        return BoundQuery(jql if project_id is None else f"project = {project_id} AND ({jql})")

    def count_found(self, query: BoundQuery) -> int:
        self._answer()
        return len(self.finds.get(query.jql, ()))

    def first_found(self, query: BoundQuery, most: int) -> Sequence[tuple[IssueId, str]]:
        self._answer()
        return self.finds.get(query.jql, [])[:most]

    def find_people(self, project_id: ProjectId, text: str) -> Sequence[tuple[AccountId, str]]:
        self._answer()
        return [(account, name) for account, name in self.names.items() if text.casefold() in name.casefold()]

    def _answer(self) -> None:
        if self.failure is not None:
            raise self.failure
