"""The other views of the risks tab: heat map with its moves, ranked list, sums, ROAM board, and saved views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Outcome, Window
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Direction
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.risks import RatingDraft, close_risk, rate_risk
from tests.domain.test_model_mapping import sized
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_scene
from tests.web.ui.stage import flag, text
from tests.web.ui.test_risk_list import queries
from tests.web.ui.test_risks import keys

VIEWS = ("heat", "ranked", "owners", "categories", "roam")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Four open risks that differ, and one that ended."""
    with a_scene(tmp_path) as made:
        issue = made.world.put_issue("10042")
        made.risk("Worst", level=(5, 5), owner=BEN, cost=1000_00, category="people", responses=[issue])
        made.risk("Bad", level=(4, 4), owner=ANA, category="organisation", target=(1, 2))
        made.risk("Small", level=(1, 1))
        made.risk("Luck", level=(4, 3), direction=Direction.OPPORTUNITY, cost=5000_00)
        ended = made.risk("Ended")
        with made.world.services.work(made.world.acme, write=True) as uow:
            close_risk(made.world.act(uow), ended.id, Outcome.DID_NOT, None, None)
            uow.commit()
        yield made


def risk(scene: Scene, key: str) -> str:
    """The id behind a key."""
    return next(one.id for one in scene.all_risks() if one.key == key)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("person", "expected"), [("ana", 200), ("vera", 200), ("cleo", 404), ("nobody", 401)])
def test_each_view_is_for_those_who_see_the_project(scene: Scene, view: str, person: str, expected: int) -> None:
    """Readers see every view without anything to change it by, strangers learn nothing."""
    answer = getattr(scene, person).get(f"{RISKS}?view={view}")
    assert answer.status_code == expected
    if person == "vera":
        assert not re.search(r"hx-post|draggable|data-roam-to", text(answer))
    assert getattr(scene, person).get(f"{PROJECT}?tab=risks&view={view}").status_code == expected


@pytest.mark.parametrize("view", VIEWS)
def test_a_longer_register_asks_no_more_in_any_view(scene: Scene, view: str) -> None:
    """The number of queries is the same whatever the number of risks."""
    few = queries(scene, f"view={view}")
    for number in range(60):
        scene.risk(f"More {number}", level=(1 + number % 5, 3), owner=(ANA, BEN)[number % 2])
    assert queries(scene, f"view={view}") == few


def test_both_maps_stand_side_by_side_with_the_net(scene: Scene) -> None:
    """Threats and mirrored opportunities, each with its money, and the net over those that have an estimate."""
    body = text(scene.ana.get(f"{RISKS}?view=heat"))
    assert body.count("data-heat") == 2
    assert "Threats −€850, opportunities €3K: net €2.2K over 2 of 4 open risks" in body
    pins = re.findall(r'data-place="(\S+)" data-words="[^"]*">(.*?)</td>', body)
    held = {place: re.findall(r'id="pin-(R-\d)"', cell) for place, cell in pins if "pin-" in cell}
    assert held == {"5.5": ["R-1"], "4.4": ["R-2"], "1.1": ["R-3"], "4.3": ["R-4"]}
    assert "Not on this map" not in body
    target = text(scene.ana.get(f"{RISKS}?view=heat&stage=target"))
    assert "3 open risks are not rated at this stage" in target


def test_a_count_on_the_map_opens_its_list(scene: Scene) -> None:
    """The link leads to the register, narrowed to the cell."""
    body = text(scene.ana.get(f"{RISKS}?view=heat"))
    [address] = [one for one in re.findall(r'class="count" href="([^"]+)"', body) if "cell=4.3" in one]
    assert keys(text(scene.ana.get(address.replace("&amp;", "&")))) == ["R-4"]


def test_a_move_asks_why_and_rates_anew(scene: Scene) -> None:
    """The question says what would change; with a reason the driver moves, and the history has the reason."""
    path = f"{RISKS}/{risk(scene, 'R-2')}/move"
    question = text(scene.ben.get(f"{path}?stage=current&to=2.3"))
    for said in ("High", "Medium", "Likelihood: Likely → Unlikely", "Schedule: Major → Moderate"):
        assert said in question
    refused = scene.ben.post(path, stage="current", to="2.3", version="1", reason=" ")
    assert refused.status_code == 422
    assert "Say why in one line" in text(refused)
    answer = scene.ben.post(path, stage="current", to="2.3", version="1", reason="the lead has a deputy")
    assert flag(answer)["title"] == "R-2 is rated anew"
    current = next(one for one in scene.all_risks() if one.key == "R-2").current
    assert current is not None
    assert (current.probability, dict(current.impact), current.by) == (2, {Objective.SCHEDULE: 3}, BEN)
    assert current.rationale == "the lead has a deputy"


def test_a_move_down_takes_along_what_is_rated_above(scene: Scene) -> None:
    """The worst objective is where a rating stands: others above the new impact come down to it, money stays."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        draft = RatingDraft(4, {Objective.SCHEDULE: 5, Objective.COST: 4, Objective.SCOPE: 1}, 700, "worse by now")
        rate_risk(scene.world.act(uow), risk(scene, "R-2"), Rated.CURRENT, draft, None)  # type: ignore[arg-type]
        uow.commit()
    path = f"{RISKS}/{risk(scene, 'R-2')}/move"
    assert "Cost: Major → Minor" in text(scene.ana.get(f"{path}?stage=current&to=4.2"))
    assert scene.ana.post(path, stage="current", to="4.2", reason="cheaper now").status_code == 200
    current = next(one for one in scene.all_risks() if one.key == "R-2").current
    assert current is not None
    assert dict(current.impact) == {Objective.SCHEDULE: 2, Objective.COST: 2, Objective.SCOPE: 1}
    assert current.cost == 700


@pytest.mark.parametrize("query", ["", "stage=x&to=2.2", "stage=current", "stage=current&to=2", "stage=current&to=x.y"])
def test_a_strange_move_is_refused(scene: Scene, query: str) -> None:
    """What names no stage or no cell changes nothing; a cell outside the model is told in words."""
    path = f"{RISKS}/{risk(scene, 'R-2')}/move"
    assert scene.ana.get(f"{path}?{query}").status_code == 400
    assert "Nothing was changed." in text(scene.ana.get(f"{path}?stage=current&to=9.9"))
    assert scene.ana.get(f"{RISKS}/{risk(scene, 'R-1')}/move?stage=target&to=1.1").status_code == 404
    assert scene.vera.get(f"{path}?stage=current&to=1.1").status_code == 403


def test_the_ranked_list_says_until_when_one_can_act(scene: Scene) -> None:
    """The worst first with score, expected money and the last day to act."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        act = scene.world.act(uow)
        held, _ = hold(act, risk(scene, "R-1"), None)  # type: ignore[arg-type]
        window = Window(first=scene.world.clock().date(), lead_days=3)
        saved(act, held, replace(held, window=window), [act_fact(act, "RiskRewritten", held)])
        uow.commit()
    body = text(scene.ana.get(f"{RISKS}?view=ranked"))
    assert keys(body) == ["R-1", "R-2", "R-4", "R-3"]
    assert "overdue 3 d" in body
    assert "4 of 4 open risks" in body


def test_numbers_by_owner_open_their_lists(scene: Scene) -> None:
    """Each number equals the rows behind its link; nobody comes last."""
    body = text(scene.ana.get(f"{RISKS}?view=owners"))
    names = re.findall(r'<th scope="row"[^>]*><(?:bdi|span)[^>]*>([^<]+)<', body)
    assert names == ["Developer", "Release lead", "nobody"]
    for address, count in re.findall(r'<td class="num"[^>]*><a href="([^"]+)"[^>]*>(\d+)<', body):
        assert len(keys(text(scene.ana.get(address.replace("&amp;", "&"))))) == int(count), address


def test_an_area_counts_all_beneath_it(scene: Scene) -> None:
    """A category's number includes its branches, and so does its list."""
    body = text(scene.ana.get(f"{RISKS}?view=categories"))
    rows = dict(re.findall(r'<th scope="row"[^>]*depth-(\d)">([^<]+)<', body))
    assert set(rows.values()) >= {"People and skills"}
    assert "No category" in body
    for address, count in re.findall(r'<td class="num"[^>]*><a href="([^"]+)"[^>]*>(\d+)<', body):
        assert len(keys(text(scene.ana.get(address.replace("&amp;", "&"))))) == int(count), address


def test_the_board_shows_where_each_risk_stands(scene: Scene) -> None:
    """Responses under way, an owner alone, nobody, and what has ended."""
    body = text(scene.ana.get(f"{RISKS}?view=roam"))
    columns = re.findall(r'data-roam="(\w+)">(.*?)</section>', body)
    found = {code: re.findall(r">(R-\d) <bdi>", column) for code, column in columns}
    assert found == {
        "unowned": ["R-4", "R-3"], "owned": ["R-2"], "mitigated": ["R-1"], "accepted": [], "resolved": ["R-5"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "place", "said"),
    [
        ("R-3", "owned", "Who takes it on?"),
        ("R-2", "unowned", "Its owner gives it back"),
        ("R-3", "resolved", "Close it with how it ended"),
        ("R-3", "mitigated", "Add one in its window"),
        ("R-3", "accepted", "accepted by somebody with the authority"),
        ("R-1", "owned", "It has an owner already"),
        ("R-1", "unowned", "take those away in its window first"),
    ],
)
def test_a_card_is_moved_or_says_what_is_missing(scene: Scene, key: str, place: str, said: str) -> None:
    """Each move has its act, or the way to what is missing."""
    assert said in text(scene.ben.get(f"{RISKS}/{risk(scene, key)}/roam/{place}"))
    assert scene.vera.get(f"{RISKS}/{risk(scene, key)}/roam/{place}").status_code == 403
    assert scene.ben.get(f"{RISKS}/{risk(scene, key)}/roam/elsewhere").status_code == 404


def kept(scene: Scene, person: str = "ben", **form: str) -> str:
    """A view that somebody keeps; the list as it is answered."""
    answer = getattr(scene, person).post(f"{RISKS}/views", **{"name": "Mine", "query": "sort=title&by=owner", **form})
    return f"{answer.status_code} {text(answer)}"


def view_id(body: str) -> str:
    """The id of the first view in a list."""
    found: list[str] = re.findall(r'id="view-([0-9a-f]{32})"', body)
    return found[0]


def test_a_view_is_kept_and_leads_back_to_what_it_showed(scene: Scene) -> None:
    """Its link has filters, order and groups; only its maker sees it until it is shared."""
    body = kept(scene)
    assert body.startswith("200")
    [address] = re.findall(r'<a href="([^"]+)"[^>]*><bdi>Mine', body)
    shown = text(scene.ben.get(address.replace("&amp;", "&")))
    assert keys(shown) == ["R-1", "R-2", "R-4", "R-3"]
    assert "group-3" in shown
    assert "Mine" not in text(scene.ana.get(f"{RISKS}/views"))
    scene.ben.post(f"{RISKS}/views/{view_id(body)}", name="Ours", shared="1", version="1")
    assert "Ours" in text(scene.vera.get(f"{RISKS}/views"))


def test_a_default_opens_the_register(scene: Scene) -> None:
    """One's own default before the project's; an address that asks for something gets that."""
    kept(scene, "ana", name="All by title", query="sort=title", shared="1", default="1")
    assert keys(text(scene.vera.get(RISKS))) == ["R-2", "R-4", "R-3", "R-1"]
    assert keys(text(scene.vera.get(f"{PROJECT}?tab=risks"))) == ["R-2", "R-4", "R-3", "R-1"]
    kept(scene, "vera", name="Worst", query="sort=key&rev=1", default="1")
    assert keys(text(scene.vera.get(RISKS))) == ["R-4", "R-3", "R-2", "R-1"]
    assert keys(text(scene.vera.get(f"{RISKS}?sort=key"))) == ["R-1", "R-2", "R-3", "R-4"]


def test_a_deleted_view_comes_back(scene: Scene) -> None:
    """Its flag offers the undo; strangers to the view can do neither."""
    view = view_id(kept(scene, name="Gone soon"))
    assert scene.vera.post(f"{RISKS}/views/{view}/delete").status_code == 422
    answer = scene.ben.post(f"{RISKS}/views/{view}/delete")
    assert "Gone soon" not in text(answer)
    undo = flag(answer)["action"]["url"]
    assert scene.vera.post(undo).status_code == 422
    assert "Gone soon" in text(scene.ben.post(undo))


@pytest.mark.parametrize(
    ("person", "form", "said"),
    [
        ("ben", {"name": " "}, "Give it a name"),
        ("ben", {"name": "x" * 61}, "Give it a name"),
        ("vera", {"shared": "1"}, "You need the permission Edit issues"),
        ("ben", {"shared": "1", "default": "1"}, "You need the permission Administer projects"),
    ],
)
def test_what_may_not_be_kept(scene: Scene, person: str, form: dict[str, str], said: str) -> None:
    """The list comes back with what is wrong and what was typed."""
    body = kept(scene, person, **form)
    assert body.startswith("422")
    assert said in body


@pytest.mark.parametrize(("likelihoods", "impacts"), [(3, 3), (4, 7), (7, 4), (7, 7)])
def test_maps_of_any_size_take_moves(scene: Scene, likelihoods: int, impacts: int) -> None:
    """A model of three to seven steps has its whole map; what was rated before it is listed beside, and not moved."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        model = replace(sized(likelihoods, impacts), version="sized-1")
        uow.models.add(model, scene.world.clock(), ANA)
        uow.models.choose(PAY, model.version, scene.world.clock(), ANA)
        uow.commit()
    fresh = scene.risk("Rated anew", level=(likelihoods, impacts))
    body = text(scene.ana.get(f"{RISKS}?view=heat"))
    places = re.findall(r'data-place="(\S+)"', body)
    assert len(places) == 2 * likelihoods * impacts
    assert f"{likelihoods}.{impacts}" in places
    assert "rated with an older model" in body
    assert "4 open risks are not rated at this stage, or were rated with an older model." in body
    answer = scene.ana.post(f"{RISKS}/{fresh.id}/move", stage="current", to="1.1", reason="harmless")
    assert answer.status_code == 200
    current = scene.stored(fresh).current
    assert current is not None
    assert (current.probability, current.impact[Objective.SCHEDULE], current.model_version) == (1, 1, "sized-1")
    older = scene.ana.post(f"{RISKS}/{risk(scene, 'R-2')}/move", stage="current", to="1.1", reason="x")
    assert "made with an older risk model" in text(older)
