"""Documents as PDF: set by typst from data that is never read as markup."""

from __future__ import annotations

import re

import pytest

from plugin.exchange.pdf_writing import PdfFailed, PdfMissing, can_write_pdf, write_pdf
from plugin.usecases.views.document import Document, Heading, Paragraph, Part, PrintColumn, PrintTable, RowGroup

HOSTILE = '#panic("x") $a$ *b* [c] \\ #read("/etc/hostname") </script> {page} "quoted" \0 \ud800 漢'
installed = pytest.mark.skipif(not can_write_pdf(), reason="the extra pdf is not installed")


def a_document(text: str = "text", rows: int = 3) -> Document:
    """A small register of two groups."""
    columns = (PrintColumn("Key"), PrintColumn("Risk", 6), PrintColumn("Cost", 2, is_figure=True))
    table = PrintTable(
        columns,
        [RowGroup([("R-1", text, "1.50 CHF")] * rows, "High"), RowGroup([("R-2", text)])],
        caption=text,
    )
    parts: list[Part] = [Heading(text), Paragraph(text), table, PrintTable(columns, [], empty="No risks yet")]
    return Document(text, parts, subtitle=text, footer=text, page="Page {page} of {pages}")


@installed
def test_a_document_becomes_a_tagged_pdf_with_its_language_and_title() -> None:
    """Screen readers find structure, language and title."""
    held = write_pdf(a_document())
    assert held.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in held
    assert b"/MarkInfo" in held
    assert b"/Lang" in held
    assert re.search(rb"/MediaBox ?\[0 0 841\.\d+ 595\.\d+\]", held)


@installed
def test_nothing_that_people_wrote_is_evaluated() -> None:
    """Text full of typst's own marks is set as text in every place of a document."""
    assert write_pdf(a_document(HOSTILE)).startswith(b"%PDF-")


@installed
def test_long_tables_go_on_over_pages() -> None:
    """Five hundred rows take several pages."""
    assert len(re.findall(rb"/Type ?/Page\b", write_pdf(a_document(rows=500)))) > 5


@installed
def test_an_empty_document_can_be_printed() -> None:
    """Neither title nor parts are needed."""
    assert write_pdf(Document("", [])).startswith(b"%PDF-")


@installed
def test_languages_with_a_region_are_understood() -> None:
    """Jira's de_CH is German."""
    assert write_pdf(Document("Risiken", [], language="de_CH")).startswith(b"%PDF-")


def test_without_the_extra_people_hear_what_else_there_is() -> None:
    """The text names other formats, and what an administrator can do."""
    with pytest.raises(PdfMissing, match="CSV or XLSX"):
        write_pdf(a_document(), typst=None)


def test_a_document_that_cannot_be_set_is_an_expected_failure() -> None:
    """What typst says, which may show paths of the server, does not reach the person."""

    class Refusing:
        def compile(self, *args: object, **kwargs: object) -> bytes:
            raise RuntimeError("file not found: /srv/secret")

    with pytest.raises(PdfFailed) as caught:
        write_pdf(a_document(), typst=Refusing())
    assert "/srv" not in str(caught.value)
