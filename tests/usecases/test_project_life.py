"""A project's life follows Jira, and a late update of its name takes nothing back."""

from __future__ import annotations

from pathlib import Path

from handlers import Decided, registry
from tests.usecases.desk import Desk, days, open_desk

BODY = {"timestamp": 1_795_000_000_000, "project": {"id": 10000, "key": "PAY", "name": "Payments"}}


def told(desk: Desk, event: str, name: str = "Payments") -> str:
    """The project's life after an event."""
    fate = registry.decide(event, {**BODY, "project": {"id": 10000, "key": "PAY", "name": name}})
    assert isinstance(fate, Decided)
    desk.now = max(desk.now, days(1))
    desk.tell(*fate.commands)
    with desk.work(desk.site_id) as uow:
        (project,) = [one for one in uow.projects.all() if one.key == "PAY"]
    assert project.name == name
    return project.life


def test_an_update_after_the_archive_leaves_it_archived(tmp_path: Path) -> None:
    """Jira lets nobody update an archived project, so such an update is late: the name follows, the life stays."""
    desk = open_desk(tmp_path)
    assert told(desk, "project_created") == "active"
    assert told(desk, "project_archived") == "archived"
    assert told(desk, "project_updated", "Payments, once") == "archived"
    assert told(desk, "project_restored_archived") == "active"
    assert told(desk, "project_soft_deleted") == "trashed"
    assert told(desk, "project_updated") == "trashed"
    assert told(desk, "project_restored_deleted") == "active"


def test_an_update_of_a_project_never_heard_of(tmp_path: Path) -> None:
    """It is there, so it lives."""
    assert told(open_desk(tmp_path), "project_updated", "New to us") == "active"
