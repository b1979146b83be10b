"""The parts of a risk that no list sorts by, as one JSON column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from plugin.domain.risk import Risk
from plugin.storage.plain_json import from_plain, to_plain

PARTS = (
    "last_review",
    "speciality",
    "identified",
    "identified_on",
    "window",
    "treatment",
    "triggers",
    "relations",
    "labels",
    "source",
    "hint",
    "ending",
    "backing",
)
"""Fields of a risk that are kept as they are; what is empty is not written."""

_KINDS = get_type_hints(Risk)
_SILENT = {field.name: field.default for field in fields(Risk)}
"""What each part is while nobody has said anything."""


def details_of(risk: Risk) -> dict[str, Any]:
    """The column's value; parts that say nothing are left out."""
    return {name: to_plain(told) for name in PARTS if (told := getattr(risk, name)) != _SILENT[name]}


def details_from(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a risk that the column tells; the others keep their defaults."""
    return {name: from_plain(_KINDS[name], plain[name]) for name in PARTS if name in plain}
