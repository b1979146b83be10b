"""The risk models people made, each version a row that never changes, and which one a project rates with."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from plugin.storage.tables.base import at, key, maybe_text, metadata, site, text

risk_model = Table(
    "risk_model",
    metadata,
    site(),
    key("version"),
    Column("number", Integer, nullable=False),
    text("name"),
    at("made_at"),
    maybe_text("made_by"),
    text("body"),
)
"""`body` is the model as JSON text; `number` counts the site's models upward."""

risk_model_choice = Table(
    "risk_model_choice",
    metadata,
    site(),
    key("project_id"),
    text("version"),
    at("chosen_at"),
    maybe_text("chosen_by"),
)
"""The model of a project; the row with an empty project is the site's, for projects without a choice of their own."""
