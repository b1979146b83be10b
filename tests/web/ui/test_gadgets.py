"""Dashboard gadgets: a page that knows nothing, the choice of a project, and the figure of one that may be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.domain.treatment import Direction
from tests.web.fakes import ANA, PAY, VERA
from tests.web.ui.scene import HOSTILE_TITLE, Scene, a_scene
from tests.web.ui.stage import ledger_parts, text

GADGETS = "/ui/gadgets"
KINDS = ("risk-matrix", "scope", "top-risks")
CHOICE = f"{GADGETS}/choice"
LIVE = f"{GADGETS}/projects/10000/live"
OPS, NEVER = ProjectId("10007"), ProjectId("99999")
GONE = "There is no such project, or you may not see it."


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def figure(kind: str, project_id: str = PAY) -> str:
    """The address of a gadget's figure."""
    return f"{GADGETS}/{kind}/projects/{project_id}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_holds_nothing_of_anybodys(scene: Scene, kind: str) -> None:
    """Whoever opens it gets the same page, which says where choice and figure are; it is as high as its content."""
    path = f"{GADGETS}/{kind}?dashboard=10000&item=10001"
    body = text(scene.ana.get(path))
    assert body == text(scene.cleo.get(path))
    assert f'data-figure-url="{GADGETS}/{kind}/projects/"' in body
    assert f'data-choice-url="{CHOICE}"' in body
    assert 'data-fit="content"' in body
    assert "Payments" not in body
    assert scene.nobody.get(path).status_code == 401
    assert scene.ana.get(f"{GADGETS}/other").status_code == 404


def test_the_choice_holds_what_may_be_seen(scene: Scene) -> None:
    """Projects that are on and that the reader may see, by name, with the one chosen before; one call for all."""
    scene.world.put_project(OPS, "OPS", "Operations")
    scene.world.put_project(ProjectId("10008"), "DRK", "Dark matter")
    scene.world.put_project(ProjectId("10009"), "OFF", "Switched off", enabled=False)
    scene.world.jira[scene.world.acme].rights[VERA].pop(ProjectId("10008"))
    body = text(scene.vera.get(f"{CHOICE}?project=10000"))
    assert body.index("Operations (OPS)") < body.index("Payments (PAY)")
    assert '<option value="10000" selected>' in body
    assert "Dark" not in body
    assert "Switched off" not in body
    assert "data-gadget-back" in body
    assert scene.world.jira[scene.world.acme].permission_calls == 1
    first = text(scene.vera.get(CHOICE))
    assert "selected" not in first
    assert "data-gadget-back" not in first


def test_nothing_to_choose_is_said(scene: Scene) -> None:
    """Where the reader may see no project that is on, there is no form but why."""
    body = text(scene.cleo.get(CHOICE))
    assert "Plumbline is switched on for none of the projects that you may see." in body
    assert "<form" not in body


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_and_never_there_are_the_same_words(scene: Scene, kind: str) -> None:
    """A project one may not see cannot be told from one that never was; each leaves the way to another one."""
    scene.risk()
    hidden = text(scene.cleo.get(figure(kind)))
    assert hidden == text(scene.cleo.get(figure(kind, NEVER)))
    assert hidden == text(scene.ana.get(figure(kind, NEVER)))
    assert GONE in hidden
    assert "data-gadget-change" in hidden
    assert "Payments" not in hidden
    assert scene.cleo.get(LIVE).status_code == 404
    assert scene.nobody.get(figure(kind)).status_code == 401
    assert scene.ana.get(figure(kind, "abc")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_project_that_is_off_says_so_to_those_who_see_it(scene: Scene, kind: str) -> None:
    """Switched off since it was chosen: the gadget says that, and to strangers what it says of any other."""
    scene.world.put_project(enabled=False)
    assert "Plumbline is not switched on for this project." in text(scene.vera.get(figure(kind)))
    assert GONE in text(scene.cleo.get(figure(kind)))


def test_the_map_counts_and_lists(scene: Scene) -> None:
    """The map has the register's sentence and counts; a number lists its risks, at most five of them, and again not."""
    for number in range(7):
        scene.risk(f"Risk {number}", level=(4, 4), owner=ANA)
    scene.risk("A chance", level=(2, 2), direction=Direction.OPPORTUNITY)
    body = text(scene.vera.get(figure("risk-matrix")))
    assert "7 of 8 open risks are above appetite; 7 of them have no response." in body
    assert "Risk 3" not in body
    cell = "/ui/gadgets/risk-matrix/projects/10000/register?stage=current&direction=threat&cell=4.4"
    assert cell.replace("&", "&amp;") in body
    opened = text(scene.vera.get(cell))
    assert opened.count('class="key"') == 5
    assert "Release lead" in opened
    assert "More of them are in the register." in opened
    assert 'aria-current="true"' in opened
    other = text(scene.vera.get(cell.replace("threat&cell=4.4", "opportunity&cell=2.2")))
    assert "A chance" in other
    assert "More of them" not in other


def test_the_map_of_an_empty_register_is_a_sentence(scene: Scene) -> None:
    """Where nothing was written down there is no map of noughts."""
    body = text(scene.vera.get(figure("risk-matrix")))
    assert "No risk has been written down yet." in body
    assert "<table" not in body


def test_the_worst_risks_stand_first(scene: Scene) -> None:
    """Five at most, each with its level, money, owner and review, and how many more there are."""
    for number in range(1, 6):
        scene.risk(f"Risk {number}", level=(1, 1))
    scene.risk("The worst", level=(5, 5), owner=ANA, cost=1000_00)
    scene.risk("The next", level=(4, 4))
    body = text(scene.vera.get(figure("top-risks")))
    assert re.findall(r'class="key">(R-\d)<', body) == ["R-6", "R-7", "R-1", "R-2", "R-3"]
    for said in ("The worst", "Critical", "€850", "Release lead", "in 7 d", "2 more are in the register."):
        assert said in body


def test_the_ledger_adds_up(scene: Scene) -> None:
    """The scope gadget has the sentence, the line, the three ratios and the burn-up of the main baseline."""
    scene.agree()
    body = text(scene.vera.get(figure("scope")))
    assert "Release 1.0 has shrunk by 2 points" in body
    assert [f"{sign}{value}" for sign, _, value in ledger_parts(body)] == ["25", "+0", "+0", "−2", "=23"]
    assert '<a class="part' not in body
    for title in ("Net growth", "Gross churn", "Added without approval"):
        assert title in body
    assert 'id="gadget-burn-name"' in body
    assert 'id="gadget-burn-data"' in body


def test_without_a_baseline_nothing_has_drifted(scene: Scene) -> None:
    """No ledger of noughts: the gadget says that nothing was frozen, and who can do that."""
    body = text(scene.vera.get(figure("scope")))
    assert "Nothing was frozen yet, so nothing can have drifted." in body
    assert ledger_parts(body) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_figure_follows_its_project(scene: Scene, kind: str) -> None:
    """The fragment says where its revision is asked and which one it shows; a change moves it."""
    scene.agree()
    body = text(scene.vera.get(figure(kind)))
    before = scene.vera.get(LIVE).json
    assert before is not None
    assert f'data-live-url="{LIVE}" data-live-revision="{before["revision"]}"' in body
    assert 'href="https://acme.atlassian.net/projects/PAY?selectedItem=app.plumbline.jira__project-page"' in body
    scene.risk()
    after = scene.vera.get(LIVE).json
    assert after is not None
    assert after["revision"] > before["revision"]


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_text(scene: Scene, kind: str) -> None:
    """Names of projects and risks are shown as they are, never as markup."""
    scene.world.put_project(PAY, "PAY", HOSTILE_TITLE)
    scene.risk(HOSTILE_TITLE, level=(4, 4))
    for path in (CHOICE, figure(kind), f"{figure('risk-matrix')}/register?cell=4.4"):
        body = scene.ana.get(path).get_data(as_text=True)
        assert "<script>alert" not in body, path
        assert "&lt;script&gt;alert" in body, path


def test_while_jira_cannot_say_nobody_sees(scene: Scene) -> None:
    """Where rights cannot be asked, every part is a failure without a name in it."""
    scene.world.jira[scene.world.acme].failure = JiraTrouble("Jira does not answer.")
    for path in (CHOICE, LIVE, *(figure(kind) for kind in KINDS)):
        answer = scene.ana.get(path)
        assert answer.status_code == 503, path
        assert "Payments" not in answer.get_data(as_text=True)
