"""Forge installations: found, come back, moved over from Connect, taken leave of, never doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from plugin.domain.ids import SiteId
from plugin.storage import Database, Secrets, SqlForgeSites, SqlForgeTokens, SqlSites, SqlWork
from plugin.usecases.tenancy import STILL_GOING, Arrival, Carrier, Verdict
from tests.storage.builders import AT, a_project

ACME = Arrival("ari:installation/1", "cloud-acme", "https://acme.example", AT)


@pytest.fixture
def forge(database: Database) -> SqlForgeSites:
    """The Forge side of that database."""
    return SqlForgeSites(database)


def admitted(forge: SqlForgeSites, arrival: Arrival, now: datetime, verdict: Verdict) -> SiteId:
    """The site of a call that gets this verdict."""
    found, site_id = forge.admit(arrival, now)
    assert found is verdict
    assert site_id is not None
    return site_id


def connected(sites: SqlSites, now: datetime, **told: str) -> SiteId:
    """A site that Connect carries; its cloud id is unknown unless told."""
    return sites.install(
        client_key="acme", base_url="https://acme.example", shared_secret="acme secret", at=now, **told
    ).id


def test_a_new_installation_is_one_site(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """The first call makes the site, the next ones find it; its address follows the site's."""
    site_id = admitted(forge, ACME, now, Verdict.NEW)
    assert admitted(forge, ACME, now, Verdict.KNOWN) == site_id
    renamed = replace(ACME, site_url="https://acme-two.example")
    assert admitted(forge, renamed, now, Verdict.KNOWN) == site_id
    assert admitted(forge, replace(ACME, site_url=None), now, Verdict.KNOWN) == site_id
    site = sites.get(site_id)
    assert site is not None
    assert (site.base_url, site.carrier, site.active) == ("https://acme-two.example", Carrier.FORGE, True)
    assert len(sites.all()) == 1


def test_calls_that_come_together_make_one_site(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """Many first calls at once, as a new installation sends them, agree on the site."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: forge.admit(ACME, now)[1], range(24)))
    assert len(set(found)) == len(sites.all()) == 1


def test_installed_anew(forge: SqlForgeSites, sites: SqlSites, work: SqlWork, now: datetime) -> None:
    """Another installation of the same cloud site is the same site with all its data; the former one is refused."""
    site_id = admitted(forge, ACME, now, Verdict.NEW)
    with work(site_id, write=True) as unit:
        unit.projects.save(a_project())
        unit.commit()
    assert forge.leave(ACME.installation_id, ACME.cloud_id, now) == site_id
    assert not sites.get(site_id).active  # type: ignore[union-attr]
    again = replace(ACME, installation_id="ari:installation/2")
    assert admitted(forge, again, now, Verdict.RETURNED) == site_id
    assert forge.admit(ACME, now) == (Verdict.REFUSED, None)
    assert admitted(forge, again, now, Verdict.KNOWN) == site_id
    with work(site_id) as unit:
        assert unit.projects.all()


def test_leaving(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """What was on its way when an installation left is refused; one that calls long after never went."""
    site_id = admitted(forge, ACME, now, Verdict.NEW)
    assert forge.leave("ari:installation/other", ACME.cloud_id, now) is None
    assert forge.leave(ACME.installation_id, "cloud-globex", now) is None
    assert forge.leave(ACME.installation_id, ACME.cloud_id, now) == site_id
    assert forge.admit(replace(ACME, issued_at=now + STILL_GOING), now) == (Verdict.REFUSED, None)
    late = replace(ACME, issued_at=now + STILL_GOING + timedelta(seconds=1))
    assert admitted(forge, late, late.issued_at, Verdict.RETURNED) == site_id
    assert sites.get(site_id).gone_at is None  # type: ignore[union-attr]


def test_another_cloud_under_the_same_installation(forge: SqlForgeSites, now: datetime) -> None:
    """An installation never changes the site it is on."""
    admitted(forge, ACME, now, Verdict.NEW)
    assert forge.admit(replace(ACME, cloud_id="cloud-globex"), now) == (Verdict.REFUSED, None)


@pytest.mark.parametrize("told", [{"installation_id": ACME.installation_id}, {"cloud_id": ACME.cloud_id}])
def test_moving_over_by_what_connect_told(
    forge: SqlForgeSites, sites: SqlSites, now: datetime, told: dict[str, str]
) -> None:
    """A Connect site that told its installation or cloud id goes on under Forge; its secret opens nothing any more."""
    site_id = connected(sites, now, **told)
    assert admitted(forge, ACME, now, Verdict.MOVED) == site_id
    site = sites.get(site_id)
    assert site is not None
    assert (site.client_key, site.carrier, site.shared_secret, site.active) == ("acme", Carrier.FORGE, None, True)
    assert (site.installation_id, site.cloud_id) == (ACME.installation_id, ACME.cloud_id)
    assert len(sites.all()) == 1


@pytest.mark.parametrize("uninstalled", [False, True])
@pytest.mark.parametrize(("key", "address"), [("acme", "https://new.example"), (None, "https://acme.example")])
def test_moving_over_by_key_or_address(
    database: Database,
    forge: SqlForgeSites,
    sites: SqlSites,
    secrets: Secrets,
    now: datetime,
    key: str | None,
    address: str,
    *,
    uninstalled: bool,
) -> None:
    """Where nothing was told, the site waits until Jira names its client key, or is known by its address; no second."""
    site_id = connected(sites, now)
    if uninstalled:
        sites.uninstall("acme", now)
    pending = admitted(forge, replace(ACME, site_url=address), now, Verdict.PENDING)
    assert pending != site_id
    assert admitted(forge, replace(ACME, site_url=address), now, Verdict.PENDING) == pending
    tokens = SqlForgeTokens(database, secrets)
    tokens.keep(pending, "", "token", now + timedelta(hours=1), now)
    assert forge.claim(pending, key) == site_id
    assert admitted(forge, replace(ACME, site_url=address), now, Verdict.KNOWN) == site_id
    assert [site.id for site in sites.all()] == [site_id]
    site = sites.get(site_id)
    assert site is not None
    assert (site.shared_secret, site.carrier, site.active, site.base_url) == (None, Carrier.FORGE, True, address)
    assert tokens.find(site_id, "", now) is not None
    assert forge.claim(site_id, key) == site_id


@pytest.mark.parametrize("key", ["unknown", None])
def test_a_stranger_beside_connect_sites(forge: SqlForgeSites, sites: SqlSites, now: datetime, key: str | None) -> None:
    """An installation that is none of the Connect sites becomes a site of its own and leaves theirs alone."""
    connected(sites, now)
    stranger = Arrival("ari:installation/9", "cloud-globex", "https://globex.example", AT)
    pending = admitted(forge, stranger, now, Verdict.PENDING)
    assert forge.claim(pending, key) == pending
    assert admitted(forge, stranger, now, Verdict.KNOWN) == pending
    assert sites.by_client_key("acme").active  # type: ignore[union-attr]


def test_a_key_beats_an_address(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """An address that changed hands gives nothing away where Jira names another site's key."""
    connected(sites, now)
    other = sites.install(client_key="other", base_url="https://gone.example", shared_secret="s" * 40, at=now).id
    pending = admitted(forge, ACME, now, Verdict.PENDING)
    assert forge.claim(pending, "other") == other
    assert sites.by_client_key("acme").carrier is Carrier.CONNECT  # type: ignore[union-attr]


def test_doubt_remains_where_nothing_is_known(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """Without a key and without an address no site is made; an address from elsewhere decides, and is kept."""
    site_id = connected(sites, now)
    nameless = replace(ACME, site_url=None)
    pending = admitted(forge, nameless, now, Verdict.PENDING)
    assert forge.claim(pending, None) is None
    assert admitted(forge, nameless, now, Verdict.PENDING) == pending
    assert forge.claim(pending, None, "https://other.example") == pending
    assert sites.get(pending).base_url == "https://other.example"  # type: ignore[union-attr]
    assert sites.get(site_id).carrier is Carrier.CONNECT  # type: ignore[union-attr]


def test_connect_takes_leave_after_the_move(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """Jira's good-bye for the Connect app that Forge replaced does not end the Forge installation."""
    site_id = connected(sites, now, cloud_id=ACME.cloud_id)
    admitted(forge, ACME, now, Verdict.MOVED)
    sites.uninstall("acme", now)
    assert sites.get(site_id).active  # type: ignore[union-attr]


def test_connect_on_forge_after_forge(forge: SqlForgeSites, sites: SqlSites, now: datetime) -> None:
    """A Connect `installed` that names a Forge installation is that site, from now on carried by Connect."""
    site_id = admitted(forge, ACME, now, Verdict.NEW)
    assert connected(sites, now, installation_id=ACME.installation_id) == site_id
    assert sites.get(site_id).carrier is Carrier.CONNECT  # type: ignore[union-attr]
    assert len(sites.all()) == 1


def test_tokens(database: Database, forge: SqlForgeSites, sites: SqlSites, secrets: Secrets, now: datetime) -> None:
    """A token counts until it ends, for its own account and site; a refused one is dropped unless it was replaced."""
    site_id = admitted(forge, ACME, now, Verdict.NEW)
    tokens, later = SqlForgeTokens(database, secrets), now + timedelta(hours=2)
    tokens.keep(site_id, "", "first", later, now)
    assert tokens.find(site_id, "", now) == ("first", later)
    assert tokens.find(site_id, "somebody", now) is None
    assert tokens.find(SiteId(site_id + 1), "", now) is None
    assert tokens.find(site_id, "", later) is None
    tokens.keep(site_id, "", "second", later, now)
    tokens.drop(site_id, "", "first")
    assert tokens.find(site_id, "", now) == ("second", later)
    with database.reading("*") as connection:
        assert "second" not in repr(connection.execute(text("SELECT * FROM forge_token")).all())
    assert sites.rotate() == 1
    assert tokens.find(site_id, "", now) == ("second", later)
    tokens.drop(site_id, "", "second")
    assert tokens.find(site_id, "", now) is None
    tokens.keep(site_id, "", "third", later, now)
    forge.leave(ACME.installation_id, ACME.cloud_id, now)
    assert tokens.find(site_id, "", now) is None
