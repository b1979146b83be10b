"""The settings page: switching on, progress and cancel, and each section with its confirmation and undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.domain.response import WhenDone
from plugin.usecases.records import Progress, ProjectSettings
from tests.web.fakes import ANA, BEN, PAY, POINTS, VERA
from tests.web.ui.stage import HOSTILE, Stage, a_stage, flag, text

PAGE = "/ui/projects/10000/settings"
NEW = ProjectId("10100")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


def chosen(stage: Stage) -> ProjectSettings:
    """The project's settings as stored."""
    with stage.world.services.work(stage.world.acme) as uow:
        project = uow.projects.get(PAY)
    assert project is not None
    return project.settings


def set_progress(stage: Stage, progress: Progress) -> None:
    """How far reading in has come."""
    with stage.world.services.work(stage.world.acme, write=True) as uow:
        uow.projects.set_progress(PAY, progress)
        uow.commit()


def test_the_page_shows_every_section(stage: Stage) -> None:
    """A manager finds reading in, estimate, responses, currency, and what is read and written."""
    body = text(stage.ana.get(PAGE))
    assert "<title>Plumbline in Payments</title>" in body
    for section in (
        "settings-reading",
        "settings-estimate",
        "settings-when-done",
        "settings-currency",
        "settings-access",
    ):
        assert f'<section id="{section}"' in body
        assert f'href="#{section}"' in body
    assert "plumbline.risk" in body


def test_the_estimate_is_chosen_from_jiras_number_fields(stage: Stage) -> None:
    """Number fields are offered, text fields are not."""
    body = text(stage.ana.get(PAGE))
    assert f'<option value="{POINTS}" selected>Story point estimate</option>' in body
    assert 'value="summary"' not in body


def test_the_estimate_is_typed_while_jira_does_not_answer(stage: Stage) -> None:
    """Without Jira's fields the page still comes, with the field's id to type."""
    stage.ana.get(PAGE)
    stage.world.jira[stage.world.acme].failure = JiraTrouble("Jira does not answer.")
    body = text(stage.ana.get(PAGE))
    assert "Jira does not list its fields now" in body
    assert f'<input class="input" type="text" value="{POINTS}"' in body


@pytest.mark.parametrize(
    ("section", "value", "expected"),
    [
        ("currency", "CHF", ProjectSettings(POINTS, None, WhenDone.MOVE, "CHF")),
        ("when_done", "ask", ProjectSettings(POINTS, None, WhenDone.ASK, "EUR")),
        ("estimate", "customfield_10030", ProjectSettings("customfield_10030", None, WhenDone.MOVE, "EUR")),
        ("estimate", "", ProjectSettings(None, None, WhenDone.MOVE, "EUR")),
    ],
)
def test_a_section_is_saved_confirmed_and_undone(
    stage: Stage, section: str, value: str, expected: ProjectSettings
) -> None:
    """Saving one section leaves the others, says so, and offers the way back."""
    before = chosen(stage)
    response = stage.ana.post(f"{PAGE}/save/{section}", value=value)
    assert response.status_code == 200
    assert chosen(stage) == expected
    shown = flag(response)
    assert shown["title"] == "Saved"
    set_progress(stage, Progress("done", 3, 3))
    undone = stage.ana.post(shown["action"]["url"])
    assert chosen(stage) == before
    assert "plumbline:changed" in undone.headers["HX-Trigger"]


def test_another_estimate_field_reads_the_project_in_again(stage: Stage) -> None:
    """Histories were folded with the old field, so the project is read anew; a second change has to wait for that."""
    body = text(stage.ana.post(f"{PAGE}/save/estimate", value="customfield_10030"))
    assert "Reading issues and their histories from Jira." in body
    response = stage.ana.post(f"{PAGE}/save/estimate", value=POINTS)
    assert response.status_code == 422
    assert "being read in already" in text(response)


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("currency", "euro"),
        ("currency", ""),
        ("currency", "€"),
        ("when_done", "sing"),
        ("estimate", "a b"),
        ("estimate", "x" * 65),
    ],
)
def test_a_bad_value_is_said_at_its_field(stage: Stage, section: str, value: str) -> None:
    """What cannot be saved stays typed, with the remedy beneath, and nothing is stored."""
    before = chosen(stage)
    response = stage.ana.post(f"{PAGE}/save/{section}", value=value)
    assert response.status_code == 422
    assert f'id="{section.replace("_", "-")}-value-error"' in text(response)
    assert chosen(stage) == before
    assert stage.ana.post(f"{PAGE}/undo/{section}?value={value}").status_code == 400


def test_switching_on_starts_reading_in(stage: Stage) -> None:
    """A project that Plumbline does not know is switched on with Jira's name, and its reading in is under way."""
    jira = stage.world.jira[stage.world.acme]
    jira.project_names[NEW] = ("NEW", "Data platform")
    jira.allow(ANA, NEW, "BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS")
    page = "/ui/projects/10100/settings"
    body = text(stage.ana.get(page))
    assert "Plumbline in Data platform" in body
    assert "Switch on for this project" in body
    assert "settings-currency" not in body
    body = text(stage.ana.post(f"{page}/switch-on"))
    assert "Reading issues and their histories from Jira." in body
    assert "Cancel</button>" in body
    with stage.world.services.work(stage.world.acme) as uow:
        project = uow.projects.get(NEW)
    assert project is not None
    assert (project.key, project.enabled, project.progress.state) == ("NEW", True, "running")


def test_progress_counts_and_stops_asking_when_done(stage: Stage) -> None:
    """While it runs the section asks again each second; when done or failed it says so and offers to begin again."""
    set_progress(stage, Progress("running", 80, 120))
    body = text(stage.ana.get(f"{PAGE}/reading"))
    assert "80 of 120" in body
    assert 'hx-trigger="load delay:1s"' in body
    set_progress(stage, Progress("done", 120, 120))
    body = text(stage.ana.get(f"{PAGE}/reading"))
    assert "120 issues were read in." in body
    assert "load delay" not in body
    set_progress(stage, Progress("failed", 80, 120, "Jira said no."))
    body = text(stage.ana.get(f"{PAGE}/reading"))
    assert "Reading in stopped: Jira said no. What was read stays." in body
    assert "Read in again" in body


def test_reading_in_is_cancelled(stage: Stage) -> None:
    """Cancel stops it and keeps what was read; a cancel that comes too late just shows how it ended."""
    stage.ana.post(f"{PAGE}/switch-on")
    assert "Reading in stopped: Cancelled." in text(stage.ana.post(f"{PAGE}/cancel"))
    response = stage.ana.post(f"{PAGE}/cancel")
    assert response.status_code == 200


def test_switching_on_twice_is_explained(stage: Stage) -> None:
    """A project that is being read in already is left to it."""
    stage.ana.post(f"{PAGE}/switch-on")
    response = stage.ana.post(f"{PAGE}/switch-on")
    assert response.status_code == 422
    assert "being read in already" in text(response)


def test_rights(stage: Stage) -> None:
    """Only who administers the project sees or changes its settings; a stranger finds nothing."""
    for who, status in (("ben", 403), ("vera", 403), ("cleo", 404), ("nobody", 401)):
        person = getattr(stage, who)
        assert person.get(PAGE).status_code == status
        assert person.get(f"{PAGE}/sections").status_code == status
        assert person.get(f"{PAGE}/reading").status_code == status
        for path in ("switch-on", "cancel", "save/currency", "undo/currency?value=CHF"):
            assert person.post(f"{PAGE}/{path}", value="CHF").status_code == status
    assert chosen(stage).currency == "EUR"
    assert {BEN, VERA} <= stage.world.jira[stage.world.acme].rights.keys()


def test_a_hostile_project_name_is_only_text(stage: Stage) -> None:
    """Markup in a project's or field's name is shown, never obeyed."""
    stage.world.put_project(name=HOSTILE)
    set_progress(stage, Progress("failed", 0, None, HOSTILE))
    assert "<script>alert" not in stage.ana.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("project", ["nothing", "%00", "9" * 40])
def test_an_address_of_no_project_is_not_found(stage: Stage, project: str) -> None:
    """What is no project's id leads nowhere."""
    assert stage.ana.get(f"/ui/projects/{project}/settings").status_code == 404
    assert stage.ana.post(f"/ui/projects/{project}/settings/switch-on").status_code == 404
