"""Baselines, scope changes and ledgers as the API answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from plugin.domain.baseline import Baseline, totals
from plugin.domain.delta import Delta
from plugin.domain.ledger import Column, Ledger
from plugin.domain.quantities import plain
from plugin.usecases.records import DayMove
from plugin.web.api.naming import Names, key_of, summary_of

PARTS = ("baseline", "approved", "pending", "unapproved", "current")


def baseline_view(baseline: Baseline, ledger: Ledger) -> dict[str, Any]:
    """A baseline with the sums that were agreed; how much is unestimated only where its items were read with it."""
    agreed = {"count": ledger.count.baseline, "points": plain(ledger.points.baseline)}
    if baseline.items:
        agreed["unestimated"] = totals(baseline.items).unestimated
    return {
        "id": baseline.id,
        "project_id": baseline.project_id,
        "name": baseline.name,
        "of": {baseline.definition.kind.value: baseline.definition.ref},
        "status": baseline.status.value,
        "captured_at": baseline.captured_at,
        "captured_by": baseline.captured_by,
        "submitted_by": baseline.submitted_by,
        "approved_by": baseline.approved_by,
        "approved_at": baseline.approved_at,
        "target_on": baseline.target_on,
        "totals": agreed,
        "content_hash": baseline.content_hash,
        "version": baseline.version,
    }


def delta_view(delta: Delta, names: Names) -> dict[str, Any]:
    """A scope change; its issue is named by the key it has now, or had when it was deleted."""
    seen = delta.detected
    return {
        "id": delta.id,
        "baseline_id": delta.baseline_id,
        "issue_id": seen.issue_id,
        "issue_key": key_of(names, seen.issue_id),
        "summary": summary_of(names, seen.issue_id),
        "delta_class": seen.delta_class.value,
        "points": plain(seen.points),
        "count": seen.count,
        "before": plain(seen.before),
        "after": plain(seen.after),
        "at": seen.at,
        "actor": seen.actor,
        "changelog_id": seen.change_id,
        "disposition": delta.disposition.value,
        "reason": delta.reason,
        "comment": delta.comment,
        "change_id": delta.change_request_id,
    }


def ledger_view(ledger: Ledger, at: datetime) -> dict[str, Any]:
    """A ledger in both measures."""
    return {
        "at": at,
        "points": {part: plain(getattr(ledger.points, part)) for part in PARTS},
        "count": _column(ledger.count),
    }


def burnup_view(captured_on: date, moves: Sequence[DayMove], ledger: Ledger) -> list[dict[str, Any]]:
    """Days as cumulative sums on top of what was agreed, from the day of the capture on."""
    agreed = DayMove(captured_on, ledger.points.baseline, ledger.count.baseline)
    days = list(accumulate(moves, _plus, initial=agreed))
    if moves and moves[0].day == captured_on:
        del days[0]
    return [
        {
            "day": day.day,
            "scope_points": plain(day.scope_points),
            "scope_count": day.scope_count,
            "done_points": plain(day.done_points),
            "done_count": day.done_count,
        }
        for day in days
    ]


def _plus(before: DayMove, move: DayMove) -> DayMove:
    return DayMove(
        move.day,
        before.scope_points + move.scope_points,
        before.scope_count + move.scope_count,
        before.done_points + move.done_points,
        before.done_count + move.done_count,
    )


def _column(column: Column) -> dict[str, int]:
    return {part: getattr(column, part) for part in PARTS}
