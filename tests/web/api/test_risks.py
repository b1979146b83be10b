"""The register over HTTP: raise, read, list, replace, rate, tie, end, and what is remembered of it all."""

from __future__ import annotations

import pytest

from plugin.domain.commands import RawMove
from tests.web.api.conftest import Person, a_risk_body, body_of
from tests.web.fakes import BEN, DONE, POINTS, TODO, VERA, World, moved


def test_raised_risk_answers_in_the_agreed_shape(ana: Person, world: World) -> None:
    """A raised risk comes back with its key, its level, its three stages, its ties and where it can be read."""
    world.put_issue("10042")
    sent = {
        "inherent": {"probability": 4, "impact": {"schedule": 4}},
        "current": {"probability": 4.0, "impact": {"schedule": 4, "compliance": 2}, "cost": 1250.5},
        "target": {"probability": 2, "impact": {"schedule": 3}},
    }
    answer = ana.post(
        "/projects/10000/risks", a_risk_body(ratings=sent, issues=[{"issueId": "10042", "role": "response"}])
    )
    risk = body_of(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/risks/{risk['id']}"
    assert answer.headers["ETag"] == f'"{risk["id"]}-1"'
    assert set(risk["ratings"]) == {"inherent", "current", "target"}
    assert risk["ratings"]["current"] == {
        "probability": 4,
        "impact": {"schedule": 4, "compliance": 2},
        "cost": 1250.5,
        "level": "High",
        "score": 16,
        "at": "2026-11-24T09:30:00Z",
        "by": ana.account,
        "modelVersion": "starter-1",
        "rationale": None,
        "confidence": None,
        "costLow": None,
        "costHigh": None,
        "days": None,
    }
    assert risk["issues"] == [{"issueId": "10042", "issueKey": "PAY-42", "role": "response", "done": False}]
    expected = {"key": "R-1", "status": "open", "level": "High", "nextReview": "2026-12-08", "version": 1}
    assert expected.items() <= risk.items()
    assert body_of(ana.get(answer.headers["Location"])) == risk


def test_statement_is_one_sentence(ana: Person) -> None:
    """Cause, event and effect are told as one sentence."""
    assert ana.raises()["statement"] == (
        "Because one person knows the billing core, that person may leave, so velocity halves for two months."
    )


def test_every_bad_field_is_named(ana: Person) -> None:
    """A risk that cannot be accepted says so for each field, with its JSON pointer."""
    answer = ana.post(
        "/projects/10000/risks",
        {"title": " ", "ratings": {"current": {"probability": 9, "impact": {"morale": 1}}}, "colour": "red"},
    )
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert {problem["pointer"] for problem in body_of(answer)["errors"]} == {
        "/title",
        "/ratings/current/probability",
        "/ratings/current/impact/morale",
        "/colour",
    }


def test_list_is_worst_first_and_pages_over_ties(ana: Person) -> None:
    """Pages hold every risk once, worst first, also where many are equally bad and one is raised in between."""
    mild = {"current": {"probability": 1, "impact": {"scope": 1}}}
    for _ in range(5):
        ana.raises()
    ana.raises(ratings=mild)
    seen: list[str] = []
    page = body_of(ana.get("/projects/10000/risks?limit=2"))
    while True:
        seen += [risk["key"] for risk in page["items"]]
        if page["next"] is None:
            break
        if len(seen) == 2:
            ana.raises()
        page = body_of(ana.get(f"/projects/10000/risks?limit=2&after={page['next']}"))
    assert seen == ["R-1", "R-2", "R-3", "R-4", "R-5", "R-7", "R-6"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("status=closed", ["R-3"]),
        ("level=High", ["R-1"]),
        ("owner=none", ["R-2"]),
        (f"owner={BEN}", ["R-1", "R-3"]),
        ("category=people", ["R-1", "R-3"]),
        ("category=organisation", ["R-1", "R-3"]),
        ("category=market", []),
        ("direction=opportunity", ["R-2"]),
        ("answered=no", ["R-2", "R-3"]),
        ("due=overdue", ["R-1"]),
        ("cell=current.threat.4.4", ["R-1"]),
        ("status=open&level=Low&direction=opportunity", ["R-2"]),
        ("status=occurred", []),
    ],
)
def test_filters(ana: Person, world: World, query: str, keys: list[str]) -> None:
    """Each filter leaves what it names, and filters narrow each other."""
    world.put_issue("10042")
    ana.raises(issues=[{"issueId": "10042", "role": "response"}])
    mild = {"current": {"probability": 1, "impact": {"scope": 1}}}
    ana.raises(direction="opportunity", owner=None, category="supplier", ratings=mild)
    ended = ana.raises(ratings=mild)
    ana.post(f"/risks/{ended['id']}/close", {"outcome": "did-not-occur"})
    world.clock.forward(days=20)
    answer = ana.get(f"/projects/10000/risks?{query}")
    assert [risk["key"] for risk in body_of(answer)["items"]] == keys


def test_replacing_needs_the_version_that_was_read(ana: Person) -> None:
    """Without If-Match a replacement is refused with 428, with an old one with 412, with the present one it is made."""
    risk = ana.raises()
    path, body = f"/risks/{risk['id']}", a_risk_body(title="Two developers leave", ratings={})
    assert ana.put(path, body).status_code == 428
    read = ana.get(path).headers["ETag"]
    answer = ana.put(path, body, If_Match=read)
    assert (answer.status_code, body_of(answer)["title"]) == (200, "Two developers leave")
    assert body_of(answer)["version"] == 2
    assert answer.headers["ETag"] != read
    assert ana.put(path, body, If_Match=read).status_code == 412
    assert ana.put(path, body, If_Match='"something else"').status_code == 412


def test_dropping_needs_the_version_that_was_read(ana: Person) -> None:
    """A risk is dropped only by who read it as it stands; afterwards it is gone."""
    risk = ana.raises()
    path = f"/risks/{risk['id']}"
    assert ana.delete(path).status_code == 428
    assert ana.delete(path, If_Match=f'"{risk["id"]}-7"').status_code == 412
    assert ana.delete(path, If_Match=f'"{risk["id"]}-1"').status_code == 204
    assert ana.get(path).status_code == 404


def test_acts_look_at_if_match_where_it_is_sent(ana: Person) -> None:
    """Rating anew goes without If-Match, and is refused with an old one."""
    risk = ana.raises()
    rating = {"stage": "target", "probability": 1, "impact": {"schedule": 2}, "rationale": "A second person is trained"}
    first = ana.post(f"/risks/{risk['id']}/ratings", rating)
    assert first.status_code == 200
    assert body_of(first)["ratings"]["target"]["level"] == "Low"
    assert ana.post(f"/risks/{risk['id']}/ratings", rating, If_Match=f'"{risk["id"]}-1"').status_code == 412
    assert ana.post(f"/risks/{risk['id']}/ratings", rating, If_Match=first.headers["ETag"]).status_code == 200


def test_last_response_done_moves_the_rating(ana: Person, world: World) -> None:
    """When the issue that answers a risk is done in Jira, the risk shows its target as its current rating."""
    world.put_issue("10042")
    target = {"probability": 2, "impact": {"schedule": 3}}
    risk = ana.raises(ratings={"current": {"probability": 4, "impact": {"schedule": 4}}, "target": target})
    ana.post(f"/risks/{risk['id']}/responses", {"issueId": "10042"})
    world.finish_issue("10042")
    after = body_of(ana.get(f"/risks/{risk['id']}"))
    assert after["ratings"]["current"]["probability"] == 2
    assert after["issues"][0]["done"] is True
    assert after["ratings"]["inherent"]["probability"] == 4


def test_proposal_is_answered(ana: Person, world: World) -> None:
    """A project that wants to be asked gets a proposal, which its owner accepts."""
    world.put_issue("10042")
    tag = ana.get("/projects/10000").headers["ETag"]
    settings = {"estimateField": POINTS, "sprintField": None, "whenDone": "ask", "currency": "EUR"}
    assert ana.put("/projects/10000", settings, If_Match=tag).status_code == 200
    target = {"probability": 2, "impact": {"schedule": 3}}
    risk = ana.raises(ratings={"current": {"probability": 4, "impact": {"schedule": 4}}, "target": target})
    path = f"/risks/{risk['id']}"
    ana.post(f"{path}/responses", {"issueId": "10042"})
    world.move_issue("10042", [moved("status", TODO, DONE)], status=DONE)
    asked = body_of(ana.get(path))
    assert (asked["ratings"]["current"]["probability"], asked["proposal"]["rating"]["probability"]) == (4, 2)
    answered = body_of(ana.post(f"{path}/proposal", {"accept": True}))
    assert (answered["ratings"]["current"]["probability"], answered["proposal"]) == (2, None)
    assert ana.post(f"{path}/proposal", {"accept": False}).status_code == 409


def test_life_of_a_risk(ana: Person, world: World) -> None:
    """A risk is reviewed, closed with its outcome and opened again; what does not fit its state is a conflict."""
    path = f"/risks/{ana.raises()['id']}"
    world.clock.forward(days=3)
    assert body_of(ana.post(f"{path}/review", {"comment": "Still so"}))["nextReview"] == "2026-12-11"
    closed = body_of(ana.post(f"{path}/close", {"outcome": "partly", "reason": "One of two left"}))
    assert (closed["status"], closed["outcome"], closed["nextReview"]) == ("occurred", "partly", None)
    assert ana.post(f"{path}/close", {"outcome": "occurred"}).status_code == 409
    assert ana.post(f"{path}/review").status_code == 409
    assert body_of(ana.post(f"{path}/reopen"))["status"] == "open"
    names = [fact["name"] for fact in body_of(ana.get(f"{path}/history"))["items"]]
    assert names == ["RiskRaised", "RiskRated", "RiskRated", "RiskReviewed", "RiskClosed", "RiskReopened"]


def test_history_pages_oldest_first(ana: Person) -> None:
    """The history comes oldest first, page by page."""
    path = f"/risks/{ana.raises()['id']}"
    first = body_of(ana.get(f"{path}/history?limit=2"))
    rest = body_of(ana.get(f"{path}/history?limit=2&after={first['next']}"))
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert first["items"][0]["detail"]["key"] == "R-1"
    assert first["items"][-1]["seq"] < rest["items"][0]["seq"]


def test_links_are_made_and_undone_by_role(ana: Person, world: World) -> None:
    """One issue can be tied in several roles; undoing names one of them or takes all."""
    world.put_issue("10042")
    path = f"/risks/{ana.raises()['id']}"
    for role in ("affected", "backing", "response"):
        ana.post(f"{path}/links", {"issueId": "10042", "role": role})
    left = body_of(ana.delete(f"{path}/links/10042?role=backing"))
    assert sorted(link["role"] for link in left["issues"]) == ["affected", "response"]
    assert body_of(ana.delete(f"{path}/links/10042"))["issues"] == []
    assert ana.delete(f"{path}/links/10042").status_code == 404


def test_hidden_issue_is_neither_named_nor_tied(ana: Person, vera: Person, ben: Person, world: World) -> None:
    """Who may not see an issue is told no key of it, not even in the history, and cannot tie it."""
    jira = world.jira[world.acme]
    world.put_issue("10042")
    risk = ana.raises(issues=[{"issueId": "10042", "role": "response"}])
    world.move_issue("10042", [moved("status", TODO, DONE)], status=DONE)
    jira.hide(VERA, "10042")
    jira.hide(BEN, "10042")
    path = f"/risks/{risk['id']}"
    assert body_of(ana.get(path))["issues"][0]["issueKey"] == "PAY-42"
    assert body_of(vera.get(path))["issues"][0]["issueKey"] is None
    assert "PAY-42" in ana.get(f"{path}/history").text
    assert "PAY-42" not in vera.get(f"{path}/history").text
    hidden = ben.post(f"{path}/links", {"issueId": "10042", "role": "backing"})
    unknown = ben.post(f"{path}/links", {"issueId": "99999", "role": "backing"})
    assert (hidden.status_code, hidden.text) == (422, unknown.text)
    assert (
        ben.post("/projects/10000/risks", a_risk_body(issues=[{"issueId": "10042", "role": "backing"}])).status_code
        == 422
    )


def test_deleted_issue_keeps_its_key(ana: Person, world: World) -> None:
    """A tied issue that is deleted in Jira is still named by the key it had."""
    world.put_issue("10042")
    risk = ana.raises(issues=[{"issueId": "10042", "role": "affected"}])
    world.delete_issue("10042")
    assert body_of(ana.get(f"/risks/{risk['id']}"))["issues"][0]["issueKey"] == "PAY-42"


def test_cost_is_kept_to_the_cent(ana: Person) -> None:
    """Money is a plain decimal on the wire and exact to two decimals."""
    risk = ana.raises(ratings={"current": {"probability": 1, "impact": {"cost": 1}, "cost": 0.1 + 0.2}})
    assert risk["ratings"]["current"]["cost"] == 0.3


def test_estimate_moves_do_not_touch_risks(ana: Person, world: World) -> None:
    """A change in Jira that means nothing to a risk leaves its version alone."""
    world.put_issue("10042")
    risk = ana.raises(issues=[{"issueId": "10042", "role": "affected"}])
    world.move_issue("10042", [RawMove(POINTS, "Story point estimate", None, None, "5", "8")], points="8")
    assert body_of(ana.get(f"/risks/{risk['id']}"))["version"] == 1
