"""Many risks at once over HTTP: what worked, what not, and who may."""

from tests.web.api.conftest import Person, body_of


def test_each_row_stands_or_falls_alone(ana: Person) -> None:
    """Good rows are changed with their new version, bad ones say why."""
    good, old = ana.raises(), ana.raises()
    assert ana.post("/projects/10000/risks/bulk", ask("label", old, value="x")).status_code == 200
    answer = ana.post("/projects/10000/risks/bulk", ask("category", good, old, value="supplier"))
    body = body_of(answer)
    assert [(one["key"], one["version"]) for one in body["changed"]] == [(good["key"], 2)]
    assert [one["key"] for one in body["refused"]] == [old["key"]]
    assert "Somebody changed this" in body["refused"][0]["detail"]
    assert body_of(ana.get(f"/risks/{good['id']}"))["category"] == "supplier"


def test_a_bad_value_is_each_rows_own_refusal(ana: Person) -> None:
    """Nothing is changed, and the remedy is named."""
    risk = ana.raises()
    body = body_of(ana.post("/projects/10000/risks/bulk", ask("review", risk, value="soon")))
    assert body["changed"] == []
    assert body["refused"][0]["detail"] == "Give a day, such as 2026-12-24."


def test_what_is_no_request_is_refused_whole(ana: Person) -> None:
    """Unknown deeds, no rows and foreign ids are named by their place."""
    risk = ana.raises()
    for bad in (ask("paint", risk), {"risks": [], "do": "delete"}, {"risks": [{"id": "x"}], "do": "delete"}):
        assert ana.post("/projects/10000/risks/bulk", bad).status_code == 422


def test_deleted_ones_come_back(ana: Person) -> None:
    """The deed "restore" undoes "delete"."""
    risk = ana.raises()
    assert body_of(ana.post("/projects/10000/risks/bulk", ask("delete", risk)))["refused"] == []
    assert ana.get(f"/risks/{risk['id']}").status_code == 404
    back = {"risks": [{"id": risk["id"]}], "do": "restore"}
    assert body_of(ana.post("/projects/10000/risks/bulk", back))["refused"] == []
    assert ana.get(f"/risks/{risk['id']}").status_code == 200


def test_who_may_change_many(ana: Person, vera: Person, cleo: Person) -> None:
    """Who only sees is refused, a stranger learns nothing."""
    risk = ana.raises()
    assert vera.post("/projects/10000/risks/bulk", ask("delete", risk)).status_code == 403
    assert cleo.post("/projects/10000/risks/bulk", ask("delete", risk)).status_code == 404


def ask(deed: str, *risks: dict[str, object], value: str | None = None) -> dict[str, object]:
    """A request as a client sends it."""
    return {"risks": [{"id": one["id"], "version": one["version"]} for one in risks], "do": deed, "value": value}
