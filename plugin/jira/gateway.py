"""The port `Jira` for one site, put together from what reads issues and what writes properties."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from plugin.domain.backing import Followed
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.issues import Issues
from plugin.jira.properties import Properties
from plugin.jira.session import Link
from plugin.jira.work_items import WorkItems
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


class CloudJira:
    """One site's Jira Cloud, as the app; make one for each job or request, they are cheap and not for many threads.

    Nothing is sent before it is needed, nothing is retried, no redirect is followed. Every call may raise JiraBusy
    (with the seconds to wait), JiraTrouble or JiraRefused; none of them quotes what Jira sent.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    @cached_property
    def _issues(self) -> Issues:
        return Issues(self._link)

    @cached_property
    def _properties(self) -> Properties:
        return Properties(self._link)

    @cached_property
    def _work(self) -> WorkItems:
        return WorkItems(self._link)

    def project(self, project_id_or_key: str) -> tuple[ProjectId, str, str]:
        """Id, key and name."""
        return self._issues.project(project_id_or_key)

    def fields(self) -> Sequence[tuple[str, str, str | None]]:
        """Every field: id, name, and its custom type or None."""
        return self._issues.fields()

    def status_categories(self) -> Mapping[str, str]:
        """The category key ("new", "indeterminate", "done", "undefined") of each status id."""
        return self._issues.status_categories()

    def versions(self, project_id: ProjectId) -> Sequence[Version]:
        """Every version of a project; the instant of a release is not among what Jira tells."""
        return self._issues.versions(project_id)

    def sprints(self, project_id: ProjectId) -> Sequence[Sprint]:
        """Every sprint of the project's boards, each once."""
        return self._issues.sprints(project_id)

    def check_sprints(self) -> None:
        """Whether boards and sprints are told at all: JiraRefused where they are not, which `sprints` passes over."""
        self._issues.check_sprints()

    def count(self, project_id: ProjectId) -> int | None:
        """About how many issues a project has."""
        return self._issues.count(project_id)

    def search(
        self, project_id: ProjectId, number_fields: Sequence[str], sprint_fields: Sequence[str], token: str | None
    ) -> SearchPage:
        """One page of at most 100 issues with their whole histories, in the order of their ids."""
        return self._issues.search(project_id, number_fields, sprint_fields, token)

    def issue(self, issue_id: IssueId, number_fields: Sequence[str], sprint_fields: Sequence[str]) -> FoundIssue | None:
        """One issue with its whole history, in whichever project it is; None where Jira shows none."""
        return self._issues.issue(issue_id, number_fields, sprint_fields)

    def bind(self, jql: str, project_id: ProjectId | None) -> BoundQuery:
        """A person's JQL as Jira reads it, bound to a project (None: to what it says itself), or what is wrong."""
        return self._issues.bind(jql, project_id)

    def count_found(self, query: BoundQuery) -> int:
        """About how many issues a bound query finds."""
        return self._issues.count_found(query)

    def first_found(self, query: BoundQuery, most: int) -> Sequence[tuple[IssueId, str]]:
        """Ids and keys of the first issues that a bound query finds."""
        return self._issues.first_found(query, most)

    def put_issue_properties(self, values: Mapping[IssueId, Mapping[str, object]]) -> None:
        """Set properties of issues, each its own."""
        self._properties.put_issue_properties(values)

    def put_project_property(self, project_id: ProjectId, key: str, value: object) -> None:
        """Set one property of a project."""
        self._properties.put_project_property(project_id, key, value)

    def permitted(
        self,
        account_id: AccountId,
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        """What of these permissions the account holds on the projects and on the issues, and globally."""
        return self._properties.permitted(account_id, permissions, project_ids=project_ids, issue_ids=issue_ids)

    def is_admin(self, account_id: AccountId) -> bool:
        """Whether the account administers the site."""
        return self._properties.is_admin(account_id)

    def site_url(self) -> str | None:
        """The site's own address, as it gives it; None where it gives none that could be one."""
        return self._properties.site_url()

    def connect_client_key(self) -> str | None:
        """The client key of the Connect app that a Forge app took over from; None where there was none."""
        return self._properties.connect_client_key()

    def people(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, str]:
        """Display names; who cannot be found is left out."""
        return self._properties.people(account_ids)

    def active(self, account_ids: Collection[AccountId]) -> Mapping[AccountId, bool]:
        """Whether each of these accounts is active; one that Jira does not know any more is not."""
        return self._properties.active(account_ids)

    def find_people(self, project_id: ProjectId, text: str) -> Sequence[tuple[AccountId, str]]:
        """Assignable people of a project whose name matches the text, at most 20."""
        return self._properties.find_people(project_id, text)

    def issue_types(self, project_id: ProjectId) -> Sequence[IssueTypeChoice]:
        """The types whose issues can be created in a project, sub-tasks left out."""
        return self._work.issue_types(project_id)

    def form_fields(self, project_id: ProjectId, type_id: str) -> frozenset[str]:
        """The ids of the fields that the form of such an issue takes."""
        return self._work.form_fields(project_id, type_id)

    def link_types(self) -> Sequence[LinkTypeChoice]:
        """Every type of issue link."""
        return self._work.link_types()

    def create_issue(self, project_id: ProjectId, draft: IssueDraft) -> tuple[IssueId, str]:
        """Id and key of the new issue."""
        return self._work.create_issue(project_id, draft)

    def link_issues(self, source: IssueId, destination: IssueId, link_type: str) -> None:
        """Link two issues, read outward from the source."""
        self._work.link_issues(source, destination, link_type)

    def comment(self, issue_id: IssueId, words: str, mention: AccountId | None) -> None:
        """Comment on an issue; Jira tells its watchers, and whoever is mentioned."""
        self._work.comment(issue_id, words, mention)

    def followed(self, issue_id: IssueId) -> Followed | None:
        """Assignee, due day and whether it is done; None where Jira shows no such issue."""
        return self._work.followed(issue_id)

    def change_followed(self, issue_id: IssueId, before: Followed, after: Followed) -> None:
        """Set what differs."""
        self._work.change_followed(issue_id, before, after)

    def make_issue_type(self, name: str, description: str) -> str:
        """The id of a new issue type of the base level."""
        return self._work.make_issue_type(name, description)

    def offer_issue_type(self, project_id: ProjectId, type_id: str) -> None:
        """Add a type to the scheme of a project."""
        self._work.offer_issue_type(project_id, type_id)

    def make_link_type(self, name: str, outward: str, inward: str) -> str:
        """The id of a new type of issue link."""
        return self._work.make_link_type(name, outward, inward)
