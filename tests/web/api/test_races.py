"""Two people at once: of those who read the same version exactly one writes, the others are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.web.api.arranged import arrange
from tests.web.api.conftest import Person, a_risk_body
from tests.web.fakes import World

WRITERS = 6


def statuses(person: Person, method: str, path: str, bodies: list[dict[str, Any]], tag: str) -> list[int]:
    """What each of several requests at once is answered, sorted."""

    def send(body: dict[str, Any]) -> int:
        return person.send(method, path, body, If_Match=tag).status_code

    with ThreadPoolExecutor(len(bodies)) as pool:
        return sorted(pool.map(send, bodies))


def test_one_of_many_rewrites_a_risk(ana: Person) -> None:
    """A risk that six people rewrite at once has the text of exactly one of them."""
    path = f"/risks/{ana.raises()['id']}"
    bodies = [a_risk_body(title=f"Version of writer {number}", ratings={}) for number in range(WRITERS)]
    found = statuses(ana, "PUT", path, bodies, ana.get(path).headers["ETag"])
    assert found == [200] + [412] * (WRITERS - 1)


def test_one_of_many_decides_on_a_change(ana: Person, world: World) -> None:
    """A scope change that six people explain at once has the reason of exactly one of them."""
    path = f"/deltas/{arrange(world).delta}"
    bodies = [{"comment": f"Reason of writer {number}"} for number in range(WRITERS)]
    found = statuses(ana, "PATCH", path, bodies, ana.get(path).headers["ETag"])
    assert found == [200] + [412] * (WRITERS - 1)


def test_keys_stay_gap_free(ana: Person) -> None:
    """Risks that are raised at once get one key each, without a gap."""
    with ThreadPoolExecutor(WRITERS) as pool:
        keys = sorted(pool.map(lambda _: ana.raises()["key"], range(WRITERS)))
    assert keys == [f"R-{number}" for number in range(1, WRITERS + 1)]
