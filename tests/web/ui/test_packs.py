"""Starting from a pack: its questions propose and leave out, its risks become drafts, each is kept or dismissed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.drafts import FROM_PACK
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Risk, Status
from plugin.domain.treatment import ActionState
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import PROJECT, RISKS, Scene, a_scene
from tests.web.ui.stage import flag, text

PACKS, DRAFTS = f"{RISKS}/packs", f"{RISKS}/drafts"
CODES = ("done-unclear", "one-who-knows")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def take(scene: Scene, *codes: str, pack: str = "common") -> list[Risk]:
    """Ana takes risks of a pack as drafts; all drafts in their order."""
    answer = scene.ana.app.test_client().post(
        f"{PACKS}/{pack}/drafts", headers=scene.world.headers(ANA), data={"risk": list(codes)}
    )
    assert answer.status_code == 200
    return sourced(scene)


def sourced(scene: Scene) -> list[Risk]:
    """The risks that came from packs."""
    with scene.world.services.work(scene.world.acme) as uow:
        return list(uow.risks.sourced(PAY, FROM_PACK))


def test_an_empty_register_offers_each_pack_with_one_click(scene: Scene) -> None:
    """Who opens an empty register sees the packs by name; somebody who may only look sees none to take."""
    body = text(scene.ana.get(RISKS))
    for pack in scene.world.services.packs:
        assert f"{pack.name}</button>" in body
    assert "Begin with what projects" not in text(scene.vera.get(RISKS))


def test_a_register_with_risks_keeps_the_way_to_packs_quiet(scene: Scene) -> None:
    """Once something was raised, packs are one small link and not a section."""
    scene.risk()
    body = text(scene.ana.get(RISKS))
    assert "Begin with what projects" not in body
    assert "Start from a pack" in body


def test_an_answer_proposes_and_leaves_out_with_its_reason(scene: Scene) -> None:
    """A question that drops risks moves them to those left out, in the words of question and answer."""
    pack = next(one for one in scene.world.services.packs if any(q.if_no.drops for q in one.questions))
    question = next(q for q in pack.questions if q.if_no.drops)
    dropped = pack.risk(question.if_no.drops[0])
    assert dropped is not None
    before = text(scene.ana.get(f"{PACKS}/{pack.code}"))
    assert f'value="{dropped.code}" checked' in before
    after = text(scene.ana.get(f"{PACKS}/{pack.code}/offer?q-{question.code}=no"))
    assert f'value="{dropped.code}"' not in after
    left_out = after[after.index("pack-left-out") :]
    assert "You said no: " in left_out


def test_a_box_that_was_cleared_stays_cleared_when_answers_change(scene: Scene) -> None:
    """What was shown and not ticked is remembered as cleared; the others stay ticked."""
    body = text(scene.ana.get(f"{PACKS}/common/offer?shown=done-unclear&shown=one-who-knows&risk=one-who-knows"))
    assert 'value="done-unclear" checked' not in body
    assert 'value="one-who-knows" checked' in body
    assert re.search(r">Add 21 drafts<", body)


def test_drafts_have_words_responses_and_sign_but_no_score(scene: Scene) -> None:
    """A draft says what its pack says, plans its responses, and stays out of every count until it is rated."""
    draft = take(scene, "done-unclear")[0]
    told = scene.world.services.packs[0].risk("done-unclear")
    assert told is not None
    assert (draft.title, draft.cause, draft.event, draft.effect) == (told.title, told.cause, told.event, told.effect)
    assert (draft.status, draft.ratings, draft.owner) == (Status.DRAFT, {}, None)
    assert (draft.source.reference, draft.source.version) == ("common#done-unclear", 1)
    assert [action.title for action in draft.treatment.actions] == [action.title for action in told.actions]
    assert {action.state for action in draft.treatment.actions} == {ActionState.PLANNED}
    assert [trigger.text for trigger in draft.triggers] == [told.sign]
    assert draft.hint is not None
    assert "No risk has been written down yet." in text(scene.ana.get(RISKS))


def test_taking_twice_makes_no_doubles(scene: Scene) -> None:
    """What the project has is not taken again, and the flag says so; what was dismissed stays dismissed."""
    draft = take(scene, *CODES)[0]
    scene.ana.post(f"{DRAFTS}/{draft.id}/dismiss", reason="not-relevant")
    answer = scene.ana.app.test_client().post(
        f"{PACKS}/common/drafts", headers=scene.world.headers(ANA), data={"risk": [*CODES, "hopeful-estimates"]}
    )
    assert flag(answer)["title"] == "1 draft added"
    assert flag(answer)["body"] == "2 were here before."
    assert [risk.key for risk in sourced(scene)] == ["R-1", "R-2", "R-3"]
    body = text(scene.ana.get(f"{PACKS}/common"))
    assert "2 are in the project already" in body
    assert "1 was dismissed here before" in body


def test_nothing_ticked_is_said_and_answers_stay(scene: Scene) -> None:
    """Sending no box at all is told beside the list."""
    question = scene.world.services.packs[0].questions[0].code
    answer = scene.ana.post(f"{PACKS}/common/drafts", **{f"q-{question}": "yes"})
    assert answer.status_code == 422
    assert "Tick at least one risk." in text(answer)
    assert f'name="q-{question}" value="yes" checked' in text(answer)


def test_the_speciality_is_noted_with_its_first_drafts(scene: Scene) -> None:
    """Taking from a speciality's pack makes it the project's; the common pack and a second one change nothing."""
    for pack, wanted in (("common", None), ("erp", "erp"), ("telecoms", "erp")):
        told = next(one for one in scene.world.services.packs if one.code == pack).risks[0].code
        take(scene, told, pack=pack)
        with scene.world.services.work(scene.world.acme) as uow:
            project = uow.projects.get(PAY)
        assert project is not None
        assert project.settings.speciality == wanted
    assert "this project" in text(scene.ana.get(PACKS))


def test_a_draft_is_kept_with_owner_and_rating(scene: Scene) -> None:
    """Keeping puts it into the register: owned, rated on what it hits, inherent as current; the next draft follows."""
    first, second = take(scene, *CODES)
    answer = scene.ana.post(f"{DRAFTS}/{first.id}/keep", owner=BEN, probability="4", impact="3", at=second.id)
    assert answer.status_code == 200
    assert second.title in text(answer)
    assert f'value="{BEN}" checked' in text(answer)
    kept = scene.stored(first)
    assert (kept.status, kept.owner) == (Status.OPEN, BEN)
    rating = kept.ratings[Rated.CURRENT]
    assert (rating.probability, set(rating.impact.values())) == (4, {3})
    assert {objective.value for objective in rating.impact} == {"schedule", "cost"}
    assert kept.ratings[Rated.INHERENT].same_as(rating)
    assert kept.next_review is not None
    assert "R-1" in text(scene.ana.get(RISKS))


def test_a_hint_is_shown_and_never_counts_by_itself(scene: Scene) -> None:
    """No choice is preset; keeping without one names what is missing and loses nothing; "as usual" is a choice."""
    draft = take(scene, "done-unclear")[0]
    shown = text(scene.ana.get(DRAFTS))
    assert not re.search(r'name="(probability|impact)" value="\d" checked', shown)
    assert shown.count(">usual<") == 2
    answer = scene.ana.post(f"{DRAFTS}/{draft.id}/keep", probability="2")
    body = text(answer)
    assert answer.status_code == 422
    for wanted in ("Choose who looks after it.", "Choose how hard it would hit.", 'value="2" checked'):
        assert wanted in body
    scene.ana.post(f"{DRAFTS}/{draft.id}/keep", owner=ANA, hinted="1")
    rating = scene.stored(draft).ratings[Rated.CURRENT]
    assert (rating.probability, set(rating.impact.values()), rating.by) == (4, {3}, ANA)


@pytest.mark.parametrize("reason", ["not-relevant", "already-covered", "out-of-our-hands", "other"])
def test_a_draft_is_dismissed_with_a_reason_and_can_come_back(scene: Scene, reason: str) -> None:
    """Dismissing keeps why; undo makes it a draft again."""
    draft = take(scene, "done-unclear")[0]
    answer = scene.ana.post(f"{DRAFTS}/{draft.id}/dismiss", reason=reason, text="Signed last week")
    assert scene.stored(draft).status is Status.REJECTED
    with scene.world.services.work(scene.world.acme) as uow:
        fact = uow.facts.of("risk", draft.id)[-1]
    assert (fact.name, fact.detail["why"], fact.detail["reference"]) == (
        "DraftDismissed",
        reason,
        "common#done-unclear",
    )
    scene.ana.post(flag(answer)["action"]["url"])
    assert scene.stored(draft).status is Status.DRAFT


def test_another_reason_needs_words(scene: Scene) -> None:
    """Choosing "other" alone says nothing; the field asks for words."""
    draft = take(scene, "done-unclear")[0]
    answer = scene.ana.post(f"{DRAFTS}/{draft.id}/dismiss", reason="other")
    assert answer.status_code == 422
    assert "Say in a few words why it is not wanted." in text(answer)
    assert scene.stored(draft).status is Status.DRAFT


def test_in_the_list_a_draft_is_judged_in_its_own_row(scene: Scene) -> None:
    """The answer is the row alone, so that what was chosen in other rows stays."""
    first, second = take(scene, *CODES)
    assert text(scene.ana.get(f"{DRAFTS}?view=list")).count('class="draft-line"') == 2
    body = text(scene.ana.post(f"{DRAFTS}/{first.id}/keep", owner=ANA, probability="4", impact="4", view="list"))
    assert first.title in body
    assert second.title not in body
    assert "High" in body
    assert "1 draft waits to be judged." in body
    again = scene.ana.post(f"{DRAFTS}/{second.id}/keep", owner=ANA, view="list")
    assert again.status_code == 422
    assert f'id="row-draft-{second.id}"' in text(again)


def test_a_draft_that_was_judged_already_is_told_of(scene: Scene) -> None:
    """Two people at the same draft: the second is told, and nothing changes."""
    draft = take(scene, "done-unclear")[0]
    scene.ben.post(f"{DRAFTS}/{draft.id}/keep", owner=BEN, probability="1", impact="1")
    answer = scene.ana.post(f"{DRAFTS}/{draft.id}/dismiss", reason="not-relevant")
    assert flag(answer)["title"] == "Nothing was changed"
    assert scene.stored(draft).status is Status.OPEN


@pytest.mark.parametrize("path", ["common/drafts", "common/renew"])
def test_taking_is_for_contributors(scene: Scene, path: str) -> None:
    """Who may only see the project takes nothing."""
    assert scene.vera.post(f"{PACKS}/{path}", risk="done-unclear").status_code == 403
    assert sourced(scene) == []


def test_an_unknown_pack_leads_nowhere(scene: Scene) -> None:
    """A pack that is not shipped is not found, and an unknown reason is no request."""
    assert scene.ana.get(f"{PACKS}/nonsense").status_code == 404
    draft = take(scene, "done-unclear")[0]
    assert scene.ana.post(f"{DRAFTS}/{draft.id}/dismiss", reason="nonsense").status_code == 400


def test_administrators_see_how_the_risks_of_packs_fare(scene: Scene) -> None:
    """What was dismissed most often stands first, with its share of those judged; nobody else may look."""
    assert "No project has taken drafts" in text(scene.ana.get("/ui/admin/packs"))
    kept, dismissed = take(scene, *CODES)
    scene.ana.post(f"{DRAFTS}/{kept.id}/keep", owner=ANA, hinted="1")
    scene.ana.post(f"{DRAFTS}/{dismissed.id}/dismiss", reason="not-relevant")
    body = text(scene.ana.get("/ui/admin/packs"))
    assert body.index(dismissed.title) < body.index(kept.title)
    assert "Common to all projects" in body
    assert scene.ben.get("/ui/admin/packs").status_code == 403


def test_a_manager_changes_the_speciality_in_the_settings(scene: Scene) -> None:
    """The packs are offered by name; a code that no pack has is refused, and saving can be undone."""
    settings = f"{PROJECT}/settings"
    assert "AI and machine learning" in text(scene.ana.get(f"{settings}/sections"))
    answer = scene.ana.post(f"{settings}/save/speciality", value="telecoms")
    assert answer.status_code == 200
    assert 'value="telecoms" selected' in text(answer)
    assert scene.ana.post(f"{settings}/save/speciality", value="nonsense").status_code == 422
    scene.ana.post(flag(answer)["action"]["url"])
    assert 'value="telecoms" selected' not in text(scene.ana.get(f"{settings}/sections"))
