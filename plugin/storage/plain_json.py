"""Frozen dataclasses of the domain as plain JSON values and back, by their annotations."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
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
    wanted: Any = kind
    read: T = _reader(wanted)(plain)
    return read


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    """What reads a value of that kind; made once, since a register is read by the thousand."""
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        some = _reader(next(a for a in get_args(kind) if a is not type(None)))
        return lambda plain: None if plain is None else some(plain)
    if origin is not None:
        return _collecting(origin, get_args(kind))
    kind = getattr(kind, "__supertype__", kind)
    if is_dataclass(kind):
        return _making(kind)
    return _single(kind)


def _making(made: Any) -> Reader:
    """Reads a dataclass; names that it does not have are passed over."""
    readers = {name: _reader(hint) for name, hint in get_type_hints(made).items()}
    return lambda plain: made(**{name: readers[name](held) for name, held in plain.items() if name in readers})


def _collecting(origin: Any, inner: tuple[Any, ...]) -> Reader:
    """Reads tuples, mappings and other collections."""
    if origin is tuple and not (len(inner) == 2 and inner[1] is Ellipsis):
        each = [_reader(one) for one in inner]
        return lambda plain: tuple(one(held) for one, held in zip(each, plain, strict=True))
    first = _reader(inner[0])
    if issubclass(origin, Mapping):
        value = _reader(inner[1])
        return lambda plain: {first(key): value(held) for key, held in plain.items()}
    return lambda plain: origin(first(held) for held in plain)


def _single(kind: Any) -> Reader:
    if kind in {date, datetime}:
        read: Reader = kind.fromisoformat
        return read
    if kind is timedelta:
        return lambda plain: timedelta(seconds=plain)
    if isinstance(kind, type) and (issubclass(kind, Enum) or kind is float):
        return kind
    return lambda plain: plain


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
