"""What was exported and is brought in again is the same register, whatever stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plugin.domain.ids import RiskId
from plugin.domain.risk import Relation, RelationKind, Risk
from plugin.domain.starter_model import STARTER_MODELS
from plugin.usecases.import_records import ImportState
from plugin.usecases.sheets.record_cells import Known
from plugin.usecases.sheets.register_sheets import register_sheet
from plugin.wiring.sheets import AsWritten, SheetFiles
from tests.storage.builders import a_risk
from tests.usecases.sheets.bringing import OTHER, SITE, Office, open_office, whole
from tests.usecases.sheets.records import ISSUES, risks

KINDS = ("csv", "xlsx")


def exported(register: Sequence[Risk], kind: str) -> bytes:
    """The register as a file."""
    keys = {risk.id: risk.key for risk in register}
    known = Known(STARTER_MODELS, "EUR", AsWritten(), {}, ISSUES, keys)
    sheet = register_sheet(lambda: [(register, known)])
    files = SheetFiles()
    return b"".join(files.csv(sheet)) if kind == "csv" else files.xlsx([sheet])


@st.composite
def registers(draw: Any) -> list[Risk]:
    """A few risks, the first of which may name the others."""
    found = [draw(risks(number)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    relations = tuple(Relation(one.id, draw(st.sampled_from(RelationKind))) for one in found[1:])
    return [replace(found[0], relations=relations), *found[1:]]


def in_office(folder: str) -> Office:
    """A fresh site that knows the issues."""
    office = open_office(Path(folder))
    for issue_id, key in ISSUES.items():
        office.put_issue(issue_id, key)
    return office


def lost(old: Risk, new: Risk) -> dict[str, tuple[object, object]]:
    """What differs between a risk and what came of it, by field."""
    before, after = whole(old), whole(new)
    names = [field.name for field in fields(Risk)]
    return {n: (getattr(before, n), getattr(after, n)) for n in names if getattr(before, n) != getattr(after, n)}


def related(register: Sequence[Risk]) -> list[tuple[str, str]]:
    """Who is related to whom, by title's place."""
    places = {risk.id: str(place) for place, risk in enumerate(register)}
    return [(places[r.risk_id], r.kind.value) for risk in register for r in risk.relations]


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(register=registers())
def test_nothing_is_lost_on_the_way(kind: str, register: list[Risk]) -> None:
    """Export, import into an empty project: equal records, relations and all."""
    with TemporaryDirectory() as folder:
        office = in_office(folder)
        one = office.brought(exported(register, kind), f"register.{kind}", OTHER)
        problems, came = office.problems(one.id), office.risks(OTHER)
        office.database.dispose()
    assert (one.state, problems) == (ImportState.DONE, ())
    assert [lost(old, new) for old, new in zip(register, came, strict=True)] == [{}] * len(register)
    assert related(came) == related(register)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_export_changes_the_very_risks(kind: str, tmp_path: Path) -> None:
    """In its own project an edited export changes what was edited in it and nothing else, and no risk twice."""
    office = in_office(str(tmp_path))
    office.brought(b"Title,Cause,Probability,Impact\nLate,supplier,3,3\nGone,person,2,2\n")
    register = office.risks()
    edited = [replace(register[0], effect="testing starts late"), register[1]]
    assert office.brought(exported(register, kind), f"r.{kind}").counts.unchanged == 2
    again = office.brought(exported(edited, kind), f"r.{kind}")
    assert (again.counts.changed, again.counts.unchanged, again.counts.added) == (1, 1, 0)
    assert [risk.effect for risk in office.risks()] == ["testing starts late", ""]
    office.database.dispose()


def test_an_old_export_does_not_undo_what_people_did_since(tmp_path: Path) -> None:
    """Edited here after it was exported and never brought in before: what differs stays as it is here, and is told."""
    office = in_office(str(tmp_path))
    with office.work(SITE, write=True) as uow:
        risk = replace(a_risk(), id=RiskId(f"{1:032x}"))
        uow.risks.add(risk)
        uow.commit()
    old = exported([risk], "csv")
    office.change(risk, title="Better words")
    one = office.brought(old)
    assert (one.counts.kept, one.counts.changed, one.counts.added) == (1, 0, 0)
    assert office.risks()[0].title == "Better words"
    office.database.dispose()
