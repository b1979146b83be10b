"""Advice while a new risk is written: beneath its field, about its words and about risks like it, never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.ui.scene import RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import text


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def test_the_form_of_a_new_risk_asks_for_advice(scene: Scene) -> None:
    """Each part of the statement has its place for advice, and the form says where it comes from."""
    body = text(scene.ana.get(f"{RISKS}/new?title=The supplier is late"))
    assert f'hx-post="{RISKS}/advice?form=quick"' in body
    for field in ("title", "cause", "event", "effect"):
        assert f'id="quick-{field}-advice"' in body


def test_a_risk_that_says_the_same_is_named_while_the_title_is_written(scene: Scene) -> None:
    """The other risk is named by key and title; a risk is no twin of itself, and a deleted one of nobody."""
    risk = scene.risk("Key developer leaves")
    body = text(scene.ana.post(f"{RISKS}/advice?form=quick", title="Key developers leave the team"))
    assert "R-1 “Key developer leaves” says much the same" in body
    same = {"title": "Key developer leaves"}
    assert "says much the same" not in text(scene.ana.post(f"{RISKS}/advice?form=edit&risk={risk.id}", **same))
    scene.ana.post(f"{RISKS}/{risk.id}/delete")
    assert "says much the same" not in text(scene.ana.post(f"{RISKS}/advice?form=quick", **same))


def test_advice_never_blocks(scene: Scene) -> None:
    """A risk that the lint would reword in every part is raised all the same."""
    form = a_form(title="It has failed", cause="it might perhaps be so", effect="")
    assert scene.ana.post(RISKS, **form).status_code == 200
    assert [risk.title for risk in scene.all_risks()] == ["It has failed"]
