"""Tokens for Jira: taken in sparingly, kept until they end, dropped when Jira refuses them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from plugin.domain.ids import SiteId
from plugin.platform.forge_access import LONGEST, NEARLY_OVER, THE_APP, ForgeAccess
from tests.platform.made_up import NOW, PERSON

ACME, GLOBEX = SiteId(1), SiteId(2)
LONG = NOW + timedelta(hours=3)


class Shelf:
    """A store in memory that counts writes."""

    def __init__(self) -> None:
        self.kept: dict[tuple[SiteId, str], tuple[str, datetime]] = {}
        self.writes = 0

    def find(self, site_id: SiteId, account_id: str, now: datetime) -> tuple[str, datetime] | None:
        found = self.kept.get((site_id, account_id))
        return found if found and found[1] > now else None

    def keep(self, site_id: SiteId, account_id: str, token: str, expires_at: datetime, now: datetime) -> None:
        self.writes += 1
        self.kept[site_id, account_id] = token, expires_at

    def drop(self, site_id: SiteId, account_id: str, token: str) -> None:
        if self.kept.get((site_id, account_id), ("",))[0] == token:
            del self.kept[site_id, account_id]


class Hands:
    """A clock that a test moves."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def shelf() -> Shelf:
    """An empty store."""
    return Shelf()


@pytest.fixture
def hands() -> Hands:
    """A clock that stands still."""
    return Hands()


@pytest.fixture
def access(shelf: Shelf, hands: Hands) -> ForgeAccess:
    """What is tested."""
    return ForgeAccess(shelf, hands)


def test_the_first_token_is_news(access: ForgeAccess) -> None:
    """It is handed out from then on, to its own site and account alone."""
    assert access.offer(ACME, THE_APP, ("one", LONG), trusted=True)
    assert access.token(ACME) == "one"
    assert access.token(GLOBEX) is None
    assert access.token(ACME, PERSON) is None


def test_another_one_as_good_costs_no_write(access: ForgeAccess, shelf: Shelf) -> None:
    """Each call brings a token; one is written down only where it lasts noticeably longer."""
    access.offer(ACME, THE_APP, ("one", LONG), trusted=True)
    for minute in range(1, 9):
        assert not access.offer(ACME, THE_APP, (f"m{minute}", LONG + timedelta(minutes=minute)), trusted=True)
    assert (shelf.writes, access.token(ACME)) == (1, "one")
    access.offer(ACME, THE_APP, ("later", LONG + timedelta(minutes=10)), trusted=True)
    assert (shelf.writes, access.token(ACME)) == (2, "later")


def test_a_person_cannot_replace_the_apps_token(access: ForgeAccess, hands: Hands) -> None:
    """What comes with a person's call fills a gap, or replaces what is nearly over; else it is not taken."""
    access.offer(ACME, THE_APP, ("right", LONG), trusted=True)
    access.offer(ACME, THE_APP, ("poison", LONG + timedelta(hours=2)), trusted=False)
    assert access.token(ACME) == "right"
    hands.now = LONG - NEARLY_OVER
    access.offer(ACME, THE_APP, ("next", hands.now + timedelta(hours=2)), trusted=False)
    assert access.token(ACME) == "next"


def test_no_token_lasts_for_ever(access: ForgeAccess, shelf: Shelf, hands: Hands) -> None:
    """Whatever it says of itself, a token counts for half a day at most; then it is not used any more."""
    access.offer(ACME, THE_APP, ("long", NOW + timedelta(days=900)), trusted=True)
    assert shelf.kept[ACME, THE_APP][1] == NOW + LONGEST
    hands.now = NOW + LONGEST
    assert access.token(ACME) is None


def test_one_that_is_nearly_over_is_not_used(access: ForgeAccess, hands: Hands) -> None:
    """A request takes its time; a token that ends on the way is of no use, and another is news again."""
    assert not access.offer(ACME, THE_APP, ("short", NOW + timedelta(seconds=30)), trusted=True)
    access.offer(ACME, THE_APP, ("one", NOW + timedelta(minutes=1)), trusted=True)
    hands.now = NOW + timedelta(seconds=31)
    assert access.token(ACME) is None
    assert access.offer(ACME, THE_APP, ("two", LONG), trusted=True)


def test_what_another_process_kept_is_found(shelf: Shelf, hands: Hands) -> None:
    """A worker never sees a call of Forge's; it uses what the web process was given."""
    ForgeAccess(shelf, hands).offer(ACME, PERSON, ("theirs", LONG), trusted=True)
    assert ForgeAccess(shelf, hands).token(ACME, PERSON) == "theirs"


def test_a_refused_one_is_gone(access: ForgeAccess, shelf: Shelf) -> None:
    """Jira did not take it: nobody gets it again, and whoever brings the next one is welcome, person or not."""
    access.offer(ACME, THE_APP, ("one", LONG), trusted=True)
    access.refused(ACME, THE_APP, "another")
    assert access.token(ACME) == "one"
    access.refused(ACME, THE_APP, "one")
    assert access.token(ACME) is None
    assert access.offer(ACME, THE_APP, ("two", LONG), trusted=False)


def test_forgetting_a_site(access: ForgeAccess, shelf: Shelf) -> None:
    """What storage no longer has is no longer handed out; other sites keep theirs."""
    access.offer(ACME, THE_APP, ("one", LONG), trusted=True)
    access.offer(GLOBEX, THE_APP, ("other", LONG), trusted=True)
    shelf.kept.clear()
    access.forget(ACME)
    assert access.token(ACME) is None
    assert access.token(GLOBEX) == "other"


def test_nothing_offered_nothing_taken(access: ForgeAccess, shelf: Shelf) -> None:
    """A call without a token leaves everything as it is, and no token is in what the object says of itself."""
    assert not access.offer(ACME, THE_APP, None, trusted=True)
    access.offer(ACME, THE_APP, ("secret-token", LONG), trusted=True)
    assert "secret-token" not in repr(access.__dict__["_held"])
    assert shelf.writes == 1
