"""What use cases ask of Jira: who may do what, and the calls the app makes; the Jira gateway fulfils them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from plugin.domain.backing import Followed
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


class Judge(Protocol):
    """Whoever can say what a person may do; every call may raise JiraBusy, JiraTrouble or JiraRefused."""

    def permitted(
        self,
        account_id: AccountId,
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted: ...
    def is_admin(self, account_id: AccountId) -> bool: ...


class WorkItems(Protocol):
    """What the app makes and changes in Jira; every call may raise JiraBusy, JiraTrouble or JiraRefused."""

    def issue_types(self, project_id: ProjectId) -> Sequence[IssueTypeChoice]:
        """The types whose issues can be created in a project, sub-tasks left out."""

    def form_fields(self, project_id: ProjectId, type_id: str) -> frozenset[str]:
        """The ids of the fields that the form of such an issue takes."""

    def link_types(self) -> Sequence[LinkTypeChoice]: ...
    def create_issue(self, project_id: ProjectId, draft: IssueDraft) -> tuple[IssueId, str]:
        """Id and key of the new issue; never made twice by itself, so whoever calls must not repeat it blindly."""

    def link_issues(self, source: IssueId, destination: IssueId, link_type: str) -> None:
        """Link two issues, read outward from the source."""

    def comment(self, issue_id: IssueId, words: str, mention: AccountId | None) -> None:
        """Comment on an issue; Jira tells its watchers, and whoever is mentioned."""

    def followed(self, issue_id: IssueId) -> Followed | None:
        """Assignee, due day and whether it is done; None where it is deleted, or not for the app to see."""

    def change_followed(self, issue_id: IssueId, before: Followed, after: Followed) -> None:
        """Set what differs; the first transition that leads to a status of the other kind is taken."""

    def make_issue_type(self, name: str, description: str) -> str: ...
    def offer_issue_type(self, project_id: ProjectId, type_id: str) -> None:
        """Add a type to the scheme of a project (and so to all projects that share it)."""

    def make_link_type(self, name: str, outward: str, inward: str) -> str: ...


class Jira(Judge, WorkItems, Protocol):
    """One site's Jira, as the app; every call may raise JiraBusy, JiraTrouble or JiraRefused."""

    def project(self, project_id_or_key: str) -> tuple[ProjectId, str, str]:
        """Id, key and name."""

    def fields(self) -> Sequence[tuple[str, str, str | None]]:
        """Every field: id, name, and the custom type ("…:gh-sprint", "…:jsw-story-points", …) or None."""

    def status_categories(self) -> Mapping[str, str]: ...
    def versions(self, project_id: ProjectId) -> Sequence[Version]: ...
    def sprints(self, project_id: ProjectId) -> Sequence[Sprint]: ...
    def check_sprints(self) -> None: ...  # Raises the refusals that `sprints` takes for "none".
    def count(self, project_id: ProjectId) -> int | None: ...
    def search(
        self, project_id: ProjectId, number_fields: Sequence[str], sprint_fields: Sequence[str], token: str | None
    ) -> SearchPage: ...
    def issue(self, issue_id: IssueId, number_fields: Sequence[str], sprint_fields: Sequence[str]) -> FoundIssue | None:
        """One issue wherever it is now; None where it is deleted, or not for the app to see."""

    def bind(self, jql: str, project_id: ProjectId | None) -> BoundQuery:
        """A person's JQL as Jira reads it, bound to a project (None: to what it says itself), or what is wrong."""

    def count_found(self, query: BoundQuery) -> int:
        """About how many issues a bound query finds."""

    def first_found(self, query: BoundQuery, most: int) -> Sequence[tuple[IssueId, str]]:
        """Ids and keys of the first issues that a bound query finds."""

    def put_issue_properties(self, values: Mapping[IssueId, Mapping[str, object]]) -> None:
        """Up to 100 issues in one bulk call, each with its property values."""

    def put_project_property(self, project_id: ProjectId, key: str, value: object) -> None: ...
    def site_url(self) -> str | None:
        """The site's own address, as it gives it; None where it gives none that could be one."""

    def connect_client_key(self) -> str | None:
        """The client key of the Connect app that a Forge app took over from; None where there was none."""

    def people(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, str]:
        """Display names; who cannot be found is left out."""

    def active(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, bool]:
        """Whether each of these accounts is active; one that Jira does not know any more is not."""

    def find_people(self, project_id: ProjectId, text: str) -> Sequence[tuple[AccountId, str]]:
        """Assignable people of a project whose name contains the text: account id and display name."""
