"""Drafts as commands: totals and facts follow, a newer pack renews what nobody touched, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.domain.drafts import FROM_PACK, Dismissal
from plugin.domain.errors import Conflict, Invalid
from plugin.domain.ids import AccountId
from plugin.domain.pack import Pack
from plugin.domain.register import contribution
from plugin.domain.risk import Risk, Status
from plugin.usecases.drafting import Judgement, add_drafts, dismiss_draft, keep_draft, renew_drafts
from plugin.usecases.risks import RiskDraft, drop_risk, rewrite_risk
from tests.domain.packs import a_pack, pack_risk
from tests.usecases.desk import PROJECT, Desk

OLD = a_pack(risks=tuple(pack_risk(code) for code in ("frost", "flood", "theft", "gift")))
NEW = replace(
    OLD,
    version=4,
    risks=(
        *(replace(one, title=f"{one.title} again", changed=4) for one in OLD.risks),
        pack_risk("drought", title="Rain stays away", added=4, changed=4),
    ),
)
SOMEBODY = AccountId("5b10a2844c20165700ede001")


def taken(desk: Desk, pack: Pack = OLD) -> dict[str, Risk]:
    """All risks of a pack as drafts, by code."""
    with desk.act() as act:
        add_drafts(act, PROJECT, pack, {risk.code for risk in pack.risks})
    return stored(desk)


def stored(desk: Desk) -> dict[str, Risk]:
    """The risks from packs as they are kept, by code."""
    with desk.work(desk.site_id) as uow:
        return {risk.source.reference.partition("#")[2]: risk for risk in uow.risks.sourced(PROJECT, FROM_PACK)}


def test_totals_follow_drafts_through_their_life(desk: Desk) -> None:
    """Added, kept and dismissed: the running totals equal a recount after each."""
    drafts = taken(desk)
    with desk.act() as act:
        keep_draft(act, drafts["frost"].id, Judgement(SOMEBODY, 4, 3))
        dismiss_draft(act, drafts["flood"].id, Dismissal.COVERED)
    with desk.work(desk.site_id) as uow:
        models = uow.models.of_project(PROJECT)
        recount = sum((contribution(risk, models) for risk in stored(desk).values()), start=contribution(None, models))
        assert uow.risks.totals(PROJECT) == recount
        assert (recount["drafts"], recount["open"]) == (2, 1)
        standing = uow.standings.last(drafts["frost"].id)
    assert standing is not None


def test_a_newer_pack_renews_untouched_drafts_only(desk: Desk) -> None:
    """A reworded, a kept and a dismissed risk stay as they are; an untouched draft takes the new words."""
    drafts = taken(desk)
    with desk.act() as act:
        rewrite_risk(act, drafts["flood"].id, RiskDraft("Our own words"), None)
        keep_draft(act, drafts["theft"].id, Judgement(SOMEBODY, as_hinted=True))
        dismiss_draft(act, drafts["gift"].id, Dismissal.OTHER, "We have enough")
        renewed = renew_drafts(act, PROJECT, NEW)
    assert [risk.source.version for risk in renewed] == [4]
    now = stored(desk)
    assert now["frost"].title == "Late frost kills seedlings again"
    assert not now["frost"].source.edited
    assert now["flood"].title == "Our own words"
    assert (now["theft"].title, now["theft"].status) == (drafts["theft"].title, Status.OPEN)
    assert (now["gift"].title, now["gift"].status) == (drafts["gift"].title, Status.REJECTED)
    with desk.act() as act:
        assert renew_drafts(act, PROJECT, NEW) == []


def test_a_deleted_draft_can_be_taken_again(desk: Desk) -> None:
    """What was taken out of the register may come back; what is there is told and not doubled."""
    drafts = taken(desk)
    with desk.act() as act:
        drop_risk(act, drafts["flood"].id, None)
        again = add_drafts(act, PROJECT, NEW, {"frost", "flood", "drought"})
    assert [draft.title for draft in again.drafts] == ["Cellar is flooded in spring again", "Rain stays away"]
    assert again.known == ("frost",)


def test_a_draft_is_judged_once(desk: Desk) -> None:
    """A kept draft is no draft any more; an unknown code of a pack is named."""
    drafts = taken(desk)
    with desk.act() as act:
        keep_draft(act, drafts["frost"].id, Judgement(SOMEBODY, 1, 1))
        with pytest.raises(Conflict):
            keep_draft(act, drafts["frost"].id, Judgement(SOMEBODY, 1, 1))
        with pytest.raises(Invalid, match="snow"):
            add_drafts(act, PROJECT, OLD, {"snow"})
