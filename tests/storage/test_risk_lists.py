"""Lists of risks: every order with its ties and gaps, what narrows them, and the counts beside them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from plugin.domain.errors import Invalid
from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId, SiteId
from plugin.domain.rating import Confidence, Rating, Stage
from plugin.domain.risk import LinkedIssue, Outcome, Risk, Role, Status, Window
from plugin.domain.risk_life import closed
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.roam import Roam, roam_of
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.starter_model import STARTER_MODELS
from plugin.domain.treatment import Acceptance, Action, ActionKind, ActionState, Direction, Strategy, Treatment
from plugin.storage import SqlUnitOfWork, SqlWork
from plugin.usecases.register_lists import (
    NONE,
    STATUS_ORDER,
    STRATEGY_ORDER,
    Column,
    Due,
    Grouping,
    Order,
    Sought,
)
from tests.storage.builders import AT, PROJECT, SOMEBODY, a_risk

TODAY = date(2026, 11, 24)
BEN, ANA = AccountId("5b10a2844c20165700ede002"), SOMEBODY
OTHER = ProjectId("10001")
ALL = Sought((PROJECT,), TODAY, frozenset())
RANKS = {"owner": (BEN, ANA), "category": STARTER_CATEGORIES.codes, "project": (OTHER, PROJECT)}
TIED = LinkedIssue(IssueId("20002"), Role.RESPONSE)


def a_register() -> list[Risk]:
    """Fourteen risks of two projects with ties, gaps and every kind of value; numbers run on in one row."""
    made = []
    for number, (probability, impact) in enumerate(product((1, 3, 5), (2, 3, 3, 5)), start=1):
        odd = number % 2
        rating = Rating(
            probability,
            {Objective.SCHEDULE: impact},
            "starter-1",
            AT,
            cost=None if number % 3 == 0 else 1000 * (number % 4),
            confidence=(None, Confidence.LOW, Confidence.HIGH)[number % 3],
        )
        one = a_risk(number, project_id=OTHER if number > 10 else PROJECT)
        made.append(
            replace(
                one,
                title=("alpha", "Beta", "ÄRGER", "beta")[number % 4],
                owner=(None, ANA, BEN)[number % 3],
                category=(None, "people", "supplier")[number % 3],
                ratings={Stage.CURRENT: rating},
                treatment=Treatment(strategy=(None, Strategy.AVOID, Strategy.TRANSFER)[number % 3]),
                window=Window(TODAY + timedelta(days=number % 3) if odd else None, TODAY + timedelta(days=9)),
                next_review=None if number % 4 == 0 else TODAY + timedelta(days=number % 3 - 1),
                labels=("launch", "q4") if odd else (),
            )
        )
    made.append(replace(a_risk(13), ratings={}, status=Status.DRAFT, owner=None, window=Window()))
    made.append(closed(a_risk(14), Outcome.DID_NOT, AT))
    return made


def kept(unit: SqlUnitOfWork, risks: list[Risk]) -> None:
    """Write risks, each with a fact of its own; some facts fall together."""
    for number, one in enumerate(risks):
        unit.risks.add(one)
        cause = Cause(AT + timedelta(minutes=number // 2 % 4), SOMEBODY)
        if number % 5:
            unit.facts.record([Fact("RiskRaised", one.project_id, "risk", one.id, cause)])


def place(ranked: tuple[str, ...]) -> Callable[[str | None], int | None]:
    """Where a value stands in an order."""
    return lambda value: None if value is None else ranked.index(value)


def sort_values(one: Risk, number: int) -> dict[Column, tuple[Any, ...]]:
    """What each column compares, worked out from the risk itself."""
    found = one.assessed(STARTER_MODELS)
    current = one.current
    strategy = one.treatment.strategy.value if one.treatment.strategy else None
    sure = current.confidence if current else None
    return {
        Column.LEVEL: (found.level.rank, found.score) if found else (0, 0),
        Column.KEY: (),
        Column.TITLE: ("".join(letter.lower() if letter.isascii() else letter for letter in one.title),),
        Column.PROJECT: (RANKS["project"].index(one.project_id),),
        Column.OWNER: (place(RANKS["owner"])(one.owner),),
        Column.CATEGORY: (place(RANKS["category"])(one.category),),
        Column.WINDOW: (one.window.first or one.window.last,),
        Column.REVIEW: (one.next_review,),
        Column.ACTION: (one.treatment.next_due,),
        Column.STRATEGY: (place(STRATEGY_ORDER)(strategy),),
        Column.STATUS: (STATUS_ORDER.index(one.status.value),),
        Column.EXPECTED: (found.expected if found else None,),
        Column.CHANGED: (AT + timedelta(minutes=number // 2 % 4) if number % 5 else None,),
        Column.CONFIDENCE: (list(Confidence).index(sure) if sure else None,),
    }


def wanted(risks: list[Risk], order: Order) -> list[RiskId]:
    """The order as Python sorts it: ties by number, then each deciding value with what is undefined last."""
    ids = {one.id: sort_values(one, number)[order.column] for number, one in enumerate(risks)}
    ordered = sorted(risks, key=lambda one: (int(one.key[2:]), one.id))
    if order.column is Column.KEY and order.is_descending:
        ordered.reverse()
    if order.column is Column.PROJECT:
        ordered.sort(key=lambda one: -sort_values(one, 0)[Column.LEVEL][0])
    for part in reversed(range(len(ids[ordered[0].id]))):
        defined = [one for one in ordered if ids[one.id][part] is not None]
        undefined = [one for one in ordered if ids[one.id][part] is None]
        ordered = sorted(defined, key=lambda one: ids[one.id][part], reverse=order.is_descending) + undefined
    return [one.id for one in ordered]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("column", list(Column))
def test_every_order_pages_without_loss(work: SqlWork, acme: SiteId, column: Column, reverse: bool) -> None:  # noqa: FBT001
    """Each column sorts both ways, what is undefined last and ties by number; pages of any size join seamlessly."""
    risks = a_register()
    order = Order(column, reverse, ranks=RANKS)
    sought = replace(ALL, projects=(PROJECT, OTHER))
    with work(acme, write=True) as unit:
        kept(unit, risks)
        for limit in (1, 3, 50):
            seen: list[RiskId] = []
            after: str | None = None
            while True:
                page = unit.register.page(sought, order, after=after, limit=limit)
                seen += [one.risk.id for one in page.items]
                after = page.after
                if after is None:
                    break
            assert seen == wanted(risks, order), limit


@pytest.mark.parametrize("grouping", list(Grouping))
def test_groups_hold_together(work: SqlWork, acme: SiteId, grouping: Grouping) -> None:
    """Risks of one group stand together over pages, no value last; folded groups are left out, counts are whole."""
    with work(acme, write=True) as unit:
        kept(unit, a_register())
        seen: list[str] = []
        after: str | None = None
        order = Order(Column.TITLE, grouping=grouping, ranks=RANKS)
        while True:
            page = unit.register.page(ALL, order, after=after, limit=2)
            seen += [one.group for one in page.items]
            after = page.after
            if after is None:
                break
        together = list(dict.fromkeys(seen))
        assert [group for group in together for _ in range(seen.count(group))] == seen
        assert "" not in together[:-1]
        counts = Counter[str]()
        for tally in unit.register.tallies(ALL, grouping):
            counts[tally.value] += tally.count
        assert counts == Counter(seen)
        rest = unit.register.page(ALL, replace(order, folded=(together[0],)))
        assert [one.group for one in rest.items] == [group for group in seen if group != together[0]]


def test_a_cursor_of_another_order_is_refused(work: SqlWork, acme: SiteId) -> None:
    """Cursors belong to their order; a forged one never reaches the database."""
    with work(acme, write=True) as unit:
        kept(unit, a_register())
        cursor = unit.register.page(ALL, Order(Column.TITLE), limit=1).after
        assert cursor
        for order in (Order(Column.LEVEL), Order(Column.TITLE, reverse=True), Order(Column.REVIEW)):
            with pytest.raises(Invalid):
                unit.register.page(ALL, order, after=cursor)
        for forged in ("", "x", "WzFd", "WyJ0aXQiLCJcdTAwMDAiLDEsIngiXQ", "W10"):
            with pytest.raises(Invalid):
                unit.register.page(ALL, Order(Column.TITLE), after=forged)


@pytest.mark.parametrize(
    ("changes", "keep"),
    [
        ({"statuses": frozenset({Status.DRAFT})}, lambda r: r.status is Status.DRAFT),
        ({"statuses": frozenset({Status.OPEN})}, lambda r: r.status is Status.OPEN),
        ({"level": "Critical"}, lambda r: level(r) == "Critical"),
        ({"owner": BEN}, lambda r: r.owner == BEN),
        ({"owner": NONE}, lambda r: r.owner is None),
        ({"categories": ("people", "supplier")}, lambda r: r.category is not None),
        ({"categories": (NONE,)}, lambda r: r.category is None),
        ({"direction": Direction.OPPORTUNITY}, lambda _: False),
        ({"strategy": "avoid"}, lambda r: r.treatment.strategy is Strategy.AVOID),
        ({"strategy": NONE}, lambda r: r.treatment.strategy is None),
        ({"due": Due.REVIEW}, lambda r: r.is_open and r.next_review and r.next_review < TODAY),
        ({"due": Due.SOON}, lambda r: r.is_open and r.next_review),
        ({"due": Due.WINDOW}, lambda _: False),
        ({"above": True}, lambda r: r.is_open and level(r) in {"High", "Critical"}),
        ({"unanswered": True}, lambda _: True),
        ({"label": "q4"}, lambda r: "q4" in r.labels),
        ({"label": "q"}, lambda _: False),
        ({"text": "BETA"}, lambda r: r.title.lower() == "beta"),
        ({"text": "ärger"}, lambda r: r.title == "ÄRGER"),
        ({"text": "interface may"}, lambda _: True),
        ({"text": "R-13"}, lambda r: r.key == "R-13"),
        ({"text": "%"}, lambda _: False),
        ({"cell": "3.3", "version": "starter-1"}, lambda r: cell(r) == (3, 3) and r.is_open),
        ({"cell": "3.3", "version": "other"}, lambda _: False),
        ({"roam": Roam.UNOWNED}, lambda r: roam_of(r, TODAY) is Roam.UNOWNED),
    ],
)
def test_filters(work: SqlWork, acme: SiteId, changes: dict[str, Any], keep: Callable[[Risk], object]) -> None:
    """Each filter keeps what it names, in the list and in its count."""
    risks = [one for one in a_register() if one.project_id == PROJECT]
    expected = {one.key for one in risks if keep(one)}
    with work(acme, write=True) as unit:
        kept(unit, risks)
        sought = replace(ALL, **changes)
        assert {one.risk.key for one in unit.register.page(sought, Order()).items} == expected
        assert unit.register.count(sought) == len(expected)


def level(one: Risk) -> str:
    """The name of the current level."""
    found = one.assessed(STARTER_MODELS)
    return found.level.name if found else ""


def cell(one: Risk) -> tuple[int, int] | None:
    """Where the current rating stands."""
    current = one.current
    return (current.probability, current.impact[Objective.SCHEDULE]) if current else None


def test_actions_and_acceptances_fall_due(work: SqlWork, acme: SiteId) -> None:
    """A live action past its day, an acceptance past its end and a window past its last day are each found."""
    yesterday = TODAY - timedelta(days=1)
    late = Treatment(actions=(Action("a", "Order", due=yesterday),))
    over = Treatment(acceptance=Acceptance(ANA, TODAY, Authority.OWNER, "fine", expires_on=yesterday))
    risks = [replace(a_risk(1), treatment=late), replace(a_risk(2), treatment=over)]
    risks.append(replace(a_risk(3), window=Window(None, yesterday)))
    with work(acme, write=True) as unit:
        kept(unit, risks)
        for due, key in ((Due.ACTION, "R-1"), (Due.ACCEPTANCE, "R-2"), (Due.WINDOW, "R-3")):
            page = unit.register.page(replace(ALL, due=due), Order())
            assert [one.risk.key for one in page.items] == [key]
        assert unit.register.count(replace(ALL, unanswered=True)) == 2


def test_the_board_agrees_with_the_rule(work: SqlWork, acme: SiteId) -> None:
    """Whatever is known of a risk, SQL places it as the domain does; each place has its count and its worst first."""
    acceptances = [None] + [
        Acceptance(ANA, TODAY, Authority.OWNER, "fine", expires, revoked)
        for expires in (None, TODAY, TODAY - timedelta(days=1))
        for revoked in (None, TODAY)
    ]
    actions: list[tuple[Action, ...]] = [(), (Action("a", "x", state=ActionState.DONE),)]
    actions += [(Action("a", "x"),), (Action("a", "x", kind=ActionKind.CONTINGENT),)]
    risks = []
    cases = product(acceptances, actions, (None, ANA), ((), (TIED,), (replace(TIED, done=True),)), list(Status))
    for number, (acceptance, work_on_it, owner, ties, status) in enumerate(cases, start=1):
        treatment = Treatment(acceptance=acceptance, actions=work_on_it)
        made = a_risk(number, probability=1 + number % 5, issues=ties)
        risks.append(replace(made, status=status, owner=owner, treatment=treatment))
    with work(acme, write=True) as unit:
        for one in risks:
            unit.risks.add(one)
        counts, placed = unit.register.board(ALL, 3)
        for roam in Roam:
            mine = [one for one in risks if roam_of(one, TODAY) is roam]
            assert counts[roam] == len(mine) == unit.register.count(replace(ALL, roam=roam))
            worst = sorted(mine, key=lambda one: (*(-v for v in sort_values(one, 0)[Column.LEVEL]), int(one.key[2:])))
            assert [one.key for one in placed[roam]] == [one.key for one in worst[:3]]


def test_tallies_sum_money_by_direction(work: SqlWork, acme: SiteId) -> None:
    """Counts, expected money, how many have no estimate and whose review is overdue, by owner and level."""
    risks = [a_risk(1), a_risk(2), replace(a_risk(3), direction=Direction.OPPORTUNITY)]
    risks[1] = replace(risks[1], next_review=TODAY - timedelta(days=1), ratings={Stage.CURRENT: free(risks[1])})
    with work(acme, write=True) as unit:
        kept(unit, risks)
        found = unit.register.tallies(replace(ALL, statuses=frozenset({Status.OPEN})), Grouping.OWNER)
    threats = next(one for one in found if one.direction is Direction.THREAT)
    luck = next(one for one in found if one.direction is Direction.OPPORTUNITY)
    assert (threats.value, threats.level, threats.count, threats.unvalued, threats.overdue) == (ANA, "Medium", 2, 1, 1)
    assert threats.expected == luck.expected == round(0.32 * 250_000)


def free(one: Risk) -> Rating:
    """The risk's current rating without a cost."""
    return replace(one.ratings[Stage.CURRENT], cost=None)


def test_the_map_holds_the_first_of_each_cell(work: SqlWork, acme: SiteId) -> None:
    """Chips are cut off by cell and direction; what is not rated, or in an older model, is off the map."""
    older = replace(a_risk(9).ratings[Stage.CURRENT], model_version="starter-1")
    risks = [a_risk(number) for number in range(1, 6)]
    risks.append(replace(a_risk(6), direction=Direction.OPPORTUNITY))
    risks.append(replace(a_risk(7), ratings={Stage.CURRENT: older}))
    sought = replace(ALL, statuses=frozenset({Status.OPEN}), version="starter-1")
    with work(acme, write=True) as unit:
        kept(unit, risks)
        chips = unit.register.chips(sought, 2)
        assert [(one.key, one.cell) for one in chips if one.direction is Direction.THREAT] == [
            ("R-1", "starter-1.3.3"),
            ("R-2", "starter-1.3.3"),
        ]
        assert [one.key for one in chips if one.direction is Direction.OPPORTUNITY] == ["R-6"]
        assert unit.register.off_map(sought, 5) == (0, [])
        number, off = unit.register.off_map(replace(sought, stage=Stage.TARGET), 5)
        assert (number, [one.cell for one in off]) == (7, [""] * 5)
        number, off = unit.register.off_map(replace(sought, version="starter-2"), 2)
        assert (number, [one.cell for one in off]) == (7, ["starter-1.3.3"] * 2)


def test_choices_of_a_register(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Owners and labels that occur, each once; another site's never."""
    with work(acme, write=True) as unit:
        kept(unit, a_register())
        unit.commit()
    with work(acme) as unit:
        assert unit.register.owners((PROJECT, OTHER)) == [ANA, BEN]
        assert unit.register.labels((PROJECT,)) == ["launch", "q4"]
    with work(globex) as unit:
        assert unit.register.owners((PROJECT, OTHER)) == unit.register.labels((PROJECT,)) == []
        assert unit.register.page(ALL, Order()).items == ()
