"""Early signs over HTTP."""

from __future__ import annotations

from plugin.domain.ids import IssueId
from plugin.usecases import watching
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import PAY, World

RULE = {"watched": "jql", "subject": "priority = Highest", "comparator": "at-least", "limit": 2, "lastingHours": 48}


def test_a_rule_is_made_watched_and_answered(ben: Person, world: World) -> None:
    """Made by POST, it fires by itself; PATCH looks at it, changes it, clears it; DELETE takes it out."""
    risk = ben.raises()
    path = f"/risks/{risk['id']}/triggers"
    answer = ben.post(path, {"text": "Things pile up", "rule": RULE})
    assert answer.status_code == 201
    (made,) = body_of(answer)["triggers"]
    assert made["rule"] == RULE
    assert (made["state"], made["holdsSince"], made["issues"]) == ("armed", None, [])
    jira = world.jira[world.acme]
    world.put_issue("10042")
    jira.finds["project = 10000 AND (priority = Highest)"] = [(IssueId("10042"), "PAY-42"), (IssueId("9"), "OPS-1")]
    watching.look(world.services.work, jira, world.acme, PAY, world.clock)
    world.clock.forward(hours=48)
    watching.look(world.services.work, jira, world.acme, PAY, world.clock)
    fired = body_of(ben.get(f"/risks/{risk['id']}"))
    assert fired["status"] == "triggered"
    assert fired["triggers"][0]["seen"] == 2
    assert fired["triggers"][0]["issues"][0] == {"issueId": "10042", "issueKey": "PAY-42"}
    assert fired["triggers"][0]["issues"][1] == {"issueId": "9", "issueKey": None}
    assert "triggered" in [flag["code"] for flag in fired["flags"]]
    one = f"{path}/{made['id']}"
    assert body_of(ben.patch(one, {"state": "armed", "comment": "Looked"}))["status"] == "open"
    changed = body_of(ben.patch(one, {"text": "Other words", "rule": None}))["triggers"][0]
    assert (changed["text"], changed["rule"]) == ("Other words", None)
    assert body_of(ben.patch(one, {"state": "fired", "comment": "I saw it"}))["triggers"][0]["evidence"] == "I saw it"
    assert body_of(ben.patch(one, {"state": "cleared"}))["triggers"][0]["state"] == "cleared"
    assert ben.patch(one, {"state": "cleared"}).status_code == 409
    assert body_of(ben.delete(one))["triggers"] == []
    assert ben.delete(one).status_code == 404
    assert ben.patch(one, {}).status_code == 404


def test_what_cannot_be_watched_is_refused_with_its_field(ben: Person) -> None:
    """Jira's words about the JQL, an unknown figure, and limits that are none."""
    path = f"/risks/{ben.raises()['id']}/triggers"
    unread = ben.post(path, {"text": "x", "rule": {**RULE, "subject": "= 3"}})
    assert unread.status_code == 422
    assert body_of(unread)["errors"][0]["pointer"] == "/rule/subject"
    figure = ben.post(path, {"text": "x", "rule": {**RULE, "watched": "metric"}})
    assert body_of(figure)["errors"][0]["detail"] == "choose one of the listed figures"
    for wrong in ({"limit": "a"}, {"lastingHours": -1}, {"lastingHours": 9999}, {"watched": "x"}):
        assert ben.post(path, {"text": "x", "rule": {**RULE, **wrong}}).status_code == 422, wrong


def test_a_stale_writer_and_a_reader_change_nothing(ben: Person, vera: Person) -> None:
    """If-Match is heeded; whoever may only see is refused."""
    risk = ben.raises()
    path = f"/risks/{risk['id']}/triggers"
    assert ben.post(path, {"text": "x"}, If_Match='"old-1"').status_code == 412
    assert vera.post(path, {"text": "x"}).status_code == 403


def test_flags_are_answered_and_filtered_by(ben: Person, world: World) -> None:
    """A risk says what is the matter and whose move it is; the register is narrowed to that; figures count it."""
    unowned = ben.raises(owner=None)
    owned = ben.raises()
    assert unowned["flags"] == [
        {"code": "unowned", "since": "2026-11-24", "actor": "manager", "person": None, "subject": None}
    ]
    listed = body_of(ben.get("/projects/10000/risks?flag=unowned"))["items"]
    assert [one["id"] for one in listed] == [unowned["id"]]
    assert ben.get("/projects/10000/risks?flag=odd").status_code == 422
    world.clock.forward(days=20)
    late = body_of(ben.get(f"/risks/{owned['id']}"))["flags"]
    assert "review-overdue" in [one["code"] for one in late]
    explained = body_of(ben.get("/projects/10000/metrics/risk.flagged"))
    assert explained["items"].endswith("flag=any")
