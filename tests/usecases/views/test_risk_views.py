"""What lists of risks, the heat map, histories and panels say, from values alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from plugin.domain.commands import LinkEnds
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.model_presets import PRESETS
from plugin.domain.rating import Rating, Stage
from plugin.domain.register import contribution
from plugin.domain.risk import LinkedIssue, Proposal, Risk, Role
from plugin.domain.risk_model import Objective, RiskModels
from plugin.domain.starter_model import STARTER_MODEL, STARTER_MODELS
from plugin.domain.treatment import Action, Direction, Treatment
from plugin.usecases.authority import Rights
from plugin.usecases.records import BriefIssue, Project, RecordedFact
from plugin.usecases.register_lists import Column
from plugin.usecases.views.history import happenings, owners_in, worth_telling
from plugin.usecases.views.marks import Issues, level_mark, review_due
from plugin.usecases.views.narrowing import Narrowing, narrowing
from plugin.usecases.views.panel import glance, through_links
from plugin.usecases.views.people import NOBODY, Naming, People
from plugin.usecases.views.project import Read, overview, project_head
from plugin.usecases.views.register import is_above, row
from plugin.usecases.views.risk_detail import risk_detail
from plugin.usecases.views.risks import exposure, heat_map, risk_health, threats_by_level
from tests.usecases.views.plain import PlainWording

SAY = PlainWording()
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = AT.date()
LEAD, OTHER = AccountId("5b10a2844c20165700ede001"), AccountId("5b10a2844c20165700ede002")
NOBODY_KNOWN = People({})
SHOWN = Issues(
    {
        IssueId("1"): BriefIssue(IssueId("1"), "PAY-1", "Seen", ProjectId("10000"), "done", deleted=False),
        IssueId("2"): BriefIssue(IssueId("2"), "PAY-2", "Hidden", ProjectId("10000"), "new", deleted=False),
        IssueId("3"): BriefIssue(IssueId("3"), "PAY-3", "Deleted", ProjectId("10000"), "new", deleted=True),
    },
    {IssueId("1")},
    "https://acme.example",
)


def rated(probability: int, impact: int, cost: int | None = None) -> Rating:
    """A rating on the schedule."""
    return Rating(probability, {Objective.SCHEDULE: impact}, STARTER_MODEL.version, AT, LEAD, cost)


def a_risk(
    key: str = "R-1",
    ratings: Mapping[Stage, Rating] | None = None,
    *,
    direction: Direction = Direction.THREAT,
    owner: AccountId | None = None,
    issues: tuple[LinkedIssue, ...] = (),
    next_review: date | None = None,
    proposal: Proposal | None = None,
) -> Risk:
    """A risk with a current rating."""
    return Risk(
        id=RiskId(key),
        key=key,
        project_id=ProjectId("10000"),
        title="Key developer leaves",
        cause="one person knows it.",
        event="",
        effect="we wait",
        direction=direction,
        category="people",
        owner=owner,
        ratings=ratings or {Stage.CURRENT: rated(4, 4)},
        raised_at=AT,
        raised_by=LEAD,
        next_review=next_review,
        issues=issues,
        proposal=proposal,
    )


def a_fact(seq: int, name: str, at: datetime = AT, actor: AccountId | None = LEAD, **detail: object) -> RecordedFact:
    """A fact about R-1."""
    return RecordedFact(seq, name, "risk", "R-1", at, actor, "PAY-2 moved in Jira" if actor is None else None, detail)


def test_a_person_is_named_or_it_is_said_why_not() -> None:
    """Nobody, a known name, somebody an answering Jira does not know, and somebody it could not be asked about."""
    people = People({LEAD: "Release lead"})
    assert people.person(None) == NOBODY
    assert people.person(LEAD).name == "Release lead"
    assert people.person(OTHER).naming is Naming.LEFT
    assert People({}, answered=False).person(OTHER).naming is Naming.UNANSWERED


@pytest.mark.parametrize(
    ("issue", "key", "summary"), [("1", "PAY-1", "Seen"), ("2", "", ""), ("3", "PAY-3", ""), ("4", "", "")]
)
def test_issues_are_named_as_far_as_the_reader_may_know(issue: str, key: str, summary: str) -> None:
    """A visible issue whole, a hidden or unknown one not at all, a deleted one by its key."""
    mark = SHOWN.mark(IssueId(issue))
    assert (mark.key, mark.summary) == (key, summary)


def test_levels_spread_the_four_tones() -> None:
    """Each level of the starter model has the tone of its own name, and its symbol."""
    marks = [level_mark(STARTER_MODEL, level) for level in STARTER_MODEL.levels]
    assert [(mark.name.lower(), mark.symbol) for mark in marks] == [
        (mark.tone, level.symbol) for mark, level in zip(marks, STARTER_MODEL.levels, strict=True)
    ]


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (3, False)])
def test_a_review_is_overdue_from_the_day_after(days: int, overdue: bool) -> None:  # noqa: FBT001
    """The day itself is not late."""
    found = review_due(TODAY + timedelta(days=days), TODAY)
    assert found is not None
    assert (found.days, found.is_overdue) == (days, overdue)


def test_the_address_holds_all_of_a_narrowing() -> None:
    """What a narrowing writes into its address is what is read from it again."""
    flags = dict.fromkeys(("mine", "above", "due", "flagged", "unanswered", "rev", "dense"), True)
    chosen = {"status": "closed", "level": "High", "owner": LEAD, "category": "people", "side": "threat"}
    chosen |= {"strategy": "avoid", "late": "action", "label": "a b", "roam": "owned", "q": "ä&=", "by": "owner"}
    place = {"stage": Stage.TARGET, "direction": Direction.OPPORTUNITY, "cell": "4.3", "pages": 3, "map": False}
    table = {"sort": Column.TITLE, "fold": (LEAD, "none"), "cols": ("owner", "window")}
    asked = Narrowing("/r", **flags, **chosen, **place, **table)  # type: ignore[arg-type]
    query = dict(parse_qsl(asked.url(pages=3).partition("?")[2]))
    assert narrowing("/r", query, int(query["pages"])) == asked
    kept = dict(parse_qsl(asked.query))
    assert narrowing("/r", kept) == replace(
        asked, stage=Stage.CURRENT, direction=Direction.THREAT, cell="", fold=(), pages=1
    )


def test_a_toggle_turns_one_filter_and_begins_at_the_top() -> None:
    """Twice toggled is as before, on the first page."""
    asked = Narrowing("/r", mine=True, pages=4)
    assert asked.toggled("above") == Narrowing("/r", mine=True, above=True)
    assert asked.toggled("above").toggled("above") == Narrowing("/r", mine=True)


def test_opportunities_are_never_above_appetite() -> None:
    """Only threats can be worse than what the project lives with."""
    assert is_above(a_risk(), STARTER_MODELS)
    assert not is_above(a_risk(direction=Direction.OPPORTUNITY), STARTER_MODELS)
    assert not is_above(a_risk(ratings={Stage.CURRENT: rated(1, 1)}), STARTER_MODELS)


def test_a_row_counts_responses_and_expected_money() -> None:
    """Done of all responses; likelihood's point times cost; other roles are no responses."""
    ties = (
        LinkedIssue(IssueId("1"), Role.RESPONSE, done=True),
        LinkedIssue(IssueId("2"), Role.RESPONSE),
        LinkedIssue(IssueId("3"), Role.AFFECTED),
    )
    shown = row(a_risk(ratings={Stage.CURRENT: rated(4, 4, 1000)}, issues=ties), NOBODY_KNOWN, TODAY, STARTER_MODELS)
    assert (shown.done, shown.responses, shown.expected, shown.score) == (1, 2, 600, 16)


def test_the_map_has_every_risk_once() -> None:
    """The cells of a stage and direction add up to its rated risks; the mirrored map turns the columns round."""
    risks = [a_risk(ratings={Stage.CURRENT: rated(p, i)}) for p in range(1, 6) for i in range(1, 6)]
    risks.append(a_risk(direction=Direction.OPPORTUNITY))
    totals: Counter[str] = Counter()
    for risk in risks:
        totals.update(contribution(risk, STARTER_MODELS))
    threats = heat_map(totals, Narrowing("/r"), STARTER_MODEL)
    assert [[cell.count for cell in one.cells] for one in threats.rows] == [[1] * 5] * 5
    assert threats.rows[0].cells[-1].level == "Critical"
    mirrored = heat_map(totals, Narrowing("/r", direction=Direction.OPPORTUNITY), STARTER_MODEL)
    assert mirrored.rated == 1
    assert mirrored.columns == tuple(reversed(threats.columns))
    assert heat_map(totals, Narrowing("/r", Stage.TARGET), STARTER_MODEL).rated == 0
    assert sum(count for _, count in threats_by_level(totals, STARTER_MODELS)) == 25


def test_the_map_tells_how_many_stand_in_an_older_model() -> None:
    """Ratings of another version stand in no cell and are counted beside, in the stage and direction that is shown."""
    totals = Counter(
        {"cell.current.threat.starter-1.4.4": 2, "cell.current.threat.old.1.1": 3, "cell.target.threat.old.1.1": 1}
    )
    shown = heat_map(totals, Narrowing("/r"), STARTER_MODEL)
    assert (shown.rated, shown.older) == (2, 3)
    assert heat_map(totals, Narrowing("/r", direction=Direction.OPPORTUNITY), STARTER_MODEL).older == 0


def test_threats_of_an_older_model_are_counted_by_its_own_levels() -> None:
    """Every open threat stands at one level; a level that only the older model has comes last."""
    old = replace(PRESETS["nist"].model, version="old")
    totals = Counter({"cell.current.threat.starter-1.4.4": 2, "cell.current.threat.old.5.5": 3})
    models = RiskModels(STARTER_MODEL, {"old": old})
    assert threats_by_level(totals, models) == (
        ("Critical", 0),
        ("High", 2),
        ("Medium", 0),
        ("Low", 0),
        ("Very High", 3),
    )


def test_a_chosen_cell_leads_back() -> None:
    """The chosen cell is marked, and its own link shows everything again."""
    shown = heat_map(Counter({"cell.current.threat.starter-1.4.4": 1}), Narrowing("/r", cell="4.4"), STARTER_MODEL)
    [chosen] = [cell for one in shown.rows for cell in one.cells if cell.is_selected]
    assert chosen.count == 1
    assert "cell=" not in chosen.url


def test_exposure_without_estimates_is_not_nought() -> None:
    """Where nothing has a cost the net is unknown; else opportunities less threats."""
    assert exposure(Counter({"threats.unvalued": 3})).net is None
    assert exposure(Counter({"threats.valued": 1, "threats.expected": 500, "opportunities.expected": 200})).net == -300
    assert risk_health(Counter({"open": 3, "aboveAppetite": 2}), 1).above == 2


def test_the_raising_tells_of_the_first_ratings() -> None:
    """Ratings that were given with the raising are left out, later ones are told."""
    later = AT + timedelta(hours=1)
    facts = [
        a_fact(1, "RiskRaised"),
        a_fact(2, "RiskRated", stage="current", old=None),
        a_fact(3, "RiskReviewed"),
        a_fact(4, "RiskRated", stage="target", old=None),
        a_fact(5, "RiskRated", later, stage="current", old={"level": "High"}),
    ]
    assert [fact.seq for fact in worth_telling(facts)] == [1, 3, 4, 5]
    assert [fact.seq for fact in worth_telling(facts[::-1])] == [5, 4, 3, 1]


def test_what_followed_from_jira_says_no_key_of_a_hidden_issue() -> None:
    """The stored reason names the issue; it is shown through the reader's own sight instead."""
    facts = [a_fact(1, "ResponseDone", actor=None, issueId="2", issueKey="PAY-2")]
    [told] = happenings(SAY, facts, NOBODY_KNOWN, SHOWN, {}, STARTER_MODELS)
    assert told.is_by_app
    assert "PAY-2" not in repr(told)


def test_old_and_new_owners_are_people() -> None:
    """A change of owner is told by name; malformed details of old facts are passed over."""
    facts = [
        a_fact(1, "RiskRewritten", changes={"owner": [LEAD, None], "title": ["a", "b"], "odd": "x"}),
        a_fact(2, "RiskRewritten", changes="not a mapping"),
    ]
    assert owners_in(facts) == {LEAD}
    first, second = happenings(SAY, facts, People({LEAD: "Release lead"}), SHOWN, {}, STARTER_MODELS)
    assert [(change.field, change.old, change.new) for change in first.changes][1] == ("title", "a", "b")
    assert first.changes[0].new == NOBODY
    assert second.changes == ()


def test_the_drawer_has_what_the_model_says() -> None:
    """The model's wording for each rated stage, the driver first; an unrated stage is empty."""
    rating = Rating(4, {Objective.COST: 2, Objective.SCHEDULE: 4}, STARTER_MODEL.version, AT, LEAD, 1000)
    risk = a_risk(ratings={Stage.CURRENT: rating}, issues=(LinkedIssue(IssueId("2"), Role.AFFECTED),))
    shown = risk_detail(SAY, risk, [], NOBODY_KNOWN, SHOWN, TODAY, STARTER_MODELS)
    inherent, current, target = shown.columns
    assert (inherent.rating, target.rating) == (None, None)
    assert current.rating is not None
    assert [(words.objective, words.is_driver) for words in current.rating.impacts] == [
        ("schedule", True),
        ("cost", False),
    ]
    assert (shown.cause, shown.event) == ("one person knows it", "Key developer leaves")
    assert shown.ties[0].issue.key == ""
    assert shown.is_above_appetite


def test_links_carry_each_risk_once_and_none_of_the_issues_own() -> None:
    """Outward and inward links read their own way; hidden carriers and the issue's own risks are left out."""
    me = IssueId("9")
    ties = [
        LinkEnds("a", me, IssueId("1"), "blocks", "is blocked by"),
        LinkEnds("b", IssueId("2"), me, "blocks", "is blocked by"),
    ]
    carried = a_risk("R-1", issues=(LinkedIssue(IssueId("1"), Role.AFFECTED),))
    hidden = a_risk("R-2", issues=(LinkedIssue(IssueId("2"), Role.AFFECTED),))
    own = a_risk("R-3", issues=(LinkedIssue(IssueId("1"), Role.AFFECTED), LinkedIssue(me, Role.RESPONSE)))
    found = through_links(ties, me, [carried, hidden, own], NOBODY_KNOWN, SHOWN, TODAY, STARTER_MODELS)
    assert [(one.row.key, one.relation, one.issue.key) for one in found] == [("R-1", "blocks", "PAY-1")]


def test_the_glance_counts_open_risks() -> None:
    """The worst level of all, and none where there is none."""
    assert glance([], STARTER_MODELS).level is None
    shown = glance(
        [a_risk(ratings={Stage.CURRENT: rated(1, 1)}), a_risk(ratings={Stage.CURRENT: rated(5, 5)})], STARTER_MODELS
    )
    assert shown.count == 2
    assert shown.level is not None
    assert shown.level.name == "Critical"


def test_offers_wait_before_overdue_reviews() -> None:
    """What waits is sorted: answers first, then the longest overdue; what is not due does not wait."""
    offered = a_risk("R-1", proposal=Proposal(rated(1, 1), "All responses are done.", AT))
    late, later = (a_risk(f"R-{n}", next_review=TODAY - timedelta(days=n)) for n in (2, 5))
    calm = a_risk("R-9", next_review=TODAY)
    mine = (late, calm, later, offered)
    read = Read(
        Counter(), 0, None, None, 4, undecided_more=False, reviews=(), mine=mine, flagged=mine, away={}, reader=LEAD
    )
    shown = overview(SAY, read, Rights(see=True, contribute=True, manage=False), TODAY, STARTER_MODELS)
    assert [one.key for one in shown.waiting.risks] == ["R-1", "R-5", "R-2"]
    assert shown.waiting.deltas == 0
    assert shown.scope is None


def test_a_new_project_is_called_by_jiras_name() -> None:
    """Until it was read in, a project's stored name is its id; Jira's name is shown instead."""
    now = SAY.moment(AT)
    stored = Project(ProjectId("10055"), "10055", "10055", enabled=True)
    assert project_head(SAY, stored.id, stored, {"name": "New things"}, now).name == "New things"
    unknown = project_head(SAY, stored.id, None, {}, now)
    assert (unknown.enabled, unknown.name, unknown.revision) == (False, "", 0)


def test_flags_wait_for_whoever_must_act() -> None:
    """A risk that nobody owns waits for who manages the project, an overdue action for whoever has it."""
    late = Action("a1", "Test the restore", owner=LEAD, due=TODAY - timedelta(days=3))
    unowned = a_risk("R-1", ratings={Stage.CURRENT: rated(1, 1)})
    acted = a_risk("R-2", ratings={Stage.CURRENT: rated(1, 1)}, owner=AccountId("somebody"))
    flagged = (unowned, replace(acted, treatment=Treatment(actions=(late,))))
    read = Read(
        Counter(), 0, None, None, 0, undecided_more=False, reviews=(), mine=(), flagged=flagged, away={}, reader=LEAD
    )
    manages, works = (Rights(see=True, contribute=True, manage=manage) for manage in (True, False))
    shown = overview(SAY, read, manages, TODAY, STARTER_MODELS)
    assert [(one.key, [flag.code for flag in one.flags]) for one in shown.waiting.risks] == [
        ("R-2", ["action-overdue"]),
        ("R-1", ["unowned"]),
    ]
    assert shown.waiting.risks[0].flags[0].title == "Action overdue: Test the restore"
    assert [one.key for one in overview(SAY, read, works, TODAY, STARTER_MODELS).waiting.risks] == ["R-2"]
