"""One finding: how grave it is, what was seen, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How grave a finding is; its value is the mark it is printed with."""

    OK = "✓"
    WARNING = "!"
    PROBLEM = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; the text is safe to print: it holds no secret and nothing of control characters."""

    grade: Grade
    text: str

    @property
    def line(self) -> str:
        """Mark, word and text, as an operator reads it."""
        return f"{self.grade.value} {self.grade.name.lower():<7}  {self.text}"


def ok(text: str) -> Finding:
    """All is well with what the text names."""
    return Finding(Grade.OK, text)


def warning(text: str) -> Finding:
    """Works today, or may be as intended."""
    return Finding(Grade.WARNING, text)


def problem(text: str) -> Finding:
    """Does not work like this."""
    return Finding(Grade.PROBLEM, text)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 where nothing is a problem, else 1."""
    return int(any(finding.grade is Grade.PROBLEM for finding in findings))
