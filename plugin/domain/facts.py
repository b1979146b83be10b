"""Facts: what happened, in the past tense, with who, when, why and what caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plugin.domain.ids import AccountId, ProjectId


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something changed: the person who acted, the instant, and the Jira delivery behind it, if one was."""

    at: datetime
    actor: AccountId | None = None
    reason: str | None = None
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to one entity; never updated, never deleted.

    `name` is in the past tense ("RiskRated"), `detail` holds plain JSON values (old and new where something moved).
    """

    name: str
    project_id: ProjectId
    entity: str
    entity_id: str
    cause: Cause
    detail: Mapping[str, object] = field(default_factory=dict)
