"""A risk and its issue: whichever changed carries the other, in whatever order the news comes."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.backing import Backing, Followed, agree
from plugin.domain.ids import AccountId

ANA, BEN = AccountId("ana"), AccountId("ben")
PEOPLE = st.sampled_from([None, ANA, BEN])
DAYS = st.sampled_from([None, date(2026, 11, 24), date(2026, 12, 8)])
SIDES = st.builds(Followed, PEOPLE, DAYS, st.booleans())
ALIKE = Followed(ANA, date(2026, 11, 24))


def after(here: Followed, there: Followed, last: Backing) -> Backing:
    """What is remembered once an accord was carried out on both sides."""
    accord = agree(here, there, last)
    return Backing(accord.here, accord.there, asked=accord.asked)


@given(SIDES, SIDES, SIDES, SIDES)
def test_an_accord_holds(here: Followed, there: Followed, last_here: Followed, last_there: Followed) -> None:
    """Comparing again what an accord has just made changes nothing, whatever the two were before."""
    first = agree(here, there, Backing(last_here, last_there))
    again = agree(first.here, first.there, Backing(first.here, first.there, asked=first.asked))
    assert (again.here, again.there, again.asked, again.reopen) == (first.here, first.there, first.asked, False)


@given(SIDES, SIDES)
def test_what_people_change_here_reaches_jira(before: Followed, after_: Followed) -> None:
    """Owner and day of a risk become its issue's, as long as nobody changed the issue."""
    accord = agree(after_, before, Backing(before, before))
    assert (accord.there.owner, accord.there.due) == (after_.owner, after_.due)
    assert accord.here == after_
    assert accord.there.over == after_.over


@given(SIDES, SIDES)
def test_what_people_change_in_jira_reaches_the_risk(before: Followed, after_: Followed) -> None:
    """Assignee and due day become the risk's; an ended issue asks how the risk ended and never closes it."""
    accord = agree(before, after_, Backing(before, before))
    assert (accord.here.owner, accord.here.due) == (after_.owner, after_.due)
    assert accord.there == after_
    assert accord.asked == (after_.over and not before.over)
    assert accord.reopen == (before.over and not after_.over)
    assert not (accord.here.over and not before.over)


def test_where_both_changed_jira_goes_first() -> None:
    """Work lives in Jira, so its change stands; each field on its own."""
    here, there = replace(ALIKE, owner=BEN), replace(ALIKE, owner=None, due=date(2026, 12, 8))
    accord = agree(here, there, Backing(ALIKE, ALIKE))
    assert accord.here == Followed(None, date(2026, 12, 8))
    assert accord.there == accord.here


def test_what_jira_refused_is_not_asked_for_again() -> None:
    """An assignee that Jira would not take stays different until somebody changes either side."""
    here = replace(ALIKE, owner=BEN)
    refused = Backing(here, ALIKE)
    assert agree(here, ALIKE, refused).there == ALIKE
    mended = agree(here, replace(ALIKE, owner=None), refused)
    assert mended.here.owner is None


def test_an_issue_that_ended_asks_until_the_risk_has() -> None:
    """The question stays through other news, and goes when the risk is closed or the issue opened again."""
    done = replace(ALIKE, over=True)
    asked = after(ALIKE, done, Backing(ALIKE, ALIKE))
    assert asked.asked
    still = after(replace(ALIKE, owner=BEN), done, asked)
    assert still.asked
    assert not after(replace(ALIKE, owner=BEN, over=True), replace(done, owner=BEN), still).asked
    assert not after(replace(ALIKE, owner=BEN), replace(ALIKE, owner=BEN), still).asked


def test_at_first_the_issue_goes_first() -> None:
    """An issue that was there before is not changed for having been linked, but for what it lacks."""
    accord = agree(Followed(ANA, date(2026, 11, 24)), Followed(BEN, None), Backing())
    assert accord.there == Followed(BEN, date(2026, 11, 24)) == accord.here
