"""Review meetings: read back as they were saved, newest first, never overwritten unseen, never another site's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from plugin.domain.errors import Stale
from plugin.domain.ids import RiskId, SiteId
from plugin.domain.meeting import Decision, Item, Meeting, Reason, Verdict, decided
from plugin.storage import SqlWork
from tests.storage.builders import AT, PROJECT, SOMEBODY


def a_meeting(number: int = 1) -> Meeting:
    """A meeting about one overdue risk."""
    item = Item(RiskId("risk-1"), "R-1", "The supplier is late", Reason.OVERDUE)
    return Meeting(
        f"m{number}", f"M-{number}", PROJECT, AT + timedelta(days=number), SOMEBODY, (item,), (), (SOMEBODY,)
    )


def test_meetings_come_back(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """A meeting with its decisions is read back whole; an old state is refused; another site sees nothing."""
    decision = Decision(RiskId("risk-1"), Verdict.ACCEPTED, AT, SOMEBODY, "Fine", "High", "", until=date(2027, 1, 1))
    after = decided(a_meeting(), decision)
    with work(acme, write=True) as unit:
        unit.meetings.add(a_meeting())
        unit.meetings.save(after)
        kept = unit.meetings.get("m1")
        assert kept == after
        assert kept is not None
        assert kept.version == 2
        with pytest.raises(Stale):
            unit.meetings.save(a_meeting())
        unit.meetings.add(replace(a_meeting(2)))
        assert [one.id for one in unit.meetings.of_project(PROJECT)] == ["m2", "m1"]
        unit.commit()
    with work(globex, write=True) as unit:
        assert unit.meetings.get("m1") is None
        with pytest.raises(Stale):
            unit.meetings.save(replace(after, version=2))
