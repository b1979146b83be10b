"""What moved since a baseline: scope changes with what people say of them, the ledger and the burn-up."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from plugin.domain.delta import Delta
from plugin.domain.ids import BaselineId, DeltaId, ProjectId
from plugin.usecases import scope as usecases
from plugin.usecases.mirror import main_baseline
from plugin.usecases.records import Page
from plugin.web.api.access import baseline_for, delta_for, switched_on
from plugin.web.api.etags import check_tag, tagged
from plugin.web.api.naming import named
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.schemas.scope import BurnupOut, DeltaOut, DeltaPage, DeltaPatch, DeltaQuery, LedgerOut, LedgerQuery
from plugin.web.api.scope_view import burnup_view, delta_view, ledger_view
from plugin.web.asking import acting, reading
from plugin.web.services import Services

Answer = tuple[object, int, dict[str, str]]


def deltas_resource(services: Services) -> Resource:
    """The routes of scope changes, ledger and burn-up."""
    blueprint = resource(services, "deltas", "What moved since a baseline was taken")
    _lists(services, blueprint)
    _single(services, blueprint)
    _sums(services, blueprint)
    return blueprint


def _lists(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/baselines/<ours:baseline_id>/deltas")
    @blueprint.arguments(DeltaQuery, location="query")
    @blueprint.response(200, DeltaPage)
    def of_baseline(query: dict[str, Any], baseline_id: BaselineId) -> Page[object]:
        """The scope changes since a baseline, newest first"""
        baseline_for(services, baseline_id)
        return _page(services, baseline_id, query)

    @blueprint.get("/projects/<jira:project_id>/deltas")
    @blueprint.arguments(DeltaQuery, location="query")
    @blueprint.response(200, DeltaPage)
    def of_project(query: dict[str, Any], project_id: ProjectId) -> Page[object]:
        """The scope changes since the project's main baseline (the latest approved, else the latest), newest first"""
        switched_on(services, project_id)
        with reading(services) as uow:
            main = main_baseline(uow.baselines.followed(project_id))
        return Page((), None) if main is None else _page(services, main.id, query)


def _single(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/deltas/<ours:delta_id>")
    @blueprint.response(200, DeltaOut, headers=ETAG_HEADER)
    def read(delta_id: DeltaId) -> Answer:
        """A scope change"""
        return _answer(services, delta_for(services, delta_id))

    @blueprint.patch("/deltas/<ours:delta_id>")
    @if_match
    @blueprint.arguments(DeltaPatch)
    @blueprint.response(200, DeltaOut, headers=ETAG_HEADER)
    def decide(body: dict[str, Any], delta_id: DeltaId) -> Answer:
        """Say why a scope change happened (contributors), or decide on it (managers)"""
        before = delta_for(services, delta_id, "manage" if "disposition" in body else "contribute")
        check_tag(before.id, _said(before), required=True)
        with acting(services) as act:
            usecases.hold(act, before.baseline_id, None)
            # Read again under the lock: a delta has no version column, so the tag itself is compared there.
            held = act.uow.baselines.delta(delta_id)
            if held is not None:
                check_tag(held.id, _said(held), required=True)
            after = usecases.decide_delta(
                act,
                delta_id,
                disposition=body.get("disposition"),
                reason=_text(body, "reason"),
                comment=_text(body, "comment"),
            )
        return _answer(services, after)


def _sums(services: Services, blueprint: Resource) -> None:
    @blueprint.get("/baselines/<ours:baseline_id>/ledger")
    @blueprint.arguments(LedgerQuery, location="query")
    @blueprint.response(200, LedgerOut)
    def ledger(query: dict[str, Any], baseline_id: BaselineId) -> object:
        """Baseline + approved + pending + unapproved = current, now or at an instant"""
        baseline = baseline_for(services, baseline_id)
        at = query["at"]
        with reading(services) as uow:
            return ledger_view(usecases.ledger_at(uow, baseline, at), at or services.clock())

    @blueprint.get("/baselines/<ours:baseline_id>/burnup")
    @blueprint.response(200, BurnupOut)
    def burnup(baseline_id: BaselineId) -> object:
        """Scope and finished work day by day, cumulative"""
        baseline = baseline_for(services, baseline_id)
        with reading(services) as uow:
            days = uow.baselines.days(baseline_id)
            ledger_now = uow.baselines.ledger(baseline_id)
        return {"days": burnup_view(baseline.captured_at.date(), days, ledger_now)}


def _page(services: Services, baseline_id: BaselineId, query: dict[str, Any]) -> Page[object]:
    with reading(services) as uow:
        page = uow.baselines.deltas(baseline_id, **query)
        briefs = uow.issues.brief({delta.detected.issue_id for delta in page.items})
    names = named(services, briefs)
    return Page(tuple(delta_view(delta, names) for delta in page.items), page.after)


def _answer(services: Services, delta: Delta) -> Answer:
    with reading(services) as uow:
        briefs = uow.issues.brief([delta.detected.issue_id])
    return delta_view(delta, named(services, briefs)), 200, tagged(delta.id, _said(delta))


def _said(delta: Delta) -> str:
    """What stands for a version: a digest of everything about a delta that can change."""
    seen = delta.detected
    content = [delta.disposition, delta.reason, delta.comment, delta.change_request_id, seen.points, seen.count]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _text(body: dict[str, Any], name: str) -> str | None:
    """The text that is sent, "" where null takes it back, None where it is left out."""
    return (body[name] or "") if name in body else None
