"""Whichever platform carries a project's life to the app, the figures are the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.baseline import Definition, Kind
from plugin.domain.ids import AccountId, IssueId
from plugin.domain.issue import Field, IssueChange, IssueHistory, Move
from plugin.domain.rating import Stage
from plugin.domain.register import RiskTotals
from plugin.domain.risk import Role
from plugin.domain.risk_model import Objective
from plugin.usecases.risks import RatingDraft, RiskDraft, raise_risk
from plugin.usecases.scope import freeze
from tests.domain.histories import Life, lives
from tests.e2e.truth import check_recomputation
from tests.jobs.streams import (
    Carrier,
    Happening,
    JiraAsOf,
    connect_body,
    figures,
    forge_body,
    happenings,
    legal,
    standings,
)
from tests.usecases.desk import ELSEWHERE, PROJECT, RELEASE, START, Desk, days, open_desk, story

BOTH = (PROJECT, ELSEWHERE)


def lived(
    told: Sequence[Life],
    frozen: int,
    rng: random.Random,
    body_of: Callable[[Happening, random.Random], dict[str, Any]],
    ahead: timedelta,
) -> tuple[list[object], dict[str, Any]]:
    """Both projects' figures after these lives, with a freeze after so many happenings; the rest comes in any order."""
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on()
        desk.switch_on(ELSEWHERE, "OPS")
        app = Carrier(desk, JiraAsOf(told, desk, START))
        everything = happenings(told)
        for one in everything[:frozen]:
            _befalls(app, one, timedelta())
            app.receive(body_of(one, rng))
            app.settle()
        desk.now = max([START, *(one.at for one in everything[:frozen])]) + timedelta(seconds=40)
        with desk.act() as act:
            freeze(act, PROJECT, "2.0 as agreed", Definition(Kind.VERSION, RELEASE))
            freeze(act, ELSEWHERE, "all of it", Definition(Kind.PROJECT, ELSEWHERE))
        _come_in_any_order(app, everything[frozen:], rng, body_of, ahead)
        app.settle()
        for project_id in BOTH:
            check_recomputation(desk.work, desk.site_id, project_id)
        found = figures(desk, BOTH), standings(desk)
        desk.database.dispose()
    return found


def _befalls(app: Carrier, one: Happening, ahead: timedelta) -> None:
    app.jira.now = one.at
    app.desk.now = max(app.desk.now, one.at + ahead)


def _come_in_any_order(
    app: Carrier,
    rest: Sequence[Happening],
    rng: random.Random,
    body_of: Callable[[Happening, random.Random], dict[str, Any]],
    ahead: timedelta,
) -> None:
    """Bodies wait, overtake each other and come twice; now and then the app works, and reads what it asked for."""
    waiting: list[dict[str, Any]] = []
    for one in rest:
        if one.what == "deleted":
            # Of what was deleted before it could be read Forge tells too little for a figure.
            for body in waiting:
                app.receive(body)
            waiting.clear()
            app.settle()
        _befalls(app, one, ahead)
        body = body_of(one, rng)
        waiting += [body] * rng.choice([1, 1, 2])
        rng.shuffle(waiting)
        while waiting and rng.random() < 0.6:
            app.receive(waiting.pop())
            if rng.random() < 0.5:
                app.work()
            if rng.random() < 0.2:
                app.read()
    for body in waiting:
        app.receive(body)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), st.integers(0, 9999), st.sampled_from([timedelta(), timedelta(minutes=7)]))
def test_forge_gives_the_same_figures_as_connect(data: st.DataObject, seed: int, ahead: timedelta) -> None:
    """Three issues in and between two projects: ledger, deltas with their change ids, done-steps, days, histories.

    Forge's bodies come bare or wrapped, with numbered changes or a bare list, late, shuffled and twice, and our clock
    may be ahead of Jira's; Connect's come likewise.
    """
    told = [legal(data.draw(lives(number=number, most=5))) for number in (1, 2, 3)]
    frozen = data.draw(st.integers(0, sum(1 + len(life.changes) for life in told)))
    by_connect = lived(told, frozen, random.Random(seed), lambda one, _rng: connect_body(one), timedelta())
    by_forge = lived(told, frozen, random.Random(seed), forge_body, ahead)
    assert by_forge == by_connect


def answered(body_of: Callable[[Happening, random.Random], dict[str, Any]], rng: random.Random) -> list[RiskTotals]:
    """A risk's project totals after each of its two responses is born, done, and one of them reopened."""
    done, again = Move(Field.STATUS, "1", "10"), Move(Field.STATUS, "10", "3")
    told = [
        _a_story("10001", IssueChange("500", days(2), None, (done,)), IssueChange("502", days(4), None, (again,))),
        _a_story("10002", IssueChange("501", days(3), None, (done,))),
    ]
    found = []
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on()
        app = Carrier(desk, JiraAsOf(told, desk, START))
        for number, one in enumerate(happenings(told)):
            _befalls(app, one, timedelta())
            app.receive(body_of(one, rng))
            app.settle()
            if number == 1:
                _raise_risk(desk)
            with desk.work(desk.site_id) as uow:
                found.append(uow.risks.totals(PROJECT))
        desk.database.dispose()
    return found


def _a_story(issue_id: str, *changes: IssueChange) -> Life:
    return Life(IssueHistory(IssueId(issue_id), days(0), AccountId("a"), story(), days(0)), changes)


def _raise_risk(desk: Desk) -> None:
    ratings = {
        Stage.CURRENT: RatingDraft(4, {Objective.SCHEDULE: 4}, cost=1_000_000),
        Stage.TARGET: RatingDraft(2, {Objective.SCHEDULE: 2}, cost=100_000),
    }
    ties = [(IssueId(number), Role.RESPONSE) for number in ("10001", "10002")]
    with desk.act() as act:
        raise_risk(act, PROJECT, RiskDraft("The supplier fails", ratings=ratings, issues=ties))


def test_risks_follow_their_responses_alike() -> None:
    """Two responses are done and one is reopened: after each event the totals are Connect's."""
    by_connect = answered(lambda one, _rng: connect_body(one), random.Random(0))
    for seed in range(6):
        assert answered(forge_body, random.Random(seed)) == by_connect
    assert len({tuple(sorted(totals.items())) for totals in by_connect}) > 2
