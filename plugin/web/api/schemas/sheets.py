"""Shapes of registers as files."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.web.api.schemas.risks import RiskQuery
from plugin.web.exporting import CONTENTS, FORMATS


class ExportQuery(RiskQuery):
    """Which risks, in which form."""

    class Meta(RiskQuery.Meta):
        exclude = ("after", "limit")

    format = fields.String(validate=validate.OneOf(FORMATS), load_default="csv")
    content = fields.String(validate=validate.OneOf(CONTENTS), load_default="register")
