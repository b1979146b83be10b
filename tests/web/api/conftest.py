"""The ground of the API's tests: a world with one project, and an HTTP client for each person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin.domain.ids import AccountId
from plugin.web.app import create_app
from tests.web.apps import lent
from tests.web.fakes import ANA, BEN, CLEO, VERA, World, a_world


@dataclass(frozen=True)
class Person:
    """Somebody who speaks to the API."""

    app: Flask
    world: World
    account: AccountId | None

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: object = None, **headers: str) -> TestResponse:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: object = None, **headers: str) -> TestResponse:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """A request below /api/v1; a body goes as JSON, `If_Match` is the header If-Match."""
        arguments: dict[str, Any] = {} if body is None else {"json": body}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        sent = {**self.world.headers(self.account), **named}
        return self.app.test_client().open(address, method=method, headers=sent, **arguments)

    def raises(self, **changes: object) -> dict[str, Any]:
        """A risk that is raised; answers with it."""
        answer = self.post("/projects/10000/risks", a_risk_body(**changes))
        assert answer.status_code == 201, answer.text
        risk: dict[str, Any] = body_of(answer)
        return risk


def a_risk_body(**changes: object) -> dict[str, Any]:
    """A risk as a client sends it, valid by default."""
    body: dict[str, Any] = {
        "direction": "threat",
        "title": "Key developer leaves",
        "cause": "one person knows the billing core",
        "event": "that person may leave",
        "effect": "velocity halves for two months",
        "category": "people",
        "owner": BEN,
        "ratings": {"current": {"probability": 4, "impact": {"schedule": 4}, "cost": 12500.5}},
    }
    return {**body, **changes}


def a_model_body(**changes: object) -> dict[str, Any]:
    """A risk model as a client sends it, valid by default: three steps each way, three levels."""
    names = ("Low", "Medium", "High")
    body: dict[str, Any] = {
        "name": "Three by three",
        "probabilities": [
            {"label": label, "low": low, "high": high, "point": point}
            for label, low, high, point in (("Rare", 0, 0.2, 0.1), ("Even", 0.2, 0.7, 0.5), ("Sure", 0.7, 1, 0.85))
        ],
        "impacts": [{"label": label, "wording": {"cost": label}} for label in ("Small", "Fair", "Large")],
        "levels": [
            {"name": name, "symbol": symbol, "reviewDays": days, "tone": name.lower()}
            for name, symbol, days in zip(names, "○◐▲", (90, 30, 7), strict=True)
        ],
        "matrix": [["Low", "Low", "Low"], ["Low", "Medium", "Medium"], ["Low", "Medium", "High"]],
        "appetite": "Medium",
        "objectives": ["cost"],
    }
    return {**body, **changes}


def body_of(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    return answer.get_json()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Acme with the project PAY switched on, and globex beside it."""
    made = a_world(tmp_path)
    made.put_project()
    yield made
    made.database.dispose()


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    """The real app over that world."""
    with lent(create_app, world.services) as app:
        yield app


@pytest.fixture
def ana(app: Flask, world: World) -> Person:
    """Manages the project, administers the site."""
    return Person(app, world, ANA)


@pytest.fixture
def ben(app: Flask, world: World) -> Person:
    """Contributes to the project."""
    return Person(app, world, BEN)


@pytest.fixture
def vera(app: Flask, world: World) -> Person:
    """Sees the project."""
    return Person(app, world, VERA)


@pytest.fixture
def cleo(app: Flask, world: World) -> Person:
    """Works on the other site, and must never see anything of this one's."""
    return Person(app, world, CLEO)


@pytest.fixture
def nobody(app: Flask, world: World) -> Person:
    """Has no token."""
    return Person(app, world, None)
