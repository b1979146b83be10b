"""Versions on the wire: a tag made of id and version, and the version that a client says it has read."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import PreconditionRequired

from plugin.domain.errors import Stale

STALE = "Somebody changed this in the meantime; load the new state and try again."


def tag(entity_id: str, version: int | str) -> str:
    """The opaque tag of one version of one thing."""
    return f"{entity_id}-{version}"


def tagged(entity_id: str, version: int | str) -> dict[str, str]:
    """The header that carries the tag."""
    return {"ETag": f'"{tag(entity_id, version)}"'}


def check_tag(entity_id: str, version: int | str, *, required: bool) -> bool:
    """Whether the client named the version it read; Stale where it is another, 428 where it must say and did not."""
    if "If-Match" not in request.headers:
        if required:
            raise PreconditionRequired
        return False
    if tag(entity_id, version) not in request.if_match:
        raise Stale(STALE)
    return True


def expected(entity_id: str, version: int, *, required: bool = True) -> int | None:
    """The version that the use case must still find, checked again there under the lock; None where nobody said."""
    return version if check_tag(entity_id, version, required=required) else None
