"""Trigger rules on a running app: looked at after events, by the hour and when due; fired once, with their evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugin.domain.errors import Conflict, Invalid
from plugin.domain.ids import RiskId
from plugin.domain.risk import Outcome, Status
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, TriggerState, Watched
from plugin.usecases import nightly, triggers, watching
from plugin.usecases.risks import RiskDraft, close_risk, rewrite_risk
from plugin.usecases.triggers import TriggerDraft
from tests.jobs.office import Office
from tests.jobs.test_sweeping import a_risk, opened, stored
from tests.web.core.bench import LEAD

COUNT = "/search/approximate-count"


@pytest.fixture
def on(office: Office) -> Office:
    """An office whose project is on, and whose errands are done."""
    office.ask_for_reading()
    office.run_errands()
    return office


def a_rule(jql: str = "priority = Highest", limit: float = 1, days: float = 0) -> TriggerRule:
    """So many issues found, for so many days."""
    return TriggerRule(Watched.JQL, jql, Comparator.AT_LEAST, limit, timedelta(days=days))


def watch(office: Office, rule: TriggerRule | None, risk_id: RiskId | None = None) -> tuple[RiskId, str]:
    """A risk with an early sign, and all that follows from that done."""
    on_risk = risk_id or a_risk(office)
    jira = office.gateway(office.bench.site_id)
    draft = triggers.bind(jira, TriggerDraft("Things pile up", rule), office.project_id, everywhere=False)
    with office.act() as act:
        _, trigger = triggers.add_trigger(act, on_risk, draft)
    office.wait(seconds=6)
    office.run_errands()
    return on_risk, trigger.id


def trigger_of(office: Office, risk_id: RiskId) -> Trigger:
    """The one early sign of a risk, as it is kept."""
    (trigger,) = stored(office, risk_id).triggers
    return trigger


def happen(office: Office, count: int = 1, priority: str = "Highest") -> list[str]:
    """So many issues are made in Jira; the app has heard of them."""
    keys = [office.jira.create_issue("PAY", "Stuck", priority=priority, by=LEAD).key for _ in range(count)]
    office.take_deliveries()
    return keys


def look(office: Office, **later: float) -> None:
    """Time passes, and what is due is done."""
    office.wait(**(later or {"seconds": 70}))
    office.run_errands()


def fired(office: Office, risk_id: RiskId) -> list[dict[str, object]]:
    """What facts say of each firing."""
    with opened(office) as uow:
        return [dict(fact.detail) for fact in uow.facts.of("risk", risk_id) if fact.name == "TriggerFired"]


def counts(office: Office) -> int:
    """How often Jira was asked to count for a rule."""
    return sum(one.path.endswith(COUNT) for one in office.jira.requests)


def test_an_event_fires_a_rule_once_with_its_evidence(on: Office) -> None:
    """The risk is triggered by what happened in Jira, says what was seen, and moves on no further look."""
    risk_id, _ = watch(on, a_rule(limit=2))
    (key,) = happen(on)
    look(on)
    assert stored(on, risk_id).status is Status.OPEN
    (other,) = happen(on)
    look(on)
    risk, trigger = stored(on, risk_id), trigger_of(on, risk_id)
    assert (risk.status, trigger.state) == (Status.TRIGGERED, TriggerState.FIRED)
    assert trigger.evidence == "The search found 2; the rule asks for at least 2."
    (fact,) = fired(on, risk_id)
    assert fact["issueKeys"] == [other, key]
    assert fact["status"] == ["open", "triggered"]
    happen(on)
    look(on)
    look(on, hours=2)
    assert len(fired(on, risk_id)) == 1
    with opened(on) as uow:
        totals = uow.risks.totals(on.project_id)
        assert (totals["open"], totals["triggered"]) == (1, 1)
        assert [one.id for one in uow.risks.page(on.project_id, filters={"flag": "triggered"}).items] == [risk_id]


def test_many_events_cost_one_look(on: Office) -> None:
    """Thirty events within the quiet time are one count; looks that follow keep their distance."""
    watch(on, a_rule(limit=1000))
    on.wait(minutes=5)
    before = counts(on)
    for _ in range(3):
        happen(on, 10)
    look(on, seconds=6)
    assert counts(on) == before + 1
    happen(on)
    look(on, seconds=6)
    assert counts(on) == before + 1
    look(on, seconds=60)
    assert counts(on) == before + 2


def test_a_rule_that_must_last_fires_when_it_has(on: Office) -> None:
    """Nobody opens the app and nothing happens: it fires three days after it was first seen to hold."""
    risk_id, _ = watch(on, a_rule(days=3))
    happen(on)
    look(on)
    since = trigger_of(on, risk_id).holds_since
    assert since is not None
    version = stored(on, risk_id).version
    look(on, days=2, hours=23)
    assert (stored(on, risk_id).status, trigger_of(on, risk_id).holds_since) == (Status.OPEN, since)
    assert stored(on, risk_id).version == version
    look(on, hours=1)
    trigger = trigger_of(on, risk_id)
    assert trigger.has_fired
    assert trigger.fired_at is not None
    assert trigger.fired_at - since >= timedelta(days=3)


def test_what_ended_in_time_fires_nothing(on: Office) -> None:
    """The condition ends after two days of three: the time begins anew."""
    risk_id, _ = watch(on, a_rule(days=3))
    (key,) = happen(on)
    look(on)
    look(on, days=2)
    on.jira.update_issue(key, by=LEAD, priority="Low")
    on.take_deliveries()
    look(on)
    assert trigger_of(on, risk_id).holds_since is None
    look(on, days=2)
    assert not fired(on, risk_id)


def test_rules_are_looked_at_each_hour(on: Office) -> None:
    """What no event told is seen within the hour; asked for twice it is done once."""
    risk_id, _ = watch(on, a_rule())
    with on.jira.quiet():
        on.jira.create_issue("PAY", "Unheard of", priority="Highest", by=LEAD)
    on.wait(minutes=2)
    for _ in range(2):
        nightly.plan(on.bench.app.work, on.bench.site_id, on.clock())
    before = counts(on)
    look(on, hours=1)
    assert counts(on) == before + 1
    assert trigger_of(on, risk_id).has_fired


def test_a_figure_fires_a_rule(on: Office) -> None:
    """A rule over one of the project's own figures needs nothing of Jira."""
    rule = TriggerRule(Watched.METRIC, "risk.open", Comparator.ABOVE, 1)
    risk_id, _ = watch(on, rule)
    before = counts(on)
    a_risk(on)
    look(on)
    assert trigger_of(on, risk_id).evidence == "risk.open is 2; the rule asks for above 1."
    assert counts(on) == before


def test_a_jira_that_is_busy_or_refuses_leaves_rules_as_they_are(on: Office) -> None:
    """The rule says why it is not watched and since when, and goes on when it can."""
    risk_id, _ = watch(on, a_rule(days=3))
    happen(on)
    look(on)
    since = trigger_of(on, risk_id).holds_since
    on.jira.faults.rate_limit(1, 30, COUNT)
    happen(on)
    look(on)
    troubled = trigger_of(on, risk_id)
    assert troubled.trouble
    assert troubled.holds_since == since
    assert on.errand(watching.SOON)[0] == "ready"
    look(on)
    assert trigger_of(on, risk_id).trouble == ""


def test_people_re_arm_and_clear(on: Office) -> None:
    """Looked at and watched further, the same state of things does not fire again; cleared, it is asked for no more."""
    risk_id, trigger_id = watch(on, a_rule())
    (key,) = happen(on)
    look(on)
    with on.act() as act:
        assert triggers.rearm_trigger(act, risk_id, trigger_id, "Seen", None).status is Status.OPEN
    look(on)
    assert len(fired(on, risk_id)) == 1
    on.jira.update_issue(key, by=LEAD, priority="Low")
    on.take_deliveries()
    look(on)
    happen(on)
    look(on)
    assert len(fired(on, risk_id)) == 2
    with on.act() as act:
        triggers.clear_trigger(act, risk_id, trigger_id, None)
    before = counts(on)
    happen(on)
    look(on)
    assert counts(on) == before
    with on.act() as act, pytest.raises(Conflict):
        triggers.clear_trigger(act, risk_id, trigger_id, None)


def test_a_look_makes_nobodys_edit_stale(on: Office) -> None:
    """Somebody has the risk open in a form while its rule begins to hold; saving keeps both."""
    risk_id, _ = watch(on, a_rule(days=3))
    seen = stored(on, risk_id)
    happen(on)
    look(on)
    with on.act() as act:
        rewrite_risk(act, risk_id, RiskDraft("The supplier is later than thought", owner=seen.owner), seen.version)
    assert stored(on, risk_id).title == "The supplier is later than thought"
    assert trigger_of(on, risk_id).holds_since is not None


def test_closed_risks_are_not_watched(on: Office) -> None:
    """Neither closed nor deleted ones cost a call."""
    risk_id, _ = watch(on, a_rule())
    with on.act() as act:
        close_risk(act, risk_id, Outcome.DID_NOT, None, None)
    before = counts(on)
    happen(on)
    look(on)
    look(on, hours=2)
    assert counts(on) == before
    assert not fired(on, risk_id)


def test_a_query_that_jira_cannot_read_is_not_kept(on: Office) -> None:
    """Its field is named, in Jira's words."""
    with pytest.raises(Invalid) as refused:
        watch(on, a_rule("status =="))
    assert [problem.pointer for problem in refused.value.problems] == ["/rule/subject"]


def test_a_rule_sees_its_own_project_only(on: Office) -> None:
    """Issues of another project do not count, whatever the query says."""
    on.jira.create_project("OPS", "Operations", LEAD)
    risk_id, _ = watch(on, a_rule("priority = Highest OR project = OPS"))
    on.jira.create_issue("OPS", "Elsewhere", priority="Highest", by=LEAD)
    look(on)
    look(on, hours=2)
    assert not fired(on, risk_id)
