"""What is sent wrong: always refused in an orderly way, never a failure of ours."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask import Flask

from tests.web.api.arranged import arrange
from tests.web.api.conftest import Person, a_risk_body, body_of
from tests.web.fakes import ANA, World

RISKS = "/projects/10000/risks"
HUGE = 10**400


def forged(*place: object) -> str:
    """A cursor with these sort values in it."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def rated(**rating: object) -> dict[str, Any]:
    """A risk whose current rating is changed."""
    return a_risk_body(ratings={"current": {"probability": 4, "impact": {"schedule": 4}, **rating}})


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (a_risk_body(title="a\u0000b"), "/title"),
        (a_risk_body(title="half a character: \ud83d"), "/title"),
        (a_risk_body(title="x" * 121), "/title"),
        (a_risk_body(title=None), "/title"),
        (a_risk_body(title=["x"]), "/title"),
        (a_risk_body(title=5), "/title"),
        (a_risk_body(cause="x" * 4001), "/cause"),
        (a_risk_body(direction="both"), "/direction"),
        (a_risk_body(category="astrology"), "/category"),
        (a_risk_body(owner="=cmd()"), "/owner"),
        (a_risk_body(owner="5b10a2844c20165700ede001\n"), "/owner"),
        (a_risk_body(issues=[{"issueId": 10042, "role": "response"}]), "/issues/0/issueId"),
        (a_risk_body(issues=[{"issueId": "PAY-42", "role": "response"}]), "/issues/0/issueId"),
        (a_risk_body(issues=[{"issueId": "42\n", "role": "response"}]), "/issues/0/issueId"),
        (a_risk_body(issues=[{"issueId": "42", "role": "victim"}]), "/issues/0/role"),
        (a_risk_body(issues=[{"issueId": "1", "role": "backing"}] * 101), "/issues"),
        (a_risk_body(issues="10042"), "/issues"),
        (a_risk_body(ratings={}), "/ratings/current"),
        (a_risk_body(ratings={"target": {"probability": 1, "impact": {"cost": 1}}}), "/ratings/current"),
        (a_risk_body(ratings={"worst": {}}), "/ratings/worst"),
        (rated(probability="4"), "/ratings/current/probability"),
        (rated(probability=True), "/ratings/current/probability"),
        (rated(probability=4.7), "/ratings/current/probability"),
        (rated(probability=0), "/ratings/current/probability"),
        (rated(probability=HUGE), "/ratings/current/probability"),
        (rated(probability=None), "/ratings/current/probability"),
        (rated(impact={}), "/ratings/current/impact"),
        (rated(impact={"schedule": 6}), "/ratings/current/impact/schedule"),
        (rated(impact={"schedule": "4"}), "/ratings/current/impact/schedule"),
        (rated(cost="12"), "/ratings/current/cost"),
        (rated(cost=-1), "/ratings/current/cost"),
        (rated(cost=HUGE), "/ratings/current/cost"),
        (rated(cost=10**9), "/ratings/current/cost"),
        (rated(cost=False), "/ratings/current/cost"),
        (rated(level="Low"), "/ratings/current/level"),
        (a_risk_body(version=3), "/version"),
        (a_risk_body(**{"a/b~c": 1}), "/a~1b~0c"),
        ([], ""),
        ("risk", ""),
        (7, ""),
        (None, "/title"),
    ],
)
def test_wrong_value_is_named(ana: Person, body: object, pointer: str) -> None:
    """A value of the wrong kind, size or name is refused with the place where it stands."""
    answer = ana.post(RISKS, body)
    assert answer.status_code == 422, answer.text
    assert pointer in [problem["pointer"] for problem in body_of(answer)["errors"]]


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b'{"title": Infinity}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"title": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"title": 1e999}', "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
        (b"{}", "application/json; charset=utf-8", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{}", "application/jsonp", 415),
        (b"{}", "", 415),
        (b" " * (1024 * 1024 + 1), "application/json", 413),
    ],
)
def test_wrong_body_is_refused(app: Flask, world: World, raw: bytes, content_type: str, status: int) -> None:
    """A body that is no JSON, too deep, too large or of another type is refused by its own status."""
    headers = {**world.headers(ANA), "Content-Type": content_type}
    answer = app.test_client().post(f"/api/v1{RISKS}", data=raw, headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        f"{RISKS}?limit=0",
        f"{RISKS}?limit=101",
        f"{RISKS}?limit=3361836193263214592",
        f"{RISKS}?limit=1e1",
        f"{RISKS}?limit=%2B5",
        f"{RISKS}?after=x",
        f"{RISKS}?after={'A' * 401}",
        f"{RISKS}?after=%00",
        f"{RISKS}?after={forged(2**70, 1, 1)}",
        f"{RISKS}?after={forged('a', 1, 1)}",
        f"{RISKS}?after={forged(1)}",
        f"{RISKS}?after={forged(-1, 1, 1)}",
        f"/lessons?after={forged(1, chr(0))}",
        f"{RISKS}?status=asleep",
        f"{RISKS}?levels=High",
        f"{RISKS}?owner=%00",
        f"{RISKS}?cell=current.threat.44.1",
        f"{RISKS}?due=never",
        "/lessons?project=PAY",
        "/lessons?review=1",
        f"/lessons?after={forged(2**70, 'x')}",
        f"/lessons?after={forged(2**62, 'x')}",
        "/projects?after=zzz",
        "/audit?project=1%00",
        "/deliveries?after=AAAA",
    ],
)
def test_wrong_query_is_refused(ana: Person, path: str) -> None:
    """A parameter out of range, unknown, or a cursor that nobody gave is refused as such."""
    assert ana.get(path).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/projects/PAY",
        "/projects/10000%00",
        "/projects/1000000000000000000000",
        "/projects/-1",
        "/projects/10000/",
        "/risks/1",
        f"/risks/{'F' * 32}",
        f"/risks/{'0' * 33}",
        "/risks/..%2F..%2Fetc",
        f"/deltas/{'0' * 32}%0A",
        "/projects/10000/metrics/risk..open",
        "/nothing",
    ],
)
def test_wrong_path_leads_nowhere(ana: Person, path: str) -> None:
    """What does not look like an id leads nowhere."""
    answer = ana.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("after", [(2**70, "x"), (-(2**70), "x"), (2**62, "x"), ("x", "y")])
def test_forged_cursor_of_deltas(ana: Person, world: World, after: tuple[object, ...]) -> None:
    """A forged place in the log of changes is refused too."""
    things = arrange(world)
    assert ana.get(f"/baselines/{things.baseline}/deltas?after={forged(*after)}").status_code == 422


def test_unserved_method_names_those_served(ana: Person) -> None:
    """A method that an address does not serve is refused with those that it does."""
    answer = ana.patch(RISKS, {})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["Allow"].split(",")}


def test_failures_echo_little(ana: Person) -> None:
    """However much is wrong, the answer stays short."""
    answer = ana.post(RISKS, {f"{'x' * 500}{number}": 1 for number in range(500)})
    assert answer.status_code == 422
    assert len(body_of(answer)["errors"]) == 50
    assert all(len(problem["pointer"]) <= 200 for problem in body_of(answer)["errors"])
