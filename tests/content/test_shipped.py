"""The shipped packs: enough of everything, well worded, with codes that stay, and read in no time."""

from __future__ import annotations

import time
from collections import Counter

import pytest
import yaml

from plugin.content.shipped import ORDER, shipped_packs, shipped_text
from plugin.domain.english import is_english
from plugin.domain.pack import Answer, Pack
from plugin.domain.pack_offer import proposed
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.starter_model import STARTER_MODEL
from plugin.domain.statement_lint import Statement, lint, twins
from plugin.domain.treatment import ActionKind, Direction

PACKS = shipped_packs(STARTER_CATEGORIES)
EACH = pytest.mark.parametrize("pack", PACKS, ids=ORDER)


def test_common_and_six_specialities_are_shipped() -> None:
    """Each file is named for its pack, and what fits everybody comes first."""
    assert tuple(pack.code for pack in PACKS) == ORDER
    assert ORDER[0] == "common"
    assert len({pack.name for pack in PACKS}) == 7
    assert all((pack.version, pack.language) == (1, "en") and pack.summary for pack in PACKS)


@EACH
def test_a_pack_has_enough_of_everything(pack: Pack) -> None:
    """Twelve risks or more (fifteen in common), one or two opportunities, six to ten questions, six for the review."""
    sides = Counter(risk.direction for risk in pack.risks)
    assert len(pack.risks) >= (15 if pack.code == "common" else 12)
    assert sides[Direction.OPPORTUNITY] in {1, 2}
    assert 6 <= len(pack.questions) <= 10
    assert len(pack.review_questions) >= 6
    assert pack.code == "common" or len(pack.change_reasons) >= 5


@EACH
def test_every_statement_is_well_worded(pack: Pack) -> None:
    """No rule of wording finds anything in a risk that we offer, and each is long enough to be judged."""
    for risk in pack.risks:
        said = Statement(risk.title, risk.cause, risk.event, risk.effect, risk.direction)
        assert lint(said) == (), risk.code
        assert is_english(f"{risk.title}. {risk.cause}. {risk.event}. {risk.effect}"), risk.code


@EACH
def test_every_risk_reads_as_one_sentence(pack: Pack) -> None:
    """Cause, event and effect are parts of a sentence: small letters, no full stop; sign and title stand alone."""
    for risk in pack.risks:
        parts = (risk.cause, risk.event, risk.effect)
        assert all(part[0].islower() and part[-1] not in ".?!" for part in parts), risk.code
        assert risk.title[0] + risk.sign[0] == (risk.title[0] + risk.sign[0]).upper(), risk.code
        assert (risk.title[-1] == ".", risk.sign[-1] == ".") == (False, True), risk.code


@EACH
def test_every_risk_says_what_to_do_before_it_strikes(pack: Pack) -> None:
    """Something can be done ahead of each risk; no risk is offered with a plan for afterwards alone."""
    ahead = {ActionKind.PREVENTIVE, ActionKind.DETECTIVE}
    assert [risk.code for risk in pack.risks if not ahead & {action.kind for action in risk.actions}] == []


@EACH
def test_answers_move_risks_both_ways(pack: Pack) -> None:
    """Some answers drop risks, others put some first; who knows nothing yet is offered all of them."""
    for answer in (Answer.YES, Answer.NO):
        offer = proposed(pack, {question.code: answer for question in pack.questions})
        assert offer.dropped
        assert offer.offered[0].because
    unknown = proposed(pack, {question.code: Answer.UNKNOWN for question in pack.questions})
    assert unknown.dropped == ()
    assert len(unknown.offered) == len(pack.risks)


def test_no_risk_is_offered_twice_by_two_packs() -> None:
    """A project that takes the common pack and its speciality meets each risk once."""
    common = PACKS[0]
    for pack in PACKS[1:]:
        both = {f"{one.code}/{risk.code}": risk.title for one in (common, pack) for risk in one.risks}
        assert twins(both) == {}


def test_impact_is_worded_for_each_speciality() -> None:
    """Each speciality has five phrases for at least six objectives, other than the starter model's; common has none."""
    assert PACKS[0].impact_wording is None
    for pack in PACKS[1:]:
        wording = pack.impact_wording or {}
        assert len(wording) >= 5, pack.code
        for objective, phrases in wording.items():
            assert len(phrases) == len(STARTER_MODEL.impacts)
            assert not {*phrases} & {level.wording[objective] for level in STARTER_MODEL.impacts}


@pytest.mark.parametrize("code", ORDER)
def test_a_file_says_nothing_twice(code: str) -> None:
    """No mapping of a file has a key twice, which YAML would pass over in silence."""

    def look(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), (keys, node.start_mark.line + 1)
            for _, value in node.value:
                look(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                look(value)

    root = yaml.compose(shipped_text(code), yaml.SafeLoader)
    assert root is not None
    look(root)


@pytest.mark.bench
def test_reading_all_packs_takes_no_time() -> None:
    """Starting the app is not held up: all packs are read and checked in under a second."""
    started = time.process_time()
    shipped_packs(STARTER_CATEGORIES)
    assert time.process_time() - started < 1
