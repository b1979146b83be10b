"""Issues with their history, and the fields, projects, versions and sprints around them, read through `jira`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from jira import JIRA
from jira.resilientsession import ResilientSession

from plugin.domain.errors import JiraRefused, JiraTrouble
from plugin.domain.ids import IssueId, ProjectId
from plugin.jira.asking import number, word
from plugin.jira.errors import Refused
from plugin.jira.jql import bound, problems_in
from plugin.jira.reading import (
    Json,
    category_from,
    changes_from,
    listing,
    mapping,
    needed,
    order_of,
    snapshot_from,
    sprint_from,
    text,
    version_from,
)
from plugin.jira.session import GuardedSession, Link
from plugin.usecases.records import BoundQuery, FoundChange, FoundIssue, SearchPage, Sprint, Version

PAGE = 100
AGILE_PAGE = 50
FULL_INLINE = 40
"""As many changes as search shows of one issue at most, so far as is known; so many may be all, or not."""
PLAIN_FIELDS = (
    "summary",
    "status",
    "issuetype",
    "resolution",
    "fixVersions",
    "project",
    "created",
    "creator",
    "issuelinks",
)
NO_SPRINTS = frozenset({400, 403, 404})
"""How boards without sprints, sites without Jira Software and boards just deleted are answered."""


class _Session(GuardedSession, ResilientSession):
    """The library insists on its own kind of session; ours judges each answer before that one sees it."""


class Client(JIRA):
    """The library's client for REST v3 of a Cloud site, without its look round at the start and without retries."""

    def __init__(self, link: Link) -> None:
        options: dict[str, Any] = {"rest_api_version": "3"}
        # Its own logging would quote headers and bodies; `logging=False` keeps it silent.
        super().__init__(link.base_url, options, get_server_info=False, max_retries=0, logging=False)
        # Without asking the site, it takes it for no Cloud and answers searches with None.
        self.deploymentType = "Cloud"
        # An empty cache would be filled from the site before the first search.
        self._fields_cache_value = {"summary": "summary"}
        self._session.close()
        self._session = _Session(max_retries=0)
        self._session.headers.update(self._options["headers"])
        self._session.attach(link)

    def read(self, path: str, params: Mapping[str, object] | None = None, *, agile: bool = False) -> object:
        """The JSON at a path of REST v3 or agile.

        The library's own resources would stumble over an answer of another form, and quote it in their error.
        """
        return self._get_json(path, dict(params or {}), base=self.AGILE_BASE_URL if agile else self.JIRA_BASE_URL)

    def ask(self, path: str, body: Mapping[str, object], params: Mapping[str, str]) -> object:
        """The JSON that a POST to a path of REST v3 is answered with, for calls that the library does not know."""
        return self._session.post(self._get_url(path), json=dict(body), params=dict(params)).json()


class Issues:
    """What the app reads of a site's issues and of what they belong to; use it in one thread at a time."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = Client(link)

    def project(self, project_id_or_key: str) -> tuple[ProjectId, str, str]:
        """Id, key and name."""
        found = mapping(self._client.read(f"project/{word(project_id_or_key)}"))
        return ProjectId(needed(found, "id")), needed(found, "key"), needed(found, "name")

    def fields(self) -> list[tuple[str, str, str | None]]:
        """Every field: id, name, and its custom type where it has one."""
        found = listing(self._client.fields())
        return [(needed(f, "id"), text(f.get("name")) or "", _custom_type(f)) for f in found]

    def status_categories(self) -> dict[str, str]:
        """The category key of each status id."""
        found = listing(self._client.read("status"))
        return {needed(s, "id"): category_from(s) for s in found}

    def versions(self, project_id: ProjectId) -> list[Version]:
        """Every version of a project, archived ones included."""
        now = self._link.clock()
        found = listing(self._client.read(f"project/{number(project_id)}/versions"))
        return [version_from(raw, project_id, now) for raw in found]

    def sprints(self, project_id: ProjectId) -> list[Sprint]:
        """Every sprint that a board of the project shows, each once; none where the site has no boards."""
        now = self._link.clock()
        found: dict[str, Sprint] = {}
        for board in self._agile("board", {"projectKeyOrId": str(number(project_id))}):
            board_id = needed(board, "id")
            if board.get("type") != "kanban":
                for raw in self._agile(f"board/{number(board_id)}/sprint", {}):
                    sprint = sprint_from(raw, board_id, now)
                    found.setdefault(sprint.id, sprint)
        return list(found.values())

    def check_sprints(self) -> None:
        """Read one board and one sprint of it, if there are any; raises JiraRefused where `sprints` finds none."""
        board = next(self._pages("board", {"type": "scrum"}, 1, agile=True), None)
        if board is not None:
            next(self._pages(f"board/{number(needed(board, 'id'))}/sprint", {}, 1, agile=True), None)

    def count(self, project_id: ProjectId) -> int | None:
        """About how many issues a project has; None where Jira will not say."""
        try:
            answer = self._client.approximate_issue_count(_jql(project_id), json_result=True)
        except JiraRefused:
            return None
        counted = mapping(answer).get("count")
        return counted if isinstance(counted, int) else None

    def bind(self, jql: str, project_id: ProjectId | None) -> BoundQuery:
        """A query as Jira's parser reads it, printed anew from its tree and bound to a project; or what is wrong."""
        answer = mapping(self._client.ask("jql/parse", {"queries": [jql]}, {"validation": "strict"}))
        told = next(iter(listing(answer.get("queries"))), None)
        if told is None:
            raise JiraTrouble("Jira's answer lacks the query that was asked for.")
        if problems := problems_in(told):
            return BoundQuery(problems=problems)
        return BoundQuery(bound(told.get("structure"), project_id))

    def count_found(self, query: BoundQuery) -> int:
        """About how many issues a bound query finds."""
        counted = mapping(self._client.approximate_issue_count(query.jql, json_result=True)).get("count")
        if not isinstance(counted, int):
            raise JiraTrouble("Jira's answer lacks the count of issues.")
        return counted

    def first_found(self, query: BoundQuery, most: int) -> list[tuple[IssueId, str]]:
        """Ids and keys of the first issues that a bound query finds, the newest first."""
        answer = self._client.enhanced_search_issues(
            f"{query.jql} ORDER BY created DESC", maxResults=most, fields=["summary"], json_result=True
        )
        found = listing(mapping(answer).get("issues"))
        return [(IssueId(needed(raw, "id")), needed(raw, "key")) for raw in found]

    def search(
        self, project_id: ProjectId, number_fields: Sequence[str], sprint_fields: Sequence[str], token: str | None
    ) -> SearchPage:
        """One page of a project's issues with their histories, in the order of their ids; `token` is the last page's.

        An issue counts as read when the page was asked for; changes that come while it is read are left out.
        """
        read_at = self._link.clock()
        answer = self._client.enhanced_search_issues(
            _jql(project_id),
            nextPageToken=token,
            maxResults=PAGE,
            fields=_asked(number_fields, sprint_fields),
            expand="changelog",
            json_result=True,
        )
        page = mapping(answer)
        found = [self._found(raw, number_fields, sprint_fields, read_at) for raw in listing(page.get("issues"))]
        return SearchPage(tuple(found), _next_token(page, token))

    def issue(self, issue_id: IssueId, number_fields: Sequence[str], sprint_fields: Sequence[str]) -> FoundIssue | None:
        """One issue with its history, in whichever project it is; None where it is deleted or not ours to see."""
        read_at = self._link.clock()
        params = {"fields": ",".join(_asked(number_fields, sprint_fields)), "expand": "changelog"}
        try:
            raw = mapping(self._client.read(f"issue/{number(issue_id)}", params))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise
        return self._found(raw, number_fields, sprint_fields, read_at)

    def _found(
        self, raw: Json, number_fields: Sequence[str], sprint_fields: Sequence[str], read_at: datetime
    ) -> FoundIssue:
        changes, whole = self._history(raw)
        return FoundIssue(snapshot_from(raw, number_fields, sprint_fields), changes, read_at, whole)

    def _history(self, raw: Json) -> tuple[tuple[FoundChange, ...], bool]:
        """An issue's changes as search shows them, or from its own changelog where those may be cut short."""
        inline = mapping(raw.get("changelog") or {})
        shown = changes_from(listing(inline.get("histories") or []))
        total = inline.get("total")
        if isinstance(total, int) and len(shown) >= total and len(shown) < FULL_INLINE:
            return shown, True
        try:
            read = changes_from(self._changelog(needed(raw, "id")))
        except JiraRefused:
            return shown, False
        if shown:
            # Younger changes than the snapshot knows would be read into it.
            read = tuple(change for change in read if order_of(change) <= order_of(shown[-1]))
        return read, {change.id for change in shown} <= {change.id for change in read}

    def _changelog(self, issue_id: str) -> Iterator[Json]:
        return self._pages(f"issue/{number(issue_id)}/changelog", {}, PAGE, agile=False)

    def _agile(self, path: str, params: Mapping[str, object]) -> Iterator[Json]:
        try:
            yield from self._pages(path, params, AGILE_PAGE, agile=True)
        except Refused as refused:
            if refused.status not in NO_SPRINTS:
                raise

    def _pages(self, path: str, params: Mapping[str, object], size: int, *, agile: bool) -> Iterator[Json]:
        """The values of all pages, to the last one or an empty one."""
        start = 0
        while True:
            answer = self._client.read(path, {**params, "startAt": start, "maxResults": size}, agile=agile)
            page = mapping(answer)
            values = listing(page.get("values"))
            yield from values
            start += len(values)
            total = page.get("total")
            if not values or page.get("isLast") is True or (isinstance(total, int) and start >= total):
                return


def _asked(number_fields: Sequence[str], sprint_fields: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*PLAIN_FIELDS, *map(word, number_fields), *map(word, sprint_fields)]))


def _jql(project_id: ProjectId) -> str:
    return f"project = {number(project_id)} ORDER BY id"


def _custom_type(field: Json) -> str | None:
    schema = field.get("schema")
    return text(schema.get("custom")) if isinstance(schema, Mapping) else None


def _next_token(page: Json, token: str | None) -> str | None:
    following = None if page.get("isLast") is True else text(page.get("nextPageToken"))
    if following is not None and following == token:
        raise JiraTrouble("Jira gave the same page of a search twice.")
    return following
