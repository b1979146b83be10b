"""What is done for a site as a whole: recognised, watched over, caught up with, erased in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest

from plugin.domain.errors import AppError, JiraRefused, JiraTrouble
from plugin.domain.ids import SiteId
from plugin.jobs.errands import Errands
from plugin.jobs.site_errands import PATIENCE, SiteErrands
from plugin.storage import Database, Secrets, SqlForgeSites, SqlQueue, SqlSites, SqlWork, open_database
from plugin.usecases.jira_port import Jira
from plugin.usecases.site_life import ERASE, IDENTIFY, MOST_SILENT, STILL_UNKNOWN, VIGIL, WATCH, arrived, left
from plugin.usecases.tenancy import Arrival, Carrier, Verdict
from plugin.wiring import utcnow
from tests.databases import migrated_copy
from tests.usecases.desk import KEY, START

GRACE = timedelta(days=30)
SILENCE = WATCH * MOST_SILENT
ACME = Arrival("ari:installation/1", "cloud-acme", "https://acme.example", START)


class Asked:
    """A Jira that knows, or refuses to tell, which Connect site it was."""

    def __init__(self, answer: Callable[[], str | None], address: str | None) -> None:
        self.connect_client_key = answer
        self.site_url = lambda: address


@dataclass
class House:
    """Sites on a fresh database, with a clock that a test moves."""

    database: Database
    now: Any = START
    answer: Callable[[], str | None] = lambda: None
    address: str | None = None
    changed: list[SiteId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sites = SqlSites(self.database, Secrets((KEY,)))
        self.forge = SqlForgeSites(self.database)
        self.queue, self.work = SqlQueue(self.database), SqlWork(self.database, utcnow)
        whole = SiteErrands(
            self.work,
            self.queue,
            Life(self.sites, self.forge),
            lambda _site_id: cast("Jira", Asked(self.answer, self.address)),
            clock=lambda: self.now,
            new_id=lambda: "0" * 32,
            grace=GRACE,
            changed=self.changed.append,
        )
        self.errands = Errands(self.queue, whole.runners(), clock=lambda: self.now)

    def arrive(self, arrival: Arrival = ACME) -> tuple[Verdict, SiteId]:
        """A call of Forge's."""
        verdict, site_id = self.forge.admit(arrival, self.now)
        assert site_id is not None
        if verdict is not Verdict.KNOWN:
            arrived(self.work, site_id, verdict, self.now)
        return verdict, site_id

    def wait(self, by: timedelta) -> None:
        """Let time pass, with everything done that becomes due."""
        until = self.now + by
        while self.now < until:
            self.now = min(until, self.now + timedelta(hours=12))
            while self.errands.run_once("worker"):
                pass

    def waiting(self) -> set[str]:
        """The kinds of errand that wait."""
        with self.database.reading("*") as connection:
            return set(connection.exec_driver_sql("SELECT kind FROM errand WHERE state = 'ready'").scalars())


class Life:
    """Both carriers' parts of a site's life."""

    def __init__(self, sites: SqlSites, forge: SqlForgeSites) -> None:
        self.get, self.erase = sites.get, sites.erase
        self.claim, self.leave = forge.claim, forge.leave


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty house."""
    database = open_database(migrated_copy(tmp_path))
    yield House(database)
    database.dispose()


def test_an_installation_that_calls_stays(house: House) -> None:
    """Forge calls by the hour; as long as it does, nothing happens to the site."""
    _, site_id = house.arrive()
    for _ in range(10):
        house.wait(timedelta(days=1))
        house.arrive(Arrival(ACME.installation_id, ACME.cloud_id, None, house.now))
    assert house.sites.get(site_id).active  # type: ignore[union-attr]
    assert house.waiting() == {VIGIL}


def test_an_installation_that_fell_silent_is_gone(house: House) -> None:
    """After days of silence the site counts as uninstalled, and after the grace it is erased."""
    _, site_id = house.arrive()
    house.wait(SILENCE + timedelta(days=1))
    site = house.sites.get(site_id)
    assert site is not None
    assert not site.active
    assert house.waiting() == {ERASE}
    house.wait(GRACE - timedelta(days=2))
    assert house.sites.get(site_id) is not None
    house.wait(timedelta(days=2))
    assert house.sites.get(site_id) is None
    assert house.changed == [site_id]


def test_days_on_which_nobody_watched_do_not_count(house: House) -> None:
    """After a long outage of our own the site is there until it was silent on days on which we could have heard it."""
    _, site_id = house.arrive()
    house.now += timedelta(days=40)  # nothing ran
    house.errands.run_once("worker")
    assert house.sites.get(site_id).active  # type: ignore[union-attr]
    house.arrive(Arrival(ACME.installation_id, ACME.cloud_id, None, house.now))
    house.wait(timedelta(days=1))
    assert house.sites.get(site_id).active  # type: ignore[union-attr]
    assert house.waiting() == {VIGIL}


def test_one_that_only_slept_comes_back(house: House) -> None:
    """A call after long silence shows that the app was there all the time; the site goes on, and is watched again."""
    _, site_id = house.arrive()
    house.wait(SILENCE + timedelta(days=2))
    again = Arrival(ACME.installation_id, ACME.cloud_id, ACME.site_url, house.now)
    assert house.arrive(again) == (Verdict.RETURNED, site_id)
    assert VIGIL in house.waiting()
    house.wait(timedelta(hours=12))
    assert house.sites.get(site_id).active  # type: ignore[union-attr]


def test_coming_back_in_time_saves_everything(house: House) -> None:
    """A site that was uninstalled, installed again and uninstalled again has its whole grace anew."""
    _, site_id = house.arrive()
    house.forge.leave(ACME.installation_id, ACME.cloud_id, house.now)
    left(house.work, site_id, house.now, GRACE)
    house.wait(timedelta(days=20))
    house.arrive(Arrival("ari:installation/2", ACME.cloud_id, ACME.site_url, house.now))
    house.wait(timedelta(days=1))
    house.forge.leave("ari:installation/2", ACME.cloud_id, house.now)
    left(house.work, site_id, house.now, GRACE)
    house.wait(timedelta(days=29))
    assert house.sites.get(site_id) is not None
    house.wait(timedelta(days=2))
    assert house.sites.get(site_id) is None


def a_connect_site(house: House, address: str = "https://acme.example") -> SiteId:
    """A site that Connect carries, of which no cloud id is known."""
    return house.sites.install(client_key="acme", base_url=address, shared_secret="s" * 40, at=house.now).id


def test_jira_says_which_site_it_is(house: House) -> None:
    """A pending installation becomes the Connect site whose key Jira names, whatever its address."""
    site_id = a_connect_site(house, "https://former.example")
    verdict, pending = house.arrive()
    assert (verdict, pending != site_id) == (Verdict.PENDING, True)
    house.answer = lambda: "acme"
    house.errands.run_once("worker")
    assert [(site.id, site.carrier) for site in house.sites.all()] == [(site_id, Carrier.FORGE)]
    assert house.arrive() == (Verdict.KNOWN, site_id)
    assert house.changed == [pending]


def fail(error: AppError) -> NoReturn:
    """What Jira does instead of answering."""
    raise error


@pytest.mark.parametrize("address", ["https://acme.example", "https://other.example"])
def test_where_jira_never_says(house: House, address: str) -> None:
    """After a few refusals the address decides: it is the site with this one, else one of its own."""
    site_id = a_connect_site(house, address)
    _, pending = house.arrive()
    house.answer = lambda: fail(JiraRefused("not yet"))
    for _ in range(PATIENCE):
        house.now += timedelta(hours=1)
        house.errands.run_once("worker")
    same = address == "https://acme.example"
    assert house.arrive() == (Verdict.KNOWN, site_id if same else pending)
    assert len(house.sites.all()) == (1 if same else 2)


def test_an_address_that_no_call_told_is_asked_for(house: House) -> None:
    """Events need not say where they come from; Jira does, and the Connect site of that address goes on."""
    site_id = a_connect_site(house)
    nameless = Arrival(ACME.installation_id, ACME.cloud_id, None, house.now)
    _, pending = house.arrive(nameless)
    house.errands.run_once("worker")
    assert house.arrive(nameless) == (Verdict.PENDING, pending), "made a site of its own while it may be another"
    assert house.waiting() == {IDENTIFY}
    house.address = "https://acme.example"
    house.now += STILL_UNKNOWN
    house.errands.run_once("worker")
    assert house.arrive(nameless) == (Verdict.KNOWN, site_id)
    assert [(site.id, site.base_url) for site in house.sites.all()] == [(site_id, "https://acme.example")]


@pytest.mark.parametrize("failure", [JiraRefused("no scope"), JiraTrouble("no sense")])
def test_an_address_is_asked_for_too_where_jira_keeps_the_key_to_itself(house: House, failure: AppError) -> None:
    """Without the scope for the key Jira never names it; its own address it tells all the same."""
    site_id = a_connect_site(house)
    house.answer, house.address = lambda: fail(failure), "https://acme.example"
    nameless = Arrival(ACME.installation_id, ACME.cloud_id, None, house.now)
    for _ in range(10):
        house.arrive(nameless)
        house.wait(timedelta(days=1))
    assert house.arrive(nameless) == (Verdict.KNOWN, site_id)
    assert [(site.id, site.base_url) for site in house.sites.all()] == [(site_id, "https://acme.example")]
