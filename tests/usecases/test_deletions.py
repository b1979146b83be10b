"""A deletion may be the first that is ever heard of an issue; what it was before comes out as the rest arrives."""

from plugin.domain.commands import BuryIssue
from plugin.domain.ids import IssueId
from plugin.domain.issue import Field, IssueChange, Move
from plugin.usecases.scope import freeze
from tests.usecases.desk import PROJECT, Desk, days, snapshot, story, track
from tests.usecases.test_tracking import RELEASE_SCOPE


def test_what_came_before_a_deletion_takes_its_own_place(desk: Desk) -> None:
    """Deleted at eight points, then heard that it was born with three: each change moves what it moved in Jira."""
    desk.now = days(1)
    with desk.act() as act:
        baseline = freeze(act, PROJECT, "2.0 as agreed", RELEASE_SCOPE)
    last = story(estimate=8000)
    desk.tell(BuryIssue(IssueId("10005"), PROJECT, None, days(4), snapshot("10005", last, days(2))))
    desk.tell(track("10005", last, IssueChange("7", days(3), None, (Move(Field.ESTIMATE, "3", "8"),)), days(2)))

    with desk.work(desk.site_id) as uow:
        deltas = sorted(uow.baselines.all_deltas(baseline.id), key=lambda delta: delta.detected.at)
        ledger = uow.baselines.ledger(baseline.id)
    assert [delta.detected.points for delta in deltas] == [3000, 5000, -8000]
    assert ledger.points.current == 0
