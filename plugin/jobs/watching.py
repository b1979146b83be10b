"""The errands by which a register moves by itself: the daily sweep, looks at people, and looks at trigger rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin.domain.ids import AccountId, ProjectId, SiteId
from plugin.jobs.errands import Runner
from plugin.usecases import sweeping, watching
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, Work
from plugin.usecases.queue import Errand

MOST_PEOPLE = 100


class Watching:
    """Runs them."""

    def __init__(self, work: Work, jira: Callable[[SiteId], Jira], *, clock: Clock) -> None:
        self._work = work
        self._jira = jira
        self._clock = clock

    def runners(self) -> Mapping[str, Runner]:
        """Each kind with its runner."""
        return {
            sweeping.SWEEP: Runner(self._sweep),
            sweeping.PEOPLE: Runner(self._look_at_people, most=MOST_PEOPLE),
            watching.SOON: Runner(self._look_soon),
            watching.HOURLY: Runner(self._look),
            watching.DUE: Runner(self._look),
        }

    def _sweep(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        site_id = errand.site_id
        sweeping.sweep(self._work, self._jira(site_id), site_id, ProjectId(errand.subject), self._clock)

    def _look_at_people(self, errands: Sequence[Errand]) -> None:
        site_id = errands[0].site_id
        people = [AccountId(errand.subject) for errand in errands]
        sweeping.look_at(self._work, self._jira(site_id), site_id, people, self._clock)

    def _look_soon(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        site_id, project_id = errand.site_id, ProjectId(errand.subject)
        watching.look_soon(self._work, self._jira(site_id), site_id, project_id, self._clock)

    def _look(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        site_id, project_id = errand.site_id, watching.project_of(errand.subject)
        watching.look(self._work, self._jira(site_id), site_id, project_id, self._clock)
