"""A project's versions as Jira shows them, beside what events told of them."""

from __future__ import annotations

from dataclasses import replace

from plugin.domain.commands import TrackVersion
from plugin.usecases.calendar import take_versions, track_version
from plugin.usecases.records import Version
from tests.usecases.desk import OTHER, PROJECT, RELEASE, Desk, days


def told(desk: Desk, day: float, *, released: bool, name: str = "2.0") -> None:
    """An event about the release."""
    with desk.act() as act:
        track_version(
            act.uow,
            TrackVersion(RELEASE, PROJECT, name, released, False, None, None, False, days(day), "jira:version_x"),
        )


def read(desk: Desk, day: float, *versions: Version, released_at: float | None = None) -> None:
    """A reading that began on that day."""
    with desk.act() as act:
        take_versions(act.uow, PROJECT, versions, days(day), None if released_at is None else days(released_at))


def known(desk: Desk) -> Version:
    """The release as it is kept."""
    with desk.work(desk.site_id) as uow:
        version = uow.calendar.version(RELEASE)
    assert version is not None
    return version


SHOWN = Version(RELEASE, PROJECT, "2.0", released=True)
OTHERS = Version(OTHER, PROJECT, "2.1")


def test_a_reading_puts_right_what_came_out_of_order(desk: Desk) -> None:
    """Released, and then an older event again: the reading knows better."""
    told(desk, 1, released=True)
    told(desk, 2, released=False)
    read(desk, 3, SHOWN, OTHERS, released_at=3)
    assert (known(desk).released, known(desk).released_at) == (True, days(3))


def test_the_instant_of_a_release_that_we_heard_of_stays(desk: Desk) -> None:
    """Jira tells the day only; the event told the instant."""
    told(desk, 1, released=True)
    read(desk, 3, SHOWN, OTHERS, released_at=3)
    read(desk, 4, SHOWN, OTHERS)
    assert known(desk).released_at == days(1)


def test_a_release_that_nobody_told_of_has_no_instant(desk: Desk) -> None:
    """It is not made up; and one that was taken back has none either."""
    read(desk, 3, SHOWN, OTHERS)
    assert (known(desk).released, known(desk).released_at) == (True, None)
    told(desk, 4, released=False)
    told(desk, 5, released=True)
    assert known(desk).released_at == days(5)
    read(desk, 6, replace(SHOWN, released=False), OTHERS)
    assert (known(desk).released, known(desk).released_at) == (False, None)


def test_what_was_heard_while_jira_was_asked_stays(desk: Desk) -> None:
    """The event is younger than the answer."""
    told(desk, 4, released=True, name="2.0 at last")
    read(desk, 3, replace(SHOWN, released=False), OTHERS)
    assert (known(desk).name, known(desk).released) == ("2.0 at last", True)


def test_a_version_that_jira_shows_no_more_is_gone(desk: Desk) -> None:
    """Merged or deleted while no event came; one that was heard of since then is not."""
    read(desk, 3, OTHERS)
    assert known(desk).deleted
    told(desk, 4, released=False)
    assert not known(desk).deleted
    read(desk, 3, OTHERS)
    assert not known(desk).deleted
