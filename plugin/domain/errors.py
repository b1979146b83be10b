"""Failures that we expect, each with a message that is safe to show and the one thing its receiver needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AppError(Exception):
    """An expected failure; its text may be shown to the person who caused it."""


class NotFound(AppError):
    """The thing does not exist, or the caller may not know that it does."""


class NotAllowed(AppError):
    """The caller is known and may not do this."""


class Stale(AppError):
    """Somebody else changed the thing since the caller last read it."""


class Conflict(AppError):
    """The thing is in a state that does not allow this."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that cannot be accepted: where it stands (JSON pointer) and what to do about it."""

    pointer: str
    detail: str


class Invalid(AppError):
    """What was sent cannot be accepted; `problems` names every field at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.pointer}: {p.detail}" for p in self.problems))


class Unreadable(AppError):
    """A delivery whose body lacks what its event must carry; trying again cannot help."""


class JiraBusy(AppError):
    """Jira asks to come back later; `retry_after` is the wait in seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class JiraTrouble(AppError):
    """Jira answered in a way that may pass (5xx, no answer, not JSON)."""


class JiraRefused(AppError):
    """Jira understood and said no (4xx): trying the same again cannot help."""
