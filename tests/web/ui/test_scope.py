"""The scope tab as it is read: ledger, log, figures, and what nobody else may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.usecases.views.scope_log import PAGE
from tests.web.fakes import ANA, BEN, VERSION, moved
from tests.web.ui.stage import HOSTILE, Stage, a_stage, changes, ledger_parts, text

SCOPE = "/ui/projects/10000/scope"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


@pytest.mark.parametrize("person", ["ben", "vera"])
def test_nothing_frozen_yet_offers_no_form_to_others(stage: Stage, person: str) -> None:
    """Who does not manage the project is told who can freeze, and gets no form."""
    body = text(getattr(stage, person).get(SCOPE))
    assert "Whoever administers this project can do it here." in body
    assert "<form" not in body


def test_the_ledger_equals_its_ledger_parts(stage: Stage) -> None:
    """Baseline + approved + pending + unapproved = current, with the signs as printed, in points and in issues."""
    stage.agree()
    for measure, total in (("points", 25 + 5 + 3 - 5 - 5), ("count", 5 + 1 - 1 - 1)):
        found = ledger_parts(text(stage.ana.get(f"{SCOPE}?measure={measure}")))
        *summands, (_, name, current) = found
        assert name == "current"
        assert sum((-1 if sign == "−" else 1) * int(value) for sign, _, value in summands) == int(current) == total


def test_growth_and_churn_are_different_numbers(stage: Stage) -> None:
    """Net growth lets what came in and went out cancel, gross churn does not."""
    stage.agree()
    body = text(stage.ana.get(SCOPE))
    assert "−8\N{NARROW NO-BREAK SPACE}%" in body
    assert "72\N{NARROW NO-BREAK SPACE}%" in body
    assert "Release 1.0 has shrunk by 2 points (8\N{NARROW NO-BREAK SPACE}%) since it was frozen on 24 November" in body


def test_each_change_is_one_sentence_newest_first(stage: Stage) -> None:
    """Every delta has one entry, told in words, the newest on top."""
    baseline = stage.agree()
    body = text(stage.ana.get(f"{SCOPE}/log"))
    assert body.count('<li id="change-') == len(changes(stage, baseline.id)) == 4
    said = ["was deleted in Jira, −5 points", "was moved out, −5 points", "from 5 points to 8 points, +3 points"]
    places = [body.index(one) for one in [*said, "came in after the freeze, +5 points, by Release lead"]]
    assert places == sorted(places)


def test_a_deleted_issue_keeps_its_tombstone(stage: Stage) -> None:
    """What was deleted is struck through and says that it is kept; its title is for the manager only."""
    stage.agree()
    ana, vera = text(stage.ana.get(f"{SCOPE}/log")), text(stage.vera.get(f"{SCOPE}/log"))
    assert 'class="issue-key done"' in ana
    assert "No longer in Jira; kept here as it was." in ana
    assert ">PAY-3</a> <span>Story 3</span>" in ana
    assert ">PAY-3</a>" in vera
    assert "Story 3" not in vera


def test_an_issue_that_may_not_be_seen_is_not_named(stage: Stage) -> None:
    """Issue security is respected in the log and in the frozen items."""
    stage.agree()
    stage.world.jira[stage.world.acme].hide(ANA, "20042")
    stage.world.jira[stage.world.acme].hide(ANA, "20004")
    log, items = text(stage.ana.get(f"{SCOPE}/log")), text(stage.ana.get(f"{SCOPE}/items"))
    assert "An issue you may not see</em> came in" in log
    assert "Partial refunds" not in log
    assert "PAY-42" not in log
    assert "Story 4" not in items
    assert "PAY-4<" not in items
    assert "Story 5" in items


def test_a_hostile_title_is_only_text(stage: Stage) -> None:
    """Markup and placeholders in a title, a name or a baseline's name are shown, never obeyed."""
    stage.agree()
    stage.freeze(HOSTILE)
    stage.world.put_issue("20050", summary=HOSTILE)
    stage.world.jira[stage.world.acme].names[ANA] = HOSTILE
    for path in (SCOPE, f"{SCOPE}/log", f"{SCOPE}/items", f"{SCOPE}/why/growth"):
        body = stage.ana.get(path).get_data(as_text=True)
        assert "<script>alert" not in body
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; %(issue)s" in text(stage.ana.get(SCOPE))


def test_a_part_narrows_the_log_and_once_more_widens_it(stage: Stage) -> None:
    """Each part of the ledger is a filter of the log; the chosen one is marked and leads back."""
    baseline = stage.agree()
    chosen = changes(stage, baseline.id)["PAY-42 added-new"]
    stage.ana.post(f"{SCOPE}/changes/{chosen}/decision", disposition="approved")
    approved, unapproved = (text(stage.ana.get(f"{SCOPE}/log?part={p}")) for p in ("approved", "unapproved"))
    assert approved.count('<li id="change-') == 1
    assert unapproved.count('<li id="change-') == 3
    assert 'aria-current="true"' in approved
    assert "Show all parts" in approved


def test_the_log_of_many_changes_comes_in_pages(stage: Stage) -> None:
    """The first page holds the newest changes, more adds older ones, and the last page offers no more."""
    stage.world.put_issue("20001")
    stage.freeze()
    for turn in range(PAGE + 3):
        stage.world.clock.forward(hours=1)
        stage.world.reestimate_issue("20001", str(5 + turn), str(6 + turn))
    first, second = (text(stage.ana.get(f"{SCOPE}/log?pages={n}")) for n in (1, 2))
    assert first.count('<li id="change-') == PAGE
    assert "Show more" in first
    assert second.count('<li id="change-') > PAGE
    assert "Show more" not in second


def test_the_burn_up_has_its_table_and_file(stage: Stage) -> None:
    """The chart's lines are there as a table and as CSV: scope moves by the changes, done by what was finished."""
    stage.agree()
    stage.world.finish_issue("20004")
    body = text(stage.ana.get(f"{SCOPE}/chart"))
    assert "5 of 23 done; 25 were agreed." in body
    assert "<table" in body
    rows = stage.ana.get(f"{SCOPE}/burnup.csv").get_data(as_text=True).split()
    assert rows[0] == "day,scope,done"
    assert rows[-1] == "2026-11-28,23,5"


@pytest.mark.parametrize("key", ["current", "growth", "churn", "unapprovedShare"])
def test_every_figure_explains_itself(stage: Stage, key: str) -> None:
    """A figure opens to its formula, its inputs and the changes behind it."""
    stage.agree()
    body = text(stage.ana.get(f"{SCOPE}/why/{key}"))
    assert "Show the changes behind it" in body
    assert "What goes in" in body
    assert "as of" in body


def test_an_undefined_ratio_is_a_dash_with_its_reason(stage: Stage) -> None:
    """A baseline without estimates has no growth in points: a dash and why, never nought per cent."""
    stage.world.put_issue("20001", points=None)
    stage.freeze()
    body = text(stage.ana.get(SCOPE))
    assert "The baseline holds no estimated work." in body
    assert "0\N{NARROW NO-BREAK SPACE}%" not in body


def test_names_that_jira_does_not_give_do_not_break_the_page(stage: Stage) -> None:
    """A person whom Jira no longer names is called somebody who has left."""
    stage.agree()
    del stage.world.jira[stage.world.acme].names[BEN]
    assert "by somebody who has left" in text(stage.ana.get(f"{SCOPE}/log"))


def test_jira_down_is_said_as_such(stage: Stage) -> None:
    """Where Jira cannot be asked for rights the answer is a 503, not an open door."""
    stage.agree()
    stage.world.jira[stage.world.acme].failure = JiraTrouble("Jira does not answer.")
    assert stage.ana.get(SCOPE).status_code == 503


READS = ("", "/log", "/chart", "/items", "/why/growth", "/burnup.csv")


@pytest.mark.parametrize("path", READS)
def test_a_stranger_finds_nothing(stage: Stage, path: str) -> None:
    """Cleo of another site gets 404 everywhere, nobody at all gets 401; everybody of the project may read."""
    stage.agree()
    assert [getattr(stage, who).get(SCOPE + path).status_code for who in ("ana", "ben", "vera", "cleo", "nobody")] == [
        *(200, 200, 200),
        *(404, 401),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "?measure=%00&part=nonsense&baseline=%F0%9F%98%80&pages=99999999999999999999",
        "/log?pages=-1&part=<script>",
        "/log?pages=\N{SUPERSCRIPT TWO}",
        "/items?after=bm9uc2Vuc2U",
        "/items?after=%00",
        "/why/nothing",
        "/freeze?of=%00",
    ],
)
def test_nonsense_in_an_address_is_never_our_failure(stage: Stage, path: str) -> None:
    """What makes no sense is read as not given, or refused; it is never a 500."""
    stage.agree()
    assert stage.ana.get(SCOPE + path).status_code in {200, 404, 422}


def test_an_old_issue_that_joins_is_moved_in(stage: Stage) -> None:
    """An issue older than the freeze that joins later is moved in, not new."""
    stage.world.put_issue("20009", versions=())
    stage.freeze()
    stage.world.clock.forward(hours=1)
    stage.world.move_issue("20009", [moved("fixVersions", None, VERSION)])
    assert "was moved in after the freeze, +5 points, by Developer" in text(stage.ana.get(f"{SCOPE}/log"))
