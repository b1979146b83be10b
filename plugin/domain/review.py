"""A review: planned against actual from the record, judgement from people, frozen with a hash at sign-off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plugin.domain.errors import Conflict
from plugin.domain.ids import AccountId, ProjectId, ReviewId, VersionId


class ReviewKind(StrEnum):
    """What the review looks back at."""

    CLOSING = "closing"
    RELEASE = "release"


class ReviewState(StrEnum):
    """Planned until somebody adds judgement; collecting until it is signed off."""

    PLANNED = "planned"
    COLLECTING = "collecting"
    SIGNED_OFF = "signed-off"


class FindingKind(StrEnum):
    """What went well, what went badly, and what nobody had expected."""

    SUCCESS = "success"
    PROBLEM = "problem"
    SURPRISE = "surprise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation with its kind."""

    id: str
    kind: FindingKind
    statement: str
    by: AccountId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class FactLine:
    """One figure of the fact sheet; `value` is the difference or ratio, None with a `reason` where undefined.

    Points are plain decimals, ratios are shares of one, dates are ISO days, slips are days (late is positive).
    """

    key: str
    unit: str
    planned: float | int | str | None
    actual: float | int | str | None
    value: float | int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who closed the review, when, and the hash of what they closed."""

    by: AccountId | None
    at: datetime
    content_hash: str
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one version (or of the project as a whole)."""

    id: ReviewId
    key: str
    project_id: ProjectId
    kind: ReviewKind
    title: str
    version_id: VersionId | None
    opened_at: datetime
    opened_by: AccountId | None
    state: ReviewState = ReviewState.PLANNED
    findings: tuple[Finding, ...] = ()
    one_sided_because: str | None = None
    frozen_facts: tuple[FactLine, ...] = ()
    sign_off: SignOff | None = None
    version: int = 1

    @property
    def is_signed_off(self) -> bool:
        """Whether it is closed for good."""
        return self.state is ReviewState.SIGNED_OFF


def with_finding(review: Review, finding: Finding) -> Review:
    """The review with one more finding; a signed-off review stands as it was signed."""
    _refuse_when_signed(review)
    return replace(review, state=ReviewState.COLLECTING, findings=(*review.findings, finding))


def without_finding(review: Review, finding_id: str) -> Review:
    """The review without that finding."""
    _refuse_when_signed(review)
    return replace(review, findings=tuple(f for f in review.findings if f.id != finding_id))


def what_is_missing(review: Review) -> tuple[str, ...]:
    """Why it cannot be signed off yet: it names a success and a problem, or says why not (features D3, L1)."""
    kinds = {finding.kind for finding in review.findings}
    if review.one_sided_because:
        return ()
    missing = []
    if FindingKind.SUCCESS not in kinds:
        missing.append("Name at least one success, or say why there is none.")
    if FindingKind.PROBLEM not in kinds:
        missing.append("Name at least one problem, or say why there is none.")
    return tuple(missing)


def signed_off(
    review: Review, facts: tuple[FactLine, ...], by: AccountId | None, at: datetime, comment: str | None = None
) -> Review:
    """The review closed: its facts frozen as they are now, with their hash."""
    _refuse_when_signed(review)
    if missing := what_is_missing(review):
        raise Conflict(" ".join(missing))
    return replace(
        review,
        state=ReviewState.SIGNED_OFF,
        frozen_facts=facts,
        sign_off=SignOff(by, at, facts_hash(review, facts), comment),
    )


def facts_hash(review: Review, facts: tuple[FactLine, ...]) -> str:
    """SHA-256 over the facts and findings as canonical JSON; the same content always gives the same hash."""
    content: Mapping[str, object] = {
        "review": review.id,
        "facts": {f.key: [f.unit, f.planned, f.actual, f.value, f.reason] for f in facts},
        "findings": {f.id: [f.kind.value, f.statement] for f in review.findings},
        "oneSidedBecause": review.one_sided_because,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _refuse_when_signed(review: Review) -> None:
    if review.is_signed_off:
        raise Conflict("This review is signed off; what was signed stays as it is.")
