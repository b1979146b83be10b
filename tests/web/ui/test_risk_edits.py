"""Cells edited in place, and the bar that does something to all picked risks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from plugin.domain.risk import Outcome, Risk, Status
from plugin.domain.treatment import Direction
from plugin.usecases.risks import close_risk
from tests.web.fakes import ANA, BEN
from tests.web.ui.scene import RISKS, Scene, a_scene
from tests.web.ui.stage import text


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def write(scene: Scene, risk: Risk, part: str, **form: str) -> TestResponse:
    """Ben saves one cell."""
    return scene.ben.post(f"{RISKS}/{risk.id}/cell/{part}", **{name.replace("_", "-"): form[name] for name in form})


@pytest.mark.parametrize(
    ("part", "form", "read", "expected"),
    [
        ("title", {"title": " The  lead leaves "}, lambda r: r.title, "The lead leaves"),
        ("owner", {"owner": BEN}, lambda r: r.owner, BEN),
        ("owner", {"owner_search": "release"}, lambda r: r.owner, ANA),
        ("owner", {"owner": ""}, lambda r: r.owner, None),
        ("category", {"category": "people"}, lambda r: r.category, "people"),
        ("category", {"category": ""}, lambda r: r.category, None),
        ("strategy", {"strategy": "avoid"}, lambda r: r.treatment.strategy, "avoid"),
        ("review", {"review": "2027-01-31"}, lambda r: str(r.next_review), "2027-01-31"),
    ],
)
def test_a_cell_is_saved_and_told(scene: Scene, part: str, form: dict[str, str], read: object, expected: str) -> None:
    """The risk has the new value, the cell shows it, the history tells old and new, and the page hears of it."""
    risk = scene.risk(owner=ANA, category="supplier")
    answer = write(scene, risk, part, version="1", **form)
    assert answer.status_code == 200
    assert "plumbline:changed" in json.loads(answer.headers["HX-Trigger"])
    assert f'id="edit-{part}-R-1"' in text(answer)
    assert read(scene.stored(risk)) == expected  # type: ignore[operator]
    with scene.world.services.work(scene.world.acme) as uow:
        told = [fact for fact in uow.facts.of("risk", risk.id) if fact.name == "RiskRewritten"]
    assert len(told) == (scene.stored(risk).version - 1)


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        ("title", {"title": "  "}, "Say in a few words what could happen."),
        ("title", {"title": "x" * 121}, "Keep it to 120 characters."),
        ("owner", {"owner": "5b10a2844c20165700ede0ff"}, "Choose a person from the list."),
        ("category", {"category": "<b>"}, "Choose one of the listed categories."),
        ("strategy", {"strategy": "exploit"}, "Choose a strategy that fits a threat."),
        ("review", {"review": "soon"}, "Give a day, such as 2026-12-24."),
    ],
)
def test_what_is_wrong_stands_beneath_and_nothing_typed_is_lost(
    scene: Scene, part: str, form: dict[str, str], said: str
) -> None:
    """A refused cell is the form again with its error and what was typed."""
    risk = scene.risk()
    answer = write(scene, risk, part, version="1", **form)
    assert answer.status_code == 422
    assert said in text(answer)
    assert scene.stored(risk).version == 1
    if part in {"title", "review"}:
        assert f'value="{form[part].strip()}"' in answer.get_data(as_text=True)


def test_somebody_else_was_quicker(scene: Scene) -> None:
    """An older version is refused with what it is now; saving again with what was shown then replaces it."""
    risk = scene.risk("Mine")
    assert write(scene, risk, "title", version="1", title="Theirs").status_code == 200
    answer = write(scene, risk, "title", version="1", title="Mine again")
    assert answer.status_code == 422
    assert "it is now: Theirs." in text(answer)
    [version] = re.findall(r'name="version" value="(\d+)"', text(answer))
    assert write(scene, risk, "title", version=version, title="Mine again").status_code == 200
    assert scene.stored(risk).title == "Mine again"


@pytest.mark.parametrize(("person", "expected"), [("vera", 403), ("cleo", 404), ("nobody", 401)])
def test_who_may_not_edit_in_place(scene: Scene, person: str, expected: int) -> None:
    """Readers are offered neither cells nor picks, and are refused; strangers learn nothing."""
    risk = scene.risk()
    for path in (f"{RISKS}/{risk.id}/cell/title", f"{RISKS}/bulk"):
        assert getattr(scene, person).post(path, title="x", do="delete").status_code == expected
    assert getattr(scene, person).get(f"{RISKS}/{risk.id}/cell/title").status_code == expected
    assert "cell-edit" not in text(scene.vera.get(RISKS))
    assert 'name="pick"' not in text(scene.vera.get(RISKS))
    assert scene.stored(risk).version == 1


def picked(*risks: Risk) -> list[str]:
    """Rows as they are ticked."""
    return [f"{risk.id}.{risk.version}" for risk in risks]


def do(scene: Scene, deed: str, picks: list[str], **form: str) -> TestResponse:
    """Ben does something to picked rows."""
    data = {"do": deed, "pick": picks, **form}
    return scene.app.test_client().post(f"{RISKS}/bulk", data=data, headers=scene.world.headers(BEN))


@pytest.mark.parametrize(
    ("deed", "form", "read", "expected"),
    [
        ("owner", {"owner": BEN}, lambda r: r.owner, BEN),
        ("category", {"category": "people"}, lambda r: r.category, "people"),
        ("strategy", {"strategy": "avoid"}, lambda r: r.treatment.strategy, "avoid"),
        ("review", {"review": "2027-01-31"}, lambda r: str(r.next_review), "2027-01-31"),
        ("label", {"label": "launch"}, lambda r: r.labels, ("launch",)),
        ("reviewed", {}, lambda r: str(r.last_review), "2026-11-24"),
        ("close", {"outcome": "did-not-occur", "reason": "over"}, lambda r: r.status, Status.CLOSED),
        ("delete", {}, lambda r: r.deleted_at is not None, True),
    ],
)
def test_all_picked_risks_change(scene: Scene, deed: str, form: dict[str, str], read: object, expected: object) -> None:
    """Each of them has it afterwards, and the answer says how many."""
    risks = [scene.risk(), scene.risk("Other"), scene.risk("Not picked")]
    answer = do(scene, deed, picked(*risks[:2]), **form)
    assert answer.status_code == 200
    assert re.search(r"2 risks were (changed|closed|deleted)\.", text(answer))
    assert [read(scene.stored(one)) == expected for one in risks] == [True, True, False]  # type: ignore[operator]


def test_bad_rows_are_listed_and_good_ones_kept(scene: Scene) -> None:
    """A closed risk, one that somebody else changed and one of nowhere stay; each says why, the good one changes."""
    good, ended, stale = scene.risk("Good"), scene.risk("Ended"), scene.risk("Stale")
    luck = scene.risk("Luck", direction=Direction.OPPORTUNITY)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        close_risk(scene.world.act(uow), ended.id, Outcome.DID_NOT, None, None)
        uow.commit()
    write(scene, stale, "title", version="1", title="Newer")
    answer = do(scene, "reviewed", [*picked(good, stale), f"{ended.id}.2", f"{'0' * 32}.1", "nonsense"])
    body = text(answer)
    assert "1 risk was changed." in body
    assert "3 stayed as they were" in body
    for said in ("R-2 <bdi>Ended</bdi>: A closed risk is not reviewed.", "R-3 <bdi>Newer</bdi>: Somebody changed this",
                 "There is no such risk."):  # fmt: skip
        assert said in body
    assert scene.stored(good).last_review is not None
    assert "fits an opportunity" in text(do(scene, "strategy", picked(luck), strategy="avoid"))


def test_deleting_many_can_be_undone(scene: Scene) -> None:
    """The answer's own button brings them back, whatever their version is by then."""
    risks = [scene.risk(), scene.risk("Other")]
    body = text(do(scene, "delete", picked(*risks)))
    assert scene.all_risks() == []
    picks = re.findall(r'name="pick" value="([^"]+)"', body)
    assert "2 risks are back in the register." in text(do(scene, "restore", picks))
    assert len(scene.all_risks()) == 2


@pytest.mark.parametrize("deed", ["", "x", "drop table"])
def test_only_known_deeds(scene: Scene, deed: str) -> None:
    """What we do not know is not done."""
    assert do(scene, deed, picked(scene.risk())).status_code == 400


def test_an_owner_who_cannot_be_found_changes_nothing(scene: Scene) -> None:
    """The bar says what is wrong and no row is touched."""
    risk = scene.risk()
    answer = do(scene, "owner", picked(risk), **{"owner-search": "nobody of that name"})
    assert answer.status_code == 422
    assert "Choose a person from the list." in text(answer)
    assert scene.stored(risk).version == 1
