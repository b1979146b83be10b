"""The health of registers, worked out once for each state of a project: the project's revision says when it is old."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from plugin.domain.ids import ProjectId, SiteId
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.views.register_health import HealthRead, read_health

MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class _State:
    """All that the health of a register depends on."""

    revision: int
    today: date
    model: str
    away: frozenset[str]


@dataclass
class KeptHealth:
    """What was worked out last for each of the projects looked at last, of every site."""

    _kept: OrderedDict[tuple[SiteId, ProjectId], tuple[_State, HealthRead]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, uow: UnitOfWork, project_id: ProjectId, today: date) -> HealthRead:
        """The register's health as the unit of work sees it."""
        models, away = uow.models.of_project(project_id), uow.people.away()
        state = _State(uow.projects.revision(project_id), today, models.current.version, frozenset(away))
        place = (uow.site_id, project_id)
        with self._lock:
            known = self._kept.get(place)
        if known is not None and known[0] == state:
            return known[1]
        read = read_health(uow, project_id, today)
        with self._lock:
            self._kept[place] = (state, read)
            self._kept.move_to_end(place)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return read
