"""The record of a site: its carrier, when it was heard of, its token; and what to do before Connect ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plugin.doctor.finding import Finding, Grade
from plugin.doctor.sites import judge_number, judge_site, name_of, still_there
from plugin.domain.ids import SiteId
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier
from tests.doctor.answers import NOW

ACME = "https://acme.atlassian.net"
BY_CONNECT = Site(SiteId(1), "client-key", ACME, "a-shared-secret", active=True)
BY_FORGE = Site(
    SiteId(2), None, ACME, None, active=True, cloud_id="c-1", carrier=Carrier.FORGE, seen_at=NOW - timedelta(hours=1)
)
LATER = NOW + timedelta(hours=2)


def judged(site: Site, until: datetime | None = LATER, now: datetime = NOW) -> list[Finding]:
    """What is found about a site."""
    return list(judge_site(site, until, now))


def grades(found: list[Finding]) -> list[Grade]:
    """How grave each of them is."""
    return [one.grade for one in found]


def test_a_site_that_forge_calls_is_fine() -> None:
    """When it called, and until when Jira can be spoken to."""
    found = judged(BY_FORGE)
    assert grades(found) == [Grade.OK, Grade.OK]
    assert "last called at about 2026-11-24 11:00 UTC" in found[0].text
    assert "until 2026-11-24 14:00 UTC" in found[1].text


@pytest.mark.parametrize(
    ("silent", "grade"), [(timedelta(hours=3), Grade.OK), (timedelta(hours=3, seconds=1), Grade.WARNING)]
)
def test_a_silence_of_three_hours_is_a_warning(silent: timedelta, grade: Grade) -> None:
    """Forge calls by the hour."""
    assert judged(replace(BY_FORGE, seen_at=NOW - silent))[0].grade is grade
    assert judged(replace(BY_FORGE, seen_at=None))[0].grade is Grade.WARNING


def test_a_site_without_a_token_is_a_warning() -> None:
    """The next hourly call brings one."""
    assert grades(judged(BY_FORGE, None)) == [Grade.OK, Grade.WARNING]


def test_a_site_by_connect_is_told_to_move() -> None:
    """With the day on which support ends, and afterwards that it has."""
    (found,) = judged(BY_CONNECT, None)
    assert found.grade is Grade.WARNING
    assert "support ends on 31 January 2027. Move it to Forge" in found.text
    assert "a-shared-secret" not in found.text
    (late,) = judged(BY_CONNECT, None, datetime(2027, 2, 1, tzinfo=UTC))
    assert "support ended on 31 January 2027" in late.text


def test_a_site_in_doubt_is_named() -> None:
    """By its cloud id where it has told no address yet."""
    found = judged(replace(BY_FORGE, pending=True, base_url="https://c-1.invalid"))
    assert grades(found) == [Grade.WARNING, Grade.OK, Grade.OK]
    assert "the site with cloud id c-1 is new here" in found[0].text


def test_a_site_that_is_switched_off_is_one_line() -> None:
    """Nothing more can be asked of it."""
    (found,) = judged(replace(BY_CONNECT, active=False))
    assert found.grade is Grade.WARNING
    assert "switched the app off" in found.text


def test_sites_are_named_as_people_know_them() -> None:
    """By the address they see."""
    assert name_of(replace(BY_CONNECT, display_url="https://jira.example.org")) == "https://jira.example.org"
    assert name_of(BY_CONNECT) == ACME


def test_sites_that_left_are_not_looked_at() -> None:
    """Their data waits to be erased; and with none left it is said that there is none."""
    assert still_there([replace(BY_FORGE, gone_at=NOW), BY_CONNECT]) == [BY_CONNECT]
    assert [one.grade for one in judge_number([])] == [Grade.WARNING]
    assert list(judge_number([BY_CONNECT])) == []
