"""Percentages and people as cells name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.written.misread import Misread
from plugin.domain.written.people import Person, people
from plugin.domain.written.shares import share

ACCOUNT = "557058:01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("80 %", 0.8), ("80%", 0.8), ("12,5 %", 0.125), ("0.8", 0.8), (0.8, 0.8), (1, 1), (0, 0), ("0.125", 0.125)],
)
def test_common_ways_to_write_a_share_are_understood(written: str | float, expected: float) -> None:
    """With and without the sign, with either decimal mark."""
    assert share(written) == pytest.approx(expected)


@pytest.mark.parametrize("written", [80, "80", "120 %", "-5 %", "", "half", "60-80 %", True, float("nan"), "%"])
def test_what_is_no_share_is_refused(written: str | float) -> None:
    """A bare 80 could be percent or points; the person says which."""
    with pytest.raises(Misread):
        share(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, []),
        ("  ", []),
        ("Release lead", [Person("Release lead")]),
        ("@Release  lead", [Person("Release lead")]),
        ("lead@example.com", [Person("", "lead@example.com")]),
        ("Release lead <Lead@Example.com>", [Person("Release lead", "lead@example.com")]),
        ("Release lead (lead@example.com)", [Person("Release lead", "lead@example.com")]),
        ("Lead, Release", [Person("Release Lead")]),
        ("Release lead, Test lead", [Person("Release lead"), Person("Test lead")]),
        ("Release lead; Test lead", [Person("Release lead"), Person("Test lead")]),
        ("Release lead / Test lead & Buyer", [Person("Release lead"), Person("Test lead"), Person("Buyer")]),
        ("Release lead and Test lead", [Person("Release lead"), Person("Test lead")]),
        ("a@example.com, b@example.com", [Person("", "a@example.com"), Person("", "b@example.com")]),
        ("Buyer; Buyer", [Person("Buyer")]),
        (ACCOUNT, [Person(account=ACCOUNT)]),
        (f"[~accountid:{ACCOUNT}]", [Person(account=ACCOUNT)]),
        ("5b10ac8d82e05b22cc7d4ef5", [Person(account="5b10ac8d82e05b22cc7d4ef5")]),
    ],
)
def test_people_are_told_apart(written: object, expected: list[Person]) -> None:
    """Names, addresses and account ids, one or several in a cell."""
    assert list(people(written)) == expected


@pytest.mark.parametrize("written", [5, "x;" * 2000])
def test_what_names_nobody_is_refused(written: object) -> None:
    """A number is no name, and neither is an essay."""
    with pytest.raises(Misread):
        people(written)


@given(st.text(max_size=100))
def test_nothing_breaks_the_reading(written: str) -> None:
    """Whoever is found has at least a name, an address or an account."""
    assert all(person.name or person.address or person.account for person in people(written))
