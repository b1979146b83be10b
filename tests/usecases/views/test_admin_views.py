"""The words of administration, settings, facts and first steps."""

from __future__ import annotations

import pytest

from plugin.domain.ids import ProjectId
from plugin.domain.review import FactLine
from plugin.usecases.queue import QueueState
from plugin.usecases.records import Progress, Project
from plugin.usecases.views.admin import preview, status_view
from plugin.usecases.views.fact_lines import fact_rows
from plugin.usecases.views.settings import is_numeric, reading_view
from plugin.usecases.views.start import start_view
from tests.usecases.views.plain import PlainWording

SAY = PlainWording()


@pytest.mark.parametrize(
    ("state", "kind", "begins"),
    [
        (QueueState(0, 0, 0, 0, 0, None), "success", "Everything Jira told has been worked through."),
        (QueueState(2, 1, 0, 0, 5, 3.0), "success", "Everything runs; work is under way."),
        (QueueState(2, 0, 0, 0, 0, 61.0), "warning", "Work is behind: the oldest delivery has waited for 1 minute."),
        (QueueState(2, 0, 0, 0, 0, 9000.0), "warning", "Work is behind: the oldest delivery has waited for 2 hours."),
        (QueueState(0, 0, 0, 3, 0, None), "info", "Everything runs; 3 deliveries could not be read"),
        (QueueState(9, 0, 2, 0, 0, 900.0), "warning", "2 deliveries could not be processed and hold"),
    ],
)
def test_the_state_of_work_in_one_sentence(state: QueueState, kind: str, begins: str) -> None:
    """What holds events back comes before what is late, and that before what was merely set aside."""
    view = status_view(SAY, state)
    assert view.kind == kind
    assert view.sentence.startswith(begins)


def test_a_body_is_previewed_as_text() -> None:
    """JSON is indented, what is no text is marked, what is long is cut, and depth does no harm."""
    assert preview(b'{"a":1}') == '{\n  "a": 1\n}'
    assert preview(b"\xff") == "\N{REPLACEMENT CHARACTER}"
    assert len(preview(b"x" * 10_000)) == 4001
    assert preview(b"[" * 100_000).startswith("[[[")


def test_facts_in_words() -> None:
    """Points differ with a sign, days are late or early, ratios are per cent, a dash says why but not twice."""
    rows = fact_rows(
        SAY,
        [
            FactLine("scope.points", "points", 25, 23.5, -1.5),
            FactLine("scope.growth", "ratio", 0, 0.13, 0.13),
            FactLine("date.finish", "days", "2026-12-01", "2026-12-03", 2),
            FactLine("date.finish", "days", "2026-12-01", "2026-11-30", -1),
            FactLine("date.finish", "days", "2026-12-01", "2026-12-01", 0),
            FactLine("risk.occurred", "risks", None, 2, 2),
            FactLine("scope.done", "points", None, None, None, "No baseline is followed yet."),
            FactLine("scope.churn", "ratio", None, None, None, "No baseline is followed yet."),
            FactLine("from.elsewhere", "points", None, None, None),
        ],
    )
    assert [row.difference for row in rows] == ["−1.5", "+13%", "2 days late", "1 day early", "on the day", "2", *"———"]
    assert rows[5].planned_reason == "Nothing was planned."
    assert [row.note for row in rows[6:]] == ["No baseline is followed yet.", "", "Not measured."]
    assert [row.reason for row in rows[6:8]] == ["No baseline is followed yet."] * 2
    assert rows[8].label == "from.elsewhere"


@pytest.mark.parametrize(
    ("progress", "is_running", "button"),
    [
        (Progress(), False, "Read in now"),
        (Progress("running", 3, 9), True, ""),
        (Progress("done", 9, 9), False, "Read in again"),
        (Progress("failed", 3, 9, "Jira said no."), False, "Read in again"),
    ],
)
def test_reading_in_offers_what_can_be_done(progress: Progress, is_running: bool, button: str) -> None:  # noqa: FBT001
    """While it runs nothing else can be begun; otherwise it can be begun anew."""
    view = reading_view(SAY, Project(ProjectId("1"), "PAY", "Payments", enabled=True, progress=progress))
    assert (view.is_running, view.button) == (is_running, button)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("com.pyxis.greenhopper.jira:jsw-story-points", True),
        ("com.atlassian.jira.plugin.system.customfieldtypes:float", True),
        ("com.atlassian.jira.plugin.system.customfieldtypes:textfield", False),
        (None, False),
    ],
)
def test_only_number_fields_hold_estimates(kind: str | None, expected: bool) -> None:  # noqa: FBT001
    """Story points and number fields are offered, texts are not."""
    assert is_numeric(kind) is expected


def test_first_steps_count_projects_for_administrators_only() -> None:
    """Three steps; the number of projects is said where it may be known."""
    assert len(start_view(SAY, 2, "https://acme.example", "/pages").steps) == 3
    assert "follows 2 projects" in start_view(SAY, 2, "https://acme.example", "/pages").sentence
    for unknown in (None, 0):
        assert "follows" not in start_view(SAY, unknown, "https://acme.example", "/pages").sentence
