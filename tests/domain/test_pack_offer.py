"""Which risks of a pack a project is offered: by answers at first, by a newer version later on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import Invalid
from plugin.domain.pack import Answer
from plugin.domain.pack_offer import Kept, Offer, proposed, updates
from tests.domain.packs import TITLES, a_pack, pack_risk

PACK = a_pack()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def codes(offer: Offer) -> tuple[list[str], list[str]]:
    """The codes offered and dropped."""
    return [one.risk.code for one in offer.offered], [one.risk.code for one in offer.dropped]


@pytest.mark.parametrize(
    ("answers", "offered", "dropped"),
    [
        ({}, ["frost", "flood", "theft", "gift"], []),
        ({"slope": YES}, ["flood", "theft", "gift"], ["frost"]),
        ({"slope": NO}, ["frost", "theft", "gift"], ["flood"]),
        ({"slope": UNKNOWN}, ["flood", "frost", "theft", "gift"], []),
        ({"fence": UNKNOWN, "slope": YES}, ["frost", "flood", "theft", "gift"], []),
        ({"slope": NO, "fence": YES}, ["frost", "gift"], ["flood", "theft"]),
    ],
)
def test_answers_put_risks_first_or_leave_them_out(
    answers: Mapping[str, Answer], offered: list[str], dropped: list[str]
) -> None:
    """Proposed risks come first, dropped ones go, the rest keep their order; not knowing drops nothing."""
    assert codes(proposed(PACK, answers)) == (offered, dropped)


def test_a_risk_that_is_both_proposed_and_dropped_is_offered() -> None:
    """A draft too many costs less than a risk too few; its reason says who spoke for it."""
    offer = proposed(PACK, {"slope": YES, "fence": NO})
    assert codes(offer) == (["frost", "flood", "theft", "gift"], [])
    assert [(one.question.code, one.answer) for one in offer.offered[0].because] == [("fence", NO)]


def test_each_risk_says_why_it_is_offered_or_not() -> None:
    """Answers are the reasons; a risk that no answer concerns needs none."""
    offer = proposed(PACK, {"slope": NO, "fence": NO})
    assert {one.risk.code: len(one.because) for one in offer.offered} == {"frost": 1, "theft": 1, "gift": 0}
    assert [(one.risk.code, one.because[0].question.text) for one in offer.dropped] == [("flood", "Slope?")]


def test_an_answer_to_no_question_is_refused() -> None:
    """A page that is older than the pack is told to load again."""
    with pytest.raises(Invalid, match="/answers/pond"):
        proposed(PACK, {"pond": YES})


@given(st.dictionaries(st.sampled_from(["slope", "fence"]), st.sampled_from(Answer)))
def test_no_risk_is_lost_between_offered_and_dropped(answers: dict[str, Answer]) -> None:
    """Whatever is answered, each risk is offered or dropped, once, and a dropped one has a reason."""
    offer = proposed(PACK, answers)
    offered, dropped = codes(offer)
    assert sorted(offered + dropped) == sorted(TITLES)
    assert all(one.because for one in offer.dropped)
    assert dropped == [] or UNKNOWN not in {*answers.values()} or len(answers) > 1


def test_a_newer_version_tells_new_changed_and_gone() -> None:
    """New risks are those the newer version brought; changed words reach untouched risks only."""
    newer = a_pack(
        risks=(
            pack_risk("frost", changed=3),
            pack_risk("flood", changed=3),
            pack_risk("theft", changed=3),
            pack_risk("gift"),
            pack_risk("moles", added=3, changed=3),
            pack_risk("weeds", added=2, changed=3),
        )
    )
    kept = {
        "frost": Kept(2),
        "flood": Kept(2, edited=True),
        "theft": Kept(2, dismissed=True),
        "heat": Kept(1),
    }
    found = updates(newer, kept)
    assert [risk.code for risk in found.new] == ["moles"]
    assert [risk.code for risk in found.passed_over] == ["gift", "weeds"]
    assert [risk.code for risk in found.untouched] == ["frost"]
    assert [risk.code for risk in found.edited] == ["flood"]
    assert found.withdrawn == ("heat",)


def test_the_version_that_was_taken_has_no_news() -> None:
    """A project that took everything of this version hears of nothing; one that took nothing, of all as new."""
    taken = updates(PACK, {code: Kept(3) for code in TITLES})
    assert (taken.new, taken.passed_over, taken.untouched, taken.edited, taken.withdrawn) == ((), (), (), (), ())
    assert [risk.code for risk in updates(PACK, {}).new] == list(TITLES)


@given(
    st.dictionaries(
        st.sampled_from([*TITLES, "heat"]), st.builds(Kept, st.integers(1, 3), st.booleans(), st.booleans())
    )
)
def test_an_edited_or_dismissed_risk_is_never_touched(kept: dict[str, Kept]) -> None:
    """Whatever was kept, new words are offered only for risks that nobody edited and nobody dismissed."""
    pack = a_pack(risks=tuple(pack_risk(code, changed=3) for code in TITLES))
    found = updates(pack, kept)
    assert all(not kept[risk.code].edited and not kept[risk.code].dismissed for risk in found.untouched)
    assert all(kept[risk.code].edited for risk in found.edited)
    assert not {risk.code for risk in (*found.new, *found.passed_over)} & kept.keys()
