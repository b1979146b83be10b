"""The words of the scope tab: the sentence for a sponsor, the ledger as a line, ratios, reasons, the burn-up's days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.baseline import Baseline, BaselineStatus, Definition, Kind
from plugin.domain.delta import DeltaClass, Disposition
from plugin.domain.ids import BaselineId, ProjectId
from plugin.domain.ledger import Column, Ledger
from plugin.usecases.records import DayMove
from plugin.usecases.views.burnup import burn_days, burn_up_view
from plugin.usecases.views.ledger_line import ledger_parts, ratio_cards
from plugin.usecases.views.reasons import likely, reason_words, reasons
from plugin.usecases.views.scope_place import Measure, Part, Place
from plugin.usecases.views.scope_sentence import scope_sentence
from tests.usecases.views.plain import PlainWording

SAY = PlainWording()
AT = datetime(2026, 10, 3, 14, tzinfo=UTC)
BASELINE = Baseline(
    id=BaselineId("b"),
    project_id=ProjectId("10000"),
    name="2.0 as agreed",
    definition=Definition(Kind.VERSION, "10001"),
    captured_at=AT,
    captured_by=None,
    items=(),
    content_hash="0" * 64,
    status=BaselineStatus.APPROVED,
)
PLACE = Place("/scope", "b", Measure.POINTS)


def a_ledger(**points: int) -> Ledger:
    """A ledger in points; the count stays empty."""
    return Ledger(Column(**{name: value * 1000 for name, value in points.items()}), Column())


def said(**points: int) -> str:
    """The sentence for such a ledger."""
    return scope_sentence(SAY, Measure.POINTS, BASELINE, a_ledger(**points), "Release 2.0")


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (
            {"baseline": 120, "approved": 8, "pending": 3, "unapproved": 5},
            "{} has grown by 16 points (13%) since it was agreed on 2026-10-03; 5 of them were never approved.",
        ),
        (
            {"baseline": 120, "unapproved": 1},
            "{} has grown by 1 point (1%) since it was agreed on 2026-10-03; 1 of them was never approved.",
        ),
        (
            {"baseline": 100, "approved": -10},
            "{} has shrunk by 10 points (10%) since it was agreed on 2026-10-03; all of it was decided on.",
        ),
        (
            {"baseline": 100, "approved": 5, "unapproved": -8},
            (
                "{} has shrunk by 3 points (3%) since it was agreed on 2026-10-03; "
                "−8 points of change were never approved."
            ),
        ),
        ({"baseline": 100}, "{} has not moved since it was agreed on 2026-10-03."),
        (
            {"baseline": 100, "added": 5, "removed": 5},
            (
                "{} is as large as before, yet 10 points moved in and out since it was agreed on 2026-10-03; "
                "all of it was decided on."
            ),
        ),
        (
            {"pending": 4},
            "{} has grown by 4 points since it was agreed on 2026-10-03.",
        ),
    ],
)
def test_the_sentence_for_a_sponsor(points: dict[str, int], sentence: str) -> None:
    """The page's first sentence says how far scope is from what was agreed, and what nobody approved."""
    assert said(**points) == sentence.format("Release 2.0")


def test_a_draft_was_frozen_not_agreed() -> None:
    """Until somebody approved it, nobody agreed."""
    draft = replace(BASELINE, status=BaselineStatus.DRAFT)
    sentence = scope_sentence(SAY, Measure.POINTS, draft, a_ledger(baseline=1), "Release 2.0")
    assert sentence == "Release 2.0 has not moved since it was frozen on 2026-10-03."


@given(st.tuples(*[st.integers(-500, 500)] * 4))
def test_the_line_always_adds_up(values: tuple[int, int, int, int]) -> None:
    """Whatever the parts, the signs and values as printed sum to the printed current scope."""
    baseline, approved, pending, unapproved = values
    ledger = a_ledger(baseline=baseline, approved=approved, pending=pending, unapproved=unapproved)
    *summands, total = ledger_parts(SAY, PLACE, ledger)
    amounts = [int(part.value.replace("−", "-")) * (-1 if part.sign == "−" else 1) for part in summands]
    assert sum(amounts) == int(total.value.replace("−", "-")) == sum(values)
    assert total.sign == "="


@given(st.sampled_from(Disposition))
def test_every_disposition_belongs_to_one_part(disposition: Disposition) -> None:
    """The three parts share all changes out; the log of everything holds each of them."""
    assert sum(part.holds(disposition) for part in (Part.APPROVED, Part.PENDING, Part.UNAPPROVED)) == 1
    assert Part.ALL.holds(disposition)


def test_ratios_without_a_denominator_are_unknown_with_a_reason() -> None:
    """Growth and churn of an empty baseline and the share of no additions are undefined, each with its reason."""
    cards = ratio_cards(SAY, PLACE, Column())
    assert [card.value for card in cards] == [None, None, None]
    assert [card.reason for card in cards] == [
        "The baseline holds no estimated work.",
        "The baseline holds no estimated work.",
        "Nothing was added.",
    ]


def test_growth_has_a_sign_and_churn_has_none() -> None:
    """Net growth is a movement, gross churn a size."""
    line = Column(baseline=100, unapproved=10, added=20, removed=10, reestimated=5, unapproved_added=20)
    growth, churn, share = ratio_cards(SAY, Place("/scope", "b", Measure.COUNT), line)
    assert (growth.value, churn.value, share.value) == ("+10%", "35%", "100%")


def test_reasons_are_stored_by_code_and_shown_in_words() -> None:
    """A code has its label, a comment follows it, and what somebody wrote under Other stands alone."""
    assert reason_words(SAY, "customer", None) == "Customer asked"
    assert reason_words(SAY, "customer", "on the phone") == "Customer asked: on the phone"
    assert reason_words(SAY, "other", "it was Monday") == "it was Monday"
    assert reason_words(SAY, "from-elsewhere", None) == "from-elsewhere"
    assert reason_words(SAY, None, None) is None


@pytest.mark.parametrize("delta_class", list(DeltaClass))
def test_every_class_offers_known_reasons(delta_class: DeltaClass) -> None:
    """The chips of each class are reasons of the list, each once."""
    offered = likely(delta_class)
    assert len(set(offered)) == 4
    assert set(offered) <= reasons(SAY).keys()


def test_the_burn_up_runs_from_the_freeze_to_today() -> None:
    """Totals run on by the days' movements; what came before the freeze's day counts for it; today closes the line."""
    moves = [
        DayMove(date(2026, 10, 5), scope_points=5000, scope_count=1, done_points=3000, done_count=1),
        DayMove(date(2026, 10, 3), scope_points=2000, scope_count=1),
    ]
    days = burn_days(Measure.POINTS, date(2026, 10, 3), 10_000, moves, date(2026, 10, 8))
    assert [(d.on.day, d.scope, d.done) for d in days] == [(3, 12, 0), (5, 17, 3), (8, 17, 3)]
    days = burn_days(Measure.COUNT, date(2026, 10, 3), 4, moves, date(2026, 10, 8))
    assert [(d.on.day, d.scope, d.done) for d in days] == [(3, 5, 0), (5, 6, 1), (8, 6, 1)]


def test_the_burn_up_looks_as_far_as_the_agreed_day() -> None:
    """The axis ends at the day that was agreed, or today where that is past or was never set."""
    today = date(2026, 10, 8)
    for target, until in (("2026-12-01", date(2026, 12, 1)), ("2026-10-01", today), (None, today)):
        view = burn_up_view(SAY, Measure.POINTS, replace(BASELINE, target_on=target), 10_000, [], today)
        assert (view.until, view.sentence) == (until, "0 of 10 done; 10 were agreed.")
