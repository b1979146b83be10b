"""A thousand things that happen to two projects: issues come, change, move, go; sprints and versions too."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.standin.model import Issue
from tests.standin.sample import Sample
from tests.standin.world import Site

POINTS = (0, 0.5, 1, 2, 3, 5, 8, 13, None)
TYPES = ("Story", "Story", "Story", "Task", "Bug", "Epic", "Sub-task")


class Upheaval:
    """Lets things happen, each by chance but the same with the same seed; every one of them is done by the lead."""

    def __init__(self, site: Site, sample: Sample, seed: int = 1) -> None:
        self._site, self._sample, self._random = site, sample, random.Random(seed)
        self._by = sample.lead
        self._versions = (sample.previous_version_id, sample.version_id, sample.next_version_id)
        often: tuple[tuple[Callable[[], object], int], ...] = (
            (self._re_estimate, 24),
            (self._move_release, 22),
            (self._transition, 24),
            (self._create, 9),
            (self._delete, 4),
            (self._change_project, 7),
            (self._change_type, 3),
            (self._plan_sprint, 3),
            (self._link, 2),
            (self._rename, 1),
            (self._change_calendar, 1),
        )
        self._acts, self._weights = zip(*often, strict=True)

    def __call__(self, count: int) -> Iterator[int]:
        """Let events happen until so many webhooks were sent; yields how many were, after each act."""
        start = self._site.webhooks.counts.submitted
        while (sent := self._site.webhooks.counts.submitted - start) < count:
            act = self._random.choices(self._acts, self._weights)[0]
            act()
            yield sent

    def _issue(self, project_key: str | None = None) -> Issue:
        everywhere = list(self._site.issues.values())
        wanted = [one for one in everywhere if project_key is None or one.key.startswith(f"{project_key}-")]
        return self._random.choice(wanted)

    def _create(self) -> None:
        key = self._random.choice((self._sample.project_key, self._sample.project_key, self._sample.operations_key))
        inside = key == self._sample.project_key and self._random.random() < 0.7
        self._site.create_issue(
            key,
            "Something nobody had thought of",
            self._random.choice(TYPES),
            points=self._random.choice(POINTS),
            fix_versions=[self._sample.version_id] if inside else (),
            by=self._by,
        )

    def _re_estimate(self) -> None:
        self._site.update_issue(self._issue().key, by=self._by, points=self._random.choice(POINTS))

    def _move_release(self) -> None:
        wanted = [version for version in self._versions if self._random.random() < 0.4]
        self._site.update_issue(self._issue(self._sample.project_key).key, by=self._by, fix_versions=wanted)

    def _transition(self) -> None:
        issue = self._issue()
        self._site.transition(issue.key, self._random.choice(list(self._site.statuses)), by=self._by)

    def _delete(self) -> None:
        self._site.delete_issue(self._issue().key, by=self._by)

    def _change_project(self) -> None:
        issue = self._issue()
        other = {self._sample.project_key: self._sample.operations_key}
        self._site.move_issue(issue.key, other.get(issue.key.partition("-")[0], self._sample.project_key), by=self._by)

    def _change_type(self) -> None:
        self._site.update_issue(self._issue().key, by=self._by, type=self._random.choice(TYPES))

    def _plan_sprint(self) -> None:
        sprint = self._random.choice((self._sample.active_sprint_id, self._sample.sprint_ids[-1], None))
        self._site.update_issue(self._issue(self._sample.project_key).key, by=self._by, sprint=sprint)

    def _link(self) -> None:
        self._site.link_issues(self._issue().key, self._issue().key, by=self._by)

    def _rename(self) -> None:
        self._site.update_issue(self._issue().key, by=self._by, summary=f"Renamed {self._random.random():.6f}")

    def _change_calendar(self) -> None:
        version = self._site.version(self._sample.next_version_id)
        match self._random.randrange(3):
            case 0:
                self._site.update_version(version, description=f"{self._random.random():.6f}")
            case 1:
                (self._site.unrelease_version if version.released else self._site.release_version)(version)
            case _:
                sprint = self._site.create_sprint(self._sample.board_id, f"Sprint {self._random.random():.6f}")
                self._site.close_sprint(self._site.start_sprint(sprint), by=self._by)
