"""A register taken away as a file through the API: whole, narrowed, safe, and silent about what may not be seen."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from plugin.domain.ids import IssueId, RiskId
from plugin.domain.risk import Relation, RelationKind
from plugin.domain.treatment import Action, Treatment
from plugin.usecases.sheets.fields import FIELDS
from plugin.usecases.tables import SheetRow
from plugin.wiring.sheets import SheetFiles
from tests.web.api.conftest import Person
from tests.web.fakes import BEN, VERA, World

EXPORT = "/projects/10000/risks/export"


def rows_of(held: bytes) -> list[dict[str, str]]:
    """The rows of a CSV by heading."""
    return list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"), newline="")))


def test_the_whole_register_comes_as_csv(ana: Person) -> None:
    """Every column has its heading, texts and money stand in their cells, ratings in all their parts."""
    ana.raises()
    answer = ana.get(EXPORT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="PAY-risk-register-2026-11-24.csv"'
    (row,) = rows_of(answer.data)
    assert list(row) == [field.heading for field in FIELDS]
    assert (row["Key"], row["Title"]) == ("R-1", "Key developer leaves")
    assert (row["Owner"], row["Owner account"]) == ("Developer", BEN)
    assert (row["Current probability"], row["Current impact on schedule"], row["Current level"]) == ("4", "4", "High")
    assert (row["Current cost"], row["Currency"], row["Current exposure"]) == ("12500.50", "EUR", "7500.30")
    assert row["Category"] == "Organisational / People and skills"


def test_the_filters_of_the_register_hold(ana: Person) -> None:
    """Only what the query asks for is in the file, a category with all beneath it."""
    ana.raises(title="Here", category="people")
    ana.raises(title="There", category="supplier", owner=None)
    assert [row["Title"] for row in rows_of(ana.get(f"{EXPORT}?category=organisation").data)] == ["Here"]
    assert [row["Title"] for row in rows_of(ana.get(f"{EXPORT}?owner=none").data)] == ["There"]


def test_an_issue_that_may_not_be_seen_is_not_named(ana: Person, vera: Person, world: World) -> None:
    """Neither as a tie nor on an action does a hidden issue's key come out."""
    issue = world.put_issue("20007", key="PAY-7")
    risk = ana.raises(issues=[{"issueId": issue, "role": "response"}])
    with world.services.work(world.acme, write=True) as uow:
        held = uow.risks.get(RiskId(risk["id"]))
        assert held is not None
        action = Action("a" * 32, "Train", issue_id=IssueId(issue))
        uow.risks.save(replace(held, treatment=Treatment(actions=(action,))))
        uow.commit()
    assert "PAY-7" in ana.get(EXPORT).text
    world.jira[world.acme].hide(VERA, issue)
    world.clock.forward(minutes=2)
    for content in ("register", "actions"):
        text = vera.get(f"{EXPORT}?content={content}").text
        assert "Train" in text
        assert "PAY-7" not in text


def test_related_risks_stand_by_their_keys(ana: Person, world: World) -> None:
    """A relation names the other risk as people know it."""
    first, second = ana.raises(title="First"), ana.raises(title="Second")
    with world.services.work(world.acme, write=True) as uow:
        held = uow.risks.get(RiskId(first["id"]))
        assert held is not None
        uow.risks.save(replace(held, relations=(Relation(RiskId(second["id"]), RelationKind.CAUSES),)))
        uow.commit()
    by_title = {row["Title"]: row for row in rows_of(ana.get(EXPORT).data)}
    assert by_title["First"]["Related risks"] == "R-2 | kind: causes"


def test_nothing_in_a_file_can_run_as_a_formula(ana: Person) -> None:
    """A title that begins like a formula is marked in CSV and comes back unmarked."""
    ana.raises(title="=1+1", cause="@SUM(A1)")
    held = ana.get(EXPORT).data
    (row,) = rows_of(held)
    assert row["Title"] == "'=1+1"
    table = SheetFiles().read("register.csv", held)
    (read,) = (item for item in table.rows() if isinstance(item, SheetRow))
    assert read.cells[table.headings.index("Title")] == "=1+1"


def test_a_workbook_has_register_actions_and_ratings(ana: Person) -> None:
    """XLSX holds three sheets, the register first."""
    ana.raises()
    table = SheetFiles().read("register.xlsx", ana.get(f"{EXPORT}?format=xlsx").data)
    assert table.sheets == ("Risk register", "Action plan", "Ratings")
    ratings = SheetFiles().read("r.xlsx", ana.get(f"{EXPORT}?format=xlsx").data, sheet="Ratings")
    cells = [item.cells for item in ratings.rows() if isinstance(item, SheetRow)]
    assert [row[2:6] for row in cells] == [
        ("inherent", "schedule", "4 – Likely", "4 – Major"),
        ("current", "schedule", "4 – Likely", "4 – Major"),
    ]


@pytest.mark.parametrize("content", ["register", "actions"])
def test_a_print_is_a_pdf(ana: Person, content: str) -> None:
    """The register and the action plan come as PDF with a file name of their own."""
    ana.raises()
    answer = ana.get(f"{EXPORT}?format=pdf&content={content}")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_strangers_get_nothing(cleo: Person, nobody: Person, ana: Person) -> None:
    """Somebody of another site learns nothing of the project, and nobody is told to sign in."""
    ana.raises()
    assert cleo.get(EXPORT).status_code == 404
    assert nobody.get(EXPORT).status_code == 401


def test_a_long_register_is_whole(ana: Person, world: World) -> None:
    """More risks than are read at once all come, each once."""
    first = ana.raises()
    with world.services.work(world.acme, write=True) as uow:
        held = uow.risks.get(RiskId(first["id"]))
        assert held is not None
        for number in range(2, 1103):
            uow.risks.add(replace(held, id=RiskId(f"{number:032x}"), key=f"R-{number}", version=1))
        uow.commit()
    keys = [row["Key"] for row in rows_of(ana.get(EXPORT).data)]
    assert len(keys) == len(set(keys)) == 1102
