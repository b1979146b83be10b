"""Making Jira issues from the drawer, and the settings' section that says what is missing and sets it up."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.risk import Outcome, Role
from plugin.usecases.authority import BROWSE, EDIT, MANAGE
from plugin.usecases.risks import close_risk
from tests.web.fakes import ANA, BEN, PAY, VERA
from tests.web.ui.scene import RISKS, Scene, a_scene
from tests.web.ui.stage import flag, text

WORK = "/ui/projects/10000/settings/work"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project that makes risks and responses as tasks; Ana and Ben may create issues."""
    with a_scene(tmp_path) as made:
        jira = made.world.jira[made.world.acme]
        jira.allow(ANA, PAY, BROWSE, EDIT, MANAGE, "CREATE_ISSUES")
        jira.allow(BEN, PAY, BROWSE, EDIT)
        with made.world.services.work(made.world.acme, write=True) as uow:
            project = uow.projects.get(PAY)
            assert project is not None
            settings = replace(project.settings, risk_type="10002", response_type="10002", link_type="10000")
            uow.projects.save(replace(project, settings=settings))
            uow.commit()
        yield made


def test_a_response_is_made_with_one_click(scene: Scene) -> None:
    """The issue has our summary, the risk's statement and a link back; it counts as a response at once."""
    risk = scene.risk("Key developer leaves", cause="one person knows the core", effect="velocity halves")
    page = text(scene.ana.get(f"{RISKS}/{risk.id}"))
    assert f'value="Respond to {risk.key}: Key developer leaves"' in page
    answer = scene.ana.post(f"{RISKS}/{risk.id}/make/response", summary=f"Respond to {risk.key}", making="response")
    assert flag(answer)["title"] == "PAY-30001 is made in Jira"
    [made] = scene.world.jira[scene.world.acme].made
    assert made.paragraphs[1].startswith("Because one person knows the core")
    assert made.link is not None
    assert "/projects/PAY?" in made.link
    assert [link.role for link in scene.stored(risk).issues] == [Role.RESPONSE]


def test_a_risk_gets_one_issue_of_its_own(scene: Scene) -> None:
    """Owner and review day go with it; asking twice makes one issue; a later response is linked to it."""
    risk = scene.risk(owner=ANA)
    scene.ana.post(f"{RISKS}/{risk.id}/make/backing", summary=risk.title, making="backing")
    again = scene.ana.post(f"{RISKS}/{risk.id}/make/backing", summary=risk.title, making="backing")
    assert flag(again)["title"] == "No issue was made"
    jira = scene.world.jira[scene.world.acme]
    [made] = jira.made
    assert (made.assignee, made.due) == (ANA, risk.next_review)
    scene.ana.post(f"{RISKS}/{risk.id}/make/response", summary="Pair up", making="response")
    assert jira.linked == [("30002", "30001", "10000")]


def test_what_happened_becomes_an_issue(scene: Scene) -> None:
    """Offered once the risk has occurred; the tie to the problem stays."""
    risk = scene.risk()
    assert "Make an issue of what happened" not in text(scene.ana.get(f"{RISKS}/{risk.id}"))
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        close_risk(scene.world.act(uow), risk.id, Outcome.OCCURRED, None, None)
        uow.commit()
    assert "Make an issue of what happened" in text(scene.ana.get(f"{RISKS}/{risk.id}"))
    scene.ana.post(f"{RISKS}/{risk.id}/make/realised", summary="The core is without its developer", making="realised")
    assert [link.role for link in scene.stored(risk).issues] == [Role.REALISED]


def test_what_was_typed_comes_back_with_what_is_wrong(scene: Scene) -> None:
    """An empty summary and a day that is none are named; nothing is made."""
    risk = scene.risk()
    answer = scene.ana.post(f"{RISKS}/{risk.id}/make/response", summary=" ", making="response")
    assert answer.status_code == 422
    assert "Say in a few words what is to be done" in text(answer)
    answer = scene.ana.post(f"{RISKS}/{risk.id}/make/response", summary="Pair up", due="soon", making="response")
    assert answer.status_code == 422
    assert 'value="Pair up"' in text(answer)
    assert not scene.world.jira[scene.world.acme].made


@pytest.mark.parametrize("who", [BEN, VERA])
def test_jira_decides_who_may_create(scene: Scene, who: str) -> None:
    """Who may not create issues there makes none through us."""
    risk = scene.risk()
    person = {BEN: scene.ben, VERA: scene.vera}[who]  # type: ignore[index]
    assert person.post(f"{RISKS}/{risk.id}/make/response", summary="Pair up").status_code == 403
    assert not scene.world.jira[scene.world.acme].made


def test_settings_name_what_is_missing(scene: Scene) -> None:
    """The health check speaks of each part; types that are chosen and there are named."""
    body = text(scene.ana.get(WORK))
    assert "Risks and responses can be made as issues" in body
    assert scene.ana.post(WORK, risk_type="", response_type="10002", link_type="10000").status_code == 200
    body = text(scene.ana.get(WORK))
    assert "Something is missing" in body
    assert "not chosen, or no longer in this project" in body
    assert scene.ana.post(WORK, risk_type="77", response_type="", link_type="").status_code == 422


def test_one_button_sets_up_for_administrators_alone(scene: Scene) -> None:
    """A site administrator makes what is missing; a project's administrator is told who can."""
    scene.ana.post(WORK, risk_type="", response_type="", link_type="")
    scene.world.jira[scene.world.acme].admins.discard(ANA)
    scene.world.services.authority.forget(scene.world.acme)
    assert "an administrator of Jira can do it here" in text(scene.ana.get(WORK))
    assert scene.ana.post(f"{WORK}/set-up").status_code == 403
    scene.world.jira[scene.world.acme].admins.add(ANA)
    scene.world.services.authority.forget(scene.world.acme)
    assert flag(scene.ana.post(f"{WORK}/set-up"))["title"] == "Saved"
    assert "Risks and responses can be made as issues" in text(scene.ana.get(WORK))


def test_while_jira_is_out_settings_say_so(scene: Scene) -> None:
    """The section stays readable and says what to do."""
    scene.ana.get(WORK)
    scene.world.jira[scene.world.acme].failure = JiraTrouble("Jira does not answer.")
    assert "Jira does not answer now" in text(scene.ana.get(WORK))
