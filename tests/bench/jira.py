"""A stand-in Jira with a large project, and the events that its people cause: what the app is fed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.bench.signed import BODY_BYTES
from tests.standin.model import Issue, Version
from tests.standin.world import Site, utc_now

LEAD = "5b10a2844c20165700ede001"
PEOPLE = ("5b10a2844c20165700ede002", "5b10a2844c20165700ede003")
PROJECT = "PAY"
ELSEWHERE = "OPS"
STATUSES = ("To Do", "In Progress", "In Review", "Done")
SEED = 20_261_124

Body = dict[str, Any]


class Ticking:
    """A clock whose every look is a millisecond after the last: no two changes happen at the same instant."""

    def __init__(self) -> None:
        self._last = utc_now()

    def __call__(self) -> datetime:
        """The present instant, or a little later."""
        self._last = max(utc_now(), self._last + timedelta(milliseconds=1))
        return self._last


@dataclass(frozen=True, slots=True)
class Scene:
    """The site, its big project, and the version that its baseline is taken of."""

    site: Site
    project_id: str
    version: Version
    issues: tuple[Issue, ...]


def scene(size: int) -> Scene:
    """A site with one project of that many issues, half of them in a version, and a small project that stays off."""
    site = Site("acme", clock=Ticking())
    with site.quiet():
        site.create_user(LEAD, "Release lead", admin=True)
        for account_id, name in zip(PEOPLE, ("Test lead", "Developer"), strict=True):
            site.create_user(account_id, name)
        project = site.create_project(PROJECT, "Payments", lead=LEAD)
        site.create_project(ELSEWHERE, "Operations", lead=LEAD)
        version = site.create_version(PROJECT, "1.1", release_date="2027-01-29")
        issues = [_issue(site, PROJECT, number, version) for number in range(size)]
        for number in range(10):
            _issue(site, ELSEWHERE, number, None)
    return Scene(site, project.id, version, tuple(issues))


def events(site: Site, project_key: str, count: int, version: Version | None) -> list[Body]:
    """So many `jira:issue_updated` bodies of a project, in the order in which they happen on the site.

    Half of them are new estimates, the others moves through the workflow, into and out of the version, and renamings.
    """
    chance = random.Random(SEED)
    issues = [issue for issue in site.issues.values() if site.projects[issue.project_id].key == project_key]
    # Under its lock nothing else happens on the site meanwhile, such as the app's own writing of properties.
    with site.lock, _unheard(site):
        while len(site.emitted) < count:
            _happens(site, chance, chance.choice(issues), version)
        return [dict(one.body) for one in list(site.emitted)[:count]]


def agreed_points(scene: Scene) -> float:
    """The points that the version holds now, as the site's own issues tell."""
    inside = [issue for issue in scene.site.issues.values() if scene.version.id in issue.fix_versions]
    return sum(issue.points or 0.0 for issue in inside)


def _issue(site: Site, project_key: str, number: int, version: Version | None) -> Issue:
    inside = [version] if version is not None and number % 2 == 0 else []
    return site.create_issue(
        project_key,
        f"Story {number}: settle a payment of kind {number % 7}",
        points=float(number % 8 + 1),
        fix_versions=inside,
        by=LEAD,
        description=f"What is wanted in story {number}, and why. " * (BODY_BYTES // 55),
        assignee=PEOPLE[number % 2],
        labels=["payments", "backend"],
    )


def _happens(site: Site, chance: random.Random, issue: Issue, version: Version | None) -> None:
    kind, by = chance.random(), chance.choice(PEOPLE)
    if kind < 0.5:
        site.update_issue(issue.key, by=by, points=float(chance.randint(1, 13)))
    elif kind < 0.8:
        site.transition(issue.key, chance.choice(STATUSES), by)
    elif kind < 0.95 and version is not None:
        site.update_issue(issue.key, by=by, fix_versions=[] if issue.fix_versions else [version])
    else:
        site.update_issue(issue.key, by=by, summary=f"{issue.summary.partition(' (')[0]} ({chance.randint(1, 9999)})")


@contextmanager
def _unheard(site: Site) -> Iterator[None]:
    """What happens is written down with its bodies, and not sent: the load generator sends it."""
    modules = site.installation.descriptor["modules"] if site.installation else {}
    asked, modules["webhooks"] = modules.get("webhooks", []), []
    site.emitted.clear()
    try:
        yield
    finally:
        modules["webhooks"] = asked
