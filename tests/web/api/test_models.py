"""Risk models over HTTP: kept, read, chosen, and left by a re-rating that can be looked at first."""

from __future__ import annotations

import pytest

from plugin.domain.model_presets import PRESETS
from tests.web.api.conftest import Person, a_model_body, a_risk_body, body_of

SHELF = "/settings/risk-models"


def made(person: Person, **changes: object) -> str:
    """The version of a new model."""
    answer = person.post(SHELF, a_model_body(**changes))
    assert answer.status_code == 201, answer.text
    return str(body_of(answer)["version"])


def test_a_model_is_kept_and_read_as_it_was_sent(ana: Person) -> None:
    """The answer repeats it, with who made it; advice comes with it."""
    answer = body_of(ana.get(f"{SHELF}/{made(ana)}"))
    sent = a_model_body()
    assert {name: answer[name] for name in ("name", "matrix", "appetite", "objectives")} == {
        name: sent[name] for name in ("name", "matrix", "appetite", "objectives")
    }
    assert [step["label"] for step in answer["probabilities"]] == ["Rare", "Even", "Sure"]
    assert answer["levels"][2] == {
        "name": "High",
        "symbol": "▲",
        "reviewDays": 7,
        "tone": "high",
        "accept": "owner",
        "acceptDays": None,
        "escalateTo": None,
        "escalateAfterDays": None,
    }
    assert (answer["order"], answer["ranks"], answer["isSites"]) == ("steps", None, False)
    assert answer["madeAt"]


@pytest.mark.parametrize("key", list(PRESETS))
def test_a_known_model_can_be_read_and_kept(ana: Person, key: str) -> None:
    """What is read of a preset can be sent as it is, and comes back the same."""
    known = body_of(ana.get(f"{SHELF}/{key}"))
    own = {
        name: held for name, held in known.items() if name not in {"version", "madeAt", "madeBy", "isSites", "advice"}
    }
    kept = body_of(ana.post(SHELF, own))
    assert {name: kept[name] for name in own} == own
    assert kept["advice"] == known["advice"]


def test_a_model_with_errors_is_refused_with_each_of_them(ana: Person) -> None:
    """Each problem has its place; nothing is kept."""
    steps = a_model_body()["probabilities"]
    steps[1] = {**steps[1], "low": 0.1}
    answer = ana.post(SHELF, a_model_body(probabilities=steps, appetite="Dire"))
    assert answer.status_code == 422
    assert [one["pointer"] for one in body_of(answer)["errors"]] == ["/probabilities/1", "/appetite"]
    assert [one["version"] for one in body_of(ana.get(SHELF))["items"]] == ["starter-1"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"appetite": 4}, "/appetite"),
        ({"order": "alphabet"}, "/order"),
        ({"objectives": ["fame"]}, "/objectives/0"),
        ({"impacts": [{"label": "x", "value": True}]}, "/impacts/0/value"),
        ({"impacts": [{"label": "x", "wording": {"fame": "x"}}]}, "/impacts/0/wording/fame"),
        ({"matrix": []}, "/matrix"),
        ({"version": "mine"}, "/version"),
    ],
)
def test_what_is_no_model_is_refused(ana: Person, change: dict[str, object], pointer: str) -> None:
    """The shape is checked before the model is."""
    answer = ana.post(SHELF, a_model_body(**change))
    assert answer.status_code == 422
    assert pointer in [one["pointer"] for one in body_of(answer)["errors"]]


def test_a_project_chooses_and_nothing_is_re_rated(ana: Person) -> None:
    """Its risk keeps its rating and is counted as standing in an older model; following the site goes back."""
    risk = body_of(ana.post("/projects/10000/risks", a_risk_body()))
    version = made(ana)
    chosen = body_of(ana.post("/projects/10000/risk-model", {"version": version}))
    assert chosen == {
        "version": version,
        "name": "Three by three",
        "isOwn": True,
        "older": [{"version": "starter-1", "risks": 1}],
    }
    assert body_of(ana.get("/projects/10000/model"))["version"] == version
    assert body_of(ana.get(f"/risks/{risk['id']}"))["level"] == "High"
    back = body_of(ana.post("/projects/10000/risk-model", {"version": None}))
    assert (back["version"], back["isOwn"], back["older"]) == ("starter-1", False, [])
    assert ana.post("/projects/10000/risk-model", {"version": "unheard-of"}).status_code == 404


def test_the_site_chooses_for_who_has_not(ana: Person) -> None:
    """Projects without a choice of their own follow at once."""
    version = made(ana)
    assert body_of(ana.post("/settings/risk-model", {"version": version}))["isOwn"] is True
    assert body_of(ana.get("/projects/10000/risk-model"))["version"] == version
    assert body_of(ana.get(f"{SHELF}/{version}"))["isSites"] is True


def test_re_rating_is_looked_at_first(ana: Person) -> None:
    """A preview writes nothing; without it each risk is rated anew by the caller, by what they chose."""
    body = a_risk_body(ratings={"current": {"probability": 4, "impact": {"cost": 4}}})
    risk = body_of(ana.post("/projects/10000/risks", body))
    version = made(ana)
    ana.post("/projects/10000/risk-model", {"version": version})
    wanted = {"from": "starter-1", "reason": "New scales", "impact": {"cost": [1, 1, 2, 3, 3]}}
    seen = body_of(ana.post("/projects/10000/rerate?preview=true", wanted))
    assert seen["preview"] is True
    assert seen["probability"] == [1, 1, 2, 2, 3]
    assert [(one["key"], one["before"], one["after"], one["changed"]) for one in seen["risks"]] == [
        (risk["key"], "High", "Medium", True)
    ]
    assert body_of(ana.get(f"/risks/{risk['id']}"))["version"] == risk["version"]
    done = body_of(ana.post("/projects/10000/rerate", wanted))
    assert (done["rerated"], done["changed"], done["to"]) == (1, 1, version)
    assert body_of(ana.get(f"/risks/{risk['id']}"))["level"] == "Medium"
    assert body_of(ana.get("/projects/10000/risk-model"))["older"] == []


def test_a_step_that_is_not_there_cannot_be_chosen(ana: Person) -> None:
    """The mapping is refused with the step; the present model and an unknown one cannot be left."""
    ana.post("/projects/10000/risk-model", {"version": made(ana)})
    wanted = {"from": "starter-1", "reason": "x", "probability": [1, 2, 3, 4, 5]}
    answer = ana.post("/projects/10000/rerate", wanted)
    assert [one["pointer"] for one in body_of(answer)["errors"]] == ["/probability/4", "/probability/5"]
    assert ana.post("/projects/10000/rerate", {"from": "unheard-of", "reason": "x"}).status_code == 404
    ana.post("/projects/10000/risk-model", {"version": None})
    assert ana.post("/projects/10000/rerate", {"from": "starter-1", "reason": "x"}).status_code == 409


def test_every_level_has_a_figure_that_explains_itself(ana: Person) -> None:
    """Words of any language lead somewhere, and risks of an older model are counted under their own level."""
    ana.post("/projects/10000/risks", a_risk_body())
    matrix = [["Kaum", "Kaum", "Kaum"], ["Kaum", "Medium", "Medium"], ["Kaum", "Medium", "Sehr groß"]]
    levels = [
        {**level, "name": name}
        for level, name in zip(a_model_body()["levels"], ("Kaum", "Medium", "Sehr groß"), strict=True)
    ]
    ana.post("/projects/10000/risk-model", {"version": made(ana, levels=levels, matrix=matrix)})
    figures = body_of(ana.get("/projects/10000/metrics"))["figures"]
    counts = {key.removeprefix("risk.level."): one for key, one in figures.items() if key.startswith("risk.level.")}
    assert {name: one["value"] for name, one in counts.items()} == {"Kaum": 0, "Medium": 0, "Sehr groß": 0, "High": 1}
    for one in counts.values():
        assert ana.get(one["explain"].removeprefix("/api/v1")).status_code == 200
