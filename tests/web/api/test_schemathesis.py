"""What the document promises is what the API does: schemathesis makes requests from it and checks every answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from plugin.web.app import create_app
from tests.web.api.arranged import Arranged, arrange
from tests.web.fakes import ANA, World

CONFIG = Path(__file__).parents[3] / "schemathesis.toml"


def described(world: World, things: Arranged) -> BaseSchema:
    """The document of the API, spoken to with an API token that may write, about things that exist."""
    app = create_app(world.services)
    config = SchemathesisConfig.from_path(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    _, token = world.tokens.make(world.acme, "write", ANA, "Schemathesis", world.clock())
    schema.config.update(headers={"Authorization": f"Bearer {token}"}, parameters=things.names)
    return schema


def findings(schema: BaseSchema) -> Iterator[str]:
    """Every check that failed, and everything that kept a check from being made."""
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            yield f"{event.label}: {event.info.format()}"
        elif isinstance(event, events.FatalError):
            yield repr(event.exception)
        elif isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        sent = event.recorder.cases[case_id].value.as_curl_command()
                        yield f"{event.label}: {check.name}: {check.failure_info.failure.message}\n  {sent}"


def test_every_operation_keeps_its_promises(world: World) -> None:
    """Whatever is sent, no answer is a failure of ours or one that the document does not describe."""
    found = list(findings(described(world, arrange(world))))
    assert not found, "\n\n".join(found)
