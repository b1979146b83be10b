"""The stand-in's JQL."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.jql import JqlError, Query
from tests.standin.model import Installation
from tests.standin.world import Site

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> Site:
    """Three issues: PAY-1 done long ago in 1.0, PAY-2 in progress and risky, OPS-1 fresh."""
    site = Site("acme", clock=lambda: NOW)
    site.installation = Installation("app", "http://localhost", "key", "secret", FakeApp().descriptor())
    site.create_user(LEAD, "Release lead")
    for key in ("PAY", "OPS"):
        site.create_project(key, f"{key} project", lead=LEAD)
    version = site.create_version("PAY", "1.0")
    sprint = site.start_sprint(site.create_sprint(site.create_board("PAY"), "Sprint 1"))
    with site.quiet():
        old = NOW - timedelta(days=40)
        done = site.create_issue(
            "PAY", "Refunds fail", "Bug", by=LEAD, fix_versions=[version], at=old, labels=["money"]
        )
        site.transition(done.key, "Done", LEAD, old)
        risky = site.create_issue("PAY", "Ledger export", points=5, by=LEAD, sprint=sprint, status="In Progress")
        risky.properties["plumbline.risk"] = {"level": "High", "score": 15, "tags": ["people", "time"]}
        site.create_issue("OPS", 'Alerts, "quiet" hours', "Task", by=LEAD)
    return site


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("project = PAY ORDER BY key", ["PAY-1", "PAY-2"]),
        ("project in (PAY, 10001) order by key DESC", ["PAY-2", "PAY-1", "OPS-1"]),
        ("fixVersion = '1.0'", ["PAY-1"]),
        ("fixVersion = 10000", ["PAY-1"]),
        ("fixVersion is EMPTY and project = PAY", ["PAY-2"]),
        ("fixVersion != '1.0'", []),
        ("statusCategory != Done and project = PAY", ["PAY-2"]),
        ('status in ("In Progress", "To Do") and project = PAY', ["PAY-2"]),
        ("type = Bug", ["PAY-1"]),
        ("key = PAY-2", ["PAY-2"]),
        ("id in (10001, 10002) order by id asc", ["OPS-1", "PAY-2"]),
        ("labels = money", ["PAY-1"]),
        ("labels is not empty", ["PAY-1"]),
        ("summary ~ ledger", ["PAY-2"]),
        ('text ~ "quiet hours"', ["OPS-1"]),
        ("updated >= -1d order by key", ["OPS-1", "PAY-2"]),
        ('created < "2026-11-01"', ["PAY-1"]),
        ("created <= '2026-11-24 10:00' and project = OPS", ["OPS-1"]),
        ("sprint in openSprints()", ["PAY-2"]),
        ("sprint = 1", ["PAY-2"]),
        ("NOT (project = PAY OR type = Bug)", ["OPS-1"]),
        ("project = PAY AND (type = Bug OR points = 5) ORDER BY created", None),
        ('"Story point estimate" >= 5', ["PAY-2"]),
        ("riskLevel = High", ["PAY-2"]),
        ("riskScore > 12", ["PAY-2"]),
        ("riskScore > 15", []),
        ("riskLevel is EMPTY order by key", ["OPS-1", "PAY-1"]),
        ("issue.property['plumbline.risk'].score >= 15", ["PAY-2"]),
        ('issue.property[plumbline.risk].tags = "people"', ["PAY-2"]),
        ("resolution = Unresolved order by key", ["OPS-1", "PAY-2"]),
        ("reporter = currentUser() and key = OPS-1", ["OPS-1"]),
    ],
)
def test_queries(world: Site, jql: str, expected: list[str] | None) -> None:
    """Each query finds the issues a person reading it would expect, in order."""
    found = [one.key for one in Query(world, jql, LEAD).run(world.issues.values())]
    assert found == (["PAY-1", "PAY-2"] if expected is None else expected)


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("", "Unbounded"),
        ("ORDER BY created", "Unbounded"),
        ("nonsense = 1", "Field 'nonsense' does not exist"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'"),
        ("key = PAY-99", "An issue with key 'PAY-99' does not exist"),
        ("project = PAY AND", "before the end of the query"),
        ("project PAY", "Expecting operator"),
        ("project = PAY status = Done", "Expecting either"),
        ("created > soon", "Date value 'soon'"),
        ("project ~ PAY", "The operator '~' is not supported"),
        ("sprint in lastSprints()", "Unable to find JQL function"),
        ("project = PAY order by a, b, c, d, e, f, g, h", "at most 7"),
    ],
)
def test_refusals(world: Site, jql: str, message: str) -> None:
    """A query that cannot be answered says why."""
    with pytest.raises(JqlError, match=message.replace("(", r"\(")):
        Query(world, jql, LEAD).require_bounds()
