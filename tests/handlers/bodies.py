"""Bodies to bend: a true update, and ways to put something else in one place of it."""

import copy
from typing import Any

from handlers import Decided, registry
from plugin.domain.commands import TrackIssue
from tests.handlers.golden import PAYLOADS, read

UPDATE = read(PAYLOADS / "issue_updated__several_fix_versions.json")["body"]
ABSENT = object()


def changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The body with one value put elsewhere or (ABSENT) left out."""
    copied = copy.deepcopy(body)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    inner: Any = copied
    for key in parents:
        inner = inner[key]
    if value is ABSENT:
        del inner[last]
    else:
        inner[last] = value
    return copied


def decided(body: dict[str, Any]) -> TrackIssue:
    """The one command that an update decides."""
    fate = registry.decide("jira:issue_updated", body)
    assert isinstance(fate, Decided)
    [command] = fate.commands
    assert isinstance(command, TrackIssue)
    return command
