"""The two ways every route goes: read as somebody, or act as somebody; both ask the one authority first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from plugin.domain.errors import NotAllowed
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId
from plugin.usecases.act import Act
from plugin.usecases.authority import EDIT, Rights
from plugin.usecases.ports import UnitOfWork
from plugin.web.gates import caller
from plugin.web.services import Services


def site_id() -> SiteId:
    """The site of the caller."""
    return SiteId(caller().site_id)


def account() -> AccountId | None:
    """The person who calls."""
    found = caller().account_id
    return AccountId(found) if found else None


def require(services: Services, project_id: ProjectId, right: str = "see") -> Rights:
    """The caller's rights in a project; NotFound where they may not see it, NotAllowed where they lack the right."""
    return services.authority.require(site_id(), account(), project_id, right)


def require_admin(services: Services) -> None:
    """Refuse whoever does not administer the site."""
    if not services.authority.is_admin(site_id(), account()):
        raise NotAllowed("Only an administrator of this Jira site may do this.")


def visible(services: Services, issue_ids: Collection[IssueId]) -> frozenset[IssueId]:
    """Which of these issues the caller may see; what is not in the answer must not be named to them."""
    return services.authority.visible(site_id(), account(), issue_ids)


def refuse_foreign(services: Services, issue_ids: Collection[IssueId]) -> None:
    """NotAllowed where the caller may not edit one of these issues: an issue that a risk is kept in changes with it."""
    if set(issue_ids) - services.authority.visible(site_id(), account(), issue_ids, EDIT):
        raise NotAllowed("Jira does not let you edit this issue, so a risk cannot be kept in it.")


@contextmanager
def reading(services: Services) -> Iterator[UnitOfWork]:
    """A unit of work of the caller's site, for reading."""
    with services.work(site_id()) as uow:
        yield uow


@contextmanager
def acting(services: Services) -> Iterator[Act]:
    """The caller's command in a unit of work for writing; committed on leaving unless an exception flies.

    Ask for the right first, outside: the answer may have to come from Jira, and no transaction waits for Jira.
    """
    with services.work(site_id(), write=True) as uow:
        yield Act(uow, account(), services.clock(), services.new_id)
        uow.commit()
    services.ring()
