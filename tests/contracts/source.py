"""Reading the project's own source: what a module imports, which clock or environment it reads, how long it is."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("plugin", "handlers", "descriptors")

_CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
_ENVIRONMENT = {("os", "environ"), ("os", "environb"), ("os", "getenv")}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file; `name` is its path from the repository's root."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text, self.name)

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> set[str]:
        """The dotted names of everything that is imported anywhere in the file."""
        return set(_imported(ast.walk(self.tree)))

    def imports_in_functions(self) -> set[str]:
        """What is imported inside a function, where readers and import-linter's users do not look."""
        return set(_imported(node for function in self.functions() for node in ast.walk(function)))

    def reads_wall_clock(self) -> bool:
        """Whether the time of day is read, or the function that reads it is handed on."""
        return self._mentions(_CLOCKS)

    def reads_environment(self) -> bool:
        """Whether the process's environment is read."""
        return self._mentions(_ENVIRONMENT)

    def _mentions(self, pairs: set[tuple[str, str]]) -> bool:
        attributes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))
        if any((_last_name(node.value), node.attr) in pairs for node in attributes):
            return True
        return any(f"{owner}.{name}" in self.imports() for owner, name in pairs)


def sources(*packages: str) -> list[Source]:
    """Every Python file below these folders, in a fixed order."""
    paths = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _last_name(node: ast.expr) -> str:
    """`datetime` for both `datetime` and `dt.datetime`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
