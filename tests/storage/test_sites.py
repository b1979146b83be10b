"""Sites, their secrets, keys and tokens."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from plugin.domain.ids import AccountId, SiteId
from plugin.storage import Database, SecretLost, Secrets, SqlInstallKeys, SqlQueue, SqlSites, SqlTokens, SqlWork
from plugin.storage.tables import metadata
from plugin.usecases.records import Site
from tests.storage.builders import AT, SOMEBODY, a_delivery, a_project


def test_an_installation(sites: SqlSites, now: datetime) -> None:
    """A site is found by its client key and its number, and by nothing else."""
    site = sites.install(
        client_key="acme",
        base_url="https://acme.example",
        shared_secret="s3cret",
        at=now,
        display_url="https://jira.acme.example",
    )
    assert site == Site(
        site.id, "acme", "https://acme.example", "s3cret", True, display_url="https://jira.acme.example"
    )
    told = sites.install(
        client_key="acme", base_url="https://acme.example", shared_secret="s3cret", at=now, cloud_id="cloud-acme"
    )
    assert (told.id, told.cloud_id) == (site.id, "cloud-acme")
    site = sites.install(client_key="acme", base_url="https://acme.example", shared_secret="s3cret", at=now)
    assert site.cloud_id == "cloud-acme"
    assert sites.by_client_key("acme") == sites.get(site.id) == site
    assert sites.by_client_key("https://acme.example") is None
    assert sites.get(SiteId(site.id + 1)) is None


def test_a_life(sites: SqlSites, acme: SiteId, globex: SiteId, now: datetime) -> None:
    """Uninstalled, a site is inactive and its secret gone; installed anew, it is the same site with the new secret."""
    sites.set_enabled("acme", False)
    assert not sites.get(acme).active  # type: ignore[union-attr]
    sites.set_enabled("acme", True)
    assert sites.get(acme).active  # type: ignore[union-attr]
    sites.uninstall("acme", now)
    gone = sites.get(acme)
    assert gone is not None
    assert (gone.active, gone.shared_secret) == (False, None)
    again = sites.install(client_key="acme", base_url="https://acme.example", shared_secret="new", at=now)
    assert (again.id, again.active, again.shared_secret) == (acme, True, "new")
    assert [site.shared_secret for site in sites.all()] == ["new", "globex secret"]


def test_secrets_are_not_readable(database: Database, acme: SiteId) -> None:
    """No column of the table holds the clear text of a secret."""
    with database.reading("*") as connection:
        rows = connection.execute(text("SELECT * FROM site")).all()
    assert len(rows) == 1
    assert "acme secret" not in repr(rows)


def test_rotation(database: Database, secrets: Secrets, acme: SiteId, globex: SiteId) -> None:
    """After a rotation the newest key alone opens every secret; a key that was never known opens none."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    SqlSites(database, Secrets([old])).install(
        client_key="acme", base_url="https://a.example", shared_secret="s", at=AT
    )
    SqlSites(database, Secrets([old])).install(
        client_key="globex", base_url="https://g.example", shared_secret="t", at=AT
    )
    with pytest.raises(SecretLost):
        SqlSites(database, Secrets([new])).all()
    with pytest.raises(SecretLost):
        SqlSites(database, Secrets([new])).rotate()
    assert SqlSites(database, Secrets([new, old])).rotate() == 2
    assert [site.shared_secret for site in SqlSites(database, Secrets([new])).all()] == ["s", "t"]
    with pytest.raises(ValueError, match="Fernet"):
        Secrets([])


def test_erasing(
    database: Database, sites: SqlSites, work: SqlWork, queue: SqlQueue, acme: SiteId, globex: SiteId, now: datetime
) -> None:
    """Erasing a site leaves no row of it in any table, and every row of the others."""
    for site_id in (acme, globex):
        with work(site_id, write=True) as unit:
            unit.projects.save(a_project())
            unit.errands.ask("mirror", "x", lane="", run_at=now)
            unit.commit()
        queue.receive([a_delivery(site_id, "k")])
        SqlTokens(database).make(site_id, "read", SOMEBODY, "mine", now)
    sites.erase(acme)
    left = {}
    with database.reading("*") as connection:
        for table in metadata.sorted_tables:
            if "site_id" in table.c:
                rows = connection.execute(select(table.c.site_id, func.count()).group_by(table.c.site_id)).all()
                left.update({(table.name, row[0]): row[1] for row in rows})
    assert set(left) == {(name, globex) for name in ("project", "errand", "delivery", "api_token")}
    assert [site.id for site in sites.all()] == [globex]


def test_a_token_counts_once(sites: SqlSites, now: datetime) -> None:
    """A fingerprint is spent once, until it has expired anyway."""
    later = now + timedelta(minutes=5)
    assert sites.spend_token("f1", later, now)
    assert not sites.spend_token("f1", later, now)
    assert sites.spend_token("f2", later, now)
    assert sites.spend_token("f1", later + timedelta(days=1), later + timedelta(seconds=1))


def test_install_keys(database: Database) -> None:
    """A kid never changes its key."""
    keys = SqlInstallKeys(database)
    assert keys.get("k1") is None
    keys.put("k1", "PEM one")
    keys.put("k1", "PEM two")
    assert keys.get("k1") == "PEM one"


def test_api_tokens(database: Database, acme: SiteId, globex: SiteId, now: datetime) -> None:
    """A token is found by its clear text until it is revoked by its own site; its clear text is kept nowhere."""
    tokens = SqlTokens(database)
    token_id, clear = tokens.make(acme, "write", SOMEBODY, "build server", now)
    found = tokens.find(clear)
    assert found is not None
    assert (found.site_id, found.account_id, found.scope, found.label) == (acme, SOMEBODY, "write", "build server")
    assert tokens.find(clear + "x") is None
    assert clear.startswith("plb_")
    with database.reading("*") as connection:
        assert clear.removeprefix("plb_") not in repr(connection.execute(text("SELECT * FROM api_token")).all())
    assert tokens.all(acme) == [found]
    assert tokens.all(globex) == []
    assert not tokens.revoke(globex, token_id)
    assert tokens.revoke(acme, token_id)
    assert tokens.find(clear) is None
    assert tokens.all(acme) == []
    assert tokens.make(acme, "read", AccountId("a"), "x", now)[1] != clear
