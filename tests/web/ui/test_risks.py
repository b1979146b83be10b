"""The risks tab as it is read and narrowed, and how risks are raised in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraBusy, JiraTrouble
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Outcome
from plugin.domain.treatment import Direction
from plugin.usecases.risks import close_risk
from plugin.usecases.views.register import PAGE
from tests.web.fakes import ANA, BEN
from tests.web.ui.scene import HOSTILE_TITLE, PROJECT, RISKS, Scene, a_form, a_scene
from tests.web.ui.stage import flag, text

STRANGE = ["", "x", "-1", "99999999999999999999", "' OR 1=1", "\0", "ä" * 3000, "4.9", "0.0", "all", "1", "%00"]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def keys(body: str) -> list[str]:
    """The keys of the register's rows in their order."""
    return re.findall(r'id="row-(R-\d+)"', body)


def test_the_tab_says_it_in_words_first(scene: Scene) -> None:
    """The sentence counts open risks above appetite and those of them that nobody answers."""
    issue = scene.world.put_issue("10042")
    scene.risk("Answered", responses=[issue])
    scene.risk("Unanswered")
    scene.risk("Small", level=(1, 1))
    body = text(scene.vera.get(RISKS))
    assert "2 of 3 open risks are above appetite; one of them has no response." in body


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ([], "No risk has been written down yet."),
        ([(1, 1)], "The one open risk is within appetite."),
        ([(1, 1), (2, 2)], "None of 2 open risks is above appetite."),
        ([(5, 5), (5, 5), (1, 1)], "2 of 3 open risks are above appetite; 2 of them have no response."),
    ],
)
def test_the_sentence_fits_the_register(scene: Scene, levels: list[tuple[int, int]], sentence: str) -> None:
    """Each state of the register has its own sentence."""
    for level in levels:
        scene.risk(level=level)
    assert sentence in text(scene.ana.get(RISKS))


def test_the_register_is_worst_first_with_everything_one_needs(scene: Scene) -> None:
    """A row shows level, statement, owner's name, responses, next review, score and exposure."""
    issue = scene.world.put_issue("10042")
    scene.risk("Small", level=(1, 1))
    scene.risk("Big", level=(4, 4), owner=BEN, responses=[issue], cost=100_000_00, effect="we wait")
    body = text(scene.vera.get(RISKS))
    assert keys(body) == ["R-2", "R-1"]
    row = body[body.index('id="row-R-2"') : body.index('id="row-R-1"')]
    for shown in ("High", "Big", "we wait", "Developer", "0 of 1 done", "in 14 d", ">16<", "€60K"):
        assert shown in row, shown
    assert "nobody" in body[body.index('id="row-R-1"') :]


def test_an_overdue_review_says_so(scene: Scene) -> None:
    """A review whose day is past is marked by a word and counted in the sentence."""
    scene.risk()
    scene.world.clock.forward(days=17)
    body = text(scene.ana.get(RISKS))
    assert "overdue 3 d" in body
    assert "1 review is overdue." in body


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"R-1", "R-2", "R-3", "R-4"}),
        ("?mine=1", {"R-2"}),
        ("?above=1", {"R-1", "R-2"}),
        ("?due=1", {"R-1"}),
        ("?unanswered=1", {"R-1", "R-3", "R-4"}),
        ("?category=people", {"R-3"}),
        ("?category=organisation", {"R-3"}),
        ("?category=external", set()),
        ("?status=all", {"R-1", "R-2", "R-3", "R-4", "R-5"}),
        ("?mine=1&above=1&unanswered=1", set()),
        ("?cell=4.4", {"R-1", "R-2"}),
        ("?cell=4.4&direction=opportunity", {"R-4"}),
        ("?cell=1.1&stage=target", {"R-2"}),
    ],
)
def test_chips_narrow_the_register(scene: Scene, query: str, expected: set[str]) -> None:
    """Each chip, category and cell of the map leaves exactly the risks it names; the address holds them together."""
    issue = scene.world.put_issue("10042")
    scene.risk("Old and loud")
    scene.world.clock.forward(days=20)
    scene.risk("Mine", owner=ANA, responses=[issue], target=(1, 1))
    scene.risk("Quiet", level=(1, 1), category="people")
    scene.risk("Luck", direction=Direction.OPPORTUNITY)
    ended = scene.risk("Ended")
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        close_risk(scene.world.act(uow), ended.id, Outcome.DID_NOT, None, None)
        uow.commit()
    assert set(keys(text(scene.ana.get(f"{RISKS}/register{query}")))) == expected


def test_the_map_counts_what_its_cells_open(scene: Scene) -> None:
    """The number in a cell equals the rows behind its link, its level in words; opportunities run the other way."""
    for _ in range(3):
        scene.risk(level=(4, 3))
    scene.risk(level=(2, 2), direction=Direction.OPPORTUNITY)
    body = text(scene.ana.get(RISKS))
    filled = r'<td class="tone-\w+ filled[^>]*> ?<a href="([^"]+)"[^>]*>.*?</svg> ?(\d+)'
    [(link, count, words)] = re.findall(filled + r'<span class="visually-hidden"> ([^<]+)<', body)
    assert (count, words) == ("3", "risks, High: Likely, Moderate")
    assert len(keys(text(scene.ana.get(link.replace("&amp;", "&"))))) == 3
    mirrored = text(scene.ana.get(f"{RISKS}/register?direction=opportunity"))
    assert re.findall(r'<th scope="col"> ?<span>(\w+)', mirrored) == [
        "Severe", "Major", "Moderate", "Minor", "Negligible",
    ]  # fmt: skip


def test_more_shows_the_next_page_once(scene: Scene) -> None:
    """The first page ends after its fill; each further page adds the next risks, none twice and none left out."""
    for number in range(PAGE + 5):
        scene.risk(f"Risk {number}", level=(1 + number % 5, 1 + number % 4))
    first = text(scene.ana.get(f"{RISKS}/register"))
    assert len(keys(first)) == PAGE
    [more] = re.findall(r'id="register-more" hx-get="([^"]+)"', first)
    second = keys(text(scene.ana.get(more.replace("&amp;", "&"))))
    assert second[:PAGE] == keys(first)
    assert len(second) == len(set(second)) == PAGE + 5


@pytest.mark.parametrize("name", ["stage", "direction", "status", "mine", "above", "due", "category", "cell", "pages"])
def test_a_strange_query_is_read_as_not_asked(scene: Scene, name: str) -> None:
    """Nothing in the address can break the register."""
    scene.risk()
    for value in STRANGE:
        answer = scene.app.test_client().get(
            f"{RISKS}/register", query_string={name: value}, headers=scene.world.headers(ANA)
        )
        assert answer.status_code == 200, (name, value)


def test_a_risk_is_raised_with_everything(scene: Scene) -> None:
    """The form's fields become the risk: owner found by name, several impacts, target and likely cost."""
    form = a_form(
        impact_cost="2", target_probability="2", target_impact_schedule="3", cost="40,000.50", owner_search="developer"
    )
    answer = scene.ben.post(RISKS, **form)
    assert answer.status_code == 200
    assert flag(answer)["title"] == "R-1 added"
    assert "plumbline:changed" in json.loads(answer.headers["HX-Trigger"])
    [risk] = scene.all_risks()
    assert risk.current is not None
    assert (risk.title, risk.owner, risk.category, risk.current.cost) == (
        "The supplier is late",
        BEN,
        "supplier",
        4000050,
    )
    assert {k.value: v for k, v in risk.current.impact.items()} == {"schedule": 4, "cost": 2}
    assert risk.ratings[Rated.TARGET].probability == 2
    assert risk.raised_by == BEN


def test_every_mistake_is_shown_beneath_its_field_and_nothing_typed_is_lost(scene: Scene) -> None:
    """A form with mistakes comes back as 422 with each error at its field and all values in place."""
    form = a_form(
        title="", probability="", impact_schedule="", cost="a lot", cause="because <i>", owner="no one at all!"
    )
    answer = scene.ana.post(RISKS, **form)
    body = text(answer)
    assert answer.status_code == 422
    for name in ("title", "probability", "impact", "cost", "owner"):
        assert f'id="quick-{name}-error"' in body, name
    assert 'value="because &lt;i&gt;"' in body
    assert 'value="a lot"' in body
    assert scene.all_risks() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 121),
        ("cause", "x" * 4001),
        ("probability", "6"),
        ("probability", "four"),
        ("impact-schedule", "0"),
        ("impact-schedule", "9" * 400),
        ("category", "<b>"),
        ("owner", "5b10a2844c20165700ede0ff"),
        ("owner", "x" * 500),
        ("owner-search", "nobody of that name"),
        ("cost", "-5"),
        ("cost", "1e400"),
        ("cost", "NaN"),
        ("target-probability", "3"),
    ],
)
def test_bad_input_is_refused_in_place(scene: Scene, field: str, value: str) -> None:
    """Too long, out of range or of the wrong kind: the form comes back, nothing is kept, nothing breaks."""
    answer = scene.ana.post(RISKS, **{**a_form(), field: value})
    assert answer.status_code == 422
    assert "field-error" in text(answer)
    assert scene.all_risks() == []


def test_control_characters_are_left_out(scene: Scene) -> None:
    """A NUL or another control character never reaches the database; a direction we do not know is a threat."""
    assert scene.ana.post(RISKS, **a_form(title="a\0b\x07\nc", cause="x\0", direction="sideways")).status_code == 200
    [risk] = scene.all_risks()
    assert (risk.title, risk.cause, risk.direction) == ("ab c", "x", Direction.THREAT)


def test_hostile_titles_are_text(scene: Scene) -> None:
    """What people type is escaped wherever it is shown, also in the form and in the flag."""
    risk = scene.risk(HOSTILE_TITLE, cause=HOSTILE_TITLE, effect=HOSTILE_TITLE, owner=ANA)
    scene.world.clock.forward(days=60)
    for path in (RISKS, f"{RISKS}/{risk.id}", f"{RISKS}/{risk.id}/edit/statement", f"{PROJECT}/overview"):
        body = scene.ana.get(path).get_data(as_text=True)
        assert "<script>alert" not in body, path
        assert "&lt;script&gt;alert(1)" in body, path
        assert "%(x)s {{ 7*7 }}" in body, path


def test_no_script_and_no_style_stand_in_the_page(scene: Scene) -> None:
    """The strict policy holds: no inline script, style or handler anywhere in pages and fragments."""
    risk = scene.proposed()
    paths = [f"{PROJECT}?tab={tab}" for tab in ("overview", "risks", "scope", "reviews")]
    paths += [f"{RISKS}/{risk.id}", f"{RISKS}/{risk.id}/edit/current", f"{RISKS}/new?title=x", f"{PROJECT}/why/above"]
    for path in paths:
        body = scene.ana.get(path).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=|javascript:", body), path


@pytest.mark.parametrize(
    ("person", "expected"), [("ana", 200), ("ben", 200), ("vera", 403), ("cleo", 404), ("nobody", 401)]
)
def test_who_may_raise(scene: Scene, person: str, expected: int) -> None:
    """Whoever may edit issues raises risks; who only sees is refused, strangers learn nothing."""
    assert getattr(scene, person).post(RISKS, **a_form()).status_code == expected
    assert getattr(scene, person).get(f"{RISKS}/new").status_code == expected
    assert len(scene.all_risks()) == (1 if expected == 200 else 0)


@pytest.mark.parametrize(("person", "expected"), [("ana", 200), ("ben", 200), ("vera", 200), ("cleo", 404)])
def test_who_may_read(scene: Scene, person: str, expected: int) -> None:
    """Whoever sees the project reads its register and each risk."""
    risk = scene.risk()
    for path in (RISKS, f"{RISKS}/register", f"{RISKS}/{risk.id}", f"{PROJECT}/open/risk-{risk.id}"):
        assert getattr(scene, person).get(path).status_code == expected, path


def test_who_only_sees_gets_no_forms(scene: Scene) -> None:
    """A reader is offered nothing that would be refused."""
    risk = scene.proposed()
    for path in (RISKS, f"{RISKS}/{risk.id}", f"{PROJECT}/overview"):
        body = text(scene.vera.get(path))
        assert "hx-post" not in body, path
        assert "hx-post" not in body, path


def test_names_do_not_fail_with_jira(scene: Scene) -> None:
    """While Jira does not answer a name is called unavailable; somebody whom Jira does not know has left."""
    scene.risk("Mine", owner=BEN)
    scene.vera.get(PROJECT)
    scene.world.jira[scene.world.acme].failure = JiraTrouble("no answer")
    assert "name not available now" in text(scene.vera.get(RISKS))
    scene.world.jira[scene.world.acme].failure = None
    del scene.world.jira[scene.world.acme].names[BEN]
    assert "someone who left" in text(scene.vera.get(RISKS))


def test_names_are_kept_for_a_minute(scene: Scene) -> None:
    """A name that was asked for is shown again without Jira for a minute, and asked for anew afterwards."""
    scene.risk("Mine", owner=BEN)
    assert "Developer" in text(scene.ana.get(RISKS))
    scene.world.jira[scene.world.acme].names[BEN] = "Renamed"
    scene.world.clock.forward(seconds=59)
    assert "Developer" in text(scene.ana.get(RISKS))
    scene.world.clock.forward(seconds=2)
    assert "Renamed" in text(scene.ana.get(RISKS))


def test_an_owner_can_be_chosen_while_jira_rests(scene: Scene) -> None:
    """A chosen account is taken while Jira does not answer; a typed name cannot be, and says so."""
    scene.ana.get(RISKS)
    scene.world.jira[scene.world.acme].failure = JiraBusy("later", 3)
    assert scene.ana.post(RISKS, **a_form(owner=BEN)).status_code == 200
    answer = scene.ana.post(RISKS, **a_form(owner_search="dev"))
    assert answer.status_code == 422
    assert "Jira cannot look people up now" in text(answer)


def test_an_unknown_project_is_nobodys(scene: Scene) -> None:
    """A project that is not there, or an id that cannot be one, answers 404 for every part."""
    for project in ("99999", "x" * 300, "10000'--"):
        for part in ("", "/risks", "/risks/register", "/overview", "/live", "/head", "/view", "/people", "/issues"):
            assert scene.ana.get(f"/ui/projects/{project}{part}").status_code == 404, (project, part)
    assert scene.ana.post("/ui/projects/99999/risks", **a_form()).status_code == 404
