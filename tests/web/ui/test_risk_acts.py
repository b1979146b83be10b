"""What people do to one risk in its drawer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Outcome, Role, Status
from tests.web.fakes import ANA, BEN, VERA
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import flag, text


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def test_the_drawer_shows_the_risk_whole(scene: Scene) -> None:
    """One sentence, three ratings in the model's words, issues with role and state, and the history."""
    issue = scene.world.put_issue("10042", summary="Pair on the billing core")
    risk = scene.risk(
        cause="one person knows the billing core.",
        effect="velocity halves",
        responses=[issue],
        target=(2, 3),
        owner=BEN,
    )
    body = text(scene.vera.get(f"{RISKS}/{risk.id}"))
    assert "Because one person knows the billing core, Key developer leaves, so velocity halves." in body
    for shown in (
        "Inherent",
        "Current",
        "Target",
        "Likely",
        "more probable than not",
        "10 to 20 %, the end date moves",
    ):
        assert shown in body, shown
    for shown in ("PAY-42", "Pair on the billing core", "a response, to do", "Developer", "Raised", "above appetite"):
        assert shown in body, shown


def test_an_issue_one_may_not_see_is_not_named(scene: Scene) -> None:
    """Neither key nor summary of a hidden issue is shown in the drawer, its history, or the overview."""
    issue = scene.world.put_issue("10042", summary="Secret story")
    risk = scene.risk(responses=[issue])
    scene.world.finish_issue("10042")
    scene.world.jira[scene.world.acme].hide(VERA, "10042")
    for path in (f"{RISKS}/{risk.id}", f"{PROJECT}/overview"):
        body = text(scene.vera.get(path))
        assert "an issue you may not see" in body, path
        assert "PAY-42" not in body, path
        assert "Secret story" not in body, path


def test_a_statement_is_reworded(scene: Scene) -> None:
    """The new words stand in the drawer, the history has old and new, and the ratings stay."""
    risk = scene.risk(cause="old cause")
    before = risk.ratings
    form = a_form(title="New title", cause="new cause", owner=BEN, version="1")
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/statement", **form))
    assert "Because new cause, New title, so we wait." in body
    assert re.search(r"<del[^>]*>old cause</del>.*?<ins[^>]*>new cause</ins>", body)
    stored = scene.stored(risk)
    assert (stored.title, stored.owner, stored.ratings) == ("New title", BEN, before)


def test_an_owner_who_left_may_stay(scene: Scene) -> None:
    """Rewording a risk does not force a new owner; a new owner must be somebody Jira knows."""
    risk = scene.risk(owner=BEN)
    del scene.world.jira[scene.world.acme].names[BEN]
    assert scene.ana.post(f"{RISKS}/{risk.id}/statement", **a_form(owner=BEN)).status_code == 200
    unknown = "5b10a2844c20165700ede0ff"
    assert scene.ana.post(f"{RISKS}/{risk.id}/statement", **a_form(owner=unknown)).status_code == 422


@pytest.mark.parametrize("stage", ["inherent", "current", "target"])
def test_each_stage_is_rated_by_itself(scene: Scene, stage: str) -> None:
    """A new rating of one stage is kept with its reason; the other stages stay."""
    risk = scene.risk(level=(4, 4), target=(2, 2))
    form = {"probability": "3", "impact-cost": "3", "cost": "1500", "rationale": "We asked the bank.", "version": "1"}
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/ratings/{stage}", **form))
    assert "We asked the bank." in body
    stored = scene.stored(risk)
    assert stored.ratings[Rated(stage)].probability == 3
    assert {one: stored.ratings[one] for one in Rated if one != stage} == {
        one: risk.ratings[one] for one in Rated if one != stage
    }


def test_a_rating_with_mistakes_comes_back(scene: Scene) -> None:
    """The form stands again with its errors and what was chosen, outside of any reload."""
    risk = scene.risk()
    answer = scene.ana.post(f"{RISKS}/{risk.id}/ratings/current", probability="5", cost="much")
    body = text(answer)
    assert answer.status_code == 422
    assert 'id="edit-impact-error"' in body
    assert 'id="edit-cost-error"' in body
    assert 'name="probability" value="5" checked' in body
    assert 'hx-trigger="plumbline:changed' not in body
    assert scene.stored(risk) == risk


def test_an_older_version_is_refused(scene: Scene) -> None:
    """Who read an older state overwrites nothing."""
    risk = scene.risk()
    scene.ana.post(f"{RISKS}/{risk.id}/statement", **a_form(version="1"))
    answer = scene.ben.post(f"{RISKS}/{risk.id}/statement", **a_form(title="Mine", version="1"))
    assert answer.status_code == 412
    assert scene.stored(risk).title == "The supplier is late"


def test_an_issue_is_linked_by_choice_or_by_key_and_unlinked(scene: Scene) -> None:
    """A chosen issue, or one whose key was typed, is tied in its role; removing takes that tie away."""
    scene.world.put_issue("10042", summary="Pair")
    scene.world.put_issue("10043", summary="Pair again")
    risk = scene.risk()
    assert scene.ben.post(f"{RISKS}/{risk.id}/issues", issue="10042", role="response").status_code == 200
    assert scene.ben.post(f"{RISKS}/{risk.id}/issues", **{"issue-search": "pay-43"}, role="backing").status_code == 200
    ties = {(tie.issue_id, tie.role) for tie in scene.stored(risk).issues}
    assert ties == {("10042", Role.RESPONSE), ("10043", Role.BACKING)}
    assert scene.ben.post(f"{RISKS}/{risk.id}/issues/10042/untie", role="response").status_code == 200
    assert [tie.issue_id for tie in scene.stored(risk).issues] == ["10043"]


@pytest.mark.parametrize("issue", ["", "99999", "abc", "\0", "1" * 50, "10077"])
def test_an_issue_that_cannot_be_chosen_is_refused(scene: Scene, issue: str) -> None:
    """Unknown, hidden or malformed issues are not tied, and the form says what to do."""
    scene.world.put_issue("10077")
    scene.world.jira[scene.world.acme].hide(BEN, "10077")
    risk = scene.risk()
    answer = scene.ben.post(f"{RISKS}/{risk.id}/issues", issue=issue, role="response")
    assert answer.status_code == 422
    assert 'id="edit-issue-error"' in text(answer)
    assert scene.stored(risk).issues == ()


@pytest.mark.parametrize(("answer", "level"), [("accept", (2, 2)), ("decline", (4, 4))])
def test_a_proposal_is_answered(scene: Scene, answer: str, level: tuple[int, int]) -> None:
    """Accepting moves the current rating to the target, declining leaves it; either way nothing waits any more."""
    risk = scene.proposed()
    assert "All responses are done. Move the current rating to target?" in text(scene.ana.get(f"{RISKS}/{risk.id}"))
    done = scene.ana.post(f"{RISKS}/{risk.id}/proposal", answer=answer, version=str(risk.version))
    stored = scene.stored(risk)
    assert done.status_code == 200
    assert stored.proposal is None
    assert stored.current is not None
    assert (stored.current.probability, next(iter(stored.current.impact.values()))) == level
    again = scene.ana.post(f"{RISKS}/{risk.id}/proposal", answer=answer)
    assert flag(again)["title"] == "Nothing was changed"


def test_a_reviewed_risk_is_due_again_by_its_level(scene: Scene) -> None:
    """Marking reviewed moves the next review on by the level's rhythm."""
    risk = scene.risk()
    scene.world.clock.forward(days=20)
    assert "in 14 d" in text(scene.ben.post(f"{RISKS}/{risk.id}/reviewed", version="1"))


def test_closing_asks_for_the_outcome_and_can_be_undone_by_one_click(scene: Scene) -> None:
    """Without an outcome the form comes back; with one the risk is closed, and the flag's address opens it again."""
    risk = scene.risk()
    refused = scene.ben.post(f"{RISKS}/{risk.id}/close", outcome="", reason="kept text")
    assert refused.status_code == 422
    assert 'id="edit-outcome-error"' in text(refused)
    assert "kept text" in text(refused)
    closed = scene.ben.post(
        f"{RISKS}/{risk.id}/close",
        outcome="partly",
        reason="It happened in March.",
        version="1",
        **{"follow-up": "not-needed"},
    )
    stored = scene.stored(risk)
    assert (stored.status, stored.outcome) == (Status.OCCURRED, Outcome.PARTLY)
    assert "It happened in March." in text(closed)
    assert scene.ben.post(flag(closed)["action"]["url"]).status_code == 200
    assert scene.stored(risk).is_open


def test_a_deleted_risk_leaves_its_history(scene: Scene) -> None:
    """Deleting takes the risk out of the register; the project still tells of it."""
    risk = scene.risk("Gone soon")
    assert "out of the register and every figure" in text(scene.ben.get(f"{RISKS}/{risk.id}/edit/deleting"))
    assert scene.ben.post(f"{RISKS}/{risk.id}/delete", version="1").status_code == 200
    assert scene.all_risks() == []
    assert scene.ana.get(f"{RISKS}/{risk.id}").status_code == 404
    assert "Gone soon" in text(scene.ana.get(f"{PROJECT}/overview"))


ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("statement", a_form()),
    ("ratings/current", {"probability": "2", "impact-cost": "2"}),
    ("issues", {"issue": "10042", "role": "response"}),
    ("issues/10042/untie", {"role": "response"}),
    ("proposal", {"answer": "accept"}),
    ("reviewed", {}),
    ("close", {"outcome": "occurred"}),
    ("reopen", {}),
    ("delete", {}),
)


@pytest.mark.parametrize(("act", "form"), ACTS)
@pytest.mark.parametrize(("person", "expected"), [("vera", 403), ("cleo", 404), ("nobody", 401)])
def test_who_may_not_act(scene: Scene, person: str, expected: int, act: str, form: dict[str, str]) -> None:
    """Who only sees is refused, strangers find nothing, and the risk stays as it is."""
    risk = scene.risk()
    assert getattr(scene, person).post(f"{RISKS}/{risk.id}/{act}", **form).status_code == expected
    assert scene.stored(risk) == risk


@pytest.mark.parametrize(("act", "form"), ACTS)
def test_a_risk_is_found_in_its_own_project_only(scene: Scene, act: str, form: dict[str, str]) -> None:
    """A risk's id below another project, or an id of no risk, is not found even for who manages both."""
    risk = scene.risk()
    scene.world.put_project(ProjectId("10100"), "OPS", "Operations")
    for path in (f"/ui/projects/10100/risks/{risk.id}", f"{RISKS}/{'0' * 32}", f"{RISKS}/{'x' * 500}"):
        assert scene.ana.get(path).status_code == 404, path
        assert scene.ana.post(f"{path}/{act}", **form).status_code == 404, path
    assert scene.stored(risk) == risk


@pytest.mark.parametrize(("act", "form"), ACTS)
def test_nonsense_breaks_nothing(scene: Scene, act: str, form: dict[str, str]) -> None:
    """Whatever stands in a field, the answer is a form, a refusal or a result, never a failure of ours."""
    scene.world.put_issue("10042")
    for value in ("", "\0", "x" * 6000, "-1", "1e9", "[]", "%s{{x}}<b>", "\N{RIGHT-TO-LEFT OVERRIDE}"):
        risk = scene.risk()
        garbled = dict.fromkeys({**form, "version": "", "role": "", "reason": ""}, value)
        answer = scene.ana.post(f"{RISKS}/{risk.id}/{act}", **garbled)
        assert answer.status_code < 500, (act, value)


def test_people_are_found_by_name(scene: Scene) -> None:
    """The search offers people of the project; who may not contribute may not ask."""
    assert "Developer" in text(scene.ben.get(f"{PROJECT}/people?q=devel"))
    assert f'value="{ANA}"' not in text(scene.ben.get(f"{PROJECT}/people?q=devel"))
    assert "Nobody of that name" in text(scene.ben.get(f"{PROJECT}/people?owner-search=zzz&form=quick"))
    assert text(scene.ben.get(f"{PROJECT}/people")).strip() == ""
    assert scene.vera.get(f"{PROJECT}/people?q=devel").status_code == 403
    assert scene.cleo.get(f"{PROJECT}/people?q=devel").status_code == 404


def test_issues_are_found_by_key_or_summary_if_they_may_be_seen(scene: Scene) -> None:
    """The search offers issues of the project by either, never one that the person may not see."""
    scene.world.put_issue("10042", summary="Partial <b>refunds</b>")
    scene.world.put_issue("10043", summary="Secret refunds")
    scene.world.jira[scene.world.acme].hide(BEN, "10043")
    found = text(scene.ben.get(f"{PROJECT}/issues?q=refunds"))
    assert "Partial &lt;b&gt;refunds" in found
    assert "Secret" not in found
    assert "PAY-42" in text(scene.ben.get(f"{PROJECT}/issues?issue-search=pay-42"))
    for strange in ("%", "_", "\0", "'", "x" * 5000):
        answer = scene.app.test_client().get(
            f"{PROJECT}/issues", query_string={"q": strange}, headers=scene.world.headers(BEN)
        )
        assert answer.status_code == 200, strange
    assert scene.vera.get(f"{PROJECT}/issues?q=x").status_code == 403
