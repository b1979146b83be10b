"""Shapes of sheets on their way into registers."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.usecases.import_records import ImportState
from plugin.usecases.sheets.mapping import BY_TARGET
from plugin.web.api.schemas.fields import Text
from plugin.web.api.schemas.shapes import Shape, paged


class ImportIn(Shape):
    """A sheet, and what its columns are taken for where that is not to be guessed."""

    name = Text(longest=200, filled=True, required=True)
    content = fields.String(required=True, metadata={"description": "The file as base64"})
    sheet = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    columns = fields.Dict(
        keys=fields.String(validate=validate.Length(max=300)),
        values=fields.String(validate=validate.OneOf(sorted(BY_TARGET))),
        load_default=dict,
        metadata={"description": "By heading; what is not named is left out"},
    )
    rate = fields.String(
        load_default="", validate=validate.Length(max=20), metadata={"description": "Of a foreign currency"}
    )


class ImportOut(Shape):
    """How far a sheet has come, and what became of its rows."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in ImportState]))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    duplicates = fields.Integer(required=True)
    bad = fields.Integer(required=True)
    kept = fields.Integer(required=True)


class ImportProblemOut(Shape):
    """Something to tell of a row."""

    row = fields.Integer(required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["bad", "note"]))
    column = fields.String(required=True)
    detail = fields.String(required=True)
    cells = fields.List(fields.String(), required=True)


ImportProblemPage = paged(ImportProblemOut)
