"""Tells the sample project's history in order: who wrote, planned, estimated, moved and finished what, and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.standin import sample_plan as plan
from tests.standin.sample_plan import Planned
from tests.standin.world import Site

Release = tuple[str, str, str, str]
_WORKFLOW = ("In Progress", "In Review", "Done")


@dataclass(frozen=True, slots=True)
class Diary:
    """The calendar of the story: eight two-week sprints from Monday to Monday, the seventh running since last week."""

    now: datetime
    running_since: datetime

    @classmethod
    def on(cls, now: datetime) -> "Diary":
        """The calendar as seen at ``now``."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(now, midnight - timedelta(days=midnight.weekday() + 7))

    def start(self, sprint: int) -> datetime:
        """Monday 00:00 of a sprint, 1 to 8."""
        return self.running_since + timedelta(weeks=2 * (sprint - plan.ACTIVE_SPRINT))

    def at(self, sprint: int, day: int, hour: float) -> datetime:
        """An hour of a working day of a sprint; days run from 0 to 9, negative ones lie in the week before."""
        week, weekday = divmod(day, 5)
        return self.start(sprint) + timedelta(weeks=week, days=weekday, hours=hour)

    @property
    def frozen_at(self) -> datetime:
        """When the scope of release 2.0 was agreed: Wednesday noon of its first sprint."""
        return self.at(3, 2, 12)

    def releases(self) -> tuple[Release, Release, Release]:
        """Name, first day, release day and description of each release."""
        days = [self.at(s, d, 0).date().isoformat() for s, d in ((1, -2), (3, 1), (3, 0), (9, 4), (9, 0), (13, 4))]
        return (
            ("1.0", days[0], days[1], "Card payments with one provider"),
            ("2.0", days[2], days[3], "Refunds, settlement, disputes and a second provider"),
            ("2.1", days[4], days[5], "Reporting for merchants"),
        )


@dataclass(slots=True)
class _Story:
    """The events still to be told; each runs at its time, so that keys and changelogs come out in order."""

    site: Site
    diary: Diary
    people: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)
    events: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)

    def then(self, at: datetime, do: Callable[[datetime], object]) -> None:
        """Remember an event; what would lie in the future is not told."""
        if at <= self.diary.now:
            self.events.append((at, len(self.events), do))

    def run(self) -> None:
        for at, _, do in sorted(self.events, key=lambda event: event[:2]):
            do(at)

    def write(
        self,
        at: datetime,
        item: Planned,
        project: str = "PAY",
        versions: tuple[str, ...] = (),
        parent: str | None = None,
    ) -> None:
        """An issue is written down by whoever writes such things."""
        author = {"Bug": "Tester", "Story": "Product owner"}.get(item.kind, "Engineering manager")

        def do(when: datetime) -> None:
            self.keys[item.summary] = self.site.create_issue(
                project,
                item.summary,
                item.kind,
                by=self.people[author],
                at=when,
                points=item.points,
                fix_versions=versions,
                parent=self.keys.get(parent or ""),
                assignee=self.people[item.owner],
                description=plan.DESCRIPTIONS.get(item.kind),
            ).key

        self.then(at, do)

    def change(self, at: datetime, summary: str, by: str, **fields: object) -> None:
        """Somebody changes fields of an issue."""
        self.then(at, lambda when: self.site.update_issue(self.keys[summary], by=self.people[by], at=when, **fields))


def tell(site: Site, diary: Diary, people: dict[str, str], board: int) -> tuple[dict[str, str], list[int], str]:
    """Run the whole history; returns the keys by summary, the sprints' ids in order, and the key that was deleted."""
    story = _Story(site, diary, people)
    sprints = _sprints(story, board)
    _write_backlog(story)
    _write_operations(story)
    _change_scope(story)
    for item in (*plan.STORIES, *plan.LATE):
        _work(story, item, sprints)
    for summary, sprint, _ in plan.MOVED_IN:
        item = next(one for one in plan.LOOSE if one.summary == summary)
        _work(story, Planned(item.epic, item.kind, item.points, sprint + 1, item.owner, summary), sprints)
    story.run()
    deleted = story.keys.pop(plan.DELETED)
    site.delete_issue(deleted, by=people["Product owner"])
    return story.keys, sprints, deleted


def _sprints(story: _Story, board: int) -> list[int]:
    """All eight sprints, told to start and close on Monday mornings; what is unfinished moves on."""
    site, diary = story.site, story.diary
    made = []
    for number in range(1, plan.SPRINTS + 1):
        start, end = diary.at(number, 0, 9), diary.at(number + 1, 0, 8)
        born = diary.at(max(number - 1, 1), -2, 10)
        made.append(site.create_sprint(board, f"PAY sprint {number}", start=start, end=end, at=born).id)
    lead = story.people["Release lead"]
    for number, sprint in enumerate(made, start=1):
        story.then(diary.at(number, 0, 9), lambda when, one=sprint: site.start_sprint(one, at=when))  # type: ignore[misc]
        if number < plan.SPRINTS:
            following = made[number]
            story.then(
                diary.at(number + 1, 0, 8),
                lambda when, one=sprint, to=following: site.close_sprint(one, at=when, move_to=to, by=lead),  # type: ignore[misc]
            )
    return made


def _write_backlog(story: _Story) -> None:
    """Epics first, then the stories of each release, all of 2.0 before its scope was agreed."""
    diary = story.diary
    for number, (version, owner, name) in enumerate(plan.EPICS.values()):
        story.write(diary.at(1, -3, 9 + number / 4), Planned("", "Epic", None, None, owner, name), versions=(version,))
        if version != "2.1":
            begun = 1 if version == "1.0" else 3
            story.change(diary.at(begun, 1, 9 + number / 4), name, owner, status="In Progress")
        if version == "1.0":
            story.change(diary.at(3, 1, 16), name, owner, status="Done")
    spread = {"1.0": (1, -2, 3), "2.0": (1, 2, 19), "2.1": (4, 1, 12)}
    releases = [plan.EPICS[item.epic][0] for item in plan.STORIES]
    counted = dict.fromkeys(spread, 0)
    for item in plan.STORIES:
        version, _, name = plan.EPICS[item.epic]
        sprint, first, days = spread[version]
        number = counted[version] = counted[version] + 1
        at = diary.at(sprint, first + (number - 1) * days // releases.count(version), 9 + number % 8 + 0.4)
        story.write(at, item, versions=(version,), parent=name)
        for offset, part in enumerate(plan.SUBTASKS.get(item.summary, ())):
            later = diary.at(item.sprint or 1, 0, 11 + offset)
            story.write(later, Planned("", "Sub-task", None, None, item.owner, part), parent=item.summary)
    for number, item in enumerate(plan.LOOSE):
        story.write(diary.at(2 + number // 2, 1 + number, 14), item)


def _write_operations(story: _Story) -> None:
    """The neighbours' issues, half of them done, and the links across."""
    diary = story.diary
    for number, (kind, owner, summary) in enumerate(plan.OPERATIONS):
        story.write(diary.at(2, number, 10), Planned("", kind, None, None, owner, summary), project="OPS")
        if number % 2 == 0 and number < 6:
            story.change(diary.at(4 + number // 2, 3, 15), summary, owner, status="Done")
        elif number < 4:
            story.change(diary.at(6, 3, 10), summary, owner, status="In Progress")
    for number, (kind, source, target) in enumerate(plan.LINKS):

        def do(when: datetime, pair: tuple[str, str, str] = (kind, source, target)) -> None:
            by = story.people["Release lead"]
            story.site.link_issues(story.keys[pair[1]], story.keys[pair[2]], pair[0], by=by, at=when)

        story.then(diary.at(3, 3 + number // 4, 10 + number / 3), do)


def _change_scope(story: _Story) -> None:
    """What moved after the scope of 2.0 was agreed: added, moved in and out, re-estimated, given up."""
    diary = story.diary
    for number, item in enumerate(plan.LATE):
        story.write(diary.at((item.sprint or 1) - 1, 5 + number % 4, 13), item, versions=("2.0",))
    for summary, points, sprint, day in plan.RE_ESTIMATED:
        story.change(diary.at(sprint, day, 11), summary, "Engineering manager", points=points)
    for summary, sprint, day in plan.MOVED_IN:
        story.change(diary.at(sprint, day, 15), summary, "Product owner", fix_versions=["2.0"])
    summary, sprint, day = plan.MOVED_OUT
    story.change(diary.at(sprint, day, 16), summary, "Release lead", fix_versions=["2.1"])
    summary, sprint, day = plan.CANCELLED
    story.change(diary.at(sprint, day, 10), summary, "Product owner", status="Won't do")


def _work(story: _Story, item: Planned, sprints: list[int]) -> None:
    """An issue is planned on Monday morning and walks through the workflow, as far as the present."""
    if item.sprint is None:
        return
    sprint, diary = item.sprint, story.diary
    late = item in plan.LATE
    planned = diary.at(sprint, 1, 10) if late else diary.at(sprint, 0, 8.5)
    if sprint == plan.SPRINTS:
        planned = diary.at(plan.ACTIVE_SPRINT, 3, 10)
    story.change(planned, item.summary, "Release lead", sprint=sprints[sprint - 1])
    for status, (at_sprint, day, hour) in zip(_WORKFLOW, _pace(item), strict=False):
        for number, summary in enumerate((*plan.SUBTASKS.get(item.summary, ()), item.summary)):
            story.change(diary.at(at_sprint, day, hour + number / 10), summary, item.owner, status=status)


def _pace(item: Planned) -> Iterator[tuple[int, int, float]]:
    """When an issue enters each status: spread over its sprint by its summary, the slow ones into the next sprint.

    In the running sprint a third is done, a third in work and a third untouched, on whatever weekday one looks.
    """
    sprint, spread = item.sprint or 1, sum(map(ord, item.summary))
    running = sprint == plan.ACTIVE_SPRINT
    for step in range(spread % 4 if running else len(_WORKFLOW)):
        hour = 9.5 + step * 2 + spread % 3
        if running:
            yield sprint, 1 + step, hour
        elif item.summary in plan.SLOW and step > 0:
            yield sprint + 1, step, hour
        else:
            yield sprint, min(1 + spread % 5 + (0, 2, 3)[step], 9), hour
