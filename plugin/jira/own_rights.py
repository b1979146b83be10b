"""What a person may do, asked of Jira as that person: under Forge, where their own token came with the call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.asking import number
from plugin.jira.errors import Refused
from plugin.jira.properties import ADMINISTER, GLOBAL_PERMISSIONS, Properties
from plugin.jira.reading import mapping
from plugin.jira.session import Link
from plugin.usecases.records import Permitted

NOT_SHOWN = frozenset({403, 404})
"""How Jira answers about a project or issue that the person may not even see."""


class OwnRights:
    """Answers for the one person whose token signs the link; fulfils Judge."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @cached_property
    def _properties(self) -> Properties:
        return Properties(self._link)

    def permitted(
        self,
        account_id: AccountId,  # noqa: ARG002 - whose token it is, is who is asked about
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        """What the person holds: of one project or issue by `mypermissions`, of several by one check of their own."""
        things = [*project_ids, *issue_ids]
        if len(things) > 1 or set(permissions) & GLOBAL_PERMISSIONS:
            return self._properties.permitted(None, permissions, project_ids=project_ids, issue_ids=issue_ids)
        if not things:
            return Permitted()
        where = {"project_id": project_ids, "issue_id": issue_ids}
        asked = {name: str(number(one)) for name, ids in where.items() for one in ids}
        held = self._held(permissions, asked)
        return Permitted(
            projects=frozenset((permission, one) for permission in held for one in project_ids),
            issues=frozenset((permission, one) for permission in held for one in issue_ids),
        )

    def is_admin(self, account_id: AccountId) -> bool:  # noqa: ARG002 - as above
        """Whether the person administers the site."""
        return ADMINISTER in self._held([ADMINISTER], {})

    def _held(self, permissions: Collection[str], where: Mapping[str, str]) -> frozenset[str]:
        """Those of the permissions that Jira says the person has; what it does not mention they have not."""
        try:
            answer = self._properties.my_permissions(sorted(permissions), where)
        except Refused as refused:
            if refused.status in NOT_SHOWN:
                return frozenset()
            raise
        told = mapping(mapping(answer).get("permissions") or {})
        return frozenset(name for name in permissions if _is_held(told.get(name)))


def _is_held(entry: object) -> bool:
    return isinstance(entry, Mapping) and entry.get("havePermission") is True
