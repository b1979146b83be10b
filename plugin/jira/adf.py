"""Plain paragraphs and one link as an Atlassian document, the form in which Jira takes rich text."""

from __future__ import annotations

from collections.abc import Iterable

Node = dict[str, object]


def document(paragraphs: Iterable[str], link: str | None = None, link_text: str = "") -> Node:
    """The document; text stays text, line breaks inside a paragraph stay breaks, empty paragraphs are left out."""
    content = [_paragraph(_lines(text)) for text in paragraphs if text.strip()]
    if link is not None:
        mark: Node = {"type": "link", "attrs": {"href": link}}
        content.append(_paragraph([{"type": "text", "text": link_text or link, "marks": [mark]}]))
    return {"type": "doc", "version": 1, "content": content}


def comment(text: str, mention: str | None = None) -> Node:
    """A comment of one paragraph; the person mentioned is notified by Jira."""
    named: list[Node] = []
    if mention is not None:
        named = [{"type": "mention", "attrs": {"id": mention}}, {"type": "text", "text": " "}]
    return {"type": "doc", "version": 1, "content": [_paragraph([*named, *_lines(text)])]}


def _paragraph(content: list[Node]) -> Node:
    return {"type": "paragraph", "content": content}


def _lines(text: str) -> list[Node]:
    nodes: list[Node] = []
    for line in text.strip().splitlines():
        if nodes:
            nodes.append({"type": "hardBreak"})
        if line.strip():
            nodes.append({"type": "text", "text": line.strip()})
    return nodes
