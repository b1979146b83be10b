"""Baselines: frozen items, deltas found again by issue, ledgers that move by addition, pages without gaps."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.baseline import BaselineItem, approved, submitted, superseded, totals
from plugin.domain.delta import Disposition
from plugin.domain.errors import Invalid, Stale
from plugin.domain.ids import BaselineId, DeltaId, IssueId, SiteId
from plugin.domain.ledger import NOTHING, Column, Ledger, opening
from plugin.storage import SqlUnitOfWork, SqlWork
from plugin.storage.cursors import cursor
from plugin.usecases.records import DayMove
from tests.storage.builders import AT, PROJECT, SOMEBODY, a_baseline, a_delta, a_step

B1 = BaselineId("b1")
AMOUNTS = st.integers(-(10**13), 10**13)
COLUMNS = st.builds(Column, *[AMOUNTS] * 9)
LEDGERS = st.builds(Ledger, COLUMNS, COLUMNS)


def with_baseline(unit: SqlUnitOfWork) -> None:
    """Baseline b1, with its ledger."""
    baseline = a_baseline()
    unit.baselines.add(baseline, opening(totals(baseline.items)))


def test_a_baseline_comes_back(work: SqlWork, acme: SiteId) -> None:
    """A baseline is read back with its items in their order; lists show heads only, newest first."""
    older, newer = a_baseline("b1"), a_baseline("b2", at=AT + timedelta(days=1))
    with work(acme, write=True) as unit:
        for baseline in (older, newer):
            unit.baselines.add(baseline, opening(totals(baseline.items)))
        assert unit.baselines.get(B1) == older
        assert unit.baselines.of_project(PROJECT) == [replace(newer, items=()), replace(older, items=())]
        assert unit.baselines.agreed([B1], [IssueId("20002"), IssueId("9")]) == {(B1, IssueId("20002")): older.items[1]}
        assert unit.baselines.ledger(B1) == opening(totals(older.items))
        assert unit.baselines.get(BaselineId("b3")) is None


def test_a_life(work: SqlWork, acme: SiteId) -> None:
    """Status moves, the version counts, and a superseded baseline is no longer followed."""
    with work(acme, write=True) as unit:
        with_baseline(unit)
        baseline = submitted(a_baseline(), SOMEBODY)
        unit.baselines.save(baseline)
        baseline = approved(replace(baseline, version=2), SOMEBODY, AT + timedelta(hours=1))
        unit.baselines.save(baseline)
        assert unit.baselines.get(B1) == replace(baseline, version=3)
        assert [head.id for head in unit.baselines.followed(PROJECT)] == [B1]
        unit.baselines.save(superseded(replace(baseline, version=3)))
        assert unit.baselines.followed(PROJECT) == []


def test_a_stale_baseline(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Saving what somebody else changed in between, or another site's baseline, is refused."""
    with work(acme, write=True) as unit:
        with_baseline(unit)
        unit.baselines.save(submitted(a_baseline(), SOMEBODY))
        with pytest.raises(Stale):
            unit.baselines.save(submitted(a_baseline(), SOMEBODY))
        unit.commit()
    with work(globex, write=True) as unit, pytest.raises(Stale):
        unit.baselines.save(replace(a_baseline(), version=2))


def test_item_pages(work: SqlWork, acme: SiteId) -> None:
    """Pages of items hold each item once, in order, and the last one says that it is the last."""
    baseline, after = a_baseline(items=7), None
    seen: list[BaselineItem] = []
    with work(acme, write=True) as unit:
        unit.baselines.add(baseline, NOTHING)
        for _ in range(4):
            page = unit.baselines.items(B1, after=after, limit=2)
            seen += page.items
            after = page.after
    assert (tuple(seen), after) == (baseline.items, None)


def test_deltas(work: SqlWork, acme: SiteId) -> None:
    """Deltas are put, changed, dropped, and found by baseline and issue, oldest first."""
    first, second = a_delta("d1", change_id="1"), a_delta("d2", change_id="2", at=AT - timedelta(hours=1))
    judged = replace(first, disposition=Disposition.APPROVED, reason="legal", comment="a\nb", change_request_id="c1")
    with work(acme, write=True) as unit:
        with_baseline(unit)
        unit.baselines.write_deltas(put=[first, second], drop=[])
        unit.baselines.write_deltas(put=[judged], drop=[])
        assert unit.baselines.deltas_of([B1], [IssueId("20001")]) == [second, judged]
        assert unit.baselines.deltas_of([], [IssueId("20001")]) == []
        assert unit.baselines.delta(DeltaId("d1")) == judged
        assert unit.baselines.all_deltas(B1, until=AT - timedelta(minutes=1)) == [second]
        again = replace(first, id=DeltaId("d3"))
        unit.baselines.write_deltas(put=[again], drop=[DeltaId("d1")])
        assert unit.baselines.all_deltas(B1) == [second, again]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_delta_pages_over_ties(work: SqlWork, acme: SiteId, limit: int) -> None:
    """Deltas of the same instant are neither lost nor shown twice between pages; newest come first."""
    deltas = [a_delta(f"d{n}", change_id=str(n), at=AT + timedelta(microseconds=n // 4)) for n in range(10)]
    seen: list[str] = []
    with work(acme, write=True) as unit:
        with_baseline(unit)
        unit.baselines.write_deltas(put=deltas, drop=[])
        page = unit.baselines.deltas(B1, limit=limit)
        seen += [delta.id for delta in page.items]
        while page.after and len(seen) < 20:
            page = unit.baselines.deltas(B1, after=page.after, limit=limit)
            seen += [delta.id for delta in page.items]
    assert seen == [f"d{n}" for n in range(9, -1, -1)]


@pytest.mark.parametrize("after", ["", "x", "WzFd", "W10", "é", "[]"])
def test_a_foreign_cursor(work: SqlWork, acme: SiteId, after: str) -> None:
    """A cursor that is not ours is refused as what it is, not as a failure."""
    with work(acme) as unit, pytest.raises(Invalid):
        unit.baselines.deltas(B1, after=after)


@pytest.mark.parametrize("place", [(-(2**62), "d"), (2**80, "d"), (1, "d\x00\ud800"), (1, 1), ("1", "d"), (True, "d")])
def test_a_forged_cursor(work: SqlWork, acme: SiteId, place: tuple[str | int, str | int]) -> None:
    """A cursor with values that we would never give is refused or harmless, on either database."""
    with work(acme) as unit, suppress(Invalid):
        assert unit.baselines.deltas(B1, after=cursor(*place)).items == ()


def test_done_steps(work: SqlWork, acme: SiteId) -> None:
    """Done-steps are known by baseline, issue and change; putting one again replaces it."""
    step = a_step(change_id="1")
    with work(acme, write=True) as unit:
        with_baseline(unit)
        unit.baselines.write_steps(put=[(B1, step), (B1, a_step(change_id="2", at=AT - timedelta(hours=1)))], drop=[])
        unit.baselines.write_steps(put=[(B1, replace(step, points=7000))], drop=[(B1, a_step(change_id="2"))])
        assert unit.baselines.steps_of([B1], [IssueId("20001")]) == [(B1, replace(step, points=7000))]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=LEDGERS, moves=st.lists(LEDGERS, max_size=4))
def test_a_ledger_moves(work: SqlWork, acme: SiteId, start: Ledger, moves: list[Ledger]) -> None:
    """After any moves the ledger is the start plus all of them, to the thousandth."""
    expected = start
    with work(acme, write=True) as unit:
        unit.baselines.add(a_baseline(), start)
        for moved in moves:
            unit.baselines.move(B1, moved, {})
            expected = expected.plus(moved)
        assert unit.baselines.ledger(B1) == expected


def test_days_move(work: SqlWork, acme: SiteId) -> None:
    """Days add up, come in order, and vanish from the list where their movements cancel out."""
    one, two, three = (date(2026, 11, day) for day in (1, 2, 3))
    with work(acme, write=True) as unit:
        with_baseline(unit)
        unit.baselines.move(B1, NOTHING, {two: DayMove(two, 5000, 1), one: DayMove(one, -2000, -1, 3000, 1)})
        unit.baselines.move(B1, NOTHING, {two: DayMove(two, 3000, 1, 1000, 0), three: DayMove(three, 1, 1, 1, 1)})
        unit.baselines.move(B1, NOTHING, {three: DayMove(three, -1, -1, -1, -1)})
        assert unit.baselines.days(B1) == [DayMove(one, -2000, -1, 3000, 1), DayMove(two, 8000, 2, 1000, 0)]
        assert unit.baselines.ledger(B1) == opening(totals(a_baseline().items))
