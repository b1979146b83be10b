"""Which family answers which of Jira's events, and the three fates a delivery can have."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from handlers import forge
from plugin.domain.commands import Command
from plugin.domain.errors import Unreadable

Event = TypeVar("Event")
Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Decided:
    """The delivery calls for these commands, to be carried out in this order."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """The delivery was understood and changes nothing for us."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Jira sent what we never asked for: the installed descriptor differs from this code."""

    event: str


Fate = Decided | Ignored | Unsubscribed
Outcome = Iterable[Command] | Ignored


class Family:
    """The events of one kind with the pure functions that answer them."""

    def __init__(self) -> None:
        self.rules: dict[str, Callable[[Body], Outcome]] = {}

    def on(
        self, *names: str, parse: Callable[[str, Body], Event]
    ) -> Callable[[Callable[[Event], Outcome]], Callable[[Event], Outcome]]:
        """Let the decorated function decide these events, each tamed by `parse(name, body)` first."""

        def register(decide: Callable[[Event], Outcome]) -> Callable[[Event], Outcome]:
            for name in names:
                _claim(self.rules, name, _rule(name, parse, decide))
            return decide

        return register


class Registry:
    """All families together; an event that two of them claim is a ValueError at start."""

    def __init__(self, *families: Family) -> None:
        self._rules: dict[str, Callable[[Body], Outcome]] = {}
        for family in families:
            for name, rule in family.rules.items():
                _claim(self._rules, name, rule)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event that has an answer, in the order written; what the descriptor subscribes to."""
        return tuple(self._rules)

    @property
    def forge_events(self) -> tuple[str, ...]:
        """The same under Forge's names; what the manifest subscribes to."""
        return tuple(name for event in self._rules for name, same in forge.CONNECT_NAMES.items() if same == event)

    def decide(self, event_name: str, body: bytes | Body, received_at: datetime | None = None) -> Fate:
        """The fate of a delivery; raises Unreadable, naming the field, when the body lacks what its event needs.

        `received_at` stands in where one of Forge's events has no time of its own; without either it is unreadable.
        """
        if event_name in forge.IGNORED:
            return Ignored(forge.IGNORED[event_name])
        if event_name in forge.CONNECT_NAMES:
            return self._decide_as_connect(forge.Told.of(event_name, _object_from(body), received_at))
        rule = self._rules.get(event_name)
        return Unsubscribed(event_name) if rule is None else _fate(rule(_object_from(body)))

    def _decide_as_connect(self, told: forge.Told) -> Fate:
        """What a family decides as far as Forge told it; what Forge did not tell is left to a reading."""
        rule = self._rules.get(told.connect_name)
        if rule is None:
            return Unsubscribed(told.event)
        try:
            outcome = rule(told.as_connect)
        except Unreadable:
            if not told.is_readable_elsewhere:
                raise
            outcome = (told.reading(),)
        if isinstance(outcome, Ignored):
            return outcome
        return Decided(tuple(done for command in outcome for done in told.completed(command)))


def _fate(outcome: Outcome) -> Fate:
    return outcome if isinstance(outcome, Ignored) else Decided(tuple(outcome))


def _claim(rules: dict[str, Callable[[Body], Outcome]], name: str, rule: Callable[[Body], Outcome]) -> None:
    if name in rules:
        raise ValueError(f"{name} is claimed twice")
    rules[name] = rule


def _rule(
    name: str, parse: Callable[[str, Body], Event], decide: Callable[[Event], Outcome]
) -> Callable[[Body], Outcome]:
    return lambda body: decide(parse(name, body))


def _object_from(body: bytes | Body) -> Body:
    if not isinstance(body, bytes):
        return body
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        # RecursionError: a few kilobytes of opening brackets are enough.
        raise Unreadable("the body is not JSON") from error
    if not isinstance(read, dict):
        raise Unreadable("the body is not a JSON object")
    return read
