"""A sheet brought in through the page: handed over in parts, looked at, started, and what bad files are told."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.usecases.sheets.importing import Hands, run
from plugin.wiring.sheets import AsWritten
from tests.exchange.workbooks import archive
from tests.web.ui.scene import RISKS, Scene, a_scene
from tests.web.ui.stage import Person, text

IMPORT = f"{RISKS}/import"
SHEET = b"""Risk ID,Title,Cause,Probability,Impact,Status
A-1,Supplier late,one supplier,High,4,Open
A-2,Odd,why,perhaps,3,Open
"""
BOMB = archive({"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project with an empty register."""
    with a_scene(tmp_path) as made:
        yield made


def handed_over(person: Person, held: bytes, name: str = "register.csv") -> str:
    """The file in parts; where the page of its columns is."""
    begun = person.post(IMPORT, name=name).get_json()
    for number, at in enumerate(range(0, max(len(held), 1), 300_000)):
        part = base64.urlsafe_b64encode(held[at : at + 300_000]).decode()
        assert person.post(begun["part"], number=str(number), held=part).status_code == 204
    next_: str = begun["next"]
    return next_


def worked(scene: Scene, address: str) -> None:
    """The worker goes through the sheet."""
    services = scene.world.services
    seen = services.authority.visible
    hands = Hands(services.work, services.files, seen, services.clock, services.new_id, AsWritten())
    run(hands, scene.world.acme, address.rpartition("/")[2])


def test_a_sheet_comes_in_step_by_step(scene: Scene) -> None:
    """Columns with samples and guesses, what would come, the good rows in, the bad ones to mend."""
    address = handed_over(scene.ben, SHEET)
    page = text(scene.ben.get(address))
    assert "Supplier late" in page
    assert "1 new, 0 changed, 0 unchanged, 0 twice, 1 with problems" in page
    assert "Row 3" in page
    assert "Bringing rows in" in text(scene.ben.post(f"{address}/start?rows=2"))
    worked(scene, address)
    done = text(scene.ben.get(f"{address}/progress"))
    assert "The sheet is in." in done
    mend = scene.ben.get(f"{address}/mend").get_data(as_text=True)
    assert '"A-2","Odd","why","perhaps","3","Open","3","Probability: “perhaps” is no step' in mend
    assert "Supplier late" in scene.ben.get(RISKS).get_data(as_text=True)


def test_a_word_can_be_given_a_meaning(scene: Scene) -> None:
    """What was not understood is chosen on the page, and the row is good then."""
    address = handed_over(scene.ben, SHEET)
    columns = ("key", "title", "cause", "current.probability", "impact", "status")
    form = {f"column-{place}": code for place, code in enumerate(columns)}
    page = text(scene.ben.post(address, columns="6", **form, **{"word-current.probability-1": "2"}))
    assert "2 new, 0 changed" in page


def test_without_a_title_nothing_starts(scene: Scene) -> None:
    """The page says which column is missing."""
    address = handed_over(scene.ben, SHEET)
    scene.ben.post(address, columns="6")
    page = text(scene.ben.post(f"{address}/start"))
    assert "choose which column says what could happen" in page


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        (
            "r.xlsx",
            BOMB,
            "unpacks",
        ),
        ("r.csv", b"\x00\x01\x02" * 2000, "no text"),
        ("r.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("r.csv", b"", "empty"),
        ("r.csv", b"%PDF-1.7", "PDF"),
    ],
)
def test_bad_files_are_told_on_the_page(scene: Scene, name: str, held: bytes, said: str) -> None:
    """A bomb, noise, a broken workbook, nothing, a print: a sentence each, and no crash."""
    answer = scene.ben.get(handed_over(scene.ben, held, name))
    assert answer.status_code == 422
    assert said in text(answer)


def test_formulas_and_huge_cells_are_rows_to_mend(scene: Scene) -> None:
    """A text that begins like a formula stays a text; a cell of ten million letters is one bad row."""
    held = b'Title,Probability,Impact\n=1+1,3,3\n"' + b"x" * 2_000_000 + b'",3,3\nGood,3,3\n'
    page = text(scene.ben.get(handed_over(scene.ben, held)))
    assert "2 new" in page
    assert "is longer than 32,767 characters" in page


def test_only_who_may_edit_brings_sheets_in(scene: Scene) -> None:
    """Who only sees gets no form, and a stranger not even that."""
    assert scene.vera.get(IMPORT).status_code == 403
    assert scene.cleo.get(IMPORT).status_code == 404
    assert "Import</button>" not in scene.vera.get(RISKS).get_data(as_text=True)
    address = handed_over(scene.ben, SHEET)
    assert scene.vera.get(address).status_code == 403
