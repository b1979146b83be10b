"""Apps lent to one test after another: making one and compiling its templates outlasts most tests that want it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from flask import Flask

from plugin.web.services import Services

Make = Callable[[Services], Flask]


class Pointer:
    """Stands for the services of whichever world it points to; an app holds nothing else of a world."""

    def __init__(self, services: Services) -> None:
        self.services: Services | None = services

    def __getattr__(self, name: str) -> Any:
        return getattr(self.services, name)


@contextmanager
def lent(make: Make, services: Services) -> Iterator[Flask]:
    """An app over these services, made by `make` unless one is free; nobody else has it meanwhile."""
    free = _free(make, services.base_url, services.all_js_url, with_forge=services.forge is not None)
    pointer, app = free.pop() if free else _made(make, services)
    pointer.services = services
    try:
        yield app
    finally:
        pointer.services = None
        free.append((pointer, app))


@cache
def _free(make: Make, base_url: str, all_js_url: str, *, with_forge: bool) -> list[tuple[Pointer, Flask]]:
    """The apps of a kind that nobody has, by all that an app reads of its services while it is made."""
    return []


def _made(make: Make, services: Services) -> tuple[Pointer, Flask]:
    pointer = Pointer(services)
    return pointer, make(cast(Services, pointer))
