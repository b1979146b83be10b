"""Early signs in the drawer: written in words or as a rule, checked while typed, looked at when they show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import IssueId
from plugin.domain.risk import Risk, Status
from plugin.domain.trigger import Trigger
from plugin.usecases import watching
from tests.web.fakes import PAY, VERA
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import text

BOUND = "project = 10000 AND (priority = Highest)"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def a_search(**changes: str) -> dict[str, str]:
    """The form of a rule over a search."""
    return a_form(
        kind="jql",
        text="Things pile up",
        subject="priority = Highest",
        comparator="at-least",
        limit="2",
        lasting="3",
        unit="days",
        **changes,
    )


def stored(scene: Scene, risk: Risk) -> tuple[Status, Trigger]:
    """How the risk stands, with its one early sign."""
    with scene.world.services.work(scene.world.acme) as uow:
        found = uow.risks.get(risk.id)
    assert found is not None
    (trigger,) = found.triggers
    return found.status, trigger


def test_a_sign_in_words_is_kept_and_said_to_show(scene: Scene) -> None:
    """Written down, it is watched by people; when it shows the risk is triggered, until somebody looked at it."""
    risk = scene.risk()
    assert "Nothing is watched yet." in text(scene.ben.get(f"{RISKS}/{risk.id}"))
    assert "What would announce it" in text(scene.ben.get(f"{RISKS}/{risk.id}/triggers/new/words"))
    sent = a_form(kind="words", text="The vendor talks about a new owner", version="1")
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/triggers", **sent))
    assert "watched by people" in body
    assert "Early sign written down: The vendor talks about a new owner" in body
    sign = stored(scene, risk)[1].id
    shows = text(scene.ben.post(f"{RISKS}/{risk.id}/triggers/{sign}/fire", **a_form(comment="Read in the news")))
    assert "⚑ shows" in shows
    assert "Read in the news" in shows
    assert "An early sign has shown" in shows
    assert stored(scene, risk)[0] is Status.TRIGGERED
    assert "Nothing is watched" not in text(scene.ben.post(f"{RISKS}/{risk.id}/triggers/{sign}/rearm", **a_form()))
    assert stored(scene, risk)[0] is Status.OPEN
    scene.ben.post(f"{RISKS}/{risk.id}/triggers/{sign}/clear", **a_form())
    assert "no longer matters" in text(scene.ben.get(f"{RISKS}/{risk.id}"))
    assert "Nothing is watched yet." in text(scene.ben.post(f"{RISKS}/{risk.id}/triggers/{sign}/drop", **a_form()))


def test_a_rule_over_a_search_is_kept_in_jiras_own_reading(scene: Scene) -> None:
    """The drawer says the rule in words; what is asked is bound to the project, unless the author administers Jira."""
    risk = scene.risk()
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/triggers", **a_search()))
    assert "at least 2 issues found, for 3 days" in body
    assert "priority = Highest" in body
    rule = stored(scene, risk)[1].rule
    assert rule is not None
    assert (rule.asks, rule.lasting.days) == (BOUND, 3)
    scene.ana.post(f"{RISKS}/{risk.id}/triggers/{stored(scene, risk)[1].id}", **a_search(version=""))
    changed = stored(scene, risk)[1].rule
    assert changed is not None
    assert changed.asks == "priority = Highest"


def test_evidence_names_only_what_the_reader_may_see(scene: Scene) -> None:
    """A fired rule shows when, how many, and which; a hidden issue is counted, not named."""
    seen, hidden = (scene.world.put_issue(number, summary=f"Stuck {number}") for number in ("10042", "10043"))
    jira = scene.world.jira[scene.world.acme]
    jira.finds[BOUND] = [(IssueId(seen), "PAY-42"), (IssueId(hidden), "PAY-43")]
    jira.hide(VERA, "10043")
    risk = scene.risk()
    scene.ben.post(f"{RISKS}/{risk.id}/triggers", **a_search())
    watching.look(scene.world.services.work, jira, scene.world.acme, PAY, scene.world.clock)
    assert "Holds since" in text(scene.vera.get(f"{RISKS}/{risk.id}"))
    scene.world.clock.forward(days=3)
    watching.look(scene.world.services.work, jira, scene.world.acme, PAY, scene.world.clock)
    body = text(scene.vera.get(f"{RISKS}/{risk.id}"))
    assert "2 issues were found." in body
    assert "PAY-42" in body
    assert "PAY-43" not in body
    assert "and 1 that you may not see" in body
    assert "An early sign has shown" in text(scene.ana.get(f"{PROJECT}/overview"))


def test_a_form_that_cannot_be_read_comes_back_with_all_that_was_typed(scene: Scene) -> None:
    """Each problem stands at its field, Jira's words about the JQL among them."""
    risk = scene.risk()
    wrong = a_search() | {"text": "", "limit": "many", "lasting": "999"}
    answer = scene.ben.post(f"{RISKS}/{risk.id}/triggers", **wrong)
    body = text(answer)
    assert answer.status_code == 422
    for shown in ("Say in a few words what would announce the risk.", "Give a number.", "priority = Highest"):
        assert shown in body, shown
    unread = scene.ben.post(f"{RISKS}/{risk.id}/triggers", **(a_search() | {"subject": "= Highest"}))
    assert "Expecting a field name but got" in text(unread)
    scene.world.jira[scene.world.acme].failure = JiraTrouble("Jira does not answer.")
    away = scene.ben.post(f"{RISKS}/{risk.id}/triggers", **a_search())
    assert away.status_code in {422, 502, 503}


def test_the_search_is_checked_while_it_is_typed(scene: Scene) -> None:
    """It says what it finds now, what is wrong, or nothing where nothing is typed."""
    risk = scene.risk()
    check = f"{RISKS}/{risk.id}/triggers/check"
    scene.world.jira[scene.world.acme].finds[BOUND] = [(IssueId("1"), "PAY-1")] * 3
    assert "Finds 3 issues now." in text(scene.ben.get(f"{check}?subject=priority+%3D+Highest"))
    assert "Expecting a field name" in text(scene.ben.get(f"{check}?subject=%3D"))
    assert text(scene.ben.get(check)).strip() == ""


def test_a_figure_is_watched_by_its_name(scene: Scene) -> None:
    """A share may be typed as a percentage; the list names figures in words."""
    risk = scene.risk()
    form = text(scene.ben.get(f"{RISKS}/{risk.id}/triggers/new/metric"))
    assert "Growth of the scope, as a share" in form
    sent = a_form(kind="metric", text="Scope runs away", subject="scope.growth", comparator="above", limit="20 %")
    body = text(scene.ben.post(f"{RISKS}/{risk.id}/triggers", **sent))
    assert "Growth of the scope, as a share: more than 0.2" in body
    wrong = scene.ben.post(f"{RISKS}/{risk.id}/triggers", **(sent | {"subject": "no.figure"}))
    assert "Choose one of the listed figures." in text(wrong)


def test_a_sign_is_edited_where_it_stands(scene: Scene) -> None:
    """The form comes filled in; new words leave the rule's time alone."""
    risk = scene.risk()
    scene.ben.post(f"{RISKS}/{risk.id}/triggers", **a_search())
    sign = stored(scene, risk)[1].id
    html = scene.ben.get(f"{RISKS}/{risk.id}/triggers/{sign}").text
    for value in ("Things pile up", "priority = Highest", 'value="2"', 'value="3"'):
        assert value in html, value
    assert scene.ben.get(f"{RISKS}/{risk.id}/triggers/{'0' * 32}").status_code == 404


def test_readers_see_signs_and_change_none(scene: Scene) -> None:
    """No button, and no route that would do it."""
    risk = scene.risk()
    scene.ben.post(f"{RISKS}/{risk.id}/triggers", **a_search())
    sign = stored(scene, risk)[1].id
    body = text(scene.vera.get(f"{RISKS}/{risk.id}"))
    assert "Things pile up" in body
    assert "It shows" not in body
    for path in ("", f"/{sign}", f"/{sign}/fire", f"/{sign}/drop"):
        assert scene.vera.post(f"{RISKS}/{risk.id}/triggers{path}", **a_search()).status_code == 403, path
    assert scene.vera.get(f"{RISKS}/{risk.id}/triggers/check?subject=x").status_code == 403
