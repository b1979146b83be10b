"""The refusal to guess."""

from __future__ import annotations

from plugin.domain.errors import AppError

_LONGEST = 40


class Misread(AppError):
    """What was written cannot be read, or could mean two things; the text says why and how to write it instead."""

    def __init__(self, written: object, why: str) -> None:
        """`why` goes on after what was written: "is no amount; write …"."""
        text = " ".join(str(written).split())
        shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        super().__init__(f"“{shown}” {why}." if shown else f"An empty cell {why}.")
