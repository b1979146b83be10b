"""Seeds a stand-in site with a believable payment release, back-dated by fourteen weeks, and says where things are."""

from dataclasses import dataclass
from datetime import datetime

from tests.standin import sample_plan as plan
from tests.standin.sample_history import Diary, tell
from tests.standin.sample_review import SAMPLE_REVIEW
from tests.standin.sample_risks import SAMPLE_RISKS, SampleRisk
from tests.standin.world import Site

__all__ = [
    "OTHER_LEAD",
    "RELEASE",
    "SAMPLE_REVIEW",
    "SAMPLE_RISKS",
    "Other",
    "Sample",
    "SampleRisk",
    "seed",
    "seed_other",
]

PROJECT, OPERATIONS = "PAY", "OPS"
PREVIOUS, RELEASE, NEXT = "1.0", "2.0", "2.1"
"""The release that shipped, the one whose scope is frozen, and the one after it."""

_PERSON = "5b10a2844c20165700ede{:03x}"
OTHER_LEAD = _PERSON.format(0xF1)


@dataclass(frozen=True)
class Sample:
    """Where things are on the seeded site; people are keyed by role, issues by summary."""

    project_id: str
    project_key: str
    operations_key: str
    previous_version_id: str
    version_id: str
    next_version_id: str
    board_id: int
    sprint_ids: tuple[int, ...]
    frozen_at: datetime
    people: dict[str, str]
    keys: dict[str, str]
    deleted_key: str

    def key(self, summary: str) -> str:
        """The key of the issue with this summary; ``KeyError`` where the plan has none."""
        return self.keys[summary]

    @property
    def active_sprint_id(self) -> int:
        """The sprint that runs."""
        return self.sprint_ids[plan.ACTIVE_SPRINT - 1]

    @property
    def lead(self) -> str:
        """The account id of the release lead, who administers the project."""
        return self.people["Release lead"]


@dataclass(frozen=True)
class Other:
    """Where things are on the second site: a stranger with the same project key and overlapping ids."""

    project_id: str
    project_key: str
    version_id: str
    lead: str
    keys: tuple[str, ...]


def seed(site: Site) -> Sample:
    """Fill an empty site without sending webhooks; all times are relative to the site's clock, none after it."""
    with site.quiet():
        people = _people(site)
        lead = people["Release lead"]
        project = site.create_project(PROJECT, "Payment platform", lead)
        operations = site.create_project(OPERATIONS, "Operations", people["Platform lead"])
        _rights(site, people)
        diary = Diary.on(site.clock())
        versions = [
            site.create_version(PROJECT, name, start_date=start, release_date=end, description=text)
            for name, start, end, text in diary.releases()
        ]
        board = site.create_board(PROJECT, "Payment platform")
        keys, sprints, deleted = tell(site, diary, people, board.id)
        site.release_version(versions[0], versions[0].release_date)
    return Sample(
        project.id,
        project.key,
        operations.key,
        versions[0].id,
        versions[1].id,
        versions[2].id,
        board.id,
        tuple(sprints),
        diary.frozen_at,
        people,
        keys,
        deleted,
    )


def seed_other(site: Site) -> Other:
    """Fill a second site with a small project that shares key and ids with the first one's but is nobody's there."""
    with site.quiet():
        lead = site.create_user(OTHER_LEAD, "Payroll lead", admin=True).account_id
        project = site.create_project(PROJECT, "Payroll", lead)
        version = site.create_version(PROJECT, RELEASE, release_date=site.clock().date())
        stories = ("Pay overtime by the quarter of an hour", "Print the yearly statement", "Correct last month's pay")
        issues = [site.create_issue(PROJECT, text, points=3, fix_versions=[version], by=lead) for text in stories]
    return Other(project.id, project.key, version.id, lead, tuple(issue.key for issue in issues))


def _people(site: Site) -> dict[str, str]:
    people = {role: _PERSON.format(number) for number, role in enumerate(plan.PEOPLE, start=1)}
    for role, account_id in people.items():
        site.create_user(account_id, role, admin=role == plan.SITE_ADMIN)
    return people


def _rights(site: Site, people: dict[str, str]) -> None:
    for role in plan.CONTRIBUTORS:
        site.set_permission(people[role], PROJECT, {"BROWSE_PROJECTS", "EDIT_ISSUES", "DELETE_ISSUES", "ASSIGN_ISSUES"})
    for role in ("Release lead", "Engineering manager", "Tester"):
        site.set_permission(people[role], OPERATIONS, {"BROWSE_PROJECTS", "EDIT_ISSUES"})
    site.set_permission(people["Viewer"], PROJECT, {"BROWSE_PROJECTS"})
    site.set_permission(people["Outsider"], OPERATIONS, {"BROWSE_PROJECTS"})
