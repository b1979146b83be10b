"""A sheet of XlsxWriter's in which a text is never anything but a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")


class PlainPaper(Worksheet):  # type: ignore[misc]
    """Mends two habits of XlsxWriter 3.3, each by one of its inner methods; the round trip tests hold them.

    A text between `<r>` and `</r>` is taken for XML of the writer's own and copied into the file as it is, formulas
    and all: whoever can name a risk could place a formula. And of two escapes that share an underscore only one is
    protected, so that such a text comes back as another.
    """

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        self._xml_inline_string(string, True, attributes)

    @staticmethod
    def _escape_control_characters(data: object) -> str:
        return _CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", _LOOKS_ESCAPED.sub("_x005F_", str(data)))
