"""The webhooks: exactly the events that a handler answers, in the order of the registry; Forge has triggers instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from descriptors.base import Json
from handlers import registry

PATH = "/connect/webhooks"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One of Jira's events, and where it is to be sent."""

    kind: ClassVar[str] = "webhooks"
    event: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"event": self.event, "url": self.path}


modules = tuple(Webhook(event, PATH) for event in registry.events)
