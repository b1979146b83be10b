"""The reviews tab: from opening to sign-off, what is missing, and that what was signed stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.ids import VersionId
from plugin.usecases.views.reviews import WHOLE_PROJECT
from tests.web.fakes import ANA, VERSION
from tests.web.ui.stage import HOSTILE, Person, Stage, a_stage, text

REVIEWS = "/ui/projects/10000/reviews"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


def opened(person: Person, version: str = VERSION) -> str:
    """The address of a review that the person opens."""
    response = person.post(REVIEWS, version=version)
    assert response.status_code == 200
    found = re.search(rf'hx-get="({REVIEWS}/[0-9a-f]{{32}})"', text(response))
    assert found is not None
    return found[1]


def filled(stage: Stage) -> str:
    """The address of a review that could be signed."""
    url = opened(stage.ana)
    stage.ben.post(f"{url}/findings", kind="success", statement="Pairing worked")
    stage.ben.post(f"{url}/findings", kind="problem", statement="The supplier was late")
    return url


def test_no_review_yet(stage: Stage) -> None:
    """An empty list says what a closing review is, and who may contribute can open one."""
    body = text(stage.ben.get(REVIEWS))
    assert "No review has been held yet." in body
    assert "Open a closing review" in body
    assert "Open a closing review" not in text(stage.vera.get(REVIEWS))


def test_a_released_version_without_a_review_is_offered_first(stage: Stage) -> None:
    """What was released and not looked back at yet stands on top and in the sentence."""
    stage.world.put_version(VersionId("10005"), "0.9", release_on="2026-11-01", released=True)
    body = text(stage.ana.get(REVIEWS))
    assert "0.9 is released and was not looked back at yet." in body
    options = re.findall(r'<option value="([^"]+)"', body)
    assert options == ["10005", VERSION, WHOLE_PROJECT]
    opened(stage.ana, "10005")
    body = text(stage.ana.get(REVIEWS))
    assert "1 review is open." in body
    assert "0.9, reviewed already" in body


def test_the_facts_are_filled_in_by_the_record(stage: Stage) -> None:
    """Planned and actual scope come from the ledger; a dash has its reason."""
    stage.agree()
    body = text(stage.ana.get(opened(stage.ana)))
    row = r'Scope in points</th> <td class="num">25</td><td class="num">23</td> <td class="num">−2</td>'
    assert re.search(row, body)
    assert "The version is not released yet." in body
    assert "No risk has ended yet." in body


def test_without_a_baseline_every_scope_figure_is_a_dash(stage: Stage) -> None:
    """What was never frozen is unknown, with the reason, never nought."""
    body = text(stage.ana.get(opened(stage.ana)))
    assert "No baseline is followed yet." in body
    assert re.search(r'Points done</th> <td class="num">—', body)


def test_findings_are_added_and_taken_out_in_place(stage: Stage) -> None:
    """A contributor adds a finding of each kind and takes one out again."""
    url = filled(stage)
    body = text(stage.ben.post(f"{url}/findings", kind="surprise", statement="Half of it was partial"))
    for said in ("Pairing worked", "The supplier was late", "Half of it was partial", "Developer, <time"):
        assert said in body
    drop = re.findall(rf'hx-post="({url}/findings/[0-9a-f]{{32}}/drop)"', body)
    assert len(drop) == 3
    assert "Half of it was partial" not in text(stage.ben.post(drop[2]))


@pytest.mark.parametrize("statement", ["", "   ", "x" * 2001])
def test_a_bad_finding_is_said_at_its_field(stage: Stage, statement: str) -> None:
    """An empty or endless finding comes back with the remedy in its own form."""
    response = stage.ana.post(f"{opened(stage.ana)}/findings", kind="problem", statement=statement)
    assert response.status_code == 422
    assert 'id="problem-statement-error"' in text(response)
    assert 'id="success-statement-error"' not in text(response)


def test_what_is_missing_is_said_until_it_is_there(stage: Stage) -> None:
    """A review needs a success and a problem, or a reason; until then it cannot be signed."""
    url = opened(stage.ana)
    body = text(stage.ana.get(url))
    assert "Name at least one success" in body
    assert "Name at least one problem" in body
    response = stage.ana.post(f"{url}/sign-off", comment="")
    assert response.status_code == 422
    assert "Name at least one success, or say why there is none." in text(response)
    body = text(stage.ben.post(f"{url}/one-sided", why="Only the numbers were looked at"))
    assert "Name at least one success" not in body
    assert 'value="Only the numbers were looked at"' in body


def test_a_lesson_is_recorded_with_its_owner(stage: Stage) -> None:
    """A contributor records what was learned, with type, category and an owner found by name."""
    url = opened(stage.ana)
    people = text(stage.ben.get(f"{REVIEWS}/people?q=release"))
    assert f'<option value="{ANA}">Release lead</option>' in people
    form = {"title": "Ask early", "event": "It came late", "recommendation": "Ask in the first month"}
    body = text(stage.ben.post(f"{url}/lessons", **form, lesson_type="start", category="supplier", owner=ANA))
    assert "<b>LL-1</b> Ask early" in body
    assert "Start · Supplier and contract · Owner: <span>Release lead</span>" in body


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"title": "", "lesson_type": "start"}, 422),
        ({"title": "x" * 161, "lesson_type": "start"}, 422),
        ({"title": "x", "lesson_type": "start", "category": "weather"}, 422),
        ({"title": "x", "lesson_type": "sing"}, 400),
        ({"title": "x", "lesson_type": "start", "event": "x" * 5000}, 400),
        ({"title": "x", "lesson_type": "start", "owner": "not an account"}, 400),
        ({}, 400),
    ],
)
def test_a_bad_lesson_is_refused_and_kept(stage: Stage, form: dict[str, str], status: int) -> None:
    """What a person can mend comes back with their text; what no page of ours sends is refused."""
    response = stage.ana.post(f"{opened(stage.ana)}/lessons", **form)
    assert response.status_code == status
    if status == 422 and form["title"]:
        assert f'value="{form["title"]}"' in text(response)


def test_sign_off_freezes_the_document(stage: Stage) -> None:
    """A manager signs with a comment; hash, name and time are shown, the forms are gone, nothing can be changed."""
    stage.agree()
    url = filled(stage)
    body = text(stage.ana.post(f"{url}/sign-off", comment="Agreed in the steering meeting", version="3"))
    assert "Signed off by Release lead" in body
    assert "Agreed in the steering meeting" in body
    assert re.search(r'<code title="[0-9a-f]{64}">', body)
    assert "<form" not in body
    assert "Take out" not in body
    assert "As they stood at sign-off." in body
    stage.world.put_issue("20060", points="8")
    assert re.search(r'Scope in points</th> <td class="num">25</td><td class="num">23</td>', text(stage.ana.get(url)))
    for path, form in (
        ("findings", {"kind": "problem", "statement": "x"}),
        ("one-sided", {"why": "x"}),
        ("sign-off", {}),
    ):
        response = stage.ana.post(f"{url}/{path}", **form)
        assert response.status_code == 422
        assert "signed off" in text(response)
    assert "signed off" in text(stage.ana.get(REVIEWS))
    assert "Every review is signed off." in text(stage.ana.get(REVIEWS))


def test_signing_an_older_state_is_refused(stage: Stage) -> None:
    """Who signs must have seen the last finding: another version is refused."""
    url = filled(stage)
    assert stage.ana.post(f"{url}/sign-off", comment="", version="1").status_code == 412
    assert "Signed off by" not in text(stage.ana.get(url))


def test_rights(stage: Stage) -> None:
    """A contributor cannot sign, a reader cannot write, a stranger finds nothing, nobody is asked who they are."""
    url = filled(stage)
    assert stage.ben.post(f"{url}/sign-off", comment="").status_code == 403
    assert "Whoever administers this project signs it off." in text(stage.ben.get(url))
    assert stage.vera.post(f"{url}/findings", kind="problem", statement="x").status_code == 403
    assert stage.vera.post(REVIEWS, version=VERSION).status_code == 403
    assert "<form" not in text(stage.vera.get(url))
    for path in (REVIEWS, url, f"{REVIEWS}/people?q=a"):
        assert stage.cleo.get(path).status_code == 404
        assert stage.nobody.get(path).status_code == 401
    for path in (REVIEWS, f"{url}/findings", f"{url}/lessons", f"{url}/sign-off", f"{url}/one-sided"):
        assert stage.cleo.post(path, version=VERSION, kind="problem", lesson_type="start").status_code == 404


def test_a_review_of_another_project_is_not_found_here(stage: Stage) -> None:
    """A review cannot be reached through another project's address."""
    url = filled(stage)
    stage.world.put_project("10100", "ERP", "Planning")  # type: ignore[arg-type]
    other = url.replace("10000", "10100")
    assert stage.ana.get(other).status_code == 404
    assert stage.ana.post(f"{other}/findings", kind="problem", statement="x").status_code == 404


def test_hostile_text_is_only_text(stage: Stage) -> None:
    """Markup in findings, lessons, names and titles is shown, never obeyed."""
    url = filled(stage)
    stage.ana.post(f"{url}/findings", kind="surprise", statement=HOSTILE)
    stage.ana.post(f"{url}/lessons", title=HOSTILE, event=HOSTILE, lesson_type="keep")
    stage.ana.post(f"{url}/one-sided", why=HOSTILE)
    stage.world.jira[stage.world.acme].names[ANA] = HOSTILE
    body = stage.ana.get(url).get_data(as_text=True)
    assert "<script>" not in body
    assert body.count("&lt;script&gt;") >= 4
    assert "<script>" not in stage.ana.get(f"{REVIEWS}/people?q=script").get_data(as_text=True)


@pytest.mark.parametrize("version", ["", "999", "\0", "x" * 500])
def test_opening_a_review_of_nothing_is_refused(stage: Stage, version: str) -> None:
    """A version that the project does not have opens nothing."""
    assert stage.ana.post(REVIEWS, version=version).status_code in {400, 422}
    assert "No review has been held yet." in text(stage.ana.get(REVIEWS))


@pytest.mark.parametrize("path", ["/nothing", "/" + "0" * 32, "/%00"])
def test_an_unknown_review_is_not_found(stage: Stage, path: str) -> None:
    """What is not there is a 404."""
    assert stage.ana.get(REVIEWS + path).status_code == 404
    assert stage.ana.post(f"{REVIEWS}{path}/sign-off").status_code == 404
