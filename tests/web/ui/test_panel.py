"""The issue panel and the glance: risks of the issue, its scope, what reaches it through links, answered in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.commands import LinkEnds
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.domain.risk import Role
from tests.web.fakes import ANA, BEN, VERA
from tests.web.ui.scene import HOSTILE_TITLE, RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import changes, flag, text

ISSUE = "/ui/issues/10042"
ASKED = "?project=10000"
PARTS = ("panel", "glance", "risks", "scope", "sections", "glance/risks", "live")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test, with the issue on screen."""
    with a_scene(tmp_path) as made:
        made.world.put_issue("10042", summary="Partial refunds")
        yield made


def tie(scene: Scene, source: str, destination: str) -> None:
    """Jira links one issue to another: "blocks"."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        uow.issues.tie(LinkEnds("1", IssueId(source), IssueId(destination), "blocks", "is blocked by"))
        uow.commit()


def test_nothing_to_say_is_one_line(scene: Scene) -> None:
    """An issue without risks and scope has one quiet sentence."""
    body = text(scene.vera.get(f"{ISSUE}/panel{ASKED}"))
    assert "No risk touches this issue." in body
    assert re.search(r'<section id="panel-scope"[^>]* hidden>', body)


def test_the_panel_grows_with_its_content(scene: Scene) -> None:
    """Panel and glance are pages of their own that ask the frame for the height they need."""
    for part in ("panel", "glance"):
        body = scene.vera.get(f"{ISSUE}/{part}{ASKED}").get_data(as_text=True)
        assert body.lstrip().startswith("<!doctype html>")
        assert 'data-fit="content"' in body
        assert f'data-live-url="{ISSUE}/live{ASKED}"' in body


def test_a_risk_says_what_this_issue_is_to_it(scene: Scene) -> None:
    """Level, title, role, progress and owner of each open risk, worst first; closed ones are not shown."""
    other = scene.world.put_issue("10043")
    scene.risk("Small", level=(1, 1), affected=[IssueId("10042")])
    scene.risk("Big", level=(5, 5), responses=[IssueId("10042"), other], owner=BEN, cause="a fact", effect="harm")
    scene.world.finish_issue("10043")
    body = text(scene.vera.get(f"{ISSUE}/risks{ASKED}"))
    assert body.index("Big") < body.index("Small")
    for shown in ("Critical", "this issue is a response", "1 of 2 done", "Developer", "this issue would suffer"):
        assert shown in body, shown
    assert "Because a fact, Big, so harm." in body


def test_three_rows_and_all(scene: Scene) -> None:
    """At most three risks are shown, and a way to the others."""
    for number in range(5):
        scene.risk(f"Risk {number}", affected=[IssueId("10042")])
    assert text(scene.vera.get(f"{ISSUE}/risks{ASKED}")).count('class="panel-risk"') == 3
    assert "All 5 risks" in text(scene.vera.get(f"{ISSUE}/risks{ASKED}"))
    assert text(scene.vera.get(f"{ISSUE}/risks{ASKED}&all=1")).count('class="panel-risk"') == 5


def test_what_came_in_after_the_freeze_is_said_with_its_reasons(scene: Scene) -> None:
    """One sentence says what this issue did to the scope; a chip gives the reason, which then stands there."""
    baseline = scene.agree()
    path = "/ui/issues/20042"
    body = text(scene.ben.get(f"{path}/scope{ASKED}"))
    assert f"Came into “{baseline.name}” after the freeze, <b>+5 points</b>, not yet decided on." in body
    assert 'value="customer">Customer asked' in body
    delta = changes(scene, baseline.id)["PAY-42 added-new"]
    answer = scene.ben.post(f"{path}/scope/{delta}/reason{ASKED}", reason="customer")
    assert answer.status_code == 200
    assert "Customer asked" in text(answer)
    assert "<button" not in text(answer)


@pytest.mark.parametrize(
    ("issue", "sentence"),
    [
        ("20001", "Was estimated anew since “1.0 as agreed” was frozen, <b>+3 points</b>"),
        ("20002", "Was moved out of “1.0 as agreed”, <b>−5 points</b>"),
        ("20004", "Part of “1.0 as agreed”, 5 points."),
    ],
)
def test_each_change_of_scope_has_its_sentence(scene: Scene, issue: str, sentence: str) -> None:
    """Re-estimated, moved out, or simply as agreed."""
    scene.agree()
    assert sentence in text(scene.vera.get(f"/ui/issues/{issue}/scope{ASKED}"))


def test_who_only_sees_gives_no_reasons(scene: Scene) -> None:
    """The sentence stands for everybody; chips and forms for contributors only."""
    scene.agree()
    scene.risk(affected=[IssueId("20042")])
    body = text(scene.vera.get(f"/ui/issues/20042/panel{ASKED}"))
    assert "not yet decided on" in body
    assert "hx-post" not in body
    assert "panel-new" not in body


def test_a_reason_is_refused_where_it_does_not_belong(scene: Scene) -> None:
    """A reason we do not know, another issue's change, or no change at all: nothing is written."""
    baseline = scene.agree()
    delta = changes(scene, baseline.id)["PAY-42 added-new"]
    path = "/ui/issues/20042/scope"
    assert scene.ben.post(f"{path}/{delta}/reason{ASKED}", reason="nonsense").status_code == 400
    assert scene.ben.post(f"{ISSUE}/scope/{delta}/reason{ASKED}", reason="customer").status_code == 404
    assert scene.ben.post(f"{path}/{'0' * 32}/reason{ASKED}", reason="customer").status_code == 404
    assert scene.vera.post(f"{path}/{delta}/reason{ASKED}", reason="customer").status_code == 403
    with scene.world.services.work(scene.world.acme) as uow:
        assert [one.reason for one in uow.baselines.all_deltas(baseline.id) if one.reason] == []


def test_risks_reach_through_links(scene: Scene) -> None:
    """A linked issue's open risk is shown with the way it is linked, unless the issue carries it itself."""
    other = scene.world.put_issue("10043")
    tie(scene, "10042", "10043")
    scene.risk("Carried", affected=[other])
    scene.risk("Both", affected=[other, IssueId("10042")])
    body = text(scene.vera.get(f"{ISSUE}/risks{ASKED}"))
    through = body[body.index("Through links") :]
    assert "Carried" in through
    assert "Both" not in through
    assert "this issue blocks" in through
    assert "PAY-43" in through


def test_a_hidden_linked_issue_carries_nothing_over(scene: Scene) -> None:
    """What one may not see is not named, nor are its risks through it."""
    other = scene.world.put_issue("10043", summary="Secret")
    tie(scene, "10042", "10043")
    scene.risk("Carried", affected=[other])
    scene.world.jira[scene.world.acme].hide(VERA, "10043")
    body = text(scene.vera.get(f"{ISSUE}/risks{ASKED}"))
    assert "Carried" not in body
    assert "PAY-43" not in body


def test_risks_of_projects_one_may_not_see_are_not_shown(scene: Scene) -> None:
    """An issue may be tied to a risk of another project; its register stays that project's."""
    scene.risk("Ours", affected=[IssueId("10042")])
    outsider = AccountId("5b10a2844c20165700ede0aa")
    scene.world.put_project(ProjectId("10100"), "OPS", "Operations")
    jira = scene.world.jira[scene.world.acme]
    scene.world.put_issue("30001", key="OPS-1", project_id=ProjectId("10100"))
    jira.allow(outsider, ProjectId("10100"), "BROWSE_PROJECTS", "EDIT_ISSUES")
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        [risk] = uow.risks.of_issues([IssueId("10042")])
        uow.commit()
    scene.ana.post(f"{RISKS}/{risk.id}/issues", issue="30001", role="affected")
    path = "/ui/issues/30001/risks?project=10100"
    assert "Ours" in text(scene.ana.get(path))
    seen = scene.app.test_client().get(path, headers={**scene.world.headers(ANA), "X-Test-Account": outsider})
    assert seen.status_code == 200
    assert "Ours" not in text(seen)


def test_a_risk_is_raised_from_the_issue(scene: Scene) -> None:
    """One field, then likelihood and impact; the issue is tied in its role at once."""
    opened = text(scene.ben.get(f"{ISSUE}/risks{ASKED}&add=new"))
    assert opened.count("<input") == 1
    further = text(scene.ben.get(f"{ISSUE}/risks{ASKED}&add=new&title=The+supplier"))
    assert 'value="The supplier"' in further
    refused = scene.ben.post(f"{ISSUE}/risks{ASKED}", title="The supplier", role="response")
    assert refused.status_code == 422
    assert 'id="panel-probability-error"' in text(refused)
    assert 'value="response" selected' in text(refused)
    answer = scene.ben.post(f"{ISSUE}/risks{ASKED}", **a_form(role="response"))
    assert flag(answer)["title"] == "R-1 added"
    [risk] = scene.all_risks()
    assert [(one.issue_id, one.role) for one in risk.issues] == [("10042", Role.RESPONSE)]


def test_an_existing_risk_is_linked(scene: Scene) -> None:
    """A risk of the register is chosen and tied; one that is no choice is refused in place."""
    risk = scene.risk("In the register")
    assert "In the register" in text(scene.ben.get(f"{ISSUE}/risks{ASKED}&add=existing"))
    answer = scene.ben.post(f"{ISSUE}/risks/tie{ASKED}", risk=risk.id, role="backing")
    assert "this issue is evidence" in text(answer)
    for strange in ("", "x", "\0", "0" * 32, "y" * 3000):
        assert scene.ben.post(f"{ISSUE}/risks/tie{ASKED}", risk=strange, role="backing").status_code == 422, strange
    assert scene.ben.post(f"{ISSUE}/risks/tie{ASKED}", risk=risk.id, role="owner").status_code == 400


def test_a_proposal_is_answered_in_place(scene: Scene) -> None:
    """The panel of a response asks the question and takes the answer; afterwards nothing waits."""
    risk = scene.proposed()
    body = text(scene.ben.get(f"/ui/issues/10050/risks{ASKED}"))
    assert "Move the current rating to target?" in body
    [address] = re.findall(r'hx-post="([^"]+/proposal)"', body)
    assert scene.ben.post(address, answer="accept", version=str(risk.version)).status_code == 200
    assert "Move the current rating" not in text(scene.ben.get(f"/ui/issues/10050/risks{ASKED}"))


def test_the_glance_has_the_worst_level_and_the_count(scene: Scene) -> None:
    """Highest level of open risks and how many; none is one line."""
    assert "No risk touches this issue." in text(scene.vera.get(f"{ISSUE}/glance{ASKED}"))
    scene.risk("Small", level=(1, 1), affected=[IssueId("10042")])
    scene.risk("Big", level=(5, 5), affected=[IssueId("10042")])
    body = text(scene.vera.get(f"{ISSUE}/glance{ASKED}"))
    assert body.index("Critical") < body.index("2 open risks") < body.index("Low")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("person", "expected"), [("ana", 200), ("vera", 200), ("cleo", 404), ("nobody", 401)])
def test_who_may_see_the_issue(scene: Scene, person: str, expected: int, part: str) -> None:
    """Whoever may see the issue in Jira sees its panel; the address cannot change which project it lies in."""
    for project in ("10000", "99999", "", "x" * 300):
        assert getattr(scene, person).get(f"{ISSUE}/{part}?project={project}").status_code == expected, project


@pytest.mark.parametrize("part", PARTS)
def test_a_hidden_or_impossible_issue_is_not_found(scene: Scene, part: str) -> None:
    """Issue security leaves people out, and an id that cannot be one is nobody's issue."""
    scene.world.jira[scene.world.acme].hide(VERA, "10042")
    assert scene.vera.get(f"{ISSUE}/{part}{ASKED}").status_code == 404
    for issue in ("99999", "abc", "-1", "1" * 40, "10042x", "%00"):
        assert scene.ana.get(f"/ui/issues/{issue}/{part}{ASKED}").status_code == 404, issue


@pytest.mark.parametrize(("person", "expected"), [("vera", 403), ("cleo", 404), ("nobody", 401)])
def test_who_may_not_add(scene: Scene, person: str, expected: int) -> None:
    """Adding and linking need the right to edit issues."""
    risk = scene.risk()
    who = getattr(scene, person)
    assert who.post(f"{ISSUE}/risks{ASKED}", **a_form()).status_code == expected
    assert who.post(f"{ISSUE}/risks/tie{ASKED}", risk=risk.id, role="affected").status_code == expected
    assert len(scene.all_risks()) == 1


def test_an_issue_of_a_project_that_is_off_has_one_line(scene: Scene) -> None:
    """The panel says that Plumbline is off and for whom that is to change; the glance too."""
    off = ProjectId("10055")
    scene.world.put_project(off, "NEW", "New things", enabled=False)
    scene.world.jira[scene.world.acme].places[IssueId("40001")] = off
    for part in ("panel", "glance"):
        assert "not switched on for this project" in text(scene.vera.get(f"/ui/issues/40001/{part}?project={off}"))


def test_hostile_titles_are_text_in_the_panel(scene: Scene) -> None:
    """Titles and statements are escaped, and no script or style stands in the panel."""
    scene.risk(HOSTILE_TITLE, cause=HOSTILE_TITLE, affected=[IssueId("10042")])
    for part in ("panel", "glance", f"risks{ASKED}&add=existing"):
        body = scene.ana.get(f"{ISSUE}/{part}" + ("" if ASKED in part else ASKED)).get_data(as_text=True)
        assert "<script>alert" not in body
        assert "&lt;script&gt;" in body
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", body)
