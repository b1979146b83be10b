"""Rights in many projects at once: one question for all that is not known, kept as single answers are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from plugin.domain.errors import JiraBusy, JiraRefused
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId
from plugin.usecases.authority import BROWSE, EDIT, KEEP, MANAGE, NO_RIGHTS, Authority, Rights
from plugin.usecases.records import Permitted

SITE, OTHER_SITE = SiteId(1), SiteId(2)
LEAD = AccountId("lead")
MANY = [ProjectId(str(number)) for number in range(10_000, 12_500)]


@dataclass
class Desk:
    """Stands in for Jira: grants what it holds, and counts the projects of each question."""

    holds: dict[ProjectId, set[str]] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    failure: Exception | None = None
    now: datetime = datetime(2026, 11, 24, tzinfo=UTC)

    def clock(self) -> datetime:
        return self.now

    def permitted(
        self,
        account_id: AccountId,
        permissions: Collection[str],
        *,
        project_ids: Collection[ProjectId],
        issue_ids: Collection[IssueId],
    ) -> Permitted:
        self.asked.append(len(project_ids))
        if self.failure:
            raise self.failure
        granted = [
            (one, project) for project in project_ids for one in permissions if one in self.holds.get(project, ())
        ]
        return Permitted(frozenset(granted))

    def is_admin(self, account_id: AccountId) -> bool:
        raise AssertionError(account_id)


@pytest.fixture
def desk() -> Desk:
    """Nobody holds anything yet."""
    return Desk()


@pytest.fixture
def authority(desk: Desk) -> Authority:
    """An authority over that Jira."""
    return Authority(lambda _: desk, desk.clock)  # type: ignore[arg-type, return-value]


def test_each_project_has_its_own_rights(desk: Desk, authority: Authority) -> None:
    """What is granted in one project is granted in no other, and who may not see has no right at all."""
    one, two, three, four = MANY[:4]
    desk.holds = {one: {BROWSE, EDIT, MANAGE}, two: {BROWSE}, three: {EDIT, MANAGE}}
    assert authority.rights_of(SITE, LEAD, MANY[:4]) == {
        one: Rights(see=True, contribute=True, manage=True),
        two: Rights(see=True, contribute=False, manage=False),
        three: NO_RIGHTS,
        four: NO_RIGHTS,
    }
    assert desk.asked == [4]


def test_many_projects_are_asked_a_thousand_at_a_time(desk: Desk, authority: Authority) -> None:
    """Two hundred projects are one question, two and a half thousand are three, and none is forgotten."""
    authority.rights_of(SITE, LEAD, MANY[:200])
    assert desk.asked == [200]
    assert authority.rights_of(SITE, LEAD, MANY).keys() == set(MANY)
    assert desk.asked == [200, 1000, 1000, 300]


def test_answers_are_kept_for_a_minute_like_single_ones(desk: Desk, authority: Authority) -> None:
    """What was asked together answers for one, what was asked for one is not asked again, and all of it gets old."""
    desk.holds = {MANY[0]: {BROWSE}}
    authority.rights_of(SITE, LEAD, MANY[:3])
    assert authority.rights(SITE, LEAD, MANY[0]).see
    authority.rights_of(SITE, LEAD, MANY[:4])
    assert desk.asked == [3, 1]
    authority.rights_of(OTHER_SITE, LEAD, MANY[:1])
    authority.rights_of(SITE, AccountId("other"), MANY[:1])
    assert desk.asked == [3, 1, 1, 1]
    desk.now += KEEP + timedelta(seconds=1)
    authority.rights_of(SITE, LEAD, MANY[:4])
    assert desk.asked[4:] == [4]


def test_nobody_and_nothing_ask_nothing(desk: Desk, authority: Authority) -> None:
    """An anonymous visitor has no rights anywhere, and no project is no question."""
    assert authority.rights_of(SITE, None, MANY[:2]) == dict.fromkeys(MANY[:2], NO_RIGHTS)
    assert authority.rights_of(SITE, LEAD, []) == {}
    assert desk.asked == []


def test_refused_is_no_right_and_trouble_is_told(desk: Desk, authority: Authority) -> None:
    """Where Jira refuses to answer about somebody they have no rights; that it is busy is not kept as an answer."""
    desk.failure = JiraBusy("Jira is busy.", 5)
    with pytest.raises(JiraBusy):
        authority.rights_of(SITE, LEAD, MANY[:2])
    desk.failure = JiraRefused("No such account.")
    assert authority.rights_of(SITE, LEAD, MANY[:2]) == dict.fromkeys(MANY[:2], NO_RIGHTS)
