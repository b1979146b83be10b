"""Findings as an operator reads them, and what they make of the exit code."""

from __future__ import annotations

from plugin.doctor.finding import exit_code, ok, problem, warning


def test_a_line_has_mark_word_and_text_in_columns() -> None:
    """So that a problem is found among many lines."""
    assert ok("clock: right").line == "✓ ok       clock: right"
    assert warning("clock: late").line == "! warning  clock: late"
    assert problem("clock: wrong").line == "✗ problem  clock: wrong"


def test_only_a_problem_fails() -> None:
    """A warning is for reading."""
    assert exit_code([]) == 0
    assert exit_code([ok("a"), warning("b")]) == 0
    assert exit_code([problem("c"), ok("a")]) == 1
