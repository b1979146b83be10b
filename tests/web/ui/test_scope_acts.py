"""What people do in the scope tab: freeze, submit, approve, decide, give reasons; and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.fakes import VERSION
from tests.web.ui.stage import Stage, a_stage, changes, ledger_parts, text

SCOPE = "/ui/projects/10000/scope"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


def test_nothing_frozen_yet_asks_the_manager_to_freeze(stage: Stage) -> None:
    """Without a baseline the tab says what one is for, and gives the manager the form with a name filled in."""
    body = text(stage.ana.get(SCOPE))
    assert "Freeze what was agreed" in body
    assert 'value="1.0 as agreed"' in body
    assert "Release 1.0" in body


def test_freezing_replaces_the_tab_by_the_new_baseline(stage: Stage) -> None:
    """A manager freezes; the tab shows the ledger of what was frozen, and the form had asked to be swapped itself."""
    stage.world.put_issue("20001", points="5")
    response = stage.ana.post(f"{SCOPE}/freeze", of=f"version:{VERSION}", name="1.0 as agreed", as_of="")
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#scope-tab"
    assert ledger_parts(text(response))[0] == ("", "Baseline", "5")
    assert "Release 1.0 has not moved since it was frozen on 24 November." in text(response)


def test_freezing_the_past_reads_it_from_the_histories(stage: Stage) -> None:
    """What was agreed before a story came in leaves the story out of the baseline and shows it as added."""
    stage.world.put_issue("20001", points="5")
    stage.world.clock.forward(days=2)
    stage.world.put_issue("20002", points="3")
    stage.world.clock.forward(days=1)
    form = {"of": f"version:{VERSION}", "name": "As agreed", "as_of": "2026-11-25T12:00"}
    body = text(stage.ana.post(f"{SCOPE}/freeze", **form))
    assert [value for _, _, value in ledger_parts(body)] == ["5", "0", "0", "3", "8"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"of": f"version:{VERSION}", "name": " "}, "Give the baseline a name."),
        ({"of": f"version:{VERSION}", "name": "x" * 121}, "Keep it to 120 characters."),
        ({"of": f"version:{VERSION}", "name": "x", "as_of": "yesterday"}, "Give a day and a time"),
        ({"of": f"version:{VERSION}", "name": "x", "as_of": "9999-12-31T23:59"}, "cannot be taken of the future"),
        ({"of": f"version:{VERSION}", "name": "x", "as_of": "0001-01-01T00:00+14:00"}, "Give a day and a time"),
        ({"of": "version:999", "name": "x"}, "This project has no such version."),
        ({"of": "epic:1", "name": "x"}, "Choose what was agreed."),
        ({}, "Choose what was agreed."),
    ],
)
def test_a_bad_freeze_is_said_at_its_field(stage: Stage, form: dict[str, str], said: str) -> None:
    """What cannot be frozen comes back as the form with the remedy, and what was typed is kept."""
    response = stage.ana.post(f"{SCOPE}/freeze", **form)
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{form.get("name", "").strip()[:5]}' in text(response)


def test_the_name_follows_the_version(stage: Stage) -> None:
    """Choosing the whole project proposes another name."""
    body = text(stage.ana.get(f"{SCOPE}/freeze/name?of=project:10000"))
    assert 'value="Payments as agreed"' in body


def test_deciding_moves_the_ledger_and_is_undone_by_choosing_again(stage: Stage) -> None:
    """A manager approves: the amount moves to approved, the current scope stays; the same button takes it back."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    body = text(stage.ana.post(f"{SCOPE}/changes/{chosen}/decision", disposition="approved"))
    assert [value for _, _, value in ledger_parts(body)] == ["25", "5", "0", "7", "23"]
    assert "; <b>approved</b>." in body
    again = re.search(r'aria-pressed="true" name="disposition" value="([a-z]+)"', body)
    assert again is not None
    body = text(stage.ana.post(f"{SCOPE}/changes/{chosen}/decision", disposition=again[1]))
    assert [value for _, _, value in ledger_parts(body)] == ["25", "0", "0", "2", "23"]
    assert "; <b>not yet decided on</b>." in body


def test_a_contributor_gives_the_reason(stage: Stage) -> None:
    """Who edits issues says why by a chip or in words, and takes it back; who only sees is offered nothing."""
    baseline = stage.agree()
    url = f"{SCOPE}/changes/{changes(stage, baseline.id)['PAY-42 added-new']}/reason"
    assert "Customer asked</button>" in text(stage.ben.get(f"{SCOPE}/log"))
    assert "Reason: Customer asked" in text(stage.ben.post(url, reason="customer"))
    assert "Reason: the tender changed" in text(stage.ben.post(url, reason="other", comment="the tender changed"))
    assert "Reason: the tender grew" in text(stage.ben.post(url, reason="", comment="the tender grew"))
    assert "Reason:" not in text(stage.ben.post(url, reason="", comment=""))
    assert "hx-post" not in text(stage.vera.get(f"{SCOPE}/log"))


def test_only_managers_decide(stage: Stage) -> None:
    """A contributor sees no buttons for deciding and is refused when they try; a reader may not even give reasons."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    assert 'name="disposition"' not in text(stage.ben.get(f"{SCOPE}/log"))
    assert stage.ben.post(f"{SCOPE}/changes/{chosen}/decision", disposition="approved").status_code == 403
    assert stage.vera.post(f"{SCOPE}/changes/{chosen}/reason", reason="customer").status_code == 403
    assert stage.ben.post(f"{SCOPE}/freeze", of=f"version:{VERSION}", name="x").status_code == 403
    assert stage.ben.post(f"{SCOPE}/baselines/{baseline.id}/submit").status_code == 403


def test_submit_and_approve_in_place(stage: Stage) -> None:
    """A draft is submitted, then approved, with who and when; the content hash stays the same and is shown."""
    baseline = stage.agree()
    assert "Submit for approval" in text(stage.ana.get(SCOPE))
    body = text(stage.ana.post(f"{SCOPE}/baselines/{baseline.id}/submit", version="1"))
    assert "Approve baseline" in body
    body = text(stage.ana.post(f"{SCOPE}/baselines/{baseline.id}/approve", version="2"))
    assert "Approved <time" in body
    assert "since it was agreed on 24 November" in body
    assert baseline.content_hash in body
    assert "Approve baseline" not in body


def test_a_step_out_of_turn_is_explained(stage: Stage) -> None:
    """Approving what was not submitted changes nothing and says what to do first; an old version is refused."""
    baseline = stage.agree()
    response = stage.ana.post(f"{SCOPE}/baselines/{baseline.id}/approve")
    assert response.status_code == 422
    assert "Submit the baseline before it is approved." in text(response)
    assert stage.ana.post(f"{SCOPE}/baselines/{baseline.id}/submit", version="7").status_code == 412


def test_a_stranger_changes_nothing(stage: Stage) -> None:
    """Cleo cannot freeze, decide or approve, nor learn that these things exist."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    for path in (
        "/freeze",
        f"/changes/{chosen}/decision",
        f"/changes/{chosen}/reason",
        f"/baselines/{baseline.id}/submit",
    ):
        assert stage.cleo.post(SCOPE + path, disposition="approved", reason="customer").status_code == 404


def test_things_of_another_project_are_not_found_here(stage: Stage) -> None:
    """A change or baseline of one project cannot be reached through another's address."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    stage.world.put_project("10100", "ERP", "Planning")  # type: ignore[arg-type]
    other = "/ui/projects/10100/scope"
    assert stage.ana.post(f"{other}/changes/{chosen}/decision", disposition="approved").status_code == 404
    assert stage.ana.post(f"{other}/baselines/{baseline.id}/submit").status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/changes/{delta}/decision", {}),
        ("/changes/{delta}/decision", {"disposition": "maybe"}),
        ("/changes/{delta}/reason", {"reason": "because"}),
        ("/changes/{delta}/reason", {"reason": "other", "comment": "x" * 3000}),
        ("/changes/nothing/decision", {"disposition": "approved"}),
        ("/changes/" + "0" * 32 + "/decision", {"disposition": "approved"}),
        ("/baselines/" + "0" * 32 + "/submit", {}),
        ("/baselines/{baseline}/vanish", {}),
    ],
)
def test_nonsense_in_a_form_is_refused(stage: Stage, path: str, form: dict[str, str]) -> None:
    """A form that no page of ours sends is refused without changing anything."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    address = SCOPE + path.format(delta=chosen, baseline=baseline.id)
    assert stage.ana.post(address, **form).status_code in {400, 404, 405}
    with stage.world.services.work(stage.world.acme) as uow:
        assert uow.baselines.ledger(baseline.id).points.unapproved == -2000
