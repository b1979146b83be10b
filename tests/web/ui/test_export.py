"""The risks tab offers the register as files, as it is narrowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from plugin.domain.treatment import Direction
from tests.web.ui.scene import RISKS, Scene, a_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project with risks to take away."""
    with a_scene(tmp_path) as made:
        made.risk("Key developer leaves")
        made.risk("Small worry", level=(1, 1))
        made.risk("Early bird", direction=Direction.OPPORTUNITY, level=(5, 5))
        yield made


def links(body: str) -> list[str]:
    """Where the export menu leads."""
    return [unescape(found) for found in re.findall(r'href="([^"]+)" data-download', body)]


def test_each_form_is_offered_and_answers(scene: Scene) -> None:
    """Every link of the menu gives a file, also to who only sees."""
    found = links(scene.vera.get(RISKS).text)
    assert len(found) == 5
    for link in found:
        answer = scene.vera.get(link)
        assert (answer.status_code, bool(answer.data)) == (200, True)
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="PAY-')


def test_the_file_holds_what_the_list_shows(scene: Scene) -> None:
    """What the list is narrowed to, the file is: above appetite, and the cell of a map."""
    whole, above = (scene.ana.get(links(scene.ana.get(f"{RISKS}{query}").text)[0]).text for query in ("", "?above=1"))
    assert "Small worry" in whole
    assert "Key developer leaves" in above
    assert "Small worry" not in above
    assert "Early bird" not in above


def test_an_unknown_form_is_refused(scene: Scene) -> None:
    """A format that nobody writes is a bad request."""
    assert scene.ana.get(f"{RISKS}/export?format=doc").status_code == 400
