"""The one place that decides who may see or change what: Jira's own permissions, asked for and kept for a minute."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.domain.errors import JiraRefused, NotAllowed, NotFound
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId
from plugin.usecases.jira_port import Jira, Judge
from plugin.usecases.ports import Clock
from plugin.usecases.records import Permitted

BROWSE = "BROWSE_PROJECTS"
EDIT = "EDIT_ISSUES"
MANAGE = "ADMINISTER_PROJECTS"
KEEP = timedelta(seconds=60)
MOST_KEPT = 20_000
MOST_ASKED = 1000
"""Jira answers for a thousand projects, and for a thousand issues, in one call."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What one account may do in one project: Browse sees, Edit issues contributes, Administer projects manages."""

    see: bool
    contribute: bool
    manage: bool


NO_RIGHTS = Rights(see=False, contribute=False, manage=False)


def _nobody(_site_id: SiteId, _account_id: AccountId) -> Judge | None:
    return None


class Authority:
    """Answers for an account; a grant is kept for a minute per site, account and object, a failure never."""

    def __init__(
        self,
        jira: Callable[[SiteId], Jira],
        clock: Clock,
        as_person: Callable[[SiteId, AccountId], Judge | None] = _nobody,
    ) -> None:
        """`as_person` is Jira asked in a person's own name, where that is possible; else the app asks about them."""
        self._jira = jira
        self._as_person = as_person
        self._clock = clock
        self._kept: OrderedDict[Hashable, tuple[datetime, object]] = OrderedDict()
        self._lock = threading.Lock()

    def rights(self, site_id: SiteId, account_id: AccountId | None, project_id: ProjectId) -> Rights:
        """The rights of an account in a project; nobody has none. JiraTrouble and JiraBusy pass through."""
        return self.rights_of(site_id, account_id, (project_id,))[project_id]

    def rights_of(
        self, site_id: SiteId, account_id: AccountId | None, project_ids: Collection[ProjectId]
    ) -> Mapping[ProjectId, Rights]:
        """The rights of an account in each of these projects, those not kept asked for a thousand at a time.

        JiraTrouble and JiraBusy pass through.
        """
        if account_id is None:
            return dict.fromkeys(project_ids, NO_RIGHTS)
        found: dict[ProjectId, Rights] = {}
        for project_id in project_ids:
            known = self._recall((site_id, account_id, "project", project_id))
            if isinstance(known, Rights):
                found[project_id] = known
        missing = sorted(set(project_ids) - found.keys())
        for start in range(0, len(missing), MOST_ASKED):
            chunk = missing[start : start + MOST_ASKED]
            granted = self._ask(site_id, account_id, (BROWSE, EDIT, MANAGE), chunk, ())
            for project_id in chunk:
                found[project_id] = _rights(granted, project_id)
                self._keep((site_id, account_id, "project", project_id), found[project_id])
        return found

    def visible(
        self, site_id: SiteId, account_id: AccountId | None, issue_ids: Collection[IssueId], permission: str = BROWSE
    ) -> frozenset[IssueId]:
        """Which of these issues the account may see (or change): issue security is Jira's to judge, issue by issue."""
        if account_id is None or not issue_ids:
            return frozenset()
        answers: dict[IssueId, bool] = {}
        for issue_id in issue_ids:
            known = self._recall((site_id, account_id, permission, issue_id))
            if isinstance(known, bool):
                answers[issue_id] = known
        missing = sorted(set(issue_ids) - answers.keys())
        for start in range(0, len(missing), MOST_ASKED):
            chunk = missing[start : start + MOST_ASKED]
            granted = self._ask(site_id, account_id, (permission,), (), chunk)
            for issue_id in chunk:
                answers[issue_id] = granted.on_issue(permission, issue_id)
                self._keep((site_id, account_id, permission, issue_id), answers[issue_id])
        return frozenset(issue_id for issue_id, may in answers.items() if may)

    def may(self, site_id: SiteId, account_id: AccountId | None, project_id: ProjectId, permission: str) -> bool:
        """Whether the account holds one more of Jira's permissions in a project, such as CREATE_ISSUES."""
        if account_id is None:
            return False
        key = (site_id, account_id, permission, "project", project_id)
        known = self._recall(key)
        if isinstance(known, bool):
            return known
        answer = self._ask(site_id, account_id, (permission,), (project_id,), ()).on_project(permission, project_id)
        self._keep(key, answer)
        return answer

    def is_admin(self, site_id: SiteId, account_id: AccountId | None) -> bool:
        """Whether the account administers the site."""
        if account_id is None:
            return False
        key = (site_id, account_id, "site")
        known = self._recall(key)
        if isinstance(known, bool):
            return known
        try:
            answer = self._judge(site_id, account_id).is_admin(account_id)
        except JiraRefused:
            return False
        self._keep(key, answer)
        return answer

    def require(self, site_id: SiteId, account_id: AccountId | None, project_id: ProjectId, right: str) -> Rights:
        """The rights, or NotFound for who may not even see the project, or NotAllowed for who lacks the right.

        `right` is "see", "contribute" or "manage".
        """
        rights = self.rights(site_id, account_id, project_id)
        if not rights.see:
            raise NotFound("There is no such project, or you may not see it.")
        if not getattr(rights, right):
            raise NotAllowed(_NEEDS[right])
        return rights

    def forget(self, site_id: SiteId) -> None:
        """Drop what is kept of a site (it was uninstalled, or its secret changed)."""
        with self._lock:
            for key in [k for k in self._kept if isinstance(k, tuple) and k[0] == site_id]:
                del self._kept[key]

    def _ask(
        self,
        site_id: SiteId,
        account_id: AccountId,
        permissions: Collection[str],
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        try:
            return self._judge(site_id, account_id).permitted(
                account_id, permissions, project_ids=project_ids, issue_ids=issue_ids
            )
        except JiraRefused:
            return Permitted()

    def _judge(self, site_id: SiteId, account_id: AccountId) -> Judge:
        return self._as_person(site_id, account_id) or self._jira(site_id)

    def _recall(self, key: Hashable) -> object | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            if self._clock() - found[0] > KEEP:
                del self._kept[key]
                return None
            return found[1]

    def _keep(self, key: Hashable, answer: object) -> None:
        with self._lock:
            self._kept[key] = (self._clock(), answer)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def _rights(granted: Permitted, project_id: ProjectId) -> Rights:
    """Whoever may not see a project has no other right in it either."""
    see = granted.on_project(BROWSE, project_id)
    return Rights(
        see=see,
        contribute=see and granted.on_project(EDIT, project_id),
        manage=see and granted.on_project(MANAGE, project_id),
    )


_NEEDS = {
    "contribute": "You need the permission Edit issues in this project.",
    "manage": "You need the permission Administer projects in this project.",
}
