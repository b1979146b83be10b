"""A property that was written a moment ago is not written again at once, and never forgotten."""

from __future__ import annotations

from plugin.usecases.mirror import SPACING
from tests.jobs.office import Office
from tests.web.core.bench import LEAD


def test_writes_of_one_property_keep_their_distance(office: Office) -> None:
    """A second change right after a write waits for its turn; then Jira is told the last state."""
    version = office.jira.create_version("PAY", "2.0")
    office.jira.create_issue("PAY", "Refunds", points=3, fix_versions=[version], by=LEAD)
    office.ask_for_reading()
    office.settle()
    office.freeze(version.id)
    office.jira.update_issue("PAY-1", by=LEAD, points=5)
    office.settle()
    before = len(office.writes())

    office.jira.update_issue("PAY-1", by=LEAD, points=8)
    office.take_deliveries()
    office.wait(seconds=1)
    office.run_errands()

    assert len(office.writes()) == before
    office.wait(seconds=SPACING.total_seconds())
    office.run_errands()
    assert len(office.writes()) == before + 2
    assert office.jira.issue("PAY-1").properties["plumbline.scope"]["delta"] == 5
    assert office.jira.project("PAY").properties["plumbline.project"]["scopeUnapproved"] == 5
