"""Sample data for the gallery: friendly, long, right-to-left, empty and failing."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from plugin.ui.charts import Day, Wording, burn_up, sparkline

START = date(2026, 9, 7)
SYMBOLS = {"Low": ("low", "○"), "Medium": ("medium", "◐"), "High": ("high", "◆"), "Critical": ("critical", "▲")}
MATRIX = (
    ("Nearly certain", "LMHCC", (0, 1, 0, 1, 0)),
    ("Likely", "LMHHC", (0, 2, 3, 0, 0)),
    ("Possible", "LLMHH", (1, 2, 4, 0, 0)),
    ("Unlikely", "LLMMH", (0, 1, 1, 2, 0)),
    ("Rare", "LLLMH", (0, 0, 0, 0, 0)),
)
NAMES = {name[0]: name for name in SYMBOLS}
IMPACTS = ("Negligible", "Minor", "Moderate", "Major", "Severe")
RISKS = (
    ("Critical", False, "Card scheme certification slips", "go-live moves past the peak season", "Release lead", 0, 0),
    ("High", False, "Key developer leaves", "velocity halves for two months", "Engineering manager", 2, 3),
    ("High", False, "Load target agreed only informally", "redesign late, or fewer users at launch", "", 0, 0),
    ("Medium", False, "Ledger migration loses rounding", "books differ by cents, audit finding", "Data lead", 3, 3),
    ("Medium", True, "Reuse the notification service", "saves about two sprints", "Platform lead", 0, 1),
    (
        "Low",
        False,
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz verlangt Nachweise",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft prüft später",
        "Datenschutzbeauftragtenstellvertretung",
        1,
        12,
    ),
    ("Low", False, "قد يتأخر المورد في تسليم الخوادم", "יעבור מועד העלייה לאוויר", "Integration lead", 1, 2),
)


def everything() -> dict[str, Any]:
    """All names the gallery's templates use."""
    return {
        "levels": [Row(name=name, tone=tone, symbol=symbol) for name, (tone, symbol) in SYMBOLS.items()],
        "tones": ("gray", "blue", "teal", "green", "yellow", "orange", "magenta", "purple"),
        "kinds": (
            *("added-new", "added-moved-in", "removed-moved-out", "removed-deleted", "removed-cancelled"),
            *("re-estimated", "date-moved", "type-changed", "split"),
        ),
        "tabs": tabs(),
        "matrix_rows": matrix_rows(),
        "impacts": IMPACTS,
        "risks": risks(),
        "columns": columns(),
        "chart": chart(),
        "chart_rows": [(f"{day.on}", f"{day.scope:g}", f"{day.done:g}") for day in days()[::3]],
        "fall": sparkline([31, 30, 31, 27, 26, 24, 25, 22, 21, 18, 19, 18]),
        "flat": sparkline([3, 3, 3, 3]),
        "ledger": ledger(),
        "filters": filters(),
        "live_url": "/live",
        "deep_link": "/fragment/",
    }


def tabs() -> list[Row]:
    """The project page's tabs with Risks current."""
    names = (("Overview", None, ""), ("Risks", 18, ""), ("Scope", None, ""), ("Changes", 3, ""))
    more = (("Reviews", None, ""), ("Lessons", 2, "new"))
    return [
        Row(key=n.lower(), label=n, url="/fragment/view", is_current=n == "Risks", count=c, note=note)
        for n, c, note in names + more
    ]


def matrix_rows() -> list[Row]:
    """A heat map of eighteen risks with one cell chosen."""
    return [Row(label=label, cells=_cells(label, levels, counts)) for label, levels, counts in MATRIX]


def _cells(label: str, levels: str, counts: tuple[int, ...]) -> list[Row]:
    cells = []
    for impact, letter, count in zip(IMPACTS, levels, counts, strict=True):
        name = NAMES[letter]
        tone, symbol = SYMBOLS[name]
        words = f"risks, {name}: {label}, {impact}"
        cells.append(
            Row(
                level=name,
                tone=tone,
                symbol=symbol,
                count=count,
                url="/fragment/register",
                words=words,
                is_selected=(label, impact) == ("Likely", "Moderate"),
            )
        )
    return cells


def columns() -> list[Row]:
    """The register's columns, sorted by level."""
    words = ("Key", "Level", "Risk", "Owner", "Responses", "Next review", "Exposure")
    return [
        Row(
            label=word,
            is_numeric=word == "Exposure",
            sort_url="/fragment/register" if word in {"Level", "Next review"} else "",
            sorted="descending" if word == "Level" else "",
        )
        for word in words
    ]


def risks(count: int = 50) -> list[Row]:
    """A page of a register of 2,000 risks: the hostile samples first, then more of the same."""
    rows = []
    for number in range(1, count + 1):
        level, is_opportunity, title, effect, owner, done, total = RISKS[(number - 1) % len(RISKS)]
        tone, symbol = SYMBOLS[level]
        rows.append(
            Row(
                key=f"R-{number}",
                level=level,
                tone=tone,
                symbol=symbol,
                is_opportunity=is_opportunity,
                title=title,
                effect=effect,
                owner=owner,
                done=done,
                total=total,
                exposure=f"{1000 // number} k€",
                is_late=number == 1,
            )
        )
    return rows


def days() -> list[Day]:
    """Nine weeks of a release that grows from 120 to 136 points."""
    return [
        Day(START + timedelta(days=n), 120 + 8 * (n > 20) + 3 * (n > 34) + 5 * (n > 50), min(1.4 * n, 88))
        for n in range(64)
    ]


def chart() -> Any:
    """The burn-up of that release."""
    wording = Wording(
        number=lambda value: f"{value:g}",
        day=lambda on: f"{on.day} {on:%b}",
        scope="136 scope",
        baseline="120 agreed",
        done="88 done",
    )
    return burn_up(days(), 120, START + timedelta(days=84), START + timedelta(days=63), wording)


def ledger() -> list[Row]:
    """Baseline 120 + approved 8 + pending 3 + unapproved 5 = current 136."""
    parts = (("Baseline", 120, ""), ("Approved", 8, "+"), ("Pending", 3, "+"), ("Unapproved", 5, "+"))
    rows = [Row(name=n, value=v, sign=s, url="/fragment/log", is_on=n == "Unapproved") for n, v, s in parts]
    return [*rows, Row(name="Current", value=136, sign="=", url="", is_on=False)]


def filters() -> list[Row]:
    """The register's chips, the first two chosen."""
    words = ("Open", "Above appetite", "Mine", "Review due", "No response", "Category: people")
    return [
        Row(label=word, url="/fragment/register", is_on=index < 2, count=4 if index == 1 else None)
        for index, word in enumerate(words)
    ]
