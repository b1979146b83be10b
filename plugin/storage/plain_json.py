"""Frozen dataclasses of the domain as plain JSON values and back, by their annotations."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Lists, dicts, texts, numbers; fields that hold their default are left out, so that old rows read on."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(held) for f in fields(value) if (held := getattr(value, f.name)) != _default(f)}
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(held) for key, held in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(held) for held in value)
    if isinstance(value, (list, tuple)):
        return [to_plain(held) for held in value]
    return _plain_single(value)


def _plain_single(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of that kind; KeyError, TypeError or ValueError where the JSON is not one."""
    read: T = _read(kind, plain)
    return read


def _read(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return None if plain is None else _read(next(a for a in get_args(kind) if a is not type(None)), plain)
    if origin is not None:
        return _collected(origin, get_args(kind), plain)
    kind = getattr(kind, "__supertype__", kind)
    if is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{name: _read(hints[name], held) for name, held in plain.items() if name in hints})
    return _single(kind, plain)


def _collected(origin: Any, inner: tuple[Any, ...], plain: Any) -> Any:
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_read(inner[0], held) for held in plain)
        return tuple(_read(one, held) for one, held in zip(inner, plain, strict=True))
    if issubclass(origin, Mapping):
        return {_read(inner[0], key): _read(inner[1], held) for key, held in plain.items()}
    return origin(_read(inner[0], held) for held in plain)


def _single(kind: Any, plain: Any) -> Any:
    if kind in {date, datetime}:
        return kind.fromisoformat(plain)
    if kind is timedelta:
        return timedelta(seconds=plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return float(plain) if kind is float else plain


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
