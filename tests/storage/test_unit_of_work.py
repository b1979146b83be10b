"""One site, one transaction: what is not committed never was, and no site sees another."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from plugin.domain.baseline import totals
from plugin.domain.errors import Stale
from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import BaselineId, DeltaId, IssueId, ProjectId, ReviewId, RiskId, SiteId, VersionId
from plugin.domain.ledger import NOTHING, opening
from plugin.domain.risk import LinkedIssue, Role
from plugin.storage import SqlUnitOfWork, SqlWork
from plugin.usecases.records import Meanings, Sprint, Version
from tests.storage.builders import (
    AT,
    PROJECT,
    a_baseline,
    a_delta,
    a_lesson,
    a_link,
    a_project,
    a_review,
    a_risk,
    a_step,
    an_issue,
)


def fill(unit: SqlUnitOfWork) -> None:
    """Something in every table that a unit of work writes."""
    unit.projects.save(a_project())
    unit.projects.learn(Meanings({"1": "new"}, {}))
    unit.issues.save([(an_issue(), [])])
    unit.issues.tie(a_link())
    baseline = a_baseline()
    unit.baselines.add(baseline, opening(totals(baseline.items)))
    unit.baselines.write_deltas(put=[a_delta("d1", change_id="1")], drop=[])
    unit.baselines.write_steps(put=[(baseline.id, a_step())], drop=[])
    unit.risks.add(a_risk(issues=[LinkedIssue(IssueId("20001"), Role.AFFECTED)]))
    unit.risks.set_totals(PROJECT, unit.risks.totals(PROJECT) + type(unit.risks.totals(PROJECT))(open=1))
    unit.reviews.add(a_review())
    unit.reviews.add_lesson(a_lesson())
    unit.calendar.save_version(Version(VersionId("10001"), PROJECT, "1.1"))
    unit.calendar.save_sprint(Sprint("5", None, "Sprint 5", "active"))
    unit.mirror.note({"project:10000": "f1"}, AT)
    unit.facts.record([Fact("RiskRaised", PROJECT, "risk", "risk-10000-1", Cause(AT))])


def fill_and_fail(unit: SqlUnitOfWork) -> None:
    """Much that is right, then something that is not."""
    fill(unit)
    unit.risks.save(replace(a_risk(), version=9))


def everything(unit: SqlUnitOfWork) -> dict[str, Any]:
    """What each question about acme's things answers."""
    baseline_ids, issue_ids = [BaselineId("b1")], [IssueId("20001")]
    return {
        "projects": unit.projects.all(),
        "project": unit.projects.get(PROJECT),
        "by key": unit.projects.by_key("PAY"),
        "lock": unit.projects.lock(PROJECT),
        "revision": unit.projects.revision(PROJECT) or None,
        "meanings": unit.projects.meanings().categories,
        "known": unit.issues.known(issue_ids),
        "of project": list(unit.issues.of_project(PROJECT)),
        "brief": unit.issues.brief(issue_ids),
        "issue by key": unit.issues.by_key("PAY-1"),
        "count": unit.issues.count(PROJECT) or None,
        "search": unit.issues.search(PROJECT, "pay", 10),
        "ties": unit.issues.ties(IssueId("20001")),
        "baseline": unit.baselines.get(BaselineId("b1")),
        "baselines": unit.baselines.of_project(PROJECT),
        "items": unit.baselines.items(BaselineId("b1"), after=None, limit=9).items,
        "followed": unit.baselines.followed(PROJECT),
        "agreed": unit.baselines.agreed(baseline_ids, issue_ids),
        "deltas of": unit.baselines.deltas_of(baseline_ids, issue_ids),
        "steps": unit.baselines.steps_of(baseline_ids, issue_ids),
        "ledger": None if unit.baselines.ledger(BaselineId("b1")) == NOTHING else 1,
        "delta": unit.baselines.delta(DeltaId("d1")),
        "deltas": unit.baselines.deltas(BaselineId("b1")).items,
        "all deltas": unit.baselines.all_deltas(BaselineId("b1")),
        "risk": unit.risks.get(RiskId("risk-10000-1")),
        "risks of issues": unit.risks.of_issues(issue_ids),
        "risks": unit.risks.page(PROJECT, filters={}).items,
        "totals": unit.risks.totals(PROJECT),
        "review": unit.reviews.get(ReviewId("review-1")),
        "reviews": unit.reviews.of_project(PROJECT),
        "lesson": unit.reviews.lesson("lesson-1"),
        "lessons": unit.reviews.lessons(project_id=None, review_id=None, after=None, limit=9).items,
        "version": unit.calendar.version(VersionId("10001")),
        "versions": unit.calendar.versions(PROJECT),
        "sprint": unit.calendar.sprint("5"),
        "mirror": unit.mirror.sent(["project:10000", "project:10001"]),
        "facts": unit.facts.of("risk", "risk-10000-1"),
        "latest": unit.facts.latest(PROJECT),
    }


def test_cleo_sees_nothing_of_acme(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Every question that finds something at acme finds nothing at globex, though the same ids are asked for."""
    with work(acme, write=True) as unit:
        fill(unit)
        unit.projects.touch([PROJECT], AT)
        unit.commit()
    with work(acme) as unit:
        seen_by_ana = everything(unit)
    with work(globex) as unit:
        seen_by_cleo = everything(unit)
    assert [question for question, answer in seen_by_ana.items() if not answer] == []
    assert [question for question, answer in seen_by_cleo.items() if answer] == []


def test_the_same_ids_on_two_sites(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Two sites may use the same ids, and a change on one leaves the other alone."""
    for site_id in (acme, globex):
        with work(site_id, write=True) as unit:
            fill(unit)
            unit.commit()
    with work(globex, write=True) as unit:
        held = unit.risks.get(RiskId("risk-10000-1"))
        assert held is not None
        unit.risks.save(replace(held, title="Another site's words"))
        unit.projects.touch([PROJECT], AT)
        unit.baselines.write_deltas(put=[], drop=[DeltaId("d1")])
        unit.commit()
    with work(acme) as unit:
        kept = unit.risks.get(RiskId("risk-10000-1"))
        assert kept is not None
        assert kept.title != "Another site's words"
        assert unit.projects.revision(PROJECT) == 0
        assert unit.baselines.delta(DeltaId("d1")) is not None


def test_leaving_without_commit(work: SqlWork, acme: SiteId) -> None:
    """Leaving without commit rolls everything back."""
    with work(acme, write=True) as unit:
        fill(unit)
        unit.errands.ask("mirror", "PAY-1", lane=PROJECT, run_at=AT)
    with work(acme) as unit:
        assert [question for question, answer in everything(unit).items() if answer] == []


def test_an_exception_rolls_back(work: SqlWork, acme: SiteId) -> None:
    """An exception rolls everything back, and the next unit of work finds the database free."""
    with pytest.raises(Stale), work(acme, write=True) as unit:
        fill_and_fail(unit)
    with work(acme, write=True) as unit:
        assert unit.projects.all() == []
        unit.projects.save(a_project())
        unit.commit()


def test_more_after_a_commit(work: SqlWork, acme: SiteId) -> None:
    """A unit of work may go on after its commit, still bound to its site; only what is committed lasts."""
    with work(acme, write=True) as unit:
        unit.projects.save(a_project("10000", "PAY"))
        unit.commit()
        unit.projects.save(a_project("10001", "OPS"))
        unit.commit()
        unit.projects.save(a_project("10002", "WEB"))
    with work(acme) as unit:
        assert [project.key for project in unit.projects.all()] == ["OPS", "PAY"]


def test_reading_cannot_commit(work: SqlWork, acme: SiteId) -> None:
    """Who opened a unit of work for reading is told so at once, on either database."""
    with work(acme) as unit, pytest.raises(RuntimeError, match="reading"):
        unit.commit()


def test_a_series_has_no_gaps(work: SqlWork, acme: SiteId) -> None:
    """Keys count up by project and prefix, and a key that was rolled back is given out again."""
    with work(acme, write=True) as unit:
        assert [unit.projects.next_key(PROJECT, "R") for _ in range(2)] == ["R-1", "R-2"]
        assert unit.projects.next_key(PROJECT, "L") == "L-1"
        assert unit.projects.next_key(ProjectId("10001"), "R") == "R-1"
        unit.commit()
    with work(acme, write=True) as unit:
        assert unit.projects.next_key(PROJECT, "R") == "R-3"
    with work(acme, write=True) as unit:
        assert unit.projects.next_key(PROJECT, "R") == "R-3"


def test_facts_read_back(work: SqlWork, acme: SiteId, now: datetime) -> None:
    """Facts come back as they were told: those of an entity oldest first, those of a project newest first."""
    facts = [
        Fact(f"Step{n}", PROJECT, "risk", "r1", Cause(now, None, "why \x00", n), {"old": n, "text": "a\x00b\ud800"})
        for n in range(5)
    ]
    with work(acme, write=True) as unit:
        unit.facts.record(facts)
        unit.commit()
    with work(acme) as unit:
        assert [fact.name for fact in unit.facts.of("risk", "r1", limit=3)] == ["Step2", "Step3", "Step4"]
        latest = unit.facts.latest(PROJECT, limit=1)[0]
    assert (latest.name, latest.at, latest.reason) == ("Step4", now, "why ")
    assert latest.detail == {"old": 4, "text": "a\x00b\ud800"}


def test_what_was_sent(work: SqlWork, acme: SiteId, now: datetime) -> None:
    """The mirror remembers the last fingerprint of each subject, and says nothing of what was never sent."""
    with work(acme, write=True) as unit:
        unit.mirror.note({"issue:1": "a", "issue:2": "b"}, now)
        unit.mirror.note({"issue:1": "c"}, now)
        assert unit.mirror.sent(["issue:1", "issue:2", "issue:3"]) == {"issue:1": "c", "issue:2": "b"}
        assert unit.mirror.sent([]) == {}
