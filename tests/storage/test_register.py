"""Risks, reviews, lessons and the calendar: read back as saved, paged in order, never overwritten unseen."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from plugin.domain.errors import Invalid, Stale
from plugin.domain.flag import Actor, Flag, FlagCode
from plugin.domain.ids import AccountId, IssueId, ProjectId, ReviewId, RiskId, SiteId, VersionId
from plugin.domain.lesson import LessonState
from plugin.domain.rating import Stage
from plugin.domain.review import FactLine, Finding, FindingKind, signed_off, with_finding
from plugin.domain.risk import LinkedIssue, Outcome, Proposal, Risk, Role
from plugin.domain.risk_life import closed, linked
from plugin.domain.treatment import Action, Direction, Treatment
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, Watched
from plugin.storage import SqlUnitOfWork, SqlWork
from plugin.usecases.records import Sprint, Version
from tests.storage.builders import AT, PROJECT, SOMEBODY, a_lesson, a_review, a_risk

RESPONSE = LinkedIssue(IssueId("20002"), Role.RESPONSE, done=True)
TODAY = date(2026, 11, 24)


def test_a_risk_comes_back(work: SqlWork, acme: SiteId) -> None:
    """A risk is read back as it was saved, with ratings, proposal and issues in their order."""
    risk = linked(a_risk(issues=[RESPONSE]), LinkedIssue(IssueId("20001"), Role.AFFECTED))
    current = risk.ratings[Stage.CURRENT]
    full = replace(
        risk,
        next_review=TODAY,
        proposal=Proposal(current, "All responses are done.", AT),
        ratings={**risk.ratings, Stage.TARGET: replace(current, probability=1, cost=None, by=None)},
    )
    ended = closed(replace(full, version=2), Outcome.PARTLY, AT + timedelta(days=1))
    with work(acme, write=True) as unit:
        unit.risks.add(risk)
        unit.risks.save(full)
        assert unit.risks.get(risk.id) == replace(full, version=2)
        unit.risks.save(ended)
        assert unit.risks.get(risk.id) == replace(ended, version=3)
        gone = replace(ended, version=3, deleted_at=AT + timedelta(days=2))
        unit.risks.save(gone)
        assert unit.risks.get(risk.id) == replace(gone, version=4)
        assert not unit.risks.page(risk.project_id, filters={}).items
        assert not unit.risks.of_issues([RESPONSE.issue_id])


def test_a_stale_risk(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Saving what somebody else changed in between is refused and changes nothing; so is another site's risk."""
    with work(acme, write=True) as unit:
        unit.risks.add(a_risk())
        unit.risks.save(replace(a_risk(), title="First"))
        with pytest.raises(Stale):
            unit.risks.save(replace(a_risk(), title="Second", issues=(RESPONSE,)))
        assert unit.risks.get(a_risk().id) == replace(a_risk(), title="First", version=2)
        unit.commit()
    with work(globex, write=True) as unit, pytest.raises(Stale):
        unit.risks.save(replace(a_risk(), version=2))


def existing(unit: SqlUnitOfWork, number: int) -> Risk:
    """A risk of the register."""
    risk = unit.risks.get(RiskId(f"risk-10000-{number}"))
    assert risk is not None
    return risk


def register(unit: SqlUnitOfWork) -> None:
    """Six risks, of which three tie in level and score; one of another project."""
    for number, (probability, impact) in enumerate([(1, 1), (3, 3), (5, 5), (3, 3), (3, 3), (1, 5)], start=1):
        unit.risks.add(a_risk(number, probability=probability, impact=impact))
    unit.risks.add(a_risk(1, probability=5, impact=5, project_id="10001"))


@pytest.mark.parametrize("limit", [1, 2, 4, 50])
def test_register_pages(work: SqlWork, acme: SiteId, limit: int) -> None:
    """The worst come first, then by score, then the oldest; ties are neither lost nor shown twice between pages."""
    seen: list[str] = []
    with work(acme, write=True) as unit:
        register(unit)
        page = unit.risks.page(PROJECT, filters={}, limit=limit)
        seen += [risk.key for risk in page.items]
        while page.after and len(seen) < 20:
            page = unit.risks.page(PROJECT, filters={}, after=page.after, limit=limit)
            seen += [risk.key for risk in page.items]
    assert seen == ["R-3", "R-6", "R-2", "R-4", "R-5", "R-1"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"level": "Critical"}, {"R-3"}),
        ({"level": "Medium", "status": "open"}, {"R-2", "R-5"}),
        ({"status": "closed"}, {"R-4"}),
        ({"owner": "none"}, {"R-1"}),
        ({"owner": str(SOMEBODY)}, {"R-2", "R-3", "R-4", "R-5", "R-6"}),
        ({"direction": "opportunity"}, {"R-6"}),
        ({"category": "people"}, {"R-6"}),
        ({"category": "people,supplier"}, {"R-1", "R-2", "R-3", "R-4", "R-5", "R-6"}),
        ({"due": "overdue", "today": "2026-11-24"}, {"R-2"}),
        ({"answered": "no"}, {"R-1", "R-3", "R-4", "R-5", "R-6"}),
        ({"cell": "current.threat.3.3"}, {"R-2", "R-5"}),
        ({"cell": "target.threat.3.3"}, set()),
        ({"cell": "nonsense"}, {"R-1", "R-2", "R-3", "R-4", "R-5", "R-6"}),
        ({"unknown": "x", "level": ""}, {"R-1", "R-2", "R-3", "R-4", "R-5", "R-6"}),
    ],
)
def test_register_filters(work: SqlWork, acme: SiteId, filters: dict[str, str], expected: set[str]) -> None:
    """Each filter keeps what it names; a cell of the heat map holds open risks only."""
    with work(acme, write=True) as unit:
        register(unit)
        one, two, four, six = (existing(unit, number) for number in (1, 2, 4, 6))
        unit.risks.save(replace(one, owner=None))
        unit.risks.save(replace(two, issues=(RESPONSE,), next_review=TODAY - timedelta(days=1)))
        unit.risks.save(closed(four, Outcome.DID_NOT, AT))
        unit.risks.save(replace(six, direction=Direction.OPPORTUNITY, category="people", next_review=TODAY))
        assert {risk.key for risk in unit.risks.page(PROJECT, filters=filters).items} == expected
        assert unit.risks.reviews_overdue(PROJECT, TODAY) == 1
        assert unit.risks.next_review(PROJECT) == TODAY - timedelta(days=1)
        assert unit.risks.next_review(ProjectId("none")) is None


def test_a_foreign_cursor(work: SqlWork, acme: SiteId) -> None:
    """A cursor of another list is refused."""
    with work(acme) as unit, pytest.raises(Invalid):
        unit.risks.page(PROJECT, filters={}, after="WzFd")


def test_risks_of_issues(work: SqlWork, acme: SiteId) -> None:
    """A risk tied to several of the issues is found once, an ended one too."""
    both = a_risk(
        1, issues=[RESPONSE, replace(RESPONSE, role=Role.BACKING), LinkedIssue(IssueId("20003"), Role.AFFECTED)]
    )
    ended = closed(a_risk(2, issues=[RESPONSE]), Outcome.OCCURRED, AT)
    with work(acme, write=True) as unit:
        for risk in (both, ended, a_risk(3)):
            unit.risks.add(risk)
        assert unit.risks.of_issues([IssueId("20002"), IssueId("20003")]) == [both, ended]
        assert unit.risks.of_issues([IssueId("9")]) == []


def test_totals(work: SqlWork, acme: SiteId) -> None:
    """Totals are kept by project, and a key that is gone from them is gone."""
    with work(acme, write=True) as unit:
        assert unit.risks.totals(PROJECT) == Counter()
        unit.risks.set_totals(PROJECT, Counter({"open": 3, "cell.current.threat.3.3": 1}))
        unit.risks.set_totals(PROJECT, Counter({"open": 2}))
        assert unit.risks.totals(PROJECT) == Counter({"open": 2})
        assert unit.risks.totals(ProjectId("10001")) == Counter()


def test_a_review_comes_back(work: SqlWork, acme: SiteId) -> None:
    """A review is read back as it was saved, signed off with its frozen facts, and never overwritten unseen."""
    review = with_finding(a_review(), Finding("f1", FindingKind.SUCCESS, "Tests found it", None, AT))
    review = with_finding(review, Finding("f2", FindingKind.PROBLEM, "It was late", SOMEBODY, AT))
    facts = (
        FactLine("scope", "points", 55.5, 60, 0.08),
        FactLine("end", "date", "2026-11-01", None, None, "not released"),
    )
    signed = signed_off(replace(review, version=2), facts, AccountId("b"), AT, "agreed")
    with work(acme, write=True) as unit:
        unit.reviews.add(a_review())
        unit.reviews.save(review)
        unit.reviews.save(signed)
        assert unit.reviews.get(ReviewId("review-1")) == replace(signed, version=3)
        with pytest.raises(Stale):
            unit.reviews.save(review)
        unit.reviews.add(a_review("review-2", AT + timedelta(days=1)))
        assert [found.id for found in unit.reviews.of_project(PROJECT)] == ["review-2", "review-1"]


def test_lessons(work: SqlWork, acme: SiteId) -> None:
    """Lessons are paged newest first over ties, by project or by review, and never overwritten unseen."""
    lessons = [a_lesson(f"lesson-{n}", AT + timedelta(microseconds=n // 2)) for n in range(5)]
    elsewhere = replace(a_lesson("other", AT - timedelta(days=1), "10001"), review_id=None)
    seen: list[str] = []
    with work(acme, write=True) as unit:
        for lesson in [*lessons, elsewhere]:
            unit.reviews.add_lesson(lesson)
        unit.reviews.save_lesson(replace(lessons[0], state=LessonState.ADOPTED))
        assert unit.reviews.lesson("lesson-0") == replace(lessons[0], state=LessonState.ADOPTED, version=2)
        with pytest.raises(Stale):
            unit.reviews.save_lesson(lessons[0])
        after = None
        for _ in range(3):
            page = unit.reviews.lessons(project_id=None, review_id=None, after=after, limit=2)
            after = page.after
            seen += [lesson.id for lesson in page.items]
        of_project = unit.reviews.lessons(project_id=ProjectId("10001"), review_id=None, after=None, limit=9)
        of_review = unit.reviews.lessons(project_id=None, review_id=ReviewId("review-1"), after=None, limit=9)
    assert (seen, after) == (["lesson-4", "lesson-3", "lesson-2", "lesson-1", "lesson-0", "other"], None)
    assert [lesson.id for lesson in of_project.items] == ["other"]
    assert {lesson.id for lesson in of_review.items} == {lesson.id for lesson in lessons}


def test_the_calendar(work: SqlWork, acme: SiteId) -> None:
    """Versions and sprints are read back as last seen; versions by release day."""
    late = Version(VersionId("1"), PROJECT, "1.1", True, False, "2026-10-01", "2026-12-01", AT, False, AT)
    soon = Version(VersionId("2"), PROJECT, "1.0", release_on="2026-11-01")
    open_end = Version(VersionId("3"), PROJECT, "0.9")
    sprint = Sprint("5", "2", "Sprint 5", "closed", AT, AT + timedelta(days=14), AT + timedelta(days=13), True, AT)
    with work(acme, write=True) as unit:
        for version in (open_end, replace(late, name="old name"), soon, late):
            unit.calendar.save_version(version)
        unit.calendar.save_sprint(replace(sprint, state="active"))
        unit.calendar.save_sprint(sprint)
        assert unit.calendar.versions(PROJECT) == [soon, late, open_end]
        assert unit.calendar.version(late.id) == late
        assert unit.calendar.sprint("5") == sprint


def test_rules_that_are_looked_at(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Only open risks with an armed rule are watched; how their triggers move leaves the version alone."""
    rule = TriggerRule(Watched.JQL, "x", Comparator.AT_LEAST, 1, timedelta(days=3), "project = 10000 AND (x)")
    armed, words = Trigger("t1", "Red build", rule), Trigger("t2", "In words")
    with work(acme, write=True) as unit:
        unit.risks.add(replace(a_risk(1), triggers=(armed, words)))
        unit.risks.add(replace(a_risk(2), triggers=(words,)))
        unit.risks.add(replace(closed(a_risk(3), Outcome.DID_NOT, AT), triggers=(armed,)))
        unit.risks.set_totals(PROJECT, Counter(open=2))
        assert unit.risks.has_watches(PROJECT)
        assert not unit.risks.has_watches(ProjectId("10001"))
        (watched,) = unit.risks.watched(PROJECT)
        moved = replace(watched, triggers=(replace(armed, holds_since=AT, seen=2.0), words))
        unit.risks.note_triggers(moved)
        assert unit.risks.get(watched.id) == moved
        assert unit.risks.looked_at(PROJECT) is None
        unit.risks.note_look(PROJECT, AT)
        unit.risks.set_totals(PROJECT, Counter(open=3))
        assert unit.risks.looked_at(PROJECT) == AT
        unit.commit()
    with work(globex) as unit:
        assert not unit.risks.has_watches(PROJECT)
        assert unit.risks.looked_at(PROJECT) is None


def test_flags_are_kept_beside_a_risk(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """They can be counted and filtered by, and what was told of them outlives an edit."""
    unowned = Flag(FlagCode.UNOWNED, TODAY, Actor.MANAGER)
    with work(acme, write=True) as unit:
        unit.risks.add(replace(a_risk(1), owner=None))
        unit.risks.add(a_risk(2))
        late = Action("a1", "Test the restore", due=TODAY - timedelta(days=1))
        unit.risks.add(replace(a_risk(3), treatment=Treatment(actions=(late, replace(late, id="a2", due=TODAY)))))
        assert unit.risks.actions_overdue(PROJECT, TODAY) == 1
        assert unit.risks.actions_overdue(PROJECT, TODAY + timedelta(days=1)) == 2
        unit.risks.note_flags(existing(unit, 2).id, [unowned], ["unowned:"])
        assert existing(unit, 2).flags == (unowned,)
        keys = [one.key for one in unit.risks.page(PROJECT, filters={"flag": "unowned"}).items]
        assert sorted(keys) == ["R-1", "R-2"]
        unit.risks.save(existing(unit, 2))
        assert existing(unit, 2).flags == ()
        assert {one.key: told for one, told in unit.risks.to_sweep(PROJECT)}["R-2"] == {"unowned:"}
        unit.commit()
    with work(globex) as unit:
        assert unit.risks.flagged(PROJECT) == 0


def test_people_who_are_away(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """An account keeps the day from which it is known to be away; coming and going is told once."""
    somebody, other = AccountId("one"), AccountId("other")
    with work(acme, write=True) as unit:
        assert unit.people.note({somebody: True, other: False}, AT) == {other}
        assert unit.people.note({somebody: True, other: False}, AT + timedelta(days=1)) == set()
        assert unit.people.away() == {other: AT.date()}
        assert unit.people.known([somebody, AccountId("third")]) == {somebody}
        assert unit.people.known([somebody], since=AT + timedelta(days=2)) == set()
        assert unit.people.note({other: True}, AT + timedelta(days=2)) == {other}
        assert unit.people.away() == {}
        unit.commit()
    with work(globex) as unit:
        assert unit.people.known([somebody]) == set()
