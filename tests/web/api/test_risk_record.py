"""A risk's record over HTTP: every part is written and read back, every decision is made and refused as it should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.web.api.conftest import Person, a_risk_body, body_of
from tests.web.fakes import ANA, BEN, NOW, World

RECORD: dict[str, Any] = {
    "speciality": "software",
    "identifiedHow": "pre-mortem",
    "identifiedOn": "2026-11-20",
    "labels": ["core", "people"],
    "window": {"first": "2026-12-20", "last": "2027-02-01", "leadDays": 20},
    "strategy": "prevent",
    "contingencyPlan": "Call the agency.",
    "fallbackPlan": "Buy the module.",
}


def test_the_record_is_written_and_read_back(ana: Person) -> None:
    """What is sent at raising is answered, with what follows from the day; a part left out of a PUT stays."""
    risk = ana.raises(**RECORD)
    for name, sent in RECORD.items():
        held = risk[name]
        assert (sent.items() <= held.items()) if isinstance(sent, dict) else held == sent, name
    assert (risk["window"]["actBy"], risk["window"]["urgency"]) == ("2026-11-30", "soon")
    body = a_risk_body(title="Another title", window={"last": "2027-02-01"}, strategy=None)
    after = body_of(ana.put(f"/risks/{risk['id']}", body, If_Match=f'"{risk["id"]}-1"'))
    assert (after["title"], after["strategy"], after["labels"]) == ("Another title", None, ["core", "people"])
    assert after["window"] == {"first": None, "last": "2027-02-01", "leadDays": None, "actBy": None, "urgency": None}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"strategy": "exploit"}, "/treatment/strategy"),
        ({"window": {"first": "2026-13-01"}}, "/window/first"),
        ({"window": {"first": "20261201"}}, "/window/first"),
        ({"window": {"first": "2027-01-02", "last": "2027-01-01"}}, "/window/last"),
        ({"identifiedOn": "2027-01-01"}, "/identifiedOn"),
        ({"labels": ["x" * 41]}, "/labels/0"),
        ({"speciality": "astrology"}, "/speciality"),
    ],
)
def test_a_part_that_cannot_be_accepted_is_named(ana: Person, change: dict[str, Any], pointer: str) -> None:
    """The pointer leads to the part that was sent."""
    answer = ana.post("/projects/10000/risks", a_risk_body(**change))
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in body_of(answer)["errors"]] == [pointer]


def test_ratings_keep_confidence_range_and_days(ana: Person) -> None:
    """All of a rating comes back; worse than inherent is refused until it says why."""
    risk = ana.raises()
    sent = {"stage": "current", "probability": 5, "impact": {"cost": 5}, "cost": 500, "costLow": 100, "costHigh": 900.5}
    sent |= {"days": 12, "confidence": "medium"}
    refused = ana.post(f"/risks/{risk['id']}/ratings", sent)
    assert refused.status_code == 422
    assert body_of(refused)["errors"][0]["pointer"] == "/rationale"
    rating = body_of(ana.post(f"/risks/{risk['id']}/ratings", {**sent, "rationale": "Seen."}))["ratings"]["current"]
    assert (rating["costLow"], rating["costHigh"], rating["days"], rating["confidence"]) == (100, 900.5, 12, "medium")


def test_actions_move_the_rating(ana: Person) -> None:
    """An action is added, changed in what is sent, done (which moves current to target), and taken away."""
    target = {"probability": 2, "impact": {"schedule": 2}}
    risk = ana.raises(ratings={**a_risk_body()["ratings"], "target": target})
    assert risk["advice"] == ["target-unanswered"]
    path = f"/risks/{risk['id']}/actions"
    risk = body_of(ana.post(path, {"title": "Pair", "due": "2026-12-01", "cost": 400.5, "owner": BEN}))
    action = risk["actions"][0]
    assert risk["advice"] == []
    assert (action["title"], action["cost"], action["state"]) == ("Pair", 400.5, "planned")
    risk = body_of(ana.patch(f"{path}/{action['id']}", {"effortHours": 16}))
    assert (risk["actions"][0]["effortHours"], risk["actions"][0]["due"]) == (16, "2026-12-01")
    assert risk["level"] == "High"
    risk = body_of(ana.patch(f"{path}/{action['id']}", {"state": "done", "effectiveness": "works"}))
    assert (risk["level"], risk["ratings"]["current"]["probability"]) == ("Low", 2)
    assert body_of(ana.delete(f"{path}/{action['id']}"))["actions"] == []
    assert ana.patch(f"{path}/{action['id']}", {"title": "Gone"}).status_code == 404
    assert ana.post(path, {"title": " "}).status_code == 422


def test_overdue_actions_are_counted(ana: Person, world: World) -> None:
    """The figure counts actions of open risks that are neither done nor cancelled and were due."""
    risk = ana.raises()
    ana.post(f"/risks/{risk['id']}/actions", {"title": "Pair", "due": "2026-11-25"})
    world.clock.forward(days=2)
    figures = body_of(ana.get("/projects/10000/metrics"))["figures"]
    assert figures["risk.actionsOverdue"]["value"] == 1


def test_acceptance_has_authority_and_expiry(ana: Person, ben: Person) -> None:
    """Above appetite only a manager may, until a day; it is shown, taken back, and cannot be taken back twice."""
    risk = ana.raises()
    until = (NOW + timedelta(days=20)).date().isoformat()
    sent = {"justification": "A second person comes.", "expiresOn": until, "authority": "board"}
    assert ben.post(f"/risks/{risk['id']}/accept", sent).status_code == 403
    assert ana.post(f"/risks/{risk['id']}/accept", {"justification": "Fine."}).status_code == 422
    accepted = body_of(ana.post(f"/risks/{risk['id']}/accept", sent))
    assert accepted["acceptance"] == {
        "by": ANA,
        "on": "2026-11-24",
        "authority": "board",
        "justification": "A second person comes.",
        "expiresOn": until,
        "revokedOn": None,
        "holds": True,
    }
    assert accepted["strategy"] == "accept-passive"
    assert body_of(ana.post(f"/risks/{risk['id']}/revoke", {"reason": "She left."}))["acceptance"]["holds"] is False
    assert ana.post(f"/risks/{risk['id']}/revoke").status_code == 409


def test_an_escalation_is_decided(ana: Person) -> None:
    """It waits with its question until a decision is noted."""
    path = f"/risks/{ana.raises()['id']}"
    assert ana.post(f"{path}/decide", {"decision": "Hire."}).status_code == 409
    waiting = body_of(ana.post(f"{path}/escalate", {"to": "sponsor", "why": "Hire a second person?"}))
    assert (waiting["escalation"]["to"], waiting["escalation"]["decision"]) == ("sponsor", "")
    assert ana.post(f"{path}/escalate", {"to": "board", "why": "Again?"}).status_code == 409
    assert body_of(ana.post(f"{path}/decide", {"decision": "Hire."}))["escalation"]["decision"] == "Hire."


def test_relations_and_secondary_risks(ana: Person, cleo: Person) -> None:
    """A tie stands at both ends, a circle is refused, and a secondary risk is a draft of the same register."""
    one, other = ana.raises(), ana.raises()
    tie = {"riskId": other["id"], "kind": "causes"}
    assert body_of(ana.post(f"/risks/{one['id']}/relations", tie))["relations"] == [{**tie, "inverse": False}]
    assert body_of(ana.get(f"/risks/{other['id']}"))["relations"] == [
        {"riskId": one["id"], "kind": "causes", "inverse": True}
    ]
    back = ana.post(f"/risks/{other['id']}/relations", {"riskId": one["id"], "kind": "causes"})
    assert body_of(back)["errors"][0]["pointer"] == "/riskId"
    assert cleo.post(f"/risks/{one['id']}/relations", tie).status_code == 404
    assert body_of(ana.delete(f"/risks/{other['id']}/relations/{one['id']}?kind=causes"))["relations"] == []
    answer = ana.post(f"/risks/{one['id']}/secondary", {"title": "The new person needs months"})
    assert (answer.status_code, body_of(answer)["status"]) == (201, "draft")
    assert body_of(ana.get(answer.headers["Location"])) == body_of(answer)


def test_drafts_are_kept_or_dismissed(ana: Person) -> None:
    """A draft has no level; kept it has one, dismissed it says why, reopened it is a draft again."""
    draft = body_of(ana.post("/projects/10000/risks", {"title": "Maybe", "draft": True}))
    assert (draft["status"], draft["level"], draft["nextReview"]) == ("draft", None, None)
    assert ana.post("/projects/10000/risks", {"title": "No rating"}).status_code == 422
    rating = {"probability": 2, "impact": {"cost": 2}}
    kept = body_of(ana.post(f"/risks/{draft['id']}/keep", {"owner": BEN, "rating": rating}))
    assert (kept["status"], kept["level"], kept["owner"]) == ("open", "Low", BEN)
    other = body_of(ana.post("/projects/10000/risks", {"title": "Maybe not", "draft": True}))
    assert body_of(ana.post(f"/risks/{other['id']}/dismiss", {"reason": "Not here."}))["status"] == "rejected"
    assert body_of(ana.post(f"/risks/{other['id']}/reopen"))["status"] == "draft"


def test_an_ending_is_told_whole(ana: Person, ben: Person, world: World) -> None:
    """Reason, actuals, lesson and issue are kept; the bare shape still closes; others than the owner may not."""
    issue = world.put_issue("10042")
    risk = ana.raises(owner=ANA)
    sent: dict[str, Any] = {
        "outcome": "occurred",
        "closeReason": "occurred",
        "reason": "She left.",
        "actualImpact": {"schedule": 4},
    }
    sent |= {"actualCost": 900.5, "lesson": "Pair early.", "issueId": issue}
    assert ben.post(f"/risks/{risk['id']}/close", sent).status_code == 403
    assert ana.post(f"/risks/{risk['id']}/close", {**sent, "closeReason": "expired"}).status_code == 422
    closed = body_of(ana.post(f"/risks/{risk['id']}/close", sent))
    assert closed["ending"] == {
        "closeReason": "occurred",
        "comment": "She left.",
        "actualImpact": {"schedule": 4},
        "actualCost": 900.5,
        "lesson": "Pair early.",
    }
    assert [(link["issueId"], link["role"]) for link in closed["issues"]] == [(issue, "realised")]
    missing = ana.post(f"/risks/{ana.raises()['id']}/close", {"outcome": "occurred", "followUp": "linked"})
    assert body_of(missing)["errors"][0]["pointer"] == "/followUp"
    assert body_of(ana.post(f"/risks/{ana.raises()['id']}/close", {"outcome": "occurred"}))["status"] == "occurred"


def test_a_deleted_risk_is_restored(ana: Person, vera: Person, cleo: Person) -> None:
    """Who may contribute takes it back; nobody else learns that it was there."""
    risk = ana.raises()
    assert ana.post(f"/risks/{risk['id']}/restore").status_code == 409
    ana.delete(f"/risks/{risk['id']}", If_Match=f'"{risk["id"]}-1"')
    assert cleo.post(f"/risks/{risk['id']}/restore").status_code == 404
    assert vera.post(f"/risks/{risk['id']}/restore").status_code == 403
    assert body_of(ana.post(f"/risks/{risk['id']}/restore"))["status"] == "open"
