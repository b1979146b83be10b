"""The portfolio in words: which projects are strained and by what, and in which order they stand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from plugin.domain.ids import ProjectId
from plugin.domain.ledger import Column, Ledger
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.portfolio import HEALTHS, Standing
from plugin.usecases.records import Progress, Project, ProjectSettings
from plugin.usecases.views.portfolio import MOST_PAGES, PAGE, Printing, health_mark, portfolio_view
from plugin.usecases.views.portfolio_order import COLUMNS, Order, order, sorted_by
from plugin.usecases.views.portfolio_sentence import portfolio_sentence
from tests.usecases.views.plain import PlainWording

SAY = PlainWording()
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PRINTING = Printing(money=lambda minor, code: f"{code} {minor / 100:g}", page=lambda key: f"/{key}", today=TODAY)


def standing(key: str = "PAY", *, overdue: int = 0, currency: str = "EUR", ledger: Ledger | None = None) -> Standing:
    """A project of which nothing is known but its ledger and its overdue reviews."""
    settings = ProjectSettings(currency=currency)
    project = Project(ProjectId(key), key, f"Project {key}", enabled=True, settings=settings, changed_at=NOW)
    return Standing(project, Counter(), overdue, None, ledger, STARTER_MODEL)


def risky(key: str, *, critical: int = 0, above: int = 0, expected: int | None = None, **other: object) -> Standing:
    """A project with open risks: critical ones, others above appetite, and one that is within it."""
    made = standing(key, **other)  # type: ignore[arg-type]
    made.totals.update({"identified": critical + above + 1, "open": critical + above + 1, "level.Low": 1})
    made.totals.update({"level.Critical": critical, "aboveAppetite": critical + above})
    if expected is not None:
        made.totals.update({"threats.valued": 1, "threats.expected": expected})
    return made


def grown(points: int, baseline: int = 10_000) -> Ledger:
    """A ledger with that many thousandths of points added that nobody approved."""
    column = Column(baseline=baseline, unapproved=points, added=points, unapproved_added=points)
    return Ledger(column, Column(baseline=2, unapproved=1 if points else 0))


def keys(standings: tuple[Standing, ...]) -> list[str]:
    """The projects' keys in order."""
    return [one.project.key for one in standings]


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        ([standing("A")], "Nothing was written down or frozen yet in Project A."),
        ([risky("A")], "Project A is straight."),
        ([risky("A", above=1)], "Project A is strained."),
        ([risky("A", critical=1)], "Project A is off plumb; 1 critical risk is open."),
        (
            [standing("A", ledger=grown(1000))],
            "Project A is strained; part of its scope was never approved.",
        ),
        ([standing("A"), standing("B")], "Nothing was written down or frozen yet in any of 2 projects."),
        ([risky("A"), standing("B")], "None of 2 projects is strained."),
        ([risky("A", overdue=2), risky("B")], "None of 2 projects is strained; 2 reviews are overdue."),
        ([risky("A", above=1), risky("B")], "1 of 2 projects is strained."),
        (
            [risky("A", critical=2, overdue=1), risky("B", critical=1), risky("C"), standing("D", ledger=grown(1000))],
            (
                "2 of 4 projects are off plumb and 1 is strained; 3 critical risks are open, 1 review is overdue and "
                "1 project holds scope that was never approved."
            ),
        ),
    ],
)
def test_a_sponsor_could_read_it_aloud(standings: list[Standing], sentence: str) -> None:
    """One sentence says how many projects are strained and by what, whatever there is."""
    assert portfolio_sentence(SAY, standings) == sentence


def test_health_is_what_jiras_property_says() -> None:
    """Off, strained and straight follow the property's rule; where there is nothing to judge by there is no word."""
    assert [one.health for one in (risky("A", critical=1), risky("B", above=1), risky("C"))] == list(HEALTHS)
    assert standing("D", ledger=grown(0)).health == "straight"
    assert standing("D", ledger=grown(1000)).health == "strained"
    assert standing("E").health is None
    marks = [health_mark(SAY, one) for one in (*HEALTHS, None)]
    assert [(mark.name, mark.symbol) if mark else None for mark in marks] == [
        ("Off plumb", "▲"),
        ("Strained", "◐"),
        ("Straight", "○"),
        None,
    ]


def test_the_worst_stand_first() -> None:
    """Without another wish the order is off, strained, straight, unknown, and within each by what weighs more."""
    given = (
        standing("UNK"),
        risky("OK"),
        risky("OK2", overdue=1),
        risky("STR", above=1),
        risky("OFF1", critical=1),
        risky("OFF2", critical=2),
    )
    assert keys(sorted_by(order("/t", {}, 1), given)) == ["OFF2", "OFF1", "STR", "OK2", "OK", "UNK"]
    backwards = order("/t", {"sort": "health", "reverse": "1"}, 1)
    assert keys(sorted_by(backwards, given)) == ["OK2", "OK", "STR", "OFF2", "OFF1", "UNK"]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("reverse", ["", "1"])
def test_every_column_sorts_and_undefined_comes_last(column: str, reverse: str) -> None:
    """Each column sorts either way, loses no project, and puts those without a value behind all others."""
    given = (standing("NONE"), risky("A", critical=1, expected=5), risky("B", ledger=grown(2000)), risky("C"))
    wanted = order("/t", {"sort": column, "reverse": reverse}, 1)
    found = sorted_by(wanted, given)
    assert sorted(keys(found)) == ["A", "B", "C", "NONE"]
    defined = [COLUMNS[column].place(one) is not None for one in found]
    assert defined == sorted(defined, reverse=True)
    places = [place for one in found if (place := COLUMNS[column].place(one)) is not None]
    assert places == sorted(places, reverse=wanted.direction(column) == "descending")


def test_money_of_two_currencies_is_not_compared() -> None:
    """By exposure each currency's projects stand together, the largest loss first; without an estimate last."""
    given = (
        risky("E1", expected=100),
        risky("U1", expected=900, currency="USD"),
        risky("E2", expected=500),
        risky("N"),
    )
    assert keys(sorted_by(order("/t", {"sort": "exposure"}, 1), given)) == ["E2", "E1", "U1", "N"]


def test_the_address_holds_the_order() -> None:
    """A column is first sorted by what asks for attention, then turned round; nonsense is the usual order."""
    first = Order("/t").by("open")
    assert (first.url(), first.direction("open"), first.direction("health")) == ("/t?sort=open", "descending", "")
    again = first.by("open")
    assert (again.url(), again.direction("open")) == ("/t?sort=open&reverse=1", "ascending")
    assert again.by("open") == first
    assert again.url(pages=3) == "/t?sort=open&reverse=1&pages=3"
    assert order("/t", {"sort": "nonsense", "reverse": "1"}, 1) == Order("/t")


def test_a_row_tells_undefined_from_nought() -> None:
    """No estimate, no baseline and nothing added are dashes with their reasons; nought open risks is a count."""
    [row] = portfolio_view(SAY, [standing()], Order("/t"), PRINTING).rows
    assert (row.open.value, row.critical.value, row.overdue.value) == ("0", "0", "0")
    assert (row.health, row.review, row.exposure.value, row.growth.value, row.unapproved.value) == (None,) * 5
    assert (row.exposure.reason, row.growth.reason) == (
        "No open risk has a cost estimate.",
        "No baseline is followed yet.",
    )
    [row] = portfolio_view(SAY, [standing(ledger=grown(0, baseline=0))], Order("/t"), PRINTING).rows
    assert (row.growth.reason, row.unapproved.reason) == (
        "The baseline holds no estimated work.",
        "Nothing was added.",
    )


def test_a_row_in_words() -> None:
    """Exposure and growth carry their sign; what is critical or overdue stands out."""
    one = risky("A", critical=1, overdue=2, expected=123_00, ledger=grown(2500))
    [row] = portfolio_view(SAY, [one], Order("/t"), PRINTING).rows
    assert (row.name, row.key, row.url) == ("Project A", "A", "/A")
    assert (row.exposure.value, row.growth.value, row.unapproved.value) == ("−EUR 123", "+25%", "100%")
    assert (row.critical.alarming, row.overdue.alarming, row.open.alarming) == (True, True, False)


@pytest.mark.parametrize(
    ("state", "note"), [("running", "still being read in"), ("failed", "reading in was not finished"), ("done", "")]
)
def test_a_project_being_read_in_says_so(state: str, note: str) -> None:
    """Figures that do not hold for the whole project yet are marked."""
    one = standing()
    project = Project(one.project.id, "PAY", "Payments", enabled=True, progress=Progress(state))
    shown = Standing(project, one.totals, 0, None, None, STARTER_MODEL)
    [row] = portfolio_view(SAY, [shown], Order("/t"), PRINTING).rows
    assert (row.note, row.as_of) == (note, None)


def test_two_hundred_projects_come_in_pages() -> None:
    """The first page holds the worst, more is asked for by its address, and the sentence counts them all."""
    many = [risky(f"P{number}", critical=number % 2) for number in range(200)]
    view = portfolio_view(SAY, many, Order("/t"), PRINTING)
    assert (len(view.rows), view.whole, view.more_url) == (PAGE, 200, "/t?sort=health&pages=2")
    assert all(row.health and row.health.name == "Off plumb" for row in view.rows)
    assert view.sentence.startswith("100 of 200 projects are off plumb")
    last = portfolio_view(SAY, many, Order("/t", pages=10**6), PRINTING)
    assert (len(last.rows), last.more_url) == (200, "")
    assert PAGE * MOST_PAGES >= 1000


def test_nothing_to_show_is_said_by_the_template() -> None:
    """Without a project there is no sentence and no row."""
    view = portfolio_view(SAY, [], Order("/t"), PRINTING)
    assert (view.sentence, view.rows, view.whole) == ("", (), 0)
