"""Packs and register health over HTTP."""

from __future__ import annotations

import pytest

from plugin.domain.register_health import HealthRule
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import World

PACKS = "/projects/10000/packs"


def test_packs_are_listed_and_read(ana: Person, world: World) -> None:
    """All that are shipped in their order; each with risks, hints and what its questions do."""
    listed = body_of(ana.get("/packs"))["items"]
    assert [one["code"] for one in listed] == [pack.code for pack in world.services.packs]
    pack = body_of(ana.get("/packs/erp"))
    assert len(pack["risks"]) == next(one["risks"] for one in listed if one["code"] == "erp")
    codes = {risk["code"] for risk in pack["risks"]}
    for question in pack["questions"]:
        for answer in ("ifYes", "ifNo"):
            assert set(question[answer]["proposes"] + question[answer]["drops"]) <= codes
    assert ana.get("/packs/nonsense").status_code == 404


def test_answers_propose_and_drafts_are_taken_once(ben: Person) -> None:
    """The proposal changes nothing; taking makes drafts without a level; taking again tells what was here."""
    pack = body_of(ben.get("/packs/common"))
    question = next(one for one in pack["questions"] if one["ifYes"]["proposes"])
    answers = {question["code"]: "yes"}
    proposal = body_of(ben.post(f"{PACKS}/common/proposal", {"answers": answers}))
    first = proposal["offered"][0]
    assert first["code"] in question["ifYes"]["proposes"]
    assert first["because"] == [{"question": question["code"], "answer": "yes"}]
    assert proposal["here"] == []
    answer = ben.post(f"{PACKS}/common/drafts", {"risks": [first["code"]], "answers": answers})
    assert answer.status_code == 201
    [draft] = body_of(answer)["drafts"]
    assert (draft["status"], draft["level"], draft["title"]) == ("draft", None, first["title"])
    again = body_of(ben.post(f"{PACKS}/common/drafts", {"risks": [first["code"]]}))
    assert (again["drafts"], again["known"]) == ([], [first["code"]])
    assert body_of(ben.post(f"{PACKS}/common/proposal", {}))["here"] == [first["code"]]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("proposal", {"answers": {"nobody-asks-this": "yes"}}),
        ("proposal", {"answers": {"x": "perhaps"}}),
        ("drafts", {"risks": []}),
        ("drafts", {"risks": ["no-such-risk"]}),
    ],
)
def test_what_a_pack_does_not_know_is_refused(ben: Person, path: str, body: object) -> None:
    """A foreign question, answer or risk is named."""
    answer = ben.post(f"{PACKS}/common/{path}", body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


def test_health_names_rules_findings_and_score(ana: Person) -> None:
    """Null with a reason before any risk is open; then each rule with its weight and count, and findings to page."""
    empty = body_of(ana.get("/projects/10000/risks/health"))
    assert (empty["score"], empty["reason"]) == (None, "No risk is open.")
    ana.raises(owner=None)
    ana.raises(title="Something else altogether", owner=None)
    health = body_of(ana.get("/projects/10000/risks/health"))
    rules = {rule["code"]: rule for rule in health["rules"]}
    assert set(rules) == {rule.value for rule in HealthRule}
    assert (health["open"], rules["owner-missing"]["count"], rules["owner-missing"]["weight"]) == (2, 2, 1)
    assert health["score"] == 0
    page = body_of(ana.get("/projects/10000/risks/health?rule=owner-missing&skip=1&limit=1"))
    assert (page["total"], [one["key"] for one in page["findings"]]) == (2, ["R-2"])
    figure = body_of(ana.get("/projects/10000/metrics"))["figures"]["risk.health"]
    assert (figure["value"], figure["n"]) == (0, 2)
    explained = body_of(ana.get("/projects/10000/metrics/risk.health"))
    assert explained["inputs"]["open"] == 2
    assert explained["inputs"]["owner-missing"] == 2
    assert explained["items"].endswith("/risks/health")


def test_the_speciality_is_one_of_the_settings(ana: Person) -> None:
    """It is read and written with the others; what no pack is called is refused, and leaving it out changes nothing."""
    answer = ana.get("/projects/10000")
    settings = body_of(answer)["settings"]
    assert settings["speciality"] is None
    sent = {name: settings[name] for name in ("estimateField", "sprintField", "whenDone", "currency")}
    tag = {"If_Match": answer.headers["ETag"]}
    assert ana.put("/projects/10000", {**sent, "speciality": "nonsense"}, **tag).status_code == 422
    changed = ana.put("/projects/10000", {**sent, "speciality": "erp"}, **tag)
    assert body_of(changed)["settings"]["speciality"] == "erp"
    again = ana.put("/projects/10000", {**sent, "currency": "CHF"}, If_Match=changed.headers["ETag"])
    assert body_of(again)["settings"]["speciality"] == "erp"
