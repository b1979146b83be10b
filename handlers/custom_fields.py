"""What a site's custom fields say by their shape alone: which hold numbers, which hold sprints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from handlers.taming import id_from

CUSTOM = "customfield_"
SYSTEM_NUMBERS = frozenset({"timeoriginalestimate"})
SPRINT_STATES = frozenset({"active", "future", "closed"})
LARGEST = 10**15
# Jira Server prints a Java object: com.atlassian.greenhopper.service.sprint.Sprint@1a2b[id=5,…,state=ACTIVE,…]
PRINTED = "com.atlassian.greenhopper."
_PRINTED_ID = re.compile(r"[\[,]id=([0-9]{1,18})\b")
_PRINTED_STATE = re.compile(r"[\[,]state=([A-Za-z]+)")


def numbers_in(fields: Mapping[str, object]) -> dict[str, str]:
    """Each numeric field of an issue by id, as plain decimal text; absurd magnitudes and NaN are no numbers."""
    return {
        field_id: _plain(value)
        for field_id, value in fields.items()
        if type(value) in (int, float)  # a boolean is an int to isinstance
        and (field_id in SYSTEM_NUMBERS or field_id.startswith(CUSTOM))
        and abs(value) < LARGEST  # type: ignore[arg-type]  # the first line made it a number; NaN compares false
    }


def sprints_in(fields: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """For each field that holds sprints, their ids, closed ones included, as Jira's changelog lists them too.

    Which of them are open now is a matter of the calendar, not of the issue (domain-methods J14).
    """
    found = {}
    for field_id, value in fields.items():
        if isinstance(value, list) and value and field_id.startswith(CUSTOM):
            sprints = dict(_sprints(value))
            if sprints:
                found[field_id] = frozenset(sprints)
    return found


def _plain(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)


def _sprints(values: list[object]) -> Iterator[tuple[str, str]]:
    for value in values:
        sprint_id, state = _sprint(value)
        if sprint_id is not None and state in SPRINT_STATES:
            yield sprint_id, state


def _sprint(value: object) -> tuple[str | None, str | None]:
    if isinstance(value, Mapping):
        state = value.get("state")
        return id_from(value.get("id")), state.lower() if isinstance(state, str) else None
    if isinstance(value, str) and value.startswith(PRINTED):
        sprint_id, printed = _PRINTED_ID.search(value), _PRINTED_STATE.search(value)
        return sprint_id and sprint_id[1], printed and printed[1].lower()
    return None, None
