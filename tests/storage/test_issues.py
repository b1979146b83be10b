"""Issues and projects: histories come back as they were, whatever they hold."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueHistory, IssueState, Move, TypeRole
from plugin.domain.response import WhenDone
from plugin.storage import SqlWork
from plugin.storage.types import instant
from plugin.usecases.records import KnownIssue, Meanings, Progress, ProjectSettings
from tests.storage.builders import AT, PROJECT, SOMEBODY, a_link, a_project, an_issue

INSTANTS = st.integers(10**15, 3 * 10**15).map(instant)
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=12)
MOVES = st.builds(Move, st.sampled_from(Field), st.none() | WORDS, st.none() | WORDS)
CHANGES = st.lists(
    st.builds(
        IssueChange,
        st.integers(1, 10**6).map(str) | st.integers(1, 99).map("gap-{}".format),
        INSTANTS,
        st.none() | st.just(SOMEBODY),
        st.lists(MOVES, min_size=1, max_size=4).map(tuple),
    ),
    max_size=6,
    unique_by=lambda change: change.id,
)
STATES = st.builds(
    IssueState,
    WORDS.map(ProjectId),
    WORDS,
    WORDS,
    st.none() | WORDS,
    st.none() | st.integers(-(10**12), 10**12),
    st.frozensets(WORDS.map(VersionId), max_size=3),
    st.frozensets(WORDS, max_size=3),
    st.booleans(),
)
HISTORIES = st.builds(
    lambda issue_id, created_at, by, state, known_from, changes: IssueHistory(
        issue_id, created_at, by, state, known_from, tuple(sorted(changes, key=lambda change: change.order))
    ),
    st.integers(1, 10**6).map(lambda number: IssueId(str(number))),
    INSTANTS,
    st.none() | st.just(AccountId("a")),
    STATES,
    INSTANTS,
    CHANGES,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES, seen_at=INSTANTS, summary=st.text(max_size=30))
def test_a_history_comes_back(
    work: SqlWork, acme: SiteId, history: IssueHistory, seen_at: datetime, summary: str
) -> None:
    """Any history is read back exactly as it was saved; a summary loses only what a database cannot hold."""
    known = KnownIssue(history, "PAY-1", summary, seen_at)
    with work(acme, write=True) as unit:
        unit.issues.save([(known, history.changes)])
        found = unit.issues.known([history.issue_id])[history.issue_id]
        in_project = list(unit.issues.of_project(history.now.project_id))
    assert found.history == history
    assert (found.key, found.seen_at) == ("PAY-1", seen_at)
    assert found.summary == summary.replace("\x00", "").encode("utf-8", "replace").decode()
    assert found in in_project


def test_a_history_grows(work: SqlWork, acme: SiteId) -> None:
    """A late change takes its place, rewinds the opening, and changes that are there already stay as they are."""
    first = an_issue()
    moved = IssueChange("7", AT + timedelta(hours=1), SOMEBODY, (Move(Field.STATUS, "1", "3"),))
    late = IssueChange("3", AT - timedelta(days=1), None, (Move(Field.ESTIMATE, "2", None),))
    with work(acme, write=True) as unit:
        unit.issues.save([(first, [])])
        history = unit.issues.known([IssueId("20001")], hold=True)[IssueId("20001")].history.with_change(moved)
        unit.issues.save([(replace(first, history=history), [moved])])
        history = history.with_change(late)
        unit.issues.save([(replace(first, history=history, seen_at=moved.at), [late, moved])])
        unit.commit()
    with work(acme) as unit:
        found = unit.issues.known([IssueId("20001")])[IssueId("20001")]
    assert found.history == history
    assert [change.id for change in found.history.changes] == ["3", "7"]
    assert found.history.opening.estimate == 2000


def test_an_issue_that_went_elsewhere(work: SqlWork, acme: SiteId) -> None:
    """A project still finds the issues that once were in it, deleted ones too, but counts and shows only its own."""
    gone = IssueChange("1", AT + timedelta(hours=1), SOMEBODY, (Move(Field.PROJECT, PROJECT, "10001"),))
    deleted = IssueChange("2", AT + timedelta(hours=2), SOMEBODY, (Move(Field.DELETED, None, "true"),))
    issues = [
        an_issue("20001", changes=[gone]),
        an_issue("20002", key="PAY-2", changes=[deleted]),
        an_issue("20003", key="PAY-3"),
    ]
    with work(acme, write=True) as unit:
        unit.issues.save([(issue, issue.history.changes) for issue in issues])
        assert [issue.history.issue_id for issue in unit.issues.of_project(PROJECT)] == ["20001", "20002", "20003"]
        assert [issue.history.issue_id for issue in unit.issues.of_project(ProjectId("10001"))] == ["20001"]
        assert unit.issues.count(PROJECT) == 1
        assert [issue.key for issue in unit.issues.search(PROJECT, "pay", 10)] == ["PAY-3"]
        assert unit.issues.brief([IssueId("20002")])[IssueId("20002")].deleted


def test_many_issues_at_once(work: SqlWork, acme: SiteId) -> None:
    """More issues than one IN-list holds are saved and found."""
    change = IssueChange("1", AT + timedelta(hours=1), SOMEBODY, (Move(Field.STATUS, "1", "3"),))
    issues = [an_issue(str(n), key=f"PAY-{n}", changes=[change]) for n in range(1, 1201)]
    with work(acme, write=True) as unit:
        unit.issues.save([(issue, issue.history.changes) for issue in issues])
        found = unit.issues.known([issue.history.issue_id for issue in issues], hold=True)
        assert list(unit.issues.of_project(PROJECT)) == sorted(issues, key=lambda issue: issue.history.issue_id)
    assert found == {issue.history.issue_id: issue for issue in issues}


def test_what_lists_show(work: SqlWork, acme: SiteId) -> None:
    """The category shown is that of the status now; a status nobody explained yet has Jira's "undefined"."""
    with work(acme, write=True) as unit:
        unit.issues.save([(an_issue(), [])])
        assert unit.issues.by_key("PAY-1").category == "undefined"  # type: ignore[union-attr]
        unit.projects.learn(Meanings({"1": "indeterminate"}, {"10001": TypeRole.ITEM}))
        assert unit.issues.brief([IssueId("20001")])[IssueId("20001")].category == "indeterminate"
        unit.projects.learn(Meanings({"1": "done"}, {}))
        assert unit.projects.meanings() == Meanings({"1": "done"}, {"10001": TypeRole.ITEM})
        assert unit.issues.by_key("PAY-1").category == "done"  # type: ignore[union-attr]


def test_a_key_that_passed_on(work: SqlWork, acme: SiteId) -> None:
    """Where two issues had the same key, the living one is meant."""
    deleted = IssueChange("2", AT, SOMEBODY, (Move(Field.DELETED, None, "true"),))
    with work(acme, write=True) as unit:
        unit.issues.save([(an_issue("20001", changes=[deleted]), [deleted]), (an_issue("20002"), [])])
        assert unit.issues.by_key("PAY-1").issue_id == "20002"  # type: ignore[union-attr]


@pytest.mark.parametrize("pattern", ["%", "_", "100%", "\\"])
def test_a_search_is_no_pattern(work: SqlWork, acme: SiteId, pattern: str) -> None:
    """Signs that mean something to SQL mean themselves; the newest comes first."""
    with work(acme, write=True) as unit:
        for n, summary in enumerate(["plain", f"holds {pattern} old", f"holds {pattern} new"]):
            unit.issues.save([(an_issue(str(n), key=f"K-{n}", summary=summary, created_at=AT + timedelta(days=n)), [])])
        assert [issue.key for issue in unit.issues.search(PROJECT, pattern, 10)] == ["K-2", "K-1"]
        assert [issue.key for issue in unit.issues.search(PROJECT, pattern, 1)] == ["K-2"]


def test_links(work: SqlWork, acme: SiteId) -> None:
    """A link is found from both ends until it is untied."""
    with work(acme, write=True) as unit:
        unit.issues.tie(a_link())
        unit.issues.tie(a_link())
        assert unit.issues.ties(IssueId("20001")) == unit.issues.ties(IssueId("20002")) == [a_link()]
        unit.issues.untie("1")
        assert unit.issues.ties(IssueId("20001")) == []


def test_a_project_comes_back(work: SqlWork, acme: SiteId) -> None:
    """Saving a project leaves revision and progress alone, which move on their own."""
    chosen = ProjectSettings("customfield_10016", "customfield_10020", WhenDone.ASK, "CHF")
    project = replace(a_project(), settings=chosen, enabled=True, version=3)
    with work(acme, write=True) as unit:
        unit.projects.save(a_project())
        unit.projects.set_progress(PROJECT, Progress("running", 5, 10, "reading"))
        unit.projects.touch([PROJECT, ProjectId("unknown")], AT)
        unit.projects.touch([PROJECT], AT)
        unit.projects.save(project)
        expected = replace(project, revision=2, changed_at=AT, progress=Progress("running", 5, 10, "reading"))
        assert unit.projects.lock(PROJECT) == unit.projects.by_key("PAY") == expected
        assert unit.projects.revision(PROJECT) == 2
