"""Reads JQL text into a tree of clauses; knows the grammar, not what the fields mean."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<op>!=|!~|<=|>=|=|~|<|>|\(|\)|,|\[|\])
      | (?P<word>[^\s=!~<>(),\[\]"']+)
    )""",
    re.VERBOSE,
)
_SYMBOLS = frozenset({"=", "!=", "~", "!~", "<", ">", "<=", ">="})


class JqlError(ValueError):
    """The query cannot be read or names what the site does not have; the text is what Jira answers."""


@dataclass(frozen=True)
class Call:
    """A function such as ``openSprints()``."""

    name: str
    arguments: tuple[str, ...] = ()


Operand = str | Call | None


@dataclass(frozen=True)
class Clause:
    """``field operator operands``; ``is EMPTY`` has no operands, ``path`` is the rest of an ``issue.property``."""

    field: str
    operator: str
    operands: tuple[Operand, ...] = ()
    path: tuple[str, str] | None = None


@dataclass(frozen=True)
class Group:
    """``and``, ``or`` or ``not`` over clauses."""

    kind: str
    parts: tuple["Node", ...]


Node = Clause | Group


@dataclass(frozen=True)
class Parsed:
    """A whole query: the condition, if any, and the order as (field, descending)."""

    where: Node | None
    order: tuple[tuple[str, bool], ...] = field(default=())


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.casefold() in words


def parse(text: str) -> Parsed:
    """The tree of a query; raises ``JqlError`` with Jira's kind of message."""
    return _Parser(_tokens(text)).query()


def _tokens(text: str) -> list[_Token]:
    tokens, position, stripped = [], 0, text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise JqlError(f"Error in the JQL Query: Unable to parse the character at position {position + 1}.")
        kind = str(match.lastgroup)
        found = match[kind]
        if kind == "text":
            found = re.sub(r"\\(.)", r"\1", found[1:-1])
        tokens.append(_Token(kind, found))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def query(self) -> Parsed:
        where = None if self._peek() is None or self._ahead("order") else self._or()
        order = self._order() if self._ahead("order") else ()
        if (rest := self._peek()) is not None:
            raise JqlError(f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{rest.text}'.")
        return Parsed(where, order)

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        token = self._peek()
        if token is None:
            raise JqlError("Error in the JQL Query: Expecting a value, list or function before the end of the query.")
        self._at += 1
        return token

    def _ahead(self, *words: str) -> bool:
        token = self._peek()
        return token is not None and token.is_word(*words)

    def _take(self, *words: str) -> bool:
        if self._ahead(*words):
            self._at += 1
            return True
        return False

    def _symbol(self, symbol: str) -> bool:
        token = self._peek()
        if token is not None and token.kind == "op" and token.text == symbol:
            self._at += 1
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._symbol(symbol):
            got = self._peek()
            raise JqlError(f"Error in the JQL Query: Expecting '{symbol}' but got '{got.text if got else 'the end'}'.")

    def _or(self) -> Node:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Group("or", tuple(parts))

    def _and(self) -> Node:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Group("and", tuple(parts))

    def _not(self) -> Node:
        if self._take("not"):
            return Group("not", (self._not(),))
        if self._symbol("("):
            inner = self._or()
            self._expect(")")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        name, path = self._field()
        operator = self._operator()
        if operator in {"is", "is not"}:
            word = self._next()
            if not word.is_word("empty", "null"):
                raise JqlError(f"Error in the JQL Query: The operator '{operator}' does not support '{word.text}'.")
            return Clause(name, operator, (), path)
        if operator in {"in", "not in"} and self._symbol("("):
            return Clause(name, operator, self._list(), path)
        return Clause(name, operator, (self._operand(),), path)

    def _field(self) -> tuple[str, tuple[str, str] | None]:
        token = self._next()
        if token.kind == "op":
            raise JqlError(f"Error in the JQL Query: Expecting a field name but got '{token.text}'.")
        if not self._symbol("["):
            return token.text, None
        inner = self._next().text
        self._expect("]")
        if token.text.casefold() == "cf":
            return f"cf[{inner}]", None
        rest = self._next().text if self._rest_ahead() else ""
        return token.text.casefold(), (inner, rest.removeprefix("."))

    def _rest_ahead(self) -> bool:
        token = self._peek()
        return token is not None and token.kind == "word" and token.text.startswith(".")

    def _operator(self) -> str:
        token = self._next()
        if token.kind == "op" and token.text in _SYMBOLS:
            return token.text
        if token.is_word("in"):
            return "in"
        if token.is_word("not") and self._take("in"):
            return "not in"
        if token.is_word("is"):
            return "is not" if self._take("not") else "is"
        raise JqlError(f"Error in the JQL Query: Expecting operator but got '{token.text}'.")

    def _list(self) -> tuple[Operand, ...]:
        found = [self._operand()]
        while self._symbol(","):
            found.append(self._operand())
        self._expect(")")
        return tuple(found)

    def _operand(self) -> Operand:
        token = self._next()
        if token.kind == "op":
            raise JqlError(f"Error in the JQL Query: Expecting a value, list or function but got '{token.text}'.")
        if token.kind == "word" and self._symbol("("):
            return self._call(token.text)
        if token.is_word("empty", "null"):
            return None
        return token.text

    def _call(self, name: str) -> Call:
        arguments: list[str] = []
        while not self._symbol(")"):
            token = self._next()
            if token.text != ",":
                arguments.append(token.text)
        return Call(name.casefold(), tuple(arguments))

    def _order(self) -> tuple[tuple[str, bool], ...]:
        self._at += 1
        if not self._take("by"):
            raise JqlError("Error in the JQL Query: Expecting 'BY' after 'ORDER'.")
        order = []
        while True:
            name, _ = self._field()
            down = self._take("desc")
            if not down:
                self._take("asc")
            order.append((name, down))
            if not self._symbol(","):
                break
        if len(order) > 7:
            raise JqlError("Too many order-by fields: at most 7 are allowed.")
        return tuple(order)
