"""Which Forge app is believed, and in which environments."""

from __future__ import annotations

from descriptors.forge_command import PLACEHOLDER_APP_ID
from plugin.doctor.app import judge_app
from plugin.doctor.finding import Grade
from tests.web.core.bench import APP_ID


def test_an_app_in_one_environment_is_fine() -> None:
    """The usual case."""
    (found,) = judge_app([APP_ID], ["PRODUCTION"])
    assert found.grade is Grade.OK
    assert APP_ID in found.text


def test_without_an_app_id_only_connect_is_served() -> None:
    """Which may be as intended, until Connect ends."""
    (found,) = judge_app([], ["PRODUCTION"])
    assert found.grade is Grade.WARNING
    assert "PLUMBLINE_FORGE_APP_ID" in found.text


def test_the_placeholder_is_no_app() -> None:
    """It stands in a folder before `forge register`."""
    assert [one.grade for one in judge_app([PLACEHOLDER_APP_ID], ["PRODUCTION"])] == [Grade.PROBLEM]


def test_two_kinds_of_environment_are_a_warning() -> None:
    """Sites of a trial would stand beside real ones."""
    found = list(judge_app([APP_ID], ["PRODUCTION", "DEVELOPMENT"]))
    assert [one.grade for one in found] == [Grade.OK, Grade.WARNING]
    assert "PRODUCTION, DEVELOPMENT" in found[1].text
