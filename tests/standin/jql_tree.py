"""The tree of a query in the form in which Jira's parser tells it."""

from __future__ import annotations

import re
from typing import Any

from tests.standin.jql_parse import Call, Clause, Group, Node, Operand, parse

_RESERVED = frozenset({"and", "or", "not", "empty", "null", "in", "is", "order", "by"})
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")


def structure(jql: str) -> dict[str, Any]:
    """Condition and order of a query that can be read."""
    parsed = parse(jql)
    told: dict[str, Any] = {}
    if parsed.where is not None:
        told["where"] = _clause(parsed.where)
    if parsed.order:
        fields = [{"field": _field(name, None), "direction": "desc" if down else "asc"} for name, down in parsed.order]
        told["orderBy"] = {"fields": fields}
    return told


def _clause(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {"operator": node.kind, "clauses": [_clause(part) for part in node.parts]}
    return {"field": _field(node.field, node.path), "operator": node.operator, "operand": _operand(node)}


def _field(name: str, path: tuple[str, str] | None) -> dict[str, Any]:
    if path is None:
        return {"name": name, "encodedName": name if _plain(name) or name.startswith("cf[") else _quoted(name)}
    key, rest = path
    encoded = f"{name}[{_quoted(key)}].{rest}" if rest else f"{name}[{_quoted(key)}]"
    return {"name": name, "encodedName": encoded, "property": [{"entity": "issue", "key": key, "path": rest}]}


def _operand(clause: Clause) -> dict[str, Any]:
    if clause.operator in {"is", "is not"}:
        return {"keyword": "empty"}
    values = [_value(operand) for operand in clause.operands]
    if clause.operator in {"in", "not in"} and not (len(values) == 1 and "function" in values[0]):
        return {"values": values}
    return values[0]


def _value(operand: Operand) -> dict[str, Any]:
    if operand is None:
        return {"keyword": "empty"}
    if isinstance(operand, Call):
        arguments = list(operand.arguments)
        encoded = f"{operand.name}({', '.join(map(_quoted, arguments))})"
        return {"function": operand.name, "arguments": arguments, "encodedOperand": encoded}
    return {"value": operand, "encodedValue": operand if _plain(operand) else _quoted(operand)}


def _plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.casefold() not in _RESERVED


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
