"""A sheet brought in: what each row becomes, again and again, and what is told of rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.ids import IssueId
from plugin.domain.rating import Stage
from plugin.domain.register import contribution
from plugin.domain.risk import Outcome, RelationKind, Status
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import ActionState
from plugin.usecases.import_records import ImportState
from plugin.usecases.sheets import import_acts, importing
from tests.usecases.sheets.bringing import BY, HOME, SITE, Office, open_office

SHEET = """Risk ID,Title,Cause,Likelihood,Impact,Owner account,Status
A-1,Supplier late,one supplier,High,4,5b10a2844c20165700ede002,Open
A-2,Key person leaves,one knows it,80 %,Severe,,Open
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A site with two empty projects."""
    opened = open_office(tmp_path)
    yield opened
    opened.database.dispose()


def test_a_foreign_sheet_becomes_rated_risks(office: Office) -> None:
    """Words, numbers and per cent become steps; nothing was done yet, so inherent is current."""
    one = office.brought(SHEET.encode())
    assert (one.state, one.counts.added, one.counts.bad, one.done) == (ImportState.DONE, 2, 0, 2)
    first, second = office.risks()
    assert (first.key, first.title, first.owner) == ("R-1", "Supplier late", "5b10a2844c20165700ede002")
    assert first.current is not None
    assert (first.current.probability, dict(first.current.impact)) == (4, {Objective.SCHEDULE: 4})
    assert first.ratings[Stage.INHERENT] == first.current
    assert second.current is not None
    assert (second.current.probability, second.current.impact[Objective.SCHEDULE]) == (5, 5)
    assert (first.source.kind, first.source.reference) == ("import", "key:a 1")
    assert first.next_review is not None


def test_totals_equal_a_recount(office: Office) -> None:
    """Moved once a slice, the totals are what counting each risk gives."""
    office.brought(SHEET.encode())
    office.brought(SHEET.replace("Open", "Closed").encode())
    with office.work(SITE) as uow:
        models = uow.models.of_project(HOME)
        totals = uow.risks.totals(HOME)
    recount = sum((contribution(risk, models) for risk in office.risks()), start=type(totals)())
    assert totals == recount
    assert totals["closed"] == 2


def test_each_risk_has_its_history(office: Office) -> None:
    """Raised and rated by whoever brought the sheet in, with the sheet as the reason, and a standing kept."""
    office.brought(SHEET.encode())
    (risk, _) = office.risks()
    with office.work(SITE) as uow:
        facts = uow.facts.of("risk", risk.id)
        period = uow.standings.last(risk.id)
    assert [fact.name for fact in facts] == ["RiskRaised", "RiskRated", "RiskRated"]
    assert {(fact.actor, fact.reason) for fact in facts} == {(BY, "Import of register.csv")}
    assert period is not None
    assert period.standing.level == "High"


def test_the_same_sheet_again_changes_nothing(office: Office) -> None:
    """No doubles, no new version, no fact."""
    office.brought(SHEET.encode())
    before = office.risks()
    again = office.brought(SHEET.encode())
    assert (again.counts.unchanged, again.counts.added, again.counts.changed) == (2, 0, 0)
    assert office.risks() == before


def test_only_what_changed_in_the_sheet_changes_here(office: Office) -> None:
    """A cell edited in the sheet is taken; cells that people edited here stay, as does every other."""
    office.brought(SHEET.encode())
    first, _ = office.risks()
    office.change(first, effect="testing starts late", title="Supplier is late again")
    edited = SHEET.replace("one supplier", "a single supplier")
    again = office.brought(edited.encode())
    assert (again.counts.changed, again.counts.unchanged, again.counts.kept) == (1, 1, 0)
    first, _ = office.risks()
    assert (first.cause, first.effect, first.title) == (
        "a single supplier",
        "testing starts late",
        "Supplier is late again",
    )


def test_an_edit_here_beats_an_edit_of_the_same_cell_there(office: Office) -> None:
    """Where both changed, what people have here stays, and the row says so, also the time after next."""
    office.brought(SHEET.encode())
    first, _ = office.risks()
    office.change(first, title="Supplier is late again")
    for title in ("Supplier very late", "Supplier lost"):
        again = office.brought(SHEET.replace("Supplier late", title).encode())
        assert again.counts.kept == 1
        (told,) = office.problems(again.id)
        assert (told.row, told.kind) == (2, "note")
        assert "R-1: Title stayed as people have edited it here" in told.detail
        assert office.risks()[0].title == "Supplier is late again"


def test_a_deleted_risk_stays_deleted(office: Office) -> None:
    """What people threw away does not come back by itself."""
    office.brought(SHEET.encode())
    office.change(office.risks()[0], deleted_at=office.now)
    again = office.brought(SHEET.replace("one supplier", "two").encode())
    assert [risk.key for risk in office.risks()] == ["R-2"]
    assert "was deleted here" in office.problems(again.id)[0].detail


def test_bad_rows_are_told_and_good_ones_taken(office: Office) -> None:
    """Each problem names row, column, what is wrong and what to write; the row is kept for mending."""
    rows = "A-3,Bad odds,why,perhaps,3,,Open\nA-4,,why,3,3,,Open\nA-1,Supplier late,twin,3,3,,Open\n"
    one = office.brought((SHEET + rows).encode())
    assert (one.counts.added, one.counts.bad, one.counts.duplicates) == (2, 2, 1)
    told = office.problems(one.id, "bad")
    assert [(p.row, p.column) for p in told] == [(4, "Likelihood"), (5, ""), (6, "")]
    assert "write one of Rare, Unlikely" in told[0].detail
    assert told[0].cells[:2] == ("A-3", "Bad odds")
    assert "same risk as row 2" in told[2].detail


def test_without_a_key_the_words_tell_who_is_who(office: Office) -> None:
    """Title and cause make the reference, however they are spaced and capitalised."""
    office.brought(b"Title,Cause,Probability,Impact\nLate,supplier,3,3\n")
    again = office.brought(b"Title,Cause,Probability,Impact\nLATE ,Supplier,4,3\nLate,other,3,3\n")
    assert (again.counts.added, again.counts.changed) == (1, 1)


def test_unrated_rows_become_drafts_and_closed_ones_have_an_outcome(office: Office) -> None:
    """No probability: a draft. Closed without a word on how: it could not be told."""
    office.brought(b"Title,Probability,Impact,Status\nIdea,,,Open\nOver,3,3,Closed\nHit,3,3,Occurred\n")
    idea, over, hit = office.risks()
    assert idea.status is Status.DRAFT
    assert (over.status, over.outcome) == (Status.CLOSED, Outcome.COULD_NOT_TELL)
    assert (hit.status, hit.outcome) == (Status.OCCURRED, Outcome.OCCURRED)
    assert over.closed_at == office.now


def test_amounts_of_another_currency_need_a_rate(office: Office) -> None:
    """Without one they are left out and the row says so; with one they are converted; signs and codes are read."""
    sheet = b"Title,Probability,Impact,Cost\nA,3,3,64500000 CHF\n"
    one = office.brought(sheet)
    assert "64500000.00 CHF was left out, since the project counts in EUR" in office.problems(one.id)[0].detail
    assert office.risks()[0].current.cost is None  # type: ignore[union-attr]
    office.brought(sheet, rate="0,5")
    assert office.risks()[0].current.cost == 32_250_000_00  # type: ignore[union-attr]


def test_only_issues_that_may_be_seen_are_tied(office: Office) -> None:
    """A key in a sheet opens nothing: what its bringer may not see is not tied."""
    office.put_issue(IssueId("20001"), "PAY-1")
    office.put_issue(IssueId("20002"), "PAY-2")
    office.unseen.add(IssueId("20002"))
    office.brought(b'Title,Probability,Impact,Jira issues\nA,3,3,"PAY-1 | role: response\nPAY-2\nPAY-3"\n')
    (risk,) = office.risks()
    assert [link.issue_id for link in risk.issues] == ["20001"]


def test_relations_follow_the_keys_of_the_sheet(office: Office) -> None:
    """Also towards rows further down; a key that is nowhere is told."""
    sheet = b"ID,Title,Probability,Impact,Related risks\nX1,A,3,3,X2 | kind: causes\nX2,B,3,3,X9\n"
    one = office.brought(sheet)
    first, second = office.risks()
    assert [(r.risk_id, r.kind) for r in first.relations] == [(second.id, RelationKind.CAUSES)]
    assert "X9 is in no sheet" in office.problems(one.id)[0].detail


def test_a_stopped_import_stops(office: Office) -> None:
    """What is in the register stays; nothing comes after, and the file is gone."""
    one = office.started(SHEET.encode())
    office.act(lambda act: import_acts.stop(act, HOME, one.id))
    importing.run(office.hands, SITE, one.id)
    assert office.import_(one.id).state is ImportState.CANCELLED
    assert office.risks() == []
    with office.work(SITE) as uow:
        assert uow.imports.file(one.id) == b""


def test_what_was_cut_off_goes_on_where_it_stood(office: Office) -> None:
    """After each slice the work may be taken away; the next run goes on, and no risk is there twice."""
    rows = "".join(f"K{n},Risk {n},why,3,3,,Open\n" for n in range(1200))
    one = office.started(("Risk ID,Title,Cause,Likelihood,Impact,Owner account,Status\n" + rows).encode())
    importing.run(office.hands, SITE, one.id, keep_alive=lambda: False)
    assert (office.import_(one.id).done, len(office.risks())) == (500, 500)
    importing.run(office.hands, SITE, one.id)
    done = office.import_(one.id)
    assert (done.state, done.done, done.counts.added) == (ImportState.DONE, 1200, 1200)
    assert [risk.title for risk in office.risks()] == [f"Risk {n}" for n in range(1200)]


def test_controlled_risks_are_open_with_their_work_done(office: Office) -> None:
    """A register that calls a risk controlled or mitigated means that the mitigation is in place."""
    office.brought(b"Risk,Probability,Impact,Mitigation,Status\nA,LOW,HIGH,Test it,CONTROLLED\n")
    (risk,) = office.risks()
    assert risk.status is Status.OPEN
    assert [(a.title, a.state) for a in risk.treatment.actions] == [("Test it", ActionState.DONE)]
