"""The sample project is believable, complete for demo and tests, and much the same on whatever day it is seeded."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from plugin.domain.risk import Outcome
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.starter_model import STARTER_MODEL
from tests.standin import sample_plan as plan
from tests.standin.model import Issue
from tests.standin.sample import RELEASE, SAMPLE_REVIEW, SAMPLE_RISKS, Sample, seed, seed_other
from tests.standin.world import Site

MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
WEEK = [MONDAY + timedelta(days=day, hours=3 * day) for day in range(7)]


def fresh(now: datetime = WEEK[1]) -> tuple[Site, Sample]:
    """A fresh site as it stands at ``now``."""
    site = Site("acme", clock=lambda: now)
    return site, seed(site)


@cache
def seeded(now: datetime = WEEK[1]) -> tuple[Site, Sample]:
    """The site as it stands at ``now``, to be read only: tests share it."""
    return fresh(now)


def release(site: Site, sample: Sample) -> list[Issue]:
    """The issues of the frozen release."""
    return [one for one in site.issues.values() if sample.version_id in one.fix_versions]


@pytest.mark.parametrize("now", WEEK)
def test_history_lies_in_the_past_and_in_order(now: datetime) -> None:
    """On any weekday nothing lies in the future, nothing precedes its issue, and the story began about 14 weeks ago."""
    site, _ = seeded(now)
    issues = site.issues.values()

    assert max(one.updated for one in issues) <= now
    assert all(one.created <= entry.created <= now for one in issues for entry in one.changelog)
    assert timedelta(weeks=13) < now - min(one.created for one in issues) < timedelta(weeks=16)


@pytest.mark.parametrize("now", WEEK)
def test_sprints_are_closed_running_and_to_come(now: datetime) -> None:
    """On any weekday six sprints are closed, one runs with done, started and untouched work, and one lies ahead."""
    site, sample = seeded(now)
    states = [site.sprints[number].state for number in sample.sprint_ids]
    running = Counter(one.status.category for one in site.issues.values() if sample.active_sprint_id in one.sprints)

    assert states == ["closed"] * 6 + ["active", "future"]
    assert set(running) == {"new", "indeterminate", "done"}
    assert all(running[category] >= 3 for category in running)


def test_seeding_is_silent_and_repeatable() -> None:
    """Seeding sends no webhook, and the same moment gives the same project."""
    site, sample = seeded()
    _, again = fresh()

    assert not site.emitted
    assert sample == again


def test_size_is_believable() -> None:
    """The project has about 120 issues of every type, most of them in the frozen release."""
    site, sample = seeded()
    own = [one for one in site.issues.values() if one.project_id == sample.project_id]

    assert 110 <= len(own) <= 130
    assert set(Counter(one.type.name for one in own)) == {"Epic", "Story", "Bug", "Task", "Sub-task"}
    assert len(release(site, sample)) > len(own) / 2


def test_releases_are_past_present_and_future() -> None:
    """Version 1.0 is out with everything done, 2.0 is ahead of today, 2.1 comes after it."""
    site, sample = seeded()
    previous, current, following = (
        site.versions[one] for one in (sample.previous_version_id, sample.version_id, sample.next_version_id)
    )
    first = [one for one in site.issues.values() if sample.previous_version_id in one.fix_versions]

    assert previous.released
    assert all(one.status.category == "done" for one in first)
    assert not current.released
    assert current.name == RELEASE
    assert site.clock().date().isoformat() < (current.release_date or "") < (following.release_date or "")


def test_scope_moved_in_every_way_after_the_freeze() -> None:
    """After the scope was agreed issues were added, moved in and out, re-estimated, cancelled and deleted."""
    site, sample = seeded()
    frozen = sample.frozen_at
    inside = release(site, sample)

    def changed(summary: str, field: str) -> list[datetime]:
        entries = site.issue(sample.key(summary)).changelog
        return [entry.created for entry in entries if any(item["field"] == field for item in entry.items)]

    added = {one.summary for one in inside if one.created > frozen and one.type.level == 0}
    assert added >= {one.summary for one in plan.LATE} - {plan.MOVED_IN[0][0]}
    for summary, _, _ in plan.MOVED_IN:
        assert min(changed(summary, "Fix Version")) > frozen
    assert min(changed(plan.MOVED_OUT[0], "Fix Version")) > frozen
    assert all(min(changed(summary, "Story point estimate")) > frozen for summary, *_ in plan.RE_ESTIMATED)
    assert site.issue(sample.key(plan.CANCELLED[0])).status.name == "Won't do"
    assert sample.deleted_key not in site.issue_keys


def test_everything_planned_for_the_release_was_there_at_the_freeze() -> None:
    """What belongs to the baseline was written, estimated and in the release before the scope was agreed."""
    site, sample = seeded()
    planned = [one for one in plan.STORIES if plan.EPICS[one.epic][0] == RELEASE and one.summary in sample.keys]

    assert planned
    assert all(site.issue(sample.key(one.summary)).created < sample.frozen_at for one in planned)


def test_neighbours_block_the_release() -> None:
    """Issues of the second project block issues of the first."""
    site, sample = seeded()
    pairs = [
        (site.issues[link.source].key.partition("-")[0], site.issues[link.destination].key.partition("-")[0])
        for link in site.links.values()
        if link.type.name == "Blocks"
    ]

    assert pairs.count((sample.operations_key, sample.project_key)) >= 4


def test_rights_differ_by_role() -> None:
    """The lead administers, the team edits, the viewer only browses, the outsider sees nothing of the project."""
    site, sample = seeded()
    project = site.projects[sample.project_id]

    def rights(role: str) -> list[bool]:
        asked = ("BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS")
        return [site.holds(sample.people[role], one, project) for one in asked]

    assert rights("Release lead") == [True, True, True]
    assert rights("Tester") == [True, True, False]
    assert rights("Viewer") == [True, False, False]
    assert rights("Outsider") == [False, False, False]


def test_second_site_shares_key_and_ids_but_no_people() -> None:
    """The second site is a trap for mixed-up tenants: same project key, same ids, nobody in common."""
    site, sample = seeded()
    stranger = Site("other", clock=site.clock)
    other = seed_other(stranger)

    assert (other.project_key, other.project_id, other.version_id) != (sample.project_key, sample.project_id, "")
    assert other.project_key == sample.project_key
    assert other.project_id == sample.project_id
    assert set(other.keys) <= set(site.issue_keys)
    assert other.lead not in site.users


def test_risks_name_what_exists() -> None:
    """Fifteen risks name issues, people, categories and ratings that exist, two of them opportunities, two closed."""
    _, sample = seeded()
    orders = range(1, len(STARTER_MODEL.impacts) + 1)

    assert len(SAMPLE_RISKS) == 15
    assert Counter(one.direction for one in SAMPLE_RISKS) == {"threat": 13, "opportunity": 2}
    assert sum(not one.is_open for one in SAMPLE_RISKS) == 2
    for risk in SAMPLE_RISKS:
        assert {sample.key(summary) for summary in (*risk.responses, *risk.affected)} <= set(sample.keys.values())
        assert risk.category in STARTER_CATEGORIES
        assert risk.owner is None or risk.owner in sample.people
        assert risk.outcome is None or risk.outcome in set(Outcome)
        for probability, impact in filter(None, (risk.inherent, risk.current, risk.target)):
            assert probability in orders
            assert all(Objective(objective) and order in orders for objective, order in impact.items())


def test_risks_spread_over_the_matrix() -> None:
    """The open risks stand in all four levels or at least in three of them, and some responses are still open."""
    site, sample = seeded()
    still_open = [one for one in SAMPLE_RISKS if one.is_open]
    levels = Counter(STARTER_MODEL.look_up(one.current[0], max(one.current[1].values())).name for one in still_open)
    responses = [site.issue(sample.key(text)).status.category for one in still_open for text in one.responses]

    assert len(levels) >= 3
    assert "Critical" in levels
    assert {"new", "done"} <= set(responses)


def test_review_looks_back_at_the_first_release() -> None:
    """The review has a success and a problem, its evidence exists, and every lesson recommends something."""
    _, sample = seeded()
    kinds = {one.kind for one in SAMPLE_REVIEW.findings}

    assert kinds == {"success", "problem", "surprise"}
    assert all(summary in sample.keys for one in SAMPLE_REVIEW.findings for summary in one.evidence)
    assert all(one.recommendation and one.category in STARTER_CATEGORIES for one in SAMPLE_REVIEW.lessons)
    assert all(one.owner in sample.people for one in SAMPLE_REVIEW.lessons)
