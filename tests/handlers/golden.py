"""Reads the golden bodies, and writes fates in the form that stands beside them."""

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers import Decided, Fate, Ignored

PAYLOADS = Path(__file__).parent / "payloads"


def paths() -> list[Path]:
    """Every golden file, named `<event>__<detail>.json`."""
    return sorted(PAYLOADS.glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    """One golden file: its event, its body and what that decides."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def written(fate: Fate) -> Any:
    """A fate as golden files write it: a list of commands, or the reason why there are none."""
    match fate:
        case Decided(commands):
            return [{"command": type(command).__name__} | _plain(dataclasses.asdict(command)) for command in commands]
        case Ignored(reason):
            return {"ignored": reason}
        case unsubscribed:
            return {"unsubscribed": unsubscribed.event}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
