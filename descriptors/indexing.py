"""The properties of issues and projects whose values Jira indexes for JQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from descriptors.base import Json, label


@dataclass(frozen=True, slots=True)
class Extraction:
    """A value inside a property that Jira indexes; `alias` is its name in JQL."""

    object_name: str
    type: str
    alias: str | None = None

    def connect(self) -> Json:
        """The extraction as a Connect descriptor has it."""
        shown: Json = {"objectName": self.object_name, "type": self.type}
        return shown if self.alias is None else shown | {"alias": self.alias}

    def forge(self) -> Json:
        """The extraction as a Forge manifest has it."""
        shown: Json = {"path": self.object_name, "type": self.type}
        return shown if self.alias is None else shown | {"searchAlias": self.alias}


@dataclass(frozen=True, slots=True)
class EntityProperty:
    """A property of issues or projects with the values to be indexed."""

    kind: ClassVar[str] = "jiraEntityProperties"
    forge_kind: ClassVar[str] = "jira:entityProperty"
    key: str
    name: str
    entity: str
    property_key: str
    extractions: tuple[Extraction, ...]

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        indexed = [extraction.connect() for extraction in self.extractions]
        return {
            "key": self.key,
            "name": label(self.name),
            "entityType": self.entity,
            "keyConfigurations": [{"propertyKey": self.property_key, "extractions": indexed}],
        }

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        values = [extraction.forge() for extraction in self.extractions]
        return {"key": self.key, "entityType": self.entity, "propertyKey": self.property_key, "values": values}
