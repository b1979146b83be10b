"""How risks stood over time: the table kept by every command equals its facts told anew, at any instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from plugin.domain.burndown import Flow, Measure, burndown
from plugin.domain.errors import Conflict, Invalid, NotFound
from plugin.domain.ids import IssueId, RiskId
from plugin.domain.issue import Field, IssueChange
from plugin.domain.issue import Move as FieldMove
from plugin.domain.rating import Stage
from plugin.domain.response import WhenDone
from plugin.domain.risk import Outcome, Risk, Role
from plugin.domain.risk_model import Objective
from plugin.domain.standing import Move, Period, Standing, standing_of
from plugin.domain.treatment import Direction
from plugin.storage.tables.standing import risk_standing
from plugin.usecases.act import Act
from plugin.usecases.retelling import retold
from plugin.usecases.risks import (
    RatingDraft,
    RiskDraft,
    answer_proposal,
    close_risk,
    drop_risk,
    link_issue,
    raise_risk,
    rate_risk,
    reopen_risk,
    restore_risk,
    rewrite_risk,
)
from plugin.usecases.standings import fill_standings
from tests.contracts.source import sources
from tests.usecases.desk import PROJECT, START, Desk, born, days, open_desk, story, track

RESPONSE = "10001"
Command = Callable[[Act, RiskId], object]


def rated(probability: int = 4, impact: int = 4, cost: int | None = 100_000) -> RatingDraft:
    """A rating."""
    return RatingDraft(probability, {Objective.SCHEDULE: impact}, cost, "Seen anew.")


def raised(desk: Desk, **ratings: RatingDraft) -> Risk:
    """A threat, rated as given or else currently."""
    stages = {Stage(name): draft for name, draft in ratings.items()} or {Stage.CURRENT: rated()}
    with desk.act() as act:
        return raise_risk(act, PROJECT, RiskDraft("Key developer leaves", ratings=stages))


def do(desk: Desk, command: Callable[[Act], object], after: float = 1) -> None:
    """Carry out a command so many days after the one before; what is out of place then changes nothing."""
    desk.now += timedelta(days=after)
    try:
        with desk.act() as act:
            command(act)
    except (Conflict, Invalid, NotFound):
        pass


def finished(on: datetime) -> IssueChange:
    """The change that put the response to done."""
    return IssueChange("500", on, None, (FieldMove(Field.STATUS, "1", "10"),))


def _on(risk_id: RiskId, command: Command, act: Act) -> object:
    return command(act, risk_id)


def life(desk: Desk, risk_id: RiskId) -> list[Period]:
    """The stretches kept of a risk."""
    with desk.work(desk.site_id) as uow:
        return list(uow.standings.of_risk(risk_id))


def told(desk: Desk, risk_id: RiskId) -> list[Period]:
    """The stretches that its facts tell."""
    with desk.work(desk.site_id) as uow:
        risk = uow.risks.get(risk_id)
        assert risk is not None
        return retold(risk, uow.facts.of("risk", risk_id), uow.models.of_project(PROJECT))


def at(periods: list[Period], instant: datetime) -> Standing | None:
    """How a risk stood at an instant."""
    held = [one for one in periods if one.since <= instant and (one.until is None or instant < one.until)]
    assert len(held) <= 1
    return held[0].standing if held else None


def test_a_response_done_begins_a_stretch_when_jira_says_so(desk: Desk) -> None:
    """The last response moves the risk at the instant of its change in Jira, and the cause says it was a response."""
    created = days(0)
    desk.tell(born(RESPONSE, story(), created))
    risk = raised(desk, current=rated(), target=rated(2, 2))
    desk.now = days(2)
    with desk.act() as act:
        link_issue(act, risk.id, IssueId(RESPONSE), Role.RESPONSE)
    desk.now = days(5)
    change = finished(days(4))
    desk.tell(track(RESPONSE, story(status_id="10"), change, created))
    kept = life(desk, risk.id)
    assert [(one.move, one.since, one.until) for one in kept] == [
        (Move.RAISED, START, days(4)),
        (Move.RESPONDED, days(4), None),
    ]
    assert kept[1].standing.stages[Stage.CURRENT].cell == "starter-1.2.2"
    assert kept == told(desk, risk.id)


def test_a_change_heard_of_late_keeps_its_place_in_the_order(desk: Desk) -> None:
    """A response that was done before a re-rating but heard of after it follows at once, not before."""
    created = days(0)
    desk.tell(born(RESPONSE, story(), created))
    risk = raised(desk, current=rated(), target=rated(2, 2))
    with desk.act() as act:
        link_issue(act, risk.id, IssueId(RESPONSE), Role.RESPONSE)
    desk.now = days(3)
    with desk.act() as act:
        rate_risk(act, risk.id, Stage.CURRENT, rated(5, 5), None)
    desk.now = days(4)
    desk.tell(track(RESPONSE, story(status_id="10"), finished(days(2)), created))
    kept = life(desk, risk.id)
    assert [(one.move, one.since) for one in kept][1:] == [(Move.RERATED, days(3)), (Move.RESPONDED, days(3))]
    assert at(kept, days(3)) == kept[-1].standing


def test_what_changes_no_figure_begins_no_stretch(desk: Desk) -> None:
    """A new title is no new standing; a new owner is."""
    risk = raised(desk)
    do(desk, lambda act: rewrite_risk(act, risk.id, RiskDraft("Another title"), None))
    assert len(life(desk, risk.id)) == 1
    do(desk, lambda act: rewrite_risk(act, risk.id, RiskDraft("Another title", category="people"), None))
    assert [one.move for one in life(desk, risk.id)] == [Move.RAISED, Move.CHANGED]


def test_an_accepted_offer_is_the_work_of_the_response(tmp_path: Path) -> None:
    """Where the project asks before it moves a rating, accepting the offer counts as responded."""
    desk = open_desk(tmp_path)
    desk.switch_on(when_done=WhenDone.ASK)
    desk.tell(born(RESPONSE, story(), START))
    risk = raised(desk, current=rated(), target=rated(2, 2))
    with desk.act() as act:
        link_issue(act, risk.id, IssueId(RESPONSE), Role.RESPONSE)
    desk.now = days(2)
    desk.tell(track(RESPONSE, story(status_id="10"), finished(days(2)), START))
    assert len(life(desk, risk.id)) == 1
    do(desk, lambda act: answer_proposal(act, risk.id, accept=True, expected=None))
    assert [one.move for one in life(desk, risk.id)] == [Move.RAISED, Move.RESPONDED]
    assert life(desk, risk.id) == told(desk, risk.id)


def test_risks_from_before_are_told_from_their_facts(desk: Desk) -> None:
    """What is not kept yet is told once, whether somebody looks at the project or the risk is changed first."""
    first, second = raised(desk), raised(desk)
    for risk in (first, second):
        do(desk, partial(_on, risk.id, lambda act, one: rate_risk(act, one, Stage.CURRENT, rated(2, 2), None)))
        do(desk, partial(_on, risk.id, lambda act, one: close_risk(act, one, Outcome.DID_NOT, None, None)))
    before = [life(desk, risk.id) for risk in (first, second)]
    with desk.database.writing(desk.site_id) as connection:
        connection.execute(delete(risk_standing))
    do(desk, lambda act: reopen_risk(act, first.id, None, None))
    assert life(desk, first.id)[:2] == before[0][:2]
    assert [one.move for one in life(desk, first.id)] == [Move.RAISED, Move.RERATED, Move.CLOSED, Move.REOPENED]
    with desk.act() as act:
        assert fill_standings(act.uow, PROJECT) == 1
    assert life(desk, second.id) == before[1]
    with desk.act() as act:
        assert fill_standings(act.uow, PROJECT) == 0


drafts = st.builds(rated, st.integers(1, 5), st.integers(1, 5), st.sampled_from([None, 100, 250_000]))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        lambda stage, draft: lambda act, risk: rate_risk(act, risk, stage, draft, None),
        st.sampled_from(list(Stage)),
        drafts,
    ),
    st.builds(
        lambda way, owner: (
            lambda act, risk: rewrite_risk(
                act, risk, RiskDraft("Said anew", direction=way, owner=owner, ratings={}), None
            )
        ),
        st.sampled_from(list(Direction)),
        st.sampled_from([None, "ana"]),
    ),
    st.sampled_from(list(Outcome)).map(
        lambda outcome: lambda act, risk: close_risk(act, risk, outcome, "it is over", None)
    ),
    st.just(lambda act, risk: reopen_risk(act, risk, None, None)),
    st.just(lambda act, risk: drop_risk(act, risk, None)),
    st.just(lambda act, risk: restore_risk(act, risk, None)),
    st.just(lambda act, risk: link_issue(act, risk, IssueId(RESPONSE), Role.RESPONSE)),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(commands, st.sampled_from([0.0, 0.25, 3.0])), max_size=12), st.sampled_from(list(WhenDone)))
def test_the_table_equals_its_facts_told_anew(steps: list[tuple[Command, float]], choice: WhenDone) -> None:
    """Whatever happens to a risk, at any instant the stretch kept, the facts, and the risk as it was all agree."""
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on(when_done=choice)
        desk.tell(born(RESPONSE, story(status_id="10"), START))
        risk = raised(desk, current=rated(), target=rated(2, 2))
        seen: dict[datetime, Standing] = {}
        for command, later in [(lambda *_: None, 0.0), *steps]:
            do(desk, partial(_on, risk.id, command), later)
            with desk.work(desk.site_id) as uow:
                held = uow.risks.get(risk.id)
                assert held is not None
                seen[desk.now] = standing_of(held, uow.models.of_project(PROJECT))
        kept, facts = life(desk, risk.id), told(desk, risk.id)
        desk.database.dispose()
    for instant, standing in seen.items():
        assert at(kept, instant) == standing == at(facts, instant)
    assert at(kept, START - timedelta(seconds=1)) is None


def test_every_write_of_a_risk_keeps_its_standing() -> None:
    """Whatever module saves a risk also begins the stretch, itself or by settling."""
    writing = [one for one in sources("plugin") if "uow.risks.save(" in one.text or "uow.risks.add(" in one.text]
    assert len(writing) >= 3
    assert not [one.name for one in writing if "settle(" not in one.text and "note_standing(" not in one.text]


def test_a_webhook_that_comes_three_times_moves_the_burndown_once(desk: Desk) -> None:
    """The last response done is one stretch and one fall of exposure, however often Jira tells of it."""
    desk.tell(born(RESPONSE, story(), START))
    risk = raised(desk, current=rated(), target=rated(2, 2))
    with desk.act() as act:
        link_issue(act, risk.id, IssueId(RESPONSE), Role.RESPONSE)
    desk.now = days(2)
    for _ in range(3):
        desk.tell(track(RESPONSE, story(status_id="10"), finished(days(2)), START))
    assert [one.move for one in life(desk, risk.id)] == [Move.RAISED, Move.RESPONDED]
    with desk.work(desk.site_id) as uow:
        told_days = burndown(uow.standings.of_project(PROJECT), Measure.MONEY, days(1).date(), days(3).date())
    before, fell, after = told_days.stretches
    assert (fell.flows[Flow.RESPONDED], fell.risks[Flow.RESPONDED]) == (before.exposure - fell.exposure, 1)
    assert fell.exposure < before.exposure
    assert after.flows[Flow.RESPONDED] == 0
