"""The health view: what could be better, each with the way to mend it, and a score that says how it is made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from plugin.domain.ids import RiskId
from plugin.domain.register_health import HealthRule
from plugin.usecases.views.register_health import FIRST_SHOWN, WORDS
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import RISKS, Scene, a_scene
from tests.web.ui.stage import text

HEALTH = f"{RISKS}/health"
SOUND: dict[str, Any] = {"cause": "one person knows the billing core", "effect": "the release is two months late"}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def test_an_empty_register_has_no_score(scene: Scene) -> None:
    """Nothing open is a dash with its reason, not a hundred per cent."""
    body = text(scene.ana.get(HEALTH))
    assert "No risk is open, so there is no score: —." in body
    assert "Score" not in body.split("How the score is made")[0]


def test_a_sound_register_has_nothing_to_mend(scene: Scene) -> None:
    """Full score, and the view says so in words."""
    scene.risk(owner=ANA, **SOUND)
    body = text(scene.vera.get(HEALTH))
    assert "The one open risk has nothing to mend." in body
    assert "Score 100" in body


def test_findings_stand_by_rule_with_their_fix(scene: Scene) -> None:
    """Each rule has a heading with its count, each finding the form that mends it; the sentence has the figures."""
    risk = scene.risk("Key developer leaves", cause=SOUND["cause"])
    scene.risk("The supplier is late", owner=BEN, **SOUND)
    body = text(scene.ana.get(HEALTH))
    assert "1 of 2 open risks have nothing to mend." in body
    assert "Score 50" in body
    assert "Nobody looks after it" in body
    assert "It does not say what would follow" in body
    assert f"/risks/{risk.id}/edit/statement" in body
    assert "Name an owner" in body


def test_who_may_only_see_is_led_to_the_risk_and_not_to_a_form(scene: Scene) -> None:
    """The same findings, opened instead of mended."""
    scene.risk()
    body = text(scene.vera.get(HEALTH))
    assert "/edit/" not in body
    assert "Nobody looks after it" in body


def test_mending_is_seen_at_once(scene: Scene) -> None:
    """What was worked out before a change is not shown after it, nor what was worked out on another day."""
    risk = scene.risk(**SOUND)
    assert "Nobody looks after it" in text(scene.ana.get(HEALTH))
    scene.ana.post(f"{RISKS}/{risk.id}/statement", title=risk.title, owner=ANA, direction="threat", **SOUND)
    assert "Nobody looks after it" not in text(scene.ana.get(HEALTH))
    scene.world.clock.forward(days=40)
    assert "Its review is overdue" in text(scene.ana.get(HEALTH))


def test_a_long_list_is_opened_page_by_page(scene: Scene) -> None:
    """A few of each rule at first; the rest of one rule when it is asked for."""
    for number in range(FIRST_SHOWN + 2):
        scene.risk(f"Delivery {number} is late", **SOUND)
    rule = HealthRule.OWNER_MISSING.value
    assert text(scene.ana.get(HEALTH)).count(f"mend-{rule}-") == FIRST_SHOWN
    assert text(scene.ana.get(f"{HEALTH}?rule={rule}")).count(f"mend-{rule}-") == FIRST_SHOWN + 2


def test_an_old_draft_leads_to_its_judgement(scene: Scene) -> None:
    """A draft that waits for more than two weeks is named, and its link opens it among the drafts."""
    scene.ana.post(f"{RISKS}/packs/common/drafts", risk="done-unclear")
    scene.world.clock.forward(days=15)
    body = text(scene.ana.get(HEALTH))
    assert "A draft has waited for more than two weeks" in body
    assert "/risks/drafts?at=" in body


def test_every_rule_has_its_words() -> None:
    """What was found, why it matters, what to do: three sentences a rule, none twice."""
    assert set(WORDS) == set(HealthRule)
    assert len({words[0] for words in WORDS.values()}) == len(WORDS)
    assert all(text and not text.endswith("!") for words in WORDS.values() for text in words)


def test_queries_do_not_grow_with_the_register(scene: Scene) -> None:
    """Three risks or two hundred: as many statements, and none at all for the list while nothing changes."""
    statements: list[str] = []
    event.listen(scene.world.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def counted() -> int:
        statements.clear()
        assert scene.ana.get(HEALTH).status_code == 200
        return len(statements)

    first = scene.risk(**SOUND)
    few = counted()
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        for number in range(2, 203):
            title = f"Delivery {number} is late"
            uow.risks.add(replace(first, id=RiskId(f"{number:032x}"), key=f"R-{number}", title=title))
        uow.projects.touch({PAY}, scene.world.clock())
        uow.commit()
    many = counted()
    assert many == few
    assert counted() < many


@pytest.mark.bench
def test_two_thousand_risks_are_looked_through_in_time(scene: Scene) -> None:
    """The view of a register of 2,000 risks takes less than 150 ms of processor time while nothing changes."""
    first = scene.risk(**SOUND)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        for number in range(2, 2001):
            title = f"Delivery {number} is late"
            uow.risks.add(replace(first, id=RiskId(f"{number:032x}"), key=f"R-{number}", title=title))
        uow.projects.touch({PAY}, scene.world.clock())
        uow.commit()
    scene.ana.get(HEALTH)
    began = time.process_time()
    scene.ana.get(HEALTH)
    assert time.process_time() - began < 0.15
