"""The project page: head, tabs, overview, switching on, live revision and the drawer's addresses."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.errors import JiraBusy, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.domain.review import ReviewKind
from plugin.ui.fingerprint import STATIC
from plugin.usecases.records import Progress
from plugin.usecases.reviews import open_review
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_scene
from tests.web.ui.stage import text

LARGEST_FIRST_LOAD = {"overview": 44 * 1024, "risks": 52 * 1024}
NEW = ProjectId("10055")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("tab", "mark"),
    [
        ("overview", 'id="overview"'),
        ("risks", 'id="risks-tab"'),
        ("scope", 'id="scope-tab"'),
        ("reviews", 'id="reviews-tab"'),
        ("nonsense", 'id="overview"'),
        ("", 'id="overview"'),
    ],
)
def test_the_page_comes_with_its_tab(scene: Scene, tab: str, mark: str) -> None:
    """The first answer holds the chosen tab and marks it among the tabs; a tab we do not have is the overview."""
    for path in (f"{PROJECT}?tab={tab}", f"{PROJECT}/view?tab={tab}"):
        body = text(scene.vera.get(path))
        assert mark in body, path
        assert body.count('aria-current="page"') == 1, path
        assert "<h1>Payments</h1>" in body, path


def test_only_the_page_has_the_frame(scene: Scene) -> None:
    """A fragment is a part of a page, without html, head or scripts."""
    assert scene.ana.get(PROJECT).get_data(as_text=True).lstrip().startswith("<!doctype html>")
    assert "<html" not in scene.ana.get(f"{PROJECT}/view").get_data(as_text=True)


def imported_by(script: str, so_far: frozenset[str] = frozenset()) -> set[str]:
    """A script with all that it cannot start without; what it loads later, where it is needed, is not among them."""
    known = {script, *so_far}
    for other in re.findall(r'^import (?:.+ from )?"\./([\w-]+\.js)";$', (STATIC / script).read_text(), re.MULTILINE):
        if other not in known:
            known |= imported_by(other, frozenset(known))
    return known


@pytest.mark.parametrize("tab", ["overview", "risks"])
def test_the_first_load_is_light(scene: Scene, tab: str) -> None:
    """Page, stylesheets and scripts together stay within their kilobytes, packed, with a full page of risks."""
    for number in range(20):
        scene.risk(f"Risk {number} of the release", effect="something follows", cost=1000_00, owner=BEN)
    body = scene.ana.get(f"{PROJECT}?tab={tab}").get_data()
    names = imported_by("main.js") | {"vendor/htmx.min.js"}
    assert {"transport.js", "typing.js"} <= names
    names |= set(re.findall(r'href="/static/[0-9a-f]{16}/([^"]+\.css)"', body.decode()))
    assert {"plumbline.css", "risks.css"} <= names
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}
    assert len(gzip.compress(body)) + sum(sizes.values()) < LARGEST_FIRST_LOAD[tab], sizes


def test_the_page_says_where_news_come_from(scene: Scene) -> None:
    """The page names the address of its revision and the revision it shows; a change raises it."""
    body = text(scene.ana.get(PROJECT))
    before = scene.ana.get(f"{PROJECT}/live").get_json()["revision"]
    assert f'data-live-url="{PROJECT}/live" data-live-revision="{before}"' in body
    scene.risk()
    assert scene.ana.get(f"{PROJECT}/live").get_json()["revision"] > before


@pytest.mark.parametrize("path", ["", "/view", "/head", "/overview", "/live", "/why/above", "/open/why-above"])
@pytest.mark.parametrize(("person", "expected"), [("ana", 200), ("vera", 200), ("cleo", 404), ("nobody", 401)])
def test_who_may_see(scene: Scene, person: str, expected: int, path: str) -> None:
    """Whoever may browse the project sees it, nobody else learns that it is there."""
    answer = getattr(scene, person).get(f"{PROJECT}{path}")
    assert answer.status_code == expected
    if expected == 404:
        assert "Payments" not in text(answer)


def test_the_cards_have_words_and_figures(scene: Scene) -> None:
    """Risk, scope and review each say how they stand; what cannot be measured is said in words, never as nought."""
    empty = text(scene.ana.get(f"{PROJECT}/overview"))
    for words in ("No risk has been written down", "Nothing was frozen yet", "Nobody has looked back yet"):
        assert words in empty, words
    scene.agree()
    scene.risk(level=(4, 4), cost=1000_00)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        open_review(scene.world.act(uow), PAY, ReviewKind.CLOSING, None)
        uow.commit()
    body = text(scene.ana.get(f"{PROJECT}/overview"))
    for words in ("of 1 above appetite", "Exposure of threats €600", "points, agreed 25", "open, 0 signed off"):
        assert words in body, words


def test_exposure_without_any_cost_is_not_nought(scene: Scene) -> None:
    """A register in which no cost was estimated has no exposure."""
    scene.risk()
    body = text(scene.ana.get(f"{PROJECT}/overview"))
    assert "none of the open risks has a cost estimate" in body
    assert "€0" not in body
    assert "Exposure: not known" in text(scene.ana.get(f"{PROJECT}/why/exposure"))


def test_what_waits_is_the_readers_own(scene: Scene) -> None:
    """A proposal waits for the risk's owner, a change of scope for whoever manages, an open review for contributors."""
    risk = scene.proposed(owner=BEN)
    baseline = scene.freeze()
    scene.world.clock.forward(days=1)
    scene.world.put_issue("20042", summary="Partial refunds")
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        open_review(scene.world.act(uow), PAY, ReviewKind.CLOSING, None)
        uow.commit()
    ana, ben, vera = (text(who.get(f"{PROJECT}/overview")) for who in (scene.ana, scene.ben, scene.vera))
    assert "Move the current rating to target?" in ben
    assert f"/risks/{risk.id}/proposal" in ben
    assert "Move the current rating to target?" not in ana
    assert f"1 change of “{baseline.name}” waits for a decision." in ana
    assert "waits for a decision" not in ben
    assert "is open for findings" in ben
    assert "Nothing waits for you." in vera


def test_overdue_reviews_wait_for_the_owner(scene: Scene) -> None:
    """The owner is told of each risk whose review is overdue, and by how many days."""
    scene.risk("Mine", owner=ANA)
    scene.world.clock.forward(days=17)
    assert "Your review is overdue by 3 days." in text(scene.ana.get(f"{PROJECT}/overview"))


def test_latest_tells_what_happened_by_whom(scene: Scene) -> None:
    """The newest facts come first, in words, with names; what followed from Jira says so."""
    scene.proposed()
    scene.freeze("First freeze")
    body = text(scene.ana.get(f"{PROJECT}/overview"))
    latest = body[body.index('id="latest"') :]
    places = [latest.index(words) for words in ("First freeze", "A move of the current rating was proposed", "Raised")]
    assert places == sorted(places)
    assert "followed from Jira" in latest
    assert "Release lead" in latest


def test_a_project_that_is_off_explains_itself(scene: Scene) -> None:
    """It says what switching on does; who manages gets the button, others are told who has it."""
    scene.world.put_project(NEW, "NEW", "New things", enabled=False)
    path = f"/ui/projects/{NEW}"
    for tab in ("overview", "risks", "scope", "reviews"):
        body = text(scene.ana.get(f"{path}?tab={tab}"))
        assert "Plumbline is not switched on for this project" in body, tab
        assert f'hx-post="{path}/enable?tab={tab}"' in body, tab
    assert "hx-post" not in text(scene.vera.get(path))
    assert "Whoever administers this project can switch it on here." in text(scene.vera.get(path))


def test_a_project_we_never_met_is_named_by_jira(scene: Scene) -> None:
    """Its name is asked of Jira; while Jira does not answer after that, the page stands all the same."""
    jira = scene.world.jira[scene.world.acme]
    jira.project_names[NEW] = ("NEW", "New things")
    jira.allow(ANA, NEW, "BROWSE_PROJECTS", "ADMINISTER_PROJECTS")
    assert "<h1>New things</h1>" in text(scene.ana.get(f"/ui/projects/{NEW}"))
    jira.failure = JiraTrouble("no answer")
    assert "<h1>This project</h1>" in text(scene.ana.get(f"/ui/projects/{NEW}"))


def test_switching_on_shows_progress_and_can_be_cancelled_and_tried_again(scene: Scene) -> None:
    """The bar has counts while reading in; cancelling says what was kept; trying again begins anew."""
    scene.world.put_project(NEW, "NEW", "New things", enabled=False)
    path = f"/ui/projects/{NEW}"
    assert "<progress" in text(scene.ana.post(f"{path}/enable?tab=risks"))
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        uow.projects.set_progress(NEW, Progress("running", 80, 120))
        uow.commit()
    head = text(scene.vera.get(f"{path}/head"))
    assert 'max="120" value="80"' in head
    assert "80 of 120 issues" in head
    assert "hx-post" not in head
    assert "80 issues were read and stay" in text(scene.ana.post(f"{path}/cancel"))
    assert "<progress" in text(scene.ana.post(f"{path}/enable"))
    assert scene.ana.post(f"{path}/enable").status_code == 200


def test_cancelling_what_has_ended_shows_how_it_ended(scene: Scene) -> None:
    """The button may come too late; the head simply shows the state."""
    answer = scene.ana.post(f"{PROJECT}/cancel")
    assert answer.status_code == 200
    assert "<progress" not in text(answer)


@pytest.mark.parametrize("act", ["enable", "cancel"])
@pytest.mark.parametrize(("person", "expected"), [("ben", 403), ("vera", 403), ("cleo", 404), ("nobody", 401)])
def test_only_managers_switch(scene: Scene, person: str, expected: int, act: str) -> None:
    """Switching on and cancelling need the right to administer the project."""
    assert getattr(scene, person).post(f"{PROJECT}/{act}").status_code == expected


def test_figures_open_to_their_formula(scene: Scene) -> None:
    """Each figure says its formula, its inputs and as of when; opportunities are not among the threats counted."""
    scene.risk(level=(4, 4), cost=1000_00)
    above = text(scene.vera.get(f"{PROJECT}/why/above"))
    assert "Above appetite: 1 of 1" in above
    assert '<td>High</td><td class="num">1</td>' in above
    money = text(scene.vera.get(f"{PROJECT}/why/exposure"))
    assert "€600" in money
    assert "times the point probability" in money
    assert "Days between reviews" in text(scene.vera.get(f"{PROJECT}/why/reviews"))
    assert scene.vera.get(f"{PROJECT}/why/nonsense").status_code == 404


def test_a_sent_link_opens_its_drawer(scene: Scene) -> None:
    """The hash of a risk or of a figure opens it; anything else is not found."""
    risk = scene.risk()
    assert "Key developer leaves" in text(scene.vera.get(f"{PROJECT}/open/risk-{risk.id}"))
    assert "Exposure" in text(scene.vera.get(f"{PROJECT}/open/why-exposure"))
    for what in ("", "x", "risk-", "risk-0", "why-", "%00", "risk-" + "x" * 500):
        assert scene.vera.get(f"{PROJECT}/open/{what}").status_code == 404, what


@pytest.mark.parametrize("failure", [JiraTrouble("no answer"), JiraBusy("later", 7)])
def test_while_jira_cannot_say_who_may_see_nobody_sees(scene: Scene, failure: Exception) -> None:
    """Without an answer about rights the page explains that the data is safe, and shows none of it."""
    scene.risk("Key developer leaves")
    scene.world.jira[scene.world.acme].failure = failure
    page = scene.app.test_client().get(f"{PROJECT}?jwt=x", headers=scene.world.headers(ANA))
    assert page.status_code == 503
    assert "Your data is safe." in text(page)
    assert "Key developer leaves" not in text(page)
    assert scene.ana.get(RISKS).status_code == 503


def test_an_error_page_is_a_page_and_an_error_fragment_a_fragment(scene: Scene) -> None:
    """Who opens a page gets a whole page with the reason; a fragment's failure is a banner."""
    page = scene.app.test_client().get("/ui/projects/99999?jwt=x", headers=scene.world.headers(ANA))
    assert page.status_code == 404
    assert page.get_data(as_text=True).lstrip().startswith("<!doctype html>")
    by_htmx = {**scene.world.headers(ANA), "HX-Request": "true"}
    part = scene.app.test_client().get("/ui/projects/99999/risks", headers=by_htmx)
    assert 'role="alert"' in text(part)
    assert "<html" not in text(part)


def test_a_renamed_project_shows_its_name_of_now(scene: Scene) -> None:
    """The head takes the name from what Jira told last, escaped."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        known = uow.projects.get(PAY)
        assert known is not None
        uow.projects.save(replace(known, name="Pay & <b>go</b>"))
        uow.commit()
    assert "<h1>Pay &amp; &lt;b&gt;go&lt;/b&gt;</h1>" in text(scene.ana.get(PROJECT))


def test_accepting_from_the_overview_tells_the_other_parts(scene: Scene) -> None:
    """The answer to a proposal asks every part of the page to show the new state."""
    risk = scene.proposed()
    answer = scene.ana.post(f"{RISKS}/{risk.id}/proposal", answer="accept", version=str(risk.version))
    assert "plumbline:changed" in answer.headers["HX-Trigger"]
    assert "Nothing waits for you." in text(scene.ana.get(f"{PROJECT}/overview"))
