"""Done when 7: the last response is done in Jira, and the register moves by itself, once, whoever looks or not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.e2e.stage import Stage, eventually

RESPONSE = "Rehearse the release night with everybody on call"
AFFECTED = "Refund part of a payment, several times, up to what was paid"
AT_ONCE = 1.0
"""Seconds until rating, level and totals have followed."""
MIRRORED = 3.0
"""Seconds until the properties have: a property waits for a moment's quiet, so that a burst costs few writes."""
SPACING = 2.6
"""Seconds after which a property may be written again at once."""


@pytest.fixture(scope="module")
def thrice(stage: Stage) -> Stage:
    """Every webhook comes three times."""
    stage.site.webhooks.duplicate_every, stage.site.webhooks.copies = 1, 2
    return stage


def kept(stage: Stage, risk_id: str) -> Any:
    """The risk as it lies in the app's database, so that no page or route of the app is asked."""
    with stage.work(stage.site_id) as uow:
        found = uow.risks.get(risk_id)  # type: ignore[arg-type]
        totals = uow.risks.totals(found.project_id) if found else {}
    assert found is not None
    level = "Low" if totals["level.Low"] else "High"
    cells = sorted(key for key in totals if key.startswith("cell.current."))
    return found.current.probability if found.current else None, level, cells


def test_the_last_response_done_moves_everything_once(thrice: Stage) -> None:
    """Rating, level, heat map, burndown and both properties follow in time; three webhooks are one history point."""
    stage = thrice
    affected, response = stage.sample.key(AFFECTED), stage.sample.key(RESPONSE)
    risk = stage.raise_risk("Refunds are late", ("response", response), ("affected", affected))
    stage.settle()
    time.sleep(SPACING)
    assert kept(stage, risk["id"]) == (4, "High", ["cell.current.threat.starter-1.4.4"])
    writes = risk_writes(stage, affected)

    stage.site.transition(response, "Done", by=stage.sample.lead)

    moved = (1, "Low", ["cell.current.threat.starter-1.1.3"])
    eventually(lambda: kept(stage, risk["id"]), lambda seen: seen == moved, AT_ONCE)
    eventually(lambda: level_of(stage, affected), lambda level: level == "Low", MIRRORED)
    eventually(lambda: level_of(stage, response), lambda level: level == "Low", MIRRORED)
    project = stage.site.project("PAY").properties
    eventually(lambda: project["plumbline.project"]["health"], lambda health: health == "straight", MIRRORED)
    stage.settle()

    assert len([one for one in stage.deliveries() if one.fate == "decided"]) >= 1
    assert stage.site.webhooks.counts.duplicated
    history = stage.api()("GET", f"/risks/{risk['id']}/history")["items"]
    assert [one["name"] for one in history].count("ResponseDone") == 1
    rated = [one for one in history if one["name"] == "RiskRated" and one["detail"]["stage"] == "current"]
    assert [one["detail"]["new"]["level"] for one in rated] == ["High", "Low"]
    assert risk_writes(stage, affected) == writes + 1
    over_time(stage, risk["id"])


def risk_writes(stage: Stage, key: str) -> int:
    """How often Jira was told of an issue's risk."""
    return sum(one.key == "plumbline.risk" for one in stage.site.property_writes(stage.site.issue(key).id))


def level_of(stage: Stage, key: str) -> object:
    """What an issue's property says."""
    return stage.site.issue(key).properties["plumbline.risk"]["level"]


def over_time(stage: Stage, risk_id: str) -> None:
    """The burndown took the move as a response that worked, and the matrix has the risk in its new cell only."""
    path = f"/projects/{stage.sample.project_id}/risks"
    today = stage.api()("GET", f"{path}/burndown")["stretches"][-1]
    assert today["responded"] > 0
    assert today["reRated"] == 0
    matrix = stage.api()("GET", f"{path}/matrix")
    places = {(cell["probability"], cell["impact"]) for cell in matrix["cells"] if risk_id in cell["risks"]}
    assert places == {(1, 3)}


def test_a_response_reopened_waits_for_a_person(thrice: Stage) -> None:
    """The way back is proposed once, never taken by itself."""
    stage, response = thrice, thrice.sample.key(RESPONSE)
    [risk] = stage.api()("GET", f"/projects/{stage.sample.project_id}/risks")["items"]
    stage.site.transition(response, "In Progress", by=stage.sample.lead)
    eventually(lambda: stage.api()("GET", f"/risks/{risk['id']}")["proposal"], bool, MIRRORED)
    stage.settle()
    history = stage.api()("GET", f"/risks/{risk['id']}/history")["items"]
    assert [one["name"] for one in history].count("RatingProposed") == 1
    assert kept(stage, risk["id"])[1] == "Low"
