"""Facts on the wire: the history of one thing, and the trail of a project."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Page, RecordedFact
from plugin.web.api.naming import issues_in, named, unnamed
from plugin.web.api.paging import page_of
from plugin.web.asking import reading
from plugin.web.services import Services

MOST_FACTS = 5000


def facts_page(
    services: Services,
    find: Callable[[UnitOfWork], Sequence[RecordedFact]],
    after: str | None,
    limit: int,
) -> Page[dict[str, object]]:
    """A page of what `find` finds, in its order, with only those issues named that the caller may see."""
    with reading(services) as uow:
        page = page_of(find(uow), lambda fact: str(fact.seq), after, limit)
        issues = issues_in(uow, page.items)
        briefs = uow.issues.brief(set(issues.values()))
    return Page(tuple(unnamed(page.items, issues, named(services, briefs))), page.after)
