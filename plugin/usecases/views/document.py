"""A document to be printed: a title, paragraphs and tables, without a word about how it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of running text; line breaks in it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between the parts of a document; `depth` 1 stands below the title."""

    text: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """A column of a printed table; widths are shares of the page, figures stand to the right."""

    heading: str
    share: int = 1
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that belong together under a line of their own; without a title they follow directly."""

    rows: Sequence[Sequence[str]]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PrintTable:
    """A table; its headings are repeated on each page. `empty` is what is said where there are no rows."""

    columns: Sequence[PrintColumn]
    groups: Sequence[RowGroup]
    empty: str = ""
    caption: str = ""


Part = Paragraph | Heading | PrintTable


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be printed. `footer` stands left of the page number; `page` is its pattern with {page} and {pages}.

    `language` is a code of ISO 639, for hyphenation and for screen readers.
    """

    title: str
    parts: Sequence[Part]
    subtitle: str = ""
    footer: str = ""
    page: str = "{page} / {pages}"
    language: str = "en"
    is_landscape: bool = True
