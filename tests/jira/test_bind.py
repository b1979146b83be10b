"""A person's JQL: read by Jira, printed anew from its tree within one project, counted, and its first issues named."""

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.jira.gateway import CloudJira
from plugin.jira.jql import bound
from plugin.usecases.records import BoundQuery
from tests.jira.conftest import LEAD
from tests.standin.world import Site


@pytest.fixture
def pay(site: Site) -> ProjectId:
    """A project with three issues, beside another one with one."""
    for number, priority in enumerate(("High", "High", "Low"), start=1):
        site.create_issue("PAY", f'Refund "{number}"', priority=priority, by=LEAD)
    site.create_project("OPS", "Operations", LEAD)
    site.create_issue("OPS", "Elsewhere", priority="High", by=LEAD)
    return ProjectId(site.project("PAY").id)


@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("priority = High", ["PAY-2", "PAY-1"]),
        ("priority = High OR priority = Low", ["PAY-3", "PAY-2", "PAY-1"]),
        ("priority = Low ORDER BY created", ["PAY-3"]),
        ("project = OPS", []),
        ("priority = High) OR (priority = High", []),
        ("NOT priority in (Low, Lowest) AND status != Done", ["PAY-2", "PAY-1"]),
        ('summary ~ "Refund" and (assignee is EMPTY or assignee = currentUser())', ["PAY-3", "PAY-2", "PAY-1"]),
    ],
)
def test_a_query_stays_in_its_project(site: Site, jira: CloudJira, pay: ProjectId, jql: str, keys: list[str]) -> None:
    """Whatever it says, and whatever it tries with brackets: other projects' issues are neither counted nor named."""
    query = jira.bind(jql, pay)
    if jql.startswith("priority = High)"):
        assert (query.jql, len(query.problems)) == ("", 1)
        return
    assert query.jql.startswith(f"project = {pay}")
    assert jira.count_found(query) == len(keys)
    assert [key for _, key in jira.first_found(query, 20)] == keys
    assert len(jira.first_found(query, 1)) == min(len(keys), 1)


def test_an_administrators_query_goes_everywhere(jira: CloudJira, pay: ProjectId) -> None:
    """Bound to nothing it says what it says."""
    query = jira.bind("priority = High", None)
    assert jira.count_found(query) == 3
    assert query == BoundQuery("priority = High")


@pytest.mark.parametrize("jql", ["status ==", "sillyField = 3", "status = Open AND", "(("])
def test_what_jira_cannot_read_is_told_in_its_words(jira: CloudJira, pay: ProjectId, jql: str) -> None:
    """Nothing is asked; the problem is Jira's own sentence."""
    query = jira.bind(jql, pay)
    assert query.jql == ""
    assert query.problems


HOSTILE = 'x" OR project = OPS OR summary ~ "\\'


@pytest.mark.parametrize(
    ("where", "printed"),
    [
        (
            {"field": {"name": "summary"}, "operator": "~", "operand": {"value": HOSTILE}},
            '"summary" ~ "x\\" OR project = OPS OR summary ~ \\"\\\\"',
        ),
        (
            {
                "field": {"name": "status", "encodedName": "status"},
                "operator": "was not in",
                "operand": {"values": [{"value": "Done"}, {"keyword": "empty"}, {"function": "f", "arguments": ["a"]}]},
                "predicates": [{"operator": "during", "operand": {"values": [{"value": "-5d"}, {"value": "-1d"}]}}],
            },
            'status WAS NOT IN ("Done", EMPTY, "f"("a")) DURING ("-5d", "-1d")',
        ),
        (
            {"field": {"name": "status"}, "operator": "changed", "predicates": []},
            '"status" CHANGED',
        ),
        (
            {
                "operator": "or",
                "clauses": [
                    {"field": {"name": "a"}, "operator": "=", "operand": {"value": "1", "encodedValue": "1"}},
                    {
                        "operator": "not",
                        "clauses": [{"field": {"name": "b"}, "operator": "is", "operand": {"keyword": "empty"}}],
                    },
                ],
            },
            '("a" = 1) OR (NOT ("b" IS EMPTY))',
        ),
    ],
)
def test_a_tree_is_printed_so_that_it_reads_the_same(where: dict[str, object], printed: str) -> None:
    """History clauses too; a value can never become a clause of its own."""
    assert bound({"where": where}, ProjectId("10000")) == f"project = 10000 AND ({printed})"


@pytest.mark.parametrize(
    "where",
    [
        {"operator": "xor", "clauses": [{"field": {"name": "a"}, "operator": "=", "operand": {"value": "1"}}]},
        {"operator": "and", "clauses": []},
        {"field": {"name": "a"}, "operator": "; drop", "operand": {"value": "1"}},
        {"field": {}, "operator": "="},
        {"operator": "=", "operand": {"value": "1"}},
        {
            "field": {"name": "a"},
            "operator": "changed",
            "predicates": [{"operator": "perhaps", "operand": {"value": "1"}}],
        },
        "status = Open",
    ],
)
def test_a_tree_that_is_not_documented_is_not_guessed_at(where: object) -> None:
    """It is trouble with Jira, and nothing is asked."""
    with pytest.raises(JiraTrouble):
        bound({"where": where}, ProjectId("10000"))
