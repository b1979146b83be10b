"""The export of a site: everything of it, nothing of others, no secret, whole or not at all."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from plugin.domain.ids import SiteId
from plugin.storage import Database, SqlQueue, SqlTokens, SqlWork
from plugin.storage.export import export_site
from plugin.wiring import utcnow
from tests.storage.builders import SOMEBODY, a_delivery, a_project


def fill(database: Database, queue: SqlQueue, site_id: SiteId, name: str, now: datetime) -> str:
    """A project, a delivery that is no text, and a token; returns the token's clear text."""
    with SqlWork(database, utcnow)(site_id, write=True) as unit:
        unit.projects.save(a_project(key=name))
        unit.projects.touch([a_project().id], now)
        unit.commit()
    queue.receive([a_delivery(site_id, name, body=b"\xff\x00"), a_delivery(site_id, name + "2", body="é".encode())])
    return SqlTokens(database).make(site_id, "read", SOMEBODY, name, now)[1]


def test_everything_of_one_site(
    database: Database, queue: SqlQueue, acme: SiteId, globex: SiteId, tmp_path: Path, now: datetime
) -> None:
    """The file holds every row of the site, one a line, and neither a secret nor a word of the other site."""
    clear = fill(database, queue, acme, "PAY", now)
    fill(database, queue, globex, "OPS", now)
    target = tmp_path / "acme.jsonl"
    written = export_site(database, acme, target)
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert written == len(lines)
    assert [line["table"] for line in lines].count("site") == 1
    assert {line["table"] for line in lines} == {"site", "project", "delivery", "api_token"}
    assert [line["row"]["body"] for line in lines if line["table"] == "delivery"] == [{"base64": "/wA="}, "é"]
    assert next(line["row"]["changed_at"] for line in lines if line["table"] == "project") == now.isoformat()
    for secret in ("globex", "OPS", "acme secret", clear):
        assert secret not in target.read_text()
    assert not any({"secret", "digest"} & set(line["row"]) for line in lines)
    assert target.stat().st_mode & 0o077 == 0


def test_whole_or_not_at_all(database: Database, acme: SiteId, tmp_path: Path) -> None:
    """Where the file cannot be put in its place, no half of it is left behind."""
    target = tmp_path / "taken"
    target.mkdir()
    (target / "something").touch()
    with pytest.raises(OSError, match="taken"):
        export_site(database, acme, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]
