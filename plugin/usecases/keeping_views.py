"""Views of a register kept, renamed, shared, made the one that opens it, taken away and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from plugin.domain.ids import AccountId, ProjectId
from plugin.usecases.act import Act, check_version
from plugin.usecases.authority import Rights
from plugin.usecases.saved_views import LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS, SavedView

SHARING = "You need the permission Edit issues in this project to share a view."
OTHERS = "Only its maker, or who administers the project, changes a view that is shared."
FOR_ALL = "You need the permission Administer projects to choose the view that opens the register for everybody."


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """A view as a person names it; `query` None leaves what it shows as it is."""

    name: str
    shared: bool = False
    is_default: bool = False
    query: str | None = None


def keep_view(act: Act, project_id: ProjectId, draft: ViewDraft, rights: Rights) -> SavedView:
    """Keep a view under a name; Invalid, NotAllowed, or Conflict where somebody has too many."""
    act.project(project_id)
    if act.by is None:
        raise NotAllowed("Views belong to people.")
    mine = [one for one in act.uow.saved_views.of_project(project_id, act.by) if one.account_id == act.by]
    if len(mine) >= MOST_VIEWS:
        raise Conflict(f"A person keeps at most {MOST_VIEWS} views in a project; delete one first.")
    _refuse(draft, rights)
    view = SavedView(
        id=act.new_id(),
        project_id=project_id,
        account_id=AccountId(act.by),
        name=_name(draft),
        query=draft.query or "",
        changed_at=act.now,
        shared=draft.shared,
        is_default=draft.is_default,
    )
    _alone(act, view)
    act.uow.saved_views.add(view)
    return view


def change_view(act: Act, view_id: str, draft: ViewDraft, rights: Rights, expected: int | None) -> SavedView:
    """Rename a view, share it or not, make it open the register or not, or have it show something else."""
    view = _held(act, view_id, rights, expected)
    _refuse(draft, rights)
    after = replace(
        view,
        name=_name(draft),
        shared=draft.shared,
        is_default=draft.is_default,
        query=view.query if draft.query is None else draft.query,
        changed_at=act.now,
    )
    _alone(act, after)
    act.uow.saved_views.save(after)
    return after


def drop_view(act: Act, view_id: str, rights: Rights) -> SavedView:
    """Take a view away; it can be taken back."""
    view = _held(act, view_id, rights, None)
    act.uow.saved_views.save(replace(view, deleted_at=act.now))
    return view


def restore_view(act: Act, view_id: str, rights: Rights) -> SavedView:
    """Take a deleted view back; another may have become the default since."""
    view = act.uow.saved_views.get(view_id)
    if view is None or view.deleted_at is None or not _may_change(act, view, rights):
        raise NotFound("There is no such deleted view.")
    after = replace(view, deleted_at=None)
    _alone(act, after)
    act.uow.saved_views.save(after)
    return after


def _held(act: Act, view_id: str, rights: Rights, expected: int | None) -> SavedView:
    view = act.uow.saved_views.get(view_id)
    if view is None or view.deleted_at is not None or not (view.shared or view.account_id == act.by):
        raise NotFound("There is no such view.")
    act.project(view.project_id)
    if not _may_change(act, view, rights):
        raise NotAllowed(OTHERS)
    check_version(expected, view.version)
    return view


def _may_change(act: Act, view: SavedView, rights: Rights) -> bool:
    return view.account_id == act.by or (view.shared and rights.manage)


def _refuse(draft: ViewDraft, rights: Rights) -> None:
    if not _name(draft) or len(_name(draft)) > LONGEST_NAME:
        raise Invalid([Problem("/name", f"give it a name of at most {LONGEST_NAME} characters")])
    if len(draft.query or "") > LONGEST_QUERY:
        raise Invalid([Problem("/name", "this view is narrowed by too much to be kept; take a filter away")])
    if draft.shared and not rights.contribute:
        raise NotAllowed(SHARING)
    if draft.shared and draft.is_default and not rights.manage:
        raise NotAllowed(FOR_ALL)


def _name(draft: ViewDraft) -> str:
    return " ".join(draft.name.split())


def _alone(act: Act, view: SavedView) -> None:
    """One view opens the register for a person, and one for all: the former one no longer does."""
    if not view.is_default:
        return
    for one in act.uow.saved_views.of_project(view.project_id, view.account_id):
        same_circle = one.shared == view.shared and (one.shared or one.account_id == view.account_id)
        if one.is_default and one.id != view.id and same_circle:
            act.uow.saved_views.save(replace(one, is_default=False))
