"""Every table, as SQLAlchemy Core objects on one MetaData; rows and indexes, nothing else."""

from plugin.storage.tables import (
    imports,
    jira,
    meetings,
    models,
    people,
    register,
    reviews,
    scope,
    sites,
    standing,
    work,
)
from plugin.storage.tables.base import metadata

__all__ = [
    "imports",
    "jira",
    "meetings",
    "metadata",
    "models",
    "people",
    "register",
    "reviews",
    "scope",
    "sites",
    "standing",
    "work",
]
