"""Risks that came from packs and a project's speciality, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plugin.domain.drafts import PackUse
from plugin.domain.ids import SiteId
from plugin.domain.risk import Source, Status
from plugin.storage import SqlWork
from tests.storage.builders import AT, PROJECT, a_project, a_risk


def test_risks_are_found_by_the_kind_of_their_source(work: SqlWork, acme: SiteId) -> None:
    """Those of the project and kind, in the order of their keys, drafts included and deleted ones not."""
    source = Source("pack", "garden#frost", 3)
    first = replace(a_risk(2), source=source, status=Status.DRAFT, ratings={})
    second = replace(a_risk(1), source=replace(source, reference="garden#flood", edited=True))
    gone = replace(a_risk(3), source=source, deleted_at=AT)
    elsewhere = replace(a_risk(1, project_id="10009"), source=source)
    with work(acme, write=True) as uow:
        for project in (PROJECT, "10009"):
            uow.projects.save(a_project(project))
        for risk in (first, second, gone, elsewhere, a_risk(5)):
            uow.risks.add(risk)
        uow.commit()
    with work(acme) as uow:
        found = uow.risks.sourced(PROJECT, "pack")
    assert [risk.id for risk in found] == [second.id, first.id]
    assert [risk.source for risk in found] == [second.source, source]


def test_the_fate_of_a_packs_risks_is_counted_over_projects(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Taken, waiting, dismissed and kept by reference; other sites and deleted risks do not count."""
    frost, flood = Source("pack", "garden#frost", 3), Source("pack", "garden#flood", 3)
    draft: dict[str, Any] = {"status": Status.DRAFT, "ratings": {}}
    dismissed: dict[str, Any] = {"status": Status.REJECTED, "ratings": {}}
    found = (
        replace(a_risk(1), source=frost, **draft),
        replace(a_risk(2, project_id="10009"), source=frost, **dismissed),
        replace(a_risk(3), source=frost),
        replace(a_risk(4), source=flood),
        replace(a_risk(5), source=flood, deleted_at=AT),
        a_risk(6),
    )
    for site, risks in ((acme, found), (globex, found[:1])):
        with work(site, write=True) as uow:
            for project in (PROJECT, "10009"):
                uow.projects.save(a_project(project))
            for risk in risks:
                uow.risks.add(risk)
            uow.commit()
    with work(acme) as uow:
        uses = uow.risks.pack_uses()
    assert uses == [PackUse("garden#frost", 3, 1, 1), PackUse("garden#flood", 1, 0, 0)]
    assert [use.kept for use in uses] == [1, 1]


def test_a_speciality_is_kept(work: SqlWork, acme: SiteId) -> None:
    """It is one of the project's settings, none at first."""
    with work(acme, write=True) as uow:
        uow.projects.save(a_project())
        assert uow.projects.get(PROJECT).settings.speciality is None  # type: ignore[union-attr]
        project = a_project()
        uow.projects.save(replace(project, settings=replace(project.settings, speciality="erp")))
        uow.commit()
    with work(acme) as uow:
        assert uow.projects.get(PROJECT).settings.speciality == "erp"  # type: ignore[union-attr]
