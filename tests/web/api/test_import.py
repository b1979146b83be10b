"""A sheet brought in through the API: taken, watched, and its bad rows told."""

from __future__ import annotations

import base64

from plugin.usecases.sheets.importing import Hands, run
from plugin.wiring.sheets import AsWritten
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import World

IMPORT = "/projects/10000/risks/import"
SHEET = b"ID,Title,Probability,Impact\nA,Late,3,3\nB,Odd,perhaps,3\n"


def sent(held: bytes, **more: object) -> dict[str, object]:
    """A sheet as a client sends it."""
    return {"name": "register.csv", "content": base64.b64encode(held).decode(), **more}


def test_a_sheet_is_brought_in(ben: Person, world: World) -> None:
    """202 with where to watch it; in the end its counts, and each problem with row, column and remedy."""
    answer = ben.post(IMPORT, sent(SHEET))
    assert answer.status_code == 202
    where = answer.headers["Location"]
    assert body_of(ben.get(where))["state"] == "running"
    services = world.services
    seen = services.authority.visible
    hands = Hands(services.work, services.files, seen, services.clock, services.new_id, AsWritten())
    run(hands, world.acme, where.rpartition("/")[2])
    told = body_of(ben.get(where))
    assert (told["state"], told["added"], told["bad"], told["done"], told["total"]) == ("done", 1, 1, 2, 2)
    (problem,) = body_of(ben.get(f"{where}/problems"))["items"]
    assert (problem["row"], problem["column"], problem["kind"]) == (3, "Probability", "bad")


def test_columns_can_be_named(ben: Person) -> None:
    """What is not named is left out, and without a title nothing starts."""
    assert ben.post(IMPORT, sent(SHEET, columns={"Title": "title"})).status_code == 202
    assert ben.post(IMPORT, sent(SHEET, columns={"ID": "key"})).status_code == 422


def test_what_is_no_sheet_is_refused(ben: Person, vera: Person) -> None:
    """Neither noise nor what is no base64, and nothing from who may not edit."""
    assert ben.post(IMPORT, sent(b"\x00\x01" * 100)).status_code == 422
    assert ben.post(IMPORT, {"name": "r.csv", "content": "***"}).status_code == 422
    assert vera.post(IMPORT, sent(SHEET)).status_code == 403
