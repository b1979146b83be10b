"""Views of a register that people keep under a name: their own, or shared with the project; one may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plugin.domain.ids import AccountId, ProjectId

LONGEST_NAME = 60
LONGEST_QUERY = 1000
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view: `query` is the address's state; a default opens the register for its maker, a shared one for all."""

    id: str
    project_id: ProjectId
    account_id: AccountId
    name: str
    query: str
    changed_at: datetime
    shared: bool = False
    is_default: bool = False
    deleted_at: datetime | None = None
    version: int = 1


class SavedViews(Protocol):
    """The saved views of one site's projects."""

    def of_project(self, project_id: ProjectId, account_id: AccountId | None) -> Sequence[SavedView]:
        """That person's own and the shared ones, by name; deleted ones are left out."""

    def get(self, view_id: str) -> SavedView | None:
        """The view of that id, deleted ones included."""

    def add(self, view: SavedView) -> None:
        """Write a new one."""

    def save(self, view: SavedView) -> None:
        """Update, raising `version` by one; raises Stale when `view.version` is not the stored one."""


def opening_view(views: Sequence[SavedView]) -> SavedView | None:
    """The view that a register opens with: one's own default before the project's."""
    defaults = [view for view in views if view.is_default]
    return min(defaults, key=lambda view: (view.shared, view.name), default=None)
