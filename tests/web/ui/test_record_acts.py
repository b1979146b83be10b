"""The rest of a risk's record in its drawer: each part is written in place, refused with its field, and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.risk import Risk, Role, Status
from tests.web.fakes import ANA, BEN
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import text


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def hidden(body: str) -> dict[str, str]:
    """The hidden fields of the forms in a drawer that keep what a form was made from."""
    names = 'was-[^"]+|version|mine-[^"]+|theirs-[^"]+'
    found = re.findall(rf'<input type="hidden" name="({names})" value="([^"]*)"', body)
    return dict(reversed(found))


def test_every_part_opens_as_a_form(scene: Scene) -> None:
    """Each part that can be edited is a form with a way back, and nothing reloads beneath it."""
    risk = scene.risk()
    parts = ("statement", "about", "current", "plan", "action", "window", "accepting", "escalating", "relating")
    for part in (*parts, "secondary", "closing", "deleting"):
        body = text(scene.ana.get(f"{RISKS}/{risk.id}/edit/{part}"))
        assert "data-cancel" in body, part
        assert 'id="risk" class="risk stack" aria-labelledby="risk-title">' in body, part


def test_plans_window_and_origin_are_written_in_place(scene: Scene) -> None:
    """What is said stands in the drawer in words, and the history has old and new."""
    risk = scene.risk()
    path = f"{RISKS}/{risk.id}"
    scene.ben.post(f"{path}/plan", strategy="prevent", contingency="Call the agency.", fallback="")
    scene.ben.post(f"{path}/window", first="2026-12-20", last="2027-02-01", lead="20")
    body = text(scene.ben.post(f"{path}/about", identified="pre-mortem", labels="core, people"))
    for shown in (
        "Prevent: make it less likely",
        "Call the agency.",
        "Could happen from 20 December to 1 February 2027.",
        "Act by 30 November",
        "In a pre-mortem",
        "core, people",
        "Days a response needs",
    ):
        assert shown in body, shown


@pytest.mark.parametrize(
    ("part", "form", "field"),
    [
        ("plan", {"strategy": "exploit"}, "edit-strategy-error"),
        ("window", {"first": "2026-12-02", "last": "2026-12-01"}, "edit-last-error"),
        ("window", {"first": "soon"}, "edit-first-error"),
        ("window", {"lead": "a week"}, "edit-lead-error"),
        ("about", {"identified-on": "2027-12-01"}, "edit-identified-on-error"),
        ("actions", {"action-title": ""}, "edit-action-title-error"),
        ("actions", {"action-title": "Pair", "cost": "much", "effort": "-1"}, "edit-effort-error"),
        ("accept", {"justification": "", "expires": "2026-12-01"}, "edit-justification-error"),
        ("accept", {"justification": "Fine."}, "edit-expires-error"),
        ("escalate", {"to": "board", "why": ""}, "edit-why-error"),
        ("relations", {"kind": "causes", "other-key": "R-99"}, "edit-other-key-error"),
        ("secondary", {"secondary-title": ""}, "edit-secondary-title-error"),
        ("close", {"outcome": "occurred", "lesson": "kept text"}, "edit-follow-up-error"),
        ("close", {"outcome": "did-not-occur", "close-reason": "occurred"}, "edit-close-reason-error"),
        ("ratings/current", {"probability": "5", "impact-cost": "5"}, "edit-rationale-error"),
    ],
)
def test_a_mistake_stands_beneath_its_field(scene: Scene, part: str, form: dict[str, str], field: str) -> None:
    """The form comes back with the mistake where it was made, and the risk stays as it is."""
    risk = scene.risk()
    answer = scene.ana.post(f"{RISKS}/{risk.id}/{part}", **form)
    body = text(answer)
    assert answer.status_code == 422
    assert f'id="{field}"' in body
    assert "kept text" in body or "lesson" not in form
    assert scene.stored(risk) == risk


def test_actions_and_issues_are_one_list(scene: Scene) -> None:
    """An action stands beside the response issue; done by one click it counts, and the last one moves the rating."""
    issue = scene.world.put_issue("10042", summary="Pair on the billing core")
    risk = scene.risk(target=(2, 2), responses=[issue])
    path = f"{RISKS}/{risk.id}"
    body = text(
        scene.ben.post(f"{path}/actions", **{"action-title": "Write it down", "owner": BEN, "due": "2026-12-01"})
    )
    action = scene.stored(risk).treatment.actions[0]
    for shown in (
        "Write it down",
        "preventive, planned",
        "Developer",
        "due 1 December",
        "PAY-42",
        "0 of 2 responses done",
    ):
        assert shown in body, shown
    assert "Write it down" in text(scene.ben.get(f"{path}/actions/{action.id}/edit"))
    scene.world.finish_issue("10042")
    body = text(scene.ben.post(f"{path}/actions/{action.id}/state", state="done"))
    assert "2 of 2 responses done" in body
    assert "Action done: Write it down" in body
    current = scene.stored(risk).current
    assert current is not None
    assert current.probability == 2
    body = text(scene.ben.post(f"{path}/actions/{action.id}/drop"))
    assert "Action removed: Write it down" in body


def test_acceptance_names_who_until_when_and_why(scene: Scene) -> None:
    """Who manages accepts above appetite; others are told why not, and taking it back is one click."""
    risk = scene.risk()
    path = f"{RISKS}/{risk.id}"
    form = {"justification": "A second person comes.", "expires": "2026-12-10", "authority": "board"}
    refused = text(scene.ben.post(f"{path}/accept", **form))
    assert scene.stored(risk).treatment.acceptance is None
    assert "Accepted by" not in refused
    body = text(scene.ana.post(f"{path}/accept", **form))
    for shown in ("Accepted by <bdi>Release lead</bdi> until 10 December.", "A second person comes.", "the board"):
        assert shown in body, shown
    assert "taken back on" in text(scene.ana.post(f"{path}/acceptance/revoke"))
    body = text(scene.ben.post(f"{path}/escalate", to="sponsor", why="Hire somebody?"))
    assert "Waits for a decision." in body
    assert "Decided:" in text(scene.ana.post(f"{path}/decision", decision="Hire."))


def test_related_risks_lead_to_each_other(scene: Scene) -> None:
    """By its key another risk is tied, and seen from there it is the other way round; a secondary one is a draft."""
    one, other = scene.risk("One"), scene.risk("Other")
    assert "causes" in text(scene.ben.post(f"{RISKS}/{one.id}/relations", kind="causes", **{"other-key": "r-2"}))
    assert "is caused by" in text(scene.ben.get(f"{RISKS}/{other.id}"))
    body = text(scene.ben.post(f"{RISKS}/{one.id}/secondary", **{"secondary-title": "It takes months"}))
    assert "is answered in a way that raises" in body
    draft = scene.stored(one).relations[-1].risk_id
    assert "draft" in text(scene.ben.get(f"{RISKS}/{draft}"))
    kept = {"owner": BEN, "probability": "2", "impact-cost": "2"}
    assert scene.ben.post(f"{RISKS}/{draft}/keep", **kept).status_code == 200
    body = text(scene.ben.post(f"{RISKS}/{one.id}/relations/remove", kind="causes", other=other.id))
    assert "No longer related: causes R-2 Other" in body


def test_a_draft_is_dismissed_with_its_reason(scene: Scene) -> None:
    """Without a reason the form comes back; with one the draft is gone and says why."""
    risk = scene.risk()
    scene.ana.post(f"{RISKS}/{risk.id}/secondary", **{"secondary-title": "Perhaps"})
    draft = scene.stored(risk).relations[0].risk_id
    assert scene.ana.post(f"{RISKS}/{draft}/dismiss", reason="").status_code == 422
    assert "We have two." in text(scene.ana.post(f"{RISKS}/{draft}/dismiss", reason="We have two."))


def test_closing_tells_what_it_did(scene: Scene) -> None:
    """A risk that occurred keeps impact, cost, lesson and the issue it became."""
    scene.world.put_issue("10042", summary="She left")
    risk = scene.risk()
    form = {"outcome": "occurred", "follow-up": "linked", "issue": "10042", "lesson": "Pair early."}
    form |= {"actual-schedule": "4", "actual-cost": "900", "reason": "She left in March."}
    body = text(scene.ana.post(f"{RISKS}/{risk.id}/close", **form))
    stored = scene.stored(risk)
    assert (stored.status, stored.issues_as(Role.REALISED)) == (Status.OCCURRED, ("10042",))
    for shown in ("Pair early.", "€900", "She left in March."):
        assert shown in body, shown


def test_only_the_owner_or_a_manager_closes(scene: Scene) -> None:
    """Others are offered no button, and refused where they try."""
    risk = scene.risk(owner=ANA)
    assert "Close…" not in text(scene.ben.get(f"{RISKS}/{risk.id}"))
    assert scene.ben.post(f"{RISKS}/{risk.id}/close", outcome="did-not-occur").status_code == 403
    assert scene.stored(risk).is_open


def test_advice_comes_while_somebody_types(scene: Scene) -> None:
    """Each piece stands beneath its field and blames nobody; a title alone is left in peace."""
    form = {
        "title": "The supplier is late",
        "cause": "The supplier may be new to this work",
        "event": "the supplier is late",
    }
    body = text(scene.ben.post(f"{RISKS}/advice?form=edit", **form))
    assert re.search(r'id="edit-cause-advice" hx-swap-oob="true">.*?makes a guess of it', body)
    assert "Say what would follow for the project." in body
    assert "Say what" not in text(scene.ben.post(f"{RISKS}/advice", title="The supplier is late"))
    assert scene.vera.post(f"{RISKS}/advice", **form).status_code == 403


def _opened(scene: Scene, risk: Risk, part: str) -> dict[str, str]:
    return hidden(text(scene.ben.get(f"{RISKS}/{risk.id}/edit/{part}")))


def test_two_versions_are_offered_field_by_field(scene: Scene) -> None:
    """Who was slower sees both texts, chooses for each field, and what is chosen is saved; nothing is lost."""
    risk = scene.risk(cause="one person knows it")
    was = _opened(scene, risk, "statement")
    scene.ana.post(f"{RISKS}/{risk.id}/statement", **a_form(title="Theirs", cause="their cause", effect="their effect"))
    mine = a_form(title="Mine", cause="one person knows it", effect="my effect", category="") | was
    answer = scene.ben.post(f"{RISKS}/{risk.id}/statement", **mine)
    body = text(answer)
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (412, "outerHTML")
    assert "Somebody changed this while you wrote." in body
    assert re.search(r'name="pick-title" value="mine" checked', body)
    assert re.search(r'name="pick-cause" value="theirs" checked', body)
    for said in ("Mine", "Theirs", "my effect", "their effect", "their cause"):
        assert said in body, said
    assert scene.stored(risk).title == "Theirs"
    chosen = hidden(body) | {
        "pick-title": "mine",
        "pick-cause": "theirs",
        "pick-effect": "theirs",
        "pick-category": "theirs",
    }
    chosen |= {"event": "", "direction": "threat", "owner": ""}
    assert scene.ben.post(f"{RISKS}/{risk.id}/statement", **chosen).status_code == 200
    stored = scene.stored(risk)
    assert (stored.title, stored.cause, stored.effect) == ("Mine", "their cause", "their effect")


def test_what_somebody_else_did_elsewhere_does_not_stop_a_save(scene: Scene) -> None:
    """A new rating meanwhile leaves the statement alone, so the statement is saved at once."""
    risk = scene.risk()
    was = _opened(scene, risk, "statement")
    scene.ana.post(f"{RISKS}/{risk.id}/ratings/current", **{"probability": "2", "impact-cost": "2"})
    answer = scene.ben.post(f"{RISKS}/{risk.id}/statement", **(a_form(title="Mine") | was))
    assert answer.status_code == 200
    assert scene.stored(risk).title == "Mine"
    current = scene.stored(risk).current
    assert current is not None
    assert current.probability == 2


def test_a_mistake_does_not_hide_that_somebody_was_faster(scene: Scene) -> None:
    """The form that comes back with a mistake still stands on the version it was made from."""
    risk = scene.risk()
    was = _opened(scene, risk, "statement")
    scene.ana.post(f"{RISKS}/{risk.id}/statement", **a_form(title="Theirs"))
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/statement", **(a_form(title="") | was)))
    assert hidden(body)["version"] == "1"
    assert hidden(body)["was-title"] == risk.title


def test_a_form_that_cannot_be_compared_keeps_what_was_typed(scene: Scene) -> None:
    """Closing what somebody changed meanwhile shows the risk as it is now, with the text still in the form."""
    risk = scene.risk()
    scene.ana.post(f"{RISKS}/{risk.id}/reviewed", version="1")
    answer = scene.ana.post(f"{RISKS}/{risk.id}/close", outcome="did-not-occur", reason="kept text", version="1")
    body = text(answer)
    assert answer.status_code == 412
    assert "kept text" in body
    assert 'name="version" value="2"' in body
    assert scene.stored(risk).is_open


def test_drawers_of_the_project_are_not_for_strangers(scene: Scene) -> None:
    """Who only sees changes nothing by any of these addresses, and strangers find none of them."""
    risk = scene.risk()
    for act in (
        "about",
        "plan",
        "window",
        "actions",
        "accept",
        "relations",
        "secondary",
        "keep",
        "dismiss",
        "decision",
    ):
        assert scene.vera.post(f"{RISKS}/{risk.id}/{act}").status_code == 403, act
        assert scene.cleo.post(f"{RISKS}/{risk.id}/{act}").status_code == 404, act
    assert scene.stored(risk) == risk
    assert scene.vera.get(f"{PROJECT}/overview").status_code == 200
