"""Answers JQL over the issues of a site: a small part of the language, but a real one."""

import operator as compare
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from tests.standin.jql_fields import Field, field_named, moment
from tests.standin.jql_parse import Call, Clause, Group, JqlError, Node, Operand, parse
from tests.standin.model import Issue
from tests.standin.state import Missing, State

__all__ = ["JqlError", "Query"]

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {"<": compare.lt, ">": compare.gt, "<=": compare.le, ">=": compare.ge}
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."


class Query:
    """One query of one account; reading it raises ``JqlError`` for what Jira would answer with 400."""

    def __init__(self, site: State, text: str, account_id: str) -> None:
        self._site = site
        self._account_id = account_id
        self._parsed = parse(text)
        for name, _ in self._parsed.order:
            field_named(site, name, None)
        self._test = (lambda issue: True) if self._parsed.where is None else self._compile(self._parsed.where)

    def require_bounds(self) -> "Query":
        """Refuse a query without any condition, as enhanced search does."""
        if self._parsed.where is None:
            raise JqlError(_UNBOUNDED)
        return self

    def matches(self, issue: Issue) -> bool:
        """Whether the issue answers the condition."""
        return self._test(issue)

    def run(self, issues: Iterable[Issue]) -> list[Issue]:
        """The issues that answer the condition, in the order asked for; newest first where none is asked."""
        found = sorted((one for one in issues if self._test(one)), key=lambda one: int(one.id), reverse=True)
        for name, down in reversed(self._parsed.order):
            found.sort(key=self._sort_key(name), reverse=down)
        return found

    def _sort_key(self, name: str) -> Callable[[Issue], tuple[bool, Any]]:
        site, field, folded = self._site, field_named(self._site, name, None), name.casefold()

        def key(issue: Issue) -> tuple[bool, Any]:
            if field.kind == "key":
                return False, (site.projects[issue.project_id].key, int(issue.key.rpartition("-")[2]))
            if folded == "priority":
                return False, -int(issue.priority.id)
            values = field.values(site, issue)
            first = min(values[0]) if values and isinstance(values[0], frozenset) else (values or [None])[0]
            return first is not None, first if first is not None else 0

        return key

    def _compile(self, node: Node) -> Callable[[Issue], bool]:
        if isinstance(node, Group):
            tests = [self._compile(part) for part in node.parts]
            if node.kind == "not":
                return lambda issue: not tests[0](issue)
            combine = all if node.kind == "and" else any
            return lambda issue: combine(test(issue) for test in tests)
        return self._clause(node)

    def _clause(self, clause: Clause) -> Callable[[Issue], bool]:
        site, field = self._site, field_named(self._site, clause.field, clause.path)
        if clause.operator in {"is", "is not"}:
            empty = clause.operator == "is"
            return lambda issue: (not field.values(site, issue)) is empty
        if clause.operator in {"~", "!~"}:
            return self._text_clause(field, clause)
        operands = [one for operand in clause.operands for one in self._resolve(field, clause.field, operand)]
        if clause.operator in _ORDERED:
            return self._ordered_clause(field, clause, operands[0])
        equal = clause.operator in {"=", "in"}
        wants_empty = None in operands
        allows = self._equals(field, operands)

        def test(issue: Issue) -> bool:
            values = field.values(site, issue)
            if not values:
                # Jira's != and NOT IN never match an empty field.
                return wants_empty and equal
            hit = any(allows(value) for value in values)
            return hit if equal else not hit

        return test

    def _text_clause(self, field: Field, clause: Clause) -> Callable[[Issue], bool]:
        if field.kind not in {"text", "string", "property"}:
            raise JqlError(f"The operator '{clause.operator}' is not supported by the '{clause.field}' field.")
        words = str(clause.operands[0] or "").casefold().replace("*", "").strip('"').split()
        positive, site = clause.operator == "~", self._site

        def test(issue: Issue) -> bool:
            text = " ".join(str(value) for value in field.values(site, issue)).casefold()
            return all(word in text for word in words) is positive

        return test

    def _ordered_clause(self, field: Field, clause: Clause, operand: Any) -> Callable[[Issue], bool]:
        if field.kind not in {"time", "number", "property", "key"}:
            raise JqlError(f"The operator '{clause.operator}' is not supported by the '{clause.field}' field.")
        test, site = _ORDERED[clause.operator], self._site
        if field.kind == "key":
            limit = int(site.issue(str(operand)).key.rpartition("-")[2])
            return lambda issue: test(int(issue.key.rpartition("-")[2]), limit)
        bound = _number(operand, clause.field) if field.kind == "property" else operand

        def ordered(issue: Issue) -> bool:
            values = field.values(site, issue)
            if field.kind == "property":
                return any(isinstance(value, int | float) and test(value, bound) for value in values)
            return any(test(_comparable(value, bound), bound) for value in values)

        return ordered

    def _equals(self, field: Field, operands: list[Any]) -> Callable[[Any], bool]:
        if field.kind == "time":
            # A day or minute names the whole of it.
            return lambda value: any(
                o is not None and o <= _comparable(value, o) < o + timedelta(minutes=1) for o in operands
            )
        if field.kind == "number":
            return lambda value: value in operands
        if field.kind in {"string", "property"}:
            texts = {str(operand) for operand in operands if operand is not None}
            return lambda value: _plain(value) in texts
        if field.kind == "text":
            raise JqlError("The operator '=' is not supported by a text field. Use '~' instead.")
        return lambda value: any(operand in value for operand in operands if operand is not None)

    def _resolve(self, field: Field, name: str, operand: Operand) -> list[Any]:
        if operand is None:
            return [None]
        if isinstance(operand, Call):
            return self._call(operand)
        if field.kind in {"time", "number", "string", "property", "text"}:
            return [self._plain_operand(field.kind, name, operand)]
        return self._named(field, name, operand)

    def _plain_operand(self, kind: str, name: str, operand: str) -> Any:
        if kind == "time":
            return moment(self._site, operand)
        return _number(operand, name) if kind == "number" else operand

    def _named(self, field: Field, name: str, operand: str) -> list[Any]:
        folded = operand.casefold()
        if name.casefold() == "resolution" and folded == "unresolved":
            return [None]
        if field.kind in {"key", "issue"}:
            try:
                return [self._site.issue(operand).id]
            except Missing:
                raise JqlError(f"An issue with key '{operand}' does not exist for field '{name}'.") from None
        if field.known is not None and not any(folded in known for known in field.known(self._site)):
            raise JqlError(f"The value '{operand}' does not exist for the field '{name}'.")
        return [folded]

    def _call(self, call: Call) -> list[Any]:
        site, now = self._site, self._site.clock()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        sprints = {"opensprints": "active", "closedsprints": "closed", "futuresprints": "future"}
        if call.name in sprints:
            return [str(one.id) for one in site.sprints.values() if one.state == sprints[call.name]]
        versions = {"releasedversions": True, "unreleasedversions": False}
        if call.name in versions:
            return [one.id for one in site.versions.values() if one.released is versions[call.name]]
        single: dict[str, Any] = {
            "currentuser": self._account_id.casefold(),
            "now": now,
            "startofday": midnight,
            "endofday": midnight + timedelta(days=1) - timedelta(minutes=1),
            "startofweek": midnight - timedelta(days=(midnight.weekday() + 1) % 7),
            "startofmonth": midnight.replace(day=1),
        }
        if call.name not in single:
            raise JqlError(f"Unable to find JQL function '{call.name}({', '.join(call.arguments)})'.")
        return [single[call.name]]


def _number(text: Any, name: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        raise JqlError(f"Value '{text}' is not a number, which the field '{name}' needs.") from None


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _comparable(value: Any, like: Any) -> Any:
    """A date kept as text in a property, as a time."""
    if isinstance(like, datetime) and isinstance(value, str):
        read = datetime.fromisoformat(value)
        return read if read.tzinfo else read.replace(tzinfo=like.tzinfo)
    return value
