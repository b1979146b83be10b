"""JQL printed from Jira's own reading of it, so that a query is bound to a project without gluing texts together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.jira.asking import number
from plugin.jira.reading import Json, listing, mapping, needed, text

JOINING = frozenset({"and", "or"})
OPERATORS = frozenset(
    {
        *("=", "!=", ">", "<", ">=", "<=", "in", "not in", "~", "!~", "~=", "is", "is not"),
        *("was", "was in", "was not in", "was not", "changed"),
    }
)
PREDICATES = frozenset({"before", "after", "from", "to", "on", "during", "by"})


def bound(structure: object, project_id: ProjectId | None) -> str:
    """A query's condition within one project, or within whatever it says itself where that is None.

    `structure` is what Jira's parser answers; its order is left out, a count has none. Raises JiraTrouble for a tree
    that Jira's documentation does not describe.
    """
    where = mapping(structure or {}).get("where")
    condition = "" if where is None else _clause(mapping(where))
    if project_id is None:
        return condition
    home = f"project = {number(project_id)}"
    return f"{home} AND ({condition})" if condition else home


def _clause(clause: Json) -> str:
    operator = needed(clause, "operator")
    if "clauses" in clause:
        return _compound(operator, [_clause(part) for part in listing(clause["clauses"])])
    if operator not in OPERATORS:
        raise JiraTrouble("Jira reads an operator in this query that its documentation does not name.")
    parts = [_field(mapping(clause.get("field"))), operator.upper()]
    if "operand" in clause:
        parts.append(_operand(mapping(clause["operand"])))
    for predicate in listing(clause.get("predicates") or []):
        when = needed(predicate, "operator")
        if when not in PREDICATES:
            raise JiraTrouble("Jira reads a predicate in this query that its documentation does not name.")
        parts += [when.upper(), _operand(mapping(predicate.get("operand")))]
    return " ".join(parts)


def _compound(operator: str, parts: Sequence[str]) -> str:
    if operator == "not" and len(parts) == 1:
        return f"NOT ({parts[0]})"
    if operator not in JOINING or not parts:
        raise JiraTrouble("Jira joins clauses of this query in a way that its documentation does not name.")
    return f" {operator.upper()} ".join(f"({part})" for part in parts)


def _field(field: Json) -> str:
    encoded = text(field.get("encodedName"))
    return encoded or _quoted(needed(field, "name"))


def _operand(operand: Json) -> str:
    if encoded := text(operand.get("encodedOperand")) or text(operand.get("encodedValue")):
        return encoded
    if "values" in operand:
        return f"({', '.join(_operand(value) for value in listing(operand['values']))})"
    if "function" in operand:
        arguments: Any = operand.get("arguments") or []
        return f"{_quoted(needed(operand, 'function'))}({', '.join(_quoted(str(one)) for one in arguments)})"
    if operand.get("keyword") == "empty":
        return "EMPTY"
    return _quoted(text(operand.get("value")) or "")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def problems_in(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What Jira's parser finds wrong with a query, in its words."""
    return tuple(found for one in told.get("errors") or () if (found := text(one)))
